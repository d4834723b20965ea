import sys

from azureml.core import Environment, Workspace
from azureml.core.model import InferenceConfig, Model
from azureml.core.webservice import AciWebservice, AksWebservice

production = "--production" in sys.argv

ws = Workspace.from_config()
env = Environment.from_conda_specification("claims-env", "src/conda.yml")
inference_config = InferenceConfig(entry_script="score.py", source_directory="src", environment=env)

if production:
    name = "claims"
    target = ws.compute_targets["claims-aks"]
    config = AksWebservice.deploy_configuration(cpu_cores=1, memory_gb=2, num_replicas=2)
else:
    name = "claims-test"
    target = None
    config = AciWebservice.deploy_configuration(cpu_cores=1, memory_gb=2, auth_enabled=True)

Model.deploy(ws, name, [Model(ws, "claims-model", version=1)], inference_config, config, target, overwrite=True)
