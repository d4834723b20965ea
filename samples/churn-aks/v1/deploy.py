"""Register the churn model and put it behind a service on the production cluster."""

from azureml.core import Environment, Model, Workspace
from azureml.core.compute import AksCompute
from azureml.core.conda_dependencies import CondaDependencies
from azureml.core.model import InferenceConfig
from azureml.core.webservice import AksWebservice

ws = Workspace.from_config()

model = Model.register(
    workspace=ws,
    model_path="model/churn.pkl",
    model_name="churn-model",
    tags={"owner": "crm"},
    description="Gradient boosted trees over twelve months of usage",
)

env = Environment("churn-env")
env.python.conda_dependencies = CondaDependencies.create(
    conda_packages=["scikit-learn=1.5.2", "pandas=2.2.3"],
    pip_packages=["azureml-defaults", "joblib==1.4.2"],
    python_version="3.10",
)
env.environment_variables = {"CHURN_THRESHOLD": "0.62"}

inference_config = InferenceConfig(source_directory="./src", entry_script="score.py", environment=env)

deployment_config = AksWebservice.deploy_configuration(
    autoscale_enabled=True,
    autoscale_min_replicas=2,
    autoscale_max_replicas=8,
    autoscale_target_utilization=60,
    cpu_cores=0.5,
    memory_gb=1,
    auth_enabled=True,
    enable_app_insights=True,
    tags={"team": "crm"},
    description="Scores customers every night and on demand",
)

aks_target = AksCompute(ws, "aks-prod")

service = Model.deploy(
    ws,
    "churn-svc",
    [model],
    inference_config,
    deployment_config,
    aks_target,
    overwrite=True,
)
service.wait_for_deployment(show_output=True)
print(service.state, service.scoring_uri)
