from azureml.core import Workspace
from azureml.core.environment import Environment
from azureml.core.model import InferenceConfig, Model
from azureml.core.webservice import AciWebservice

ws = Workspace.from_config(path="./config.json")
model = Model(ws, "sentiment")

myenv = Environment.from_pip_requirements("sentiment-env", "requirements.txt")
inference_config = InferenceConfig(entry_script="score.py", environment=myenv)

aciconfig = AciWebservice.deploy_configuration(
    cpu_cores=1,
    memory_gb=1,
    tags={"data": "reviews", "method": "logistic regression"},
    description="Tells happy reviews from unhappy ones",
    dns_name_label="sentiment-demo",
)

service = Model.deploy(ws, "sentiment-aci", [model], inference_config, aciconfig)
service.wait_for_deployment(show_output=True)
