"""Services that MLflow makes: from an image it builds, and through its deployment client."""

import pytest

from compat.value import Known, known
from tests.migrate.read.python.tree import read, services, settings

HEAD = """
    import azureml.core, mlflow
    from mlflow.deployments import get_deploy_client
    client = get_deploy_client(mlflow.get_tracking_uri())
"""
CREATE = (
    "client.create_deployment(name='churn', model_uri='models:/m/3', config={'deploy-config-file': 'dc.json'}"
)
FILES = {
    "dc.json": '{"computeType": "aci", "containerResourceRequirements": {"cpu": 2}}',
    "v2.json": '{"instance_type": "x"}',
}


def test_a_deployment_without_an_endpoint_is_a_v1_service() -> None:
    [found] = services(f"{HEAD}    {CREATE})", FILES)
    assert (found.name, found.kind.value, settings(found)) == (Known("churn"), "ACI", {"cpu_cores": 2})
    assert [(known(one.name), known(one.version)) for one in found.models] == [("m", 3)]
    assert not found.unread


@pytest.mark.parametrize(
    "code",
    [
        f"{CREATE.replace('dc.json', 'v2.json')}, endpoint='e')",
        f"{CREATE.replace('dc.json', 'missing.json')})",
        "client.create_deployment(name='churn', model_uri='models:/m/3')",
        "client.create_deployment('churn', 'models:/m/3', config={'instance_type': 'x'})",
        "client.create_endpoint('churn')",
        f"client = get_deploy_client('sagemaker:/us-west-2'); {CREATE})",
        f"client = other(); {CREATE})",
    ],
)
def test_other_deployments_are_not_v1s(code: str) -> None:
    reading = read(f"{HEAD}    {code}", FILES)
    assert not reading.services
    assert not [usage for usage in reading.usages if "mlflow" in usage.symbol]


def test_an_image_that_mlflow_builds_has_its_model() -> None:
    [found] = services(
        """
        import mlflow.azureml
        from azureml.core import Workspace
        from azureml.core.webservice import AciWebservice, Webservice
        ws = Workspace.from_config()
        image, model = mlflow.azureml.build_image(model_uri="runs:/1/m", workspace=ws, model_name="churn-model")
        made = AciWebservice.deploy_configuration(cpu_cores=1)
        Webservice.deploy_from_image(workspace=ws, name="churn", image=image, deployment_config=made)
        """
    )
    assert [known(one.name) for one in found.models] == ["churn-model"]
