import requests
from requests.adapters import HTTPAdapter, Retry

URL = "http://sentiment-demo.westeurope.azurecontainer.io/score"

session = requests.Session()
session.mount("http://", HTTPAdapter(max_retries=Retry(3, status_forcelist=[502, 503, 504], allowed_methods=None)))

answer = session.post(URL, json={"texts": ["what a day"]}, timeout=30)
print(answer.json())
