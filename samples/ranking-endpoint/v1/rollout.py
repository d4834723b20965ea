"""Two rankers behind one address; the new one gets a fifth of the calls."""

from azureml.core import Environment, Workspace
from azureml.core.compute import ComputeTarget
from azureml.core.model import InferenceConfig, Model
from azureml.core.webservice import AksEndpoint

ws = Workspace.from_config()
env = Environment.from_conda_specification("ranking-env", "environment.yml")
compute = ComputeTarget(ws, "shop-aks")

endpoint_config = AksEndpoint.deploy_configuration(
    version_name="ranker-a",
    traffic_percentile=80,
    cpu_cores=1,
    memory_gb=2,
    auth_enabled=True,
    tags={"shop": "north"},
)
endpoint = Model.deploy(
    ws,
    "ranking",
    [Model(ws, "ranker", version=3)],
    InferenceConfig(entry_script="score.py", source_directory="ranker_a", environment=env),
    endpoint_config,
    compute,
)
endpoint.wait_for_deployment(True)

endpoint.create_version(
    version_name="ranker-b",
    models=[Model(ws, "ranker", version=4)],
    inference_config=InferenceConfig(entry_script="score.py", source_directory="ranker_b", environment=env),
    autoscale_enabled=True,
    autoscale_max_replicas=3,
    traffic_percentile=20,
    is_default=False,
    is_control_version_type=False,
    description="trained on clicks",
)
endpoint.wait_for_deployment(True)
