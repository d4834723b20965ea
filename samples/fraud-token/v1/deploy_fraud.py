from azureml.core import Workspace
from azureml.core.compute import ComputeTarget
from azureml.core.environment import Environment
from azureml.core.model import InferenceConfig, Model
from azureml.core.webservice import AksWebservice, Webservice
from azureml.exceptions import WebserviceException

SERVICE = "fraud-check"


def inference():
    env = Environment.from_conda_specification(name="fraud-env", file_path="conda.yml")
    env.docker.base_image = "mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20240709.v1"
    return InferenceConfig(entry_script="score.py", source_directory="scoring", environment=env)


def deployment():
    return AksWebservice.deploy_configuration(
        num_replicas=3,
        cpu_cores=1,
        memory_gb=1.5,
        cpu_cores_limit=2,
        memory_gb_limit=2,
        auth_enabled=False,
        token_auth_enabled=True,
        scoring_timeout_ms=15000,
        max_request_wait_time=2000,
        period_seconds=20,
        initial_delay_seconds=60,
        timeout_seconds=5,
        failure_threshold=5,
    )


def main():
    ws = Workspace.from_config()
    model = Model(ws, name="fraud-model", version=7)
    cluster = ComputeTarget(workspace=ws, name="risk-aks")
    try:
        Webservice(ws, SERVICE).delete()
    except WebserviceException:
        pass
    service = Model.deploy(
        workspace=ws,
        name=SERVICE,
        models=[model],
        inference_config=inference(),
        deployment_config=deployment(),
        deployment_target=cluster,
    )
    service.wait_for_deployment(True)
    token, refresh_after = service.get_token()


if __name__ == "__main__":
    main()
