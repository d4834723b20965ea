import axios from "axios";

const URL = "https://churn01.westeurope.cloudapp.azure.com/api/v1/service/churn-svc/score";

export async function churn(customers: number[][]): Promise<number[]> {
  const answer = await axios.post(
    URL,
    { data: customers },
    { timeout: 20000, headers: { Authorization: `Bearer ${process.env.CHURN_KEY}` } },
  );
  return answer.data;
}
