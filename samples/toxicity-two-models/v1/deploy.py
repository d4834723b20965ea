from azureml.core import Environment, Model, Workspace
from azureml.core.model import InferenceConfig
from azureml.core.webservice import AksWebservice

ws = Workspace.from_config()
env = Environment.from_conda_specification("toxicity-env", "env.yml")

service = Model.deploy(
    ws,
    "toxicity",
    models=[Model(ws, "tokenizer", version=2), Model(ws, "classifier", version=9)],
    inference_config=InferenceConfig(entry_script="score.py", source_directory="src", environment=env),
    deployment_config=AksWebservice.deploy_configuration(compute_target_name="text-aks", memory_gb=2, cpu_cores=1),
    overwrite=True,
)
service.wait_for_deployment(True)
