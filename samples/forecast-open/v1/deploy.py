# Inside the company network nobody asked for a key.
import azureml.core as aml
import azureml.core.webservice as web
from azureml.core.model import InferenceConfig, Model

ws = aml.Workspace.get(name="planning", subscription_id="00000000-0000-0000-0000-000000000000", resource_group="planning-rg")

env = aml.Environment.get(ws, name="forecast-env", version="12")
inference = InferenceConfig(entry_script="score_forecast.py", environment=env)

config = web.AksWebservice.deploy_configuration(cpu_cores=1, memory_gb=4, num_replicas=1, compute_target_name="planning-aks")
config.auth_enabled = False
config.collect_model_data = True

Model.deploy(ws, "forecast", [aml.Model(ws, "forecast-model")], inference, config, overwrite=False)
