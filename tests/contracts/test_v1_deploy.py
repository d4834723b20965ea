"""v1 deployments, models, environments and computes through the real azureml-core, in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from azureml.core import Environment, Model
from azureml.core.compute import AksCompute, ComputeTarget
from azureml.core.model import InferenceConfig
from azureml.core.webservice import AciWebservice, AksEndpoint, AksWebservice
from azureml.exceptions import ComputeTargetException, WebserviceException

if TYPE_CHECKING:
    from pathlib import Path

    from azureml.core import Workspace
    from azureml.core.webservice import Webservice

    from tests.loopback_azure import Azure

pytestmark = pytest.mark.filterwarnings("ignore:azureml.core.model:FutureWarning")


def deployed(
    workspace: Workspace, name: str, config: object, target: object = None, **options: object
) -> Webservice:
    scoring = InferenceConfig("score.py", source_directory="src", environment=Environment("scoring"))
    return Model.deploy(workspace, name, [Model(workspace, "churn")], scoring, config, target, **options)


@pytest.fixture
def aks(azure: Azure, v1_workspace: Workspace, project: Path) -> AksCompute:
    azure.v1_models.declare("churn")
    azure.computes.declare("aks", "AKS")
    return AksCompute(v1_workspace, "aks")


def test_to_aks(azure: Azure, v1_workspace: Workspace, aks: AksCompute) -> None:
    config = AksWebservice.deploy_configuration(cpu_cores=0.5, primary_key="one", secondary_key="two")

    service = deployed(v1_workspace, "churn", config, aks)
    before = service.state
    service.wait_for_deployment()

    assert (before, service.state) == ("Transitioning", "Healthy")
    assert [model.id for model in service.models] == ["churn:1"]
    assert service.get_keys() == ("one", "two")
    assert service.environment.environment_variables["AZUREML_ENTRY_SCRIPT"] == "src/score.py"
    assert len(azure.blobs.files("azureml/LocalUpload")) == 2


def test_to_aci(azure: Azure, v1_workspace: Workspace, aks: AksCompute) -> None:
    service = deployed(v1_workspace, "churn", AciWebservice.deploy_configuration(cpu_cores=1, memory_gb=1))
    service.wait_for_deployment()

    assert (type(service), service.state) == (AciWebservice, "Healthy")
    assert azure.journal.created_services()[0]["computeType"] == "ACI"


def test_to_a_v1_endpoint(azure: Azure, v1_workspace: Workspace, aks: AksCompute) -> None:
    config = AksEndpoint.deploy_configuration(version_name="one", traffic_percentile=100)

    endpoint = deployed(v1_workspace, "churn", config, aks)
    endpoint.wait_for_deployment()

    assert (type(endpoint), list(endpoint.versions)) == (AksEndpoint, ["one"])
    assert endpoint.versions["one"].state == "Healthy"
    assert [model.id for model in endpoint.versions["one"].models] == ["churn:1"]


def test_an_existing_name_is_refused_unless_overwritten(
    azure: Azure, v1_workspace: Workspace, aks: AksCompute
) -> None:
    azure.v1_services.declare("churn", description="old")

    with pytest.raises(WebserviceException, match="already exists"):
        deployed(v1_workspace, "churn", AksWebservice.deploy_configuration(), aks)
    deployed(
        v1_workspace, "churn", AksWebservice.deploy_configuration(description="new"), aks, overwrite=True
    )

    assert (azure.v1_services.get("churn") or {})["description"] == "new"


def test_no_compute_of_that_name(v1_workspace: Workspace) -> None:
    with pytest.raises(ComputeTargetException, match="ComputeTargetNotFound"):
        AksCompute(v1_workspace, "nowhere")


def test_a_compute_is_attached_and_detached(azure: Azure, v1_workspace: Workspace) -> None:
    config = AksCompute.attach_configuration(resource_group="rg", cluster_name="cluster")

    target = ComputeTarget.attach(v1_workspace, "aks", config)
    target.wait_for_completion()

    assert target.provisioning_state == "Succeeded"
    assert [one.name for one in ComputeTarget.list(v1_workspace)] == ["aks"]
    target.detach()
    azure.operations.finish_all()
    assert azure.computes.names() == []


def test_models_are_registered_found_and_tagged(azure: Azure, v1_workspace: Workspace, project: Path) -> None:
    first = Model.register(v1_workspace, "model.pkl", "churn", tags={"team": "a"}, properties={"auc": "1"})
    second = Model.register(v1_workspace, "src", "churn")

    assert (first.id, second.id, second.version) == ("churn:1", "churn:2", 2)
    assert Model(v1_workspace, "churn").version == 2
    assert Model(v1_workspace, "churn", version=1).tags == {"team": "a"}
    assert [model.id for model in Model.list(v1_workspace, tags=["team"])] == ["churn:1"]
    assert [model.id for model in Model.list(v1_workspace, latest=True)] == ["churn:2"]
    first.add_tags({"stage": "live"})
    assert Model(v1_workspace, id="churn:1").tags == {"team": "a", "stage": "live"}
    second.delete()
    assert [model.id for model in Model.list(v1_workspace)] == ["churn:1"]
    assert b"weights" in azure.blobs.files("azureml/").values()
    assert [body["name"] for body in azure.journal.registered_models()] == ["churn", "churn"]


def test_no_model_of_that_name(v1_workspace: Workspace) -> None:
    with pytest.raises(WebserviceException, match="ModelNotFound"):
        Model(v1_workspace, "churn")


def test_environments_are_registered_and_read(v1_workspace: Workspace, project: Path) -> None:
    environment = Environment.from_conda_specification("scoring", "conda.yml")

    registered = environment.register(v1_workspace)
    environment.register(v1_workspace)

    other = Environment("scoring").register(v1_workspace)

    assert (registered.version, other.version) == ("1", "2")
    assert Environment.get(v1_workspace, "scoring").version == "2"
    assert Environment.get(
        v1_workspace, "scoring", version="1"
    ).python.conda_dependencies.serialize_to_string()
    assert list(Environment.list(v1_workspace)) == ["scoring"]


def test_no_environment_of_that_name(v1_workspace: Workspace) -> None:
    with pytest.raises(Exception, match="EnvironmentNotFound"):
        Environment.get(v1_workspace, "scoring")


def test_what_is_asked_for_exists_on_demand(azure: Azure, v1_workspace: Workspace) -> None:
    azure.state.auto_create = True

    assert Model(v1_workspace, "churn", version=3).id == "churn:3"
    assert Model(v1_workspace, "fraud").id == "fraud:1"
    assert Environment.get(v1_workspace, "AzureML-Minimal").name == "AzureML-Minimal"
    assert ComputeTarget(v1_workspace, "aks").type == "AKS"
    with pytest.raises(WebserviceException, match="WebserviceNotFound"):
        AksWebservice(v1_workspace, "churn")
