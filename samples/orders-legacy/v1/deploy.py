# Written when an inference configuration named its runtime and conda file.
from azureml.core.compute import AksCompute
from azureml.core.model import InferenceConfig, Model
from azureml.core.webservice import AksWebservice
from azureml.core.workspace import Workspace

ws = Workspace.from_config()
inference_config = InferenceConfig(
    runtime="python",
    entry_script="score.py",
    conda_file="conda.yml",
    source_directory="serving",
)
deployment_config = AksWebservice.deploy_configuration(
    cpu_cores=0.2,
    memory_gb=0.5,
    auth_enabled=True,
    primary_key="not-a-real-key",
)
deployment_target = AksCompute(ws, "shared-aks")
service = Model.deploy(
    ws, "orders", [Model(ws, name="orders-model", version=2)], inference_config, deployment_config, deployment_target
)
service.wait_for_deployment(show_output=True)
