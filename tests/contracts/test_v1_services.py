"""v1 web services through the real azureml-core, in this process, over plain HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from azureml.core.webservice import AciWebservice, AksEndpoint, AksWebservice, Webservice
from azureml.exceptions import WebserviceException

if TYPE_CHECKING:
    from azureml.core import Workspace

    from tests.loopback_azure import Azure


def test_every_kind_is_listed_as_what_it_is(azure: Azure, v1_workspace: Workspace) -> None:
    azure.v1_services.declare("on-aks", computeName="aks", numReplicas=2)
    azure.v1_services.declare("on-aci", "ACI")
    azure.v1_services.declare("versions", "AKSENDPOINT", versions={"one": {"trafficPercentile": 100.0}})

    kinds = {service.name: type(service) for service in Webservice.list(v1_workspace)}

    assert kinds == {"on-aks": AksWebservice, "on-aci": AciWebservice, "versions": AksEndpoint}


def test_lists_are_filtered(azure: Azure, v1_workspace: Workspace) -> None:
    azure.v1_models.declare("churn")
    request = {"modelIds": ["churn:1"]}
    azure.v1_services.declare("with-model", kvTags={"team": "a"}, environmentImageRequest=request)
    azure.v1_services.declare("without", kvTags={"team": "b"})
    azure.v1_services.declare("on-aci", "ACI")

    def names(**query: object) -> list[str]:
        return [service.name for service in Webservice.list(v1_workspace, **query)]

    assert names(compute_type="ACI") == ["on-aci"]
    assert names(tags=[["team", "b"]]) == ["without"]
    assert names(tags=["team"]) == ["with-model", "without"]
    assert names(model_name="churn") == ["with-model"]
    assert names(model_id="churn:2") == []


def test_lists_come_whole_also_in_pages(azure: Azure, v1_workspace: Workspace) -> None:
    azure.v1_services.paginate(1)
    for name in ("one", "two", "three"):
        azure.v1_services.declare(name)

    assert len(Webservice.list(v1_workspace)) == 3
    assert len(azure.journal.entries("GET", "**/services")) == 3


def test_an_aks_service_with_all_its_settings(azure: Azure, v1_workspace: Workspace) -> None:
    azure.v1_services.declare(
        "churn",
        computeName="aks",
        containerResourceRequirements={"cpu": 0.5, "memoryInGB": 2},
        autoScaler={"autoscaleEnabled": True, "minReplicas": 2, "maxReplicas": 5},
        namespace="scoring",
        kvTags={"team": "a"},
    )

    service = AksWebservice(v1_workspace, "churn")
    document = service.serialize()

    assert service.state == "Healthy"
    assert service.scoring_uri == f"{azure.url}/api/v1/service/churn/score"
    assert service.namespace == "scoring"
    assert document["containerResourceRequirements"]["cpu"] == 0.5
    assert document["containerResourceRequirements"]["memoryInGBLimit"] is None
    assert document["autoScaler"]["maxReplicas"] == 5
    assert document["autoScaler"]["targetUtilization"] == 70
    assert document["computeName"] == "aks"


def test_an_aci_service(azure: Azure, v1_workspace: Workspace) -> None:
    azure.v1_services.declare("churn", "ACI", dnsNameLabel="label", sslEnabled=True, cname="example.com")

    service = AciWebservice(v1_workspace, "churn")

    assert service.serialize()["computeType"] == "ACI"
    assert (service.auth_enabled, service.ssl_enabled, service.cname) == (False, True, "example.com")
    assert service.scoring_uri.startswith("https://")
    with pytest.raises(NotImplementedError):
        service.get_token()


def test_a_v1_endpoint_with_versions(azure: Azure, v1_workspace: Workspace) -> None:
    versions = {
        "one": {"trafficPercentile": 80.0, "isDefault": True, "type": "Control", "computeName": "aks"},
        "two": {"trafficPercentile": 20.0, "computeName": "aks"},
    }
    azure.v1_services.declare("churn", "AKSENDPOINT", versions=versions)

    endpoint = AksEndpoint(v1_workspace, "churn")
    endpoint.serialize()

    assert {name: one.traffic_percentile for name, one in endpoint.versions.items()} == {
        "one": 80.0,
        "two": 20.0,
    }
    assert endpoint.versions["one"].is_default
    assert endpoint.compute_name == "aks"


def test_versions_are_updated_and_deleted(azure: Azure, v1_workspace: Workspace) -> None:
    versions = {"one": {"trafficPercentile": 100.0}, "two": {"trafficPercentile": 0.0}}
    azure.v1_services.declare("churn", "AKSENDPOINT", versions=versions)
    endpoint = AksEndpoint(v1_workspace, "churn")

    endpoint.update_version("two", traffic_percentile=10.0, is_default=True)
    endpoint.wait_for_deployment()
    endpoint.delete_version("one")
    endpoint.wait_for_deployment()

    assert list(endpoint.versions) == ["two"]
    assert endpoint.versions["two"].traffic_percentile == 10.0


def test_a_service_that_is_not_there(v1_workspace: Workspace) -> None:
    with pytest.raises(WebserviceException, match="WebserviceNotFound: Webservice with name churn not found"):
        Webservice(v1_workspace, "churn")


def test_keys(azure: Azure, v1_workspace: Workspace) -> None:
    azure.v1_services.declare("churn", keys={"primaryKey": "one", "secondaryKey": "two"})

    assert AksWebservice(v1_workspace, "churn").get_keys() == ("one", "two")


def test_a_regenerated_key_is_new_or_the_given_one(azure: Azure, v1_workspace: Workspace) -> None:
    """Takes five seconds, all of them the vendor's: it sleeps before its first look at the operation."""
    azure.v1_services.declare("churn", keys={"primaryKey": "one", "secondaryKey": "two"})
    service = AksWebservice(v1_workspace, "churn")

    service.regen_key("primary")

    primary, secondary = service.get_keys()
    assert primary not in {"one", "two"}
    assert secondary == "two"


def test_tokens_are_given_where_they_are_enabled(azure: Azure, v1_workspace: Workspace) -> None:
    azure.v1_services.declare("churn", authEnabled=False, aadAuthEnabled=True)

    token = AksWebservice(v1_workspace, "churn").get_access_token()

    assert token.access_token in azure.v1_services.tokens("churn")
    assert token.expiry_on > token.refresh_after > datetime.now()
    assert token.token_type == "Bearer"


def test_logs_have_the_asked_length(azure: Azure, v1_workspace: Workspace) -> None:
    azure.v1_services.declare("churn")
    azure.v1_services.set_logs("churn", "one\ntwo\nthree\n")

    assert AksWebservice(v1_workspace, "churn").get_logs(num_lines=2) == "two\nthree\n"


def test_an_update_changes_what_it_names(azure: Azure, v1_workspace: Workspace) -> None:
    azure.v1_services.declare("churn", kvTags={"a": "b"}, properties={"kept": "yes"})
    service = AksWebservice(v1_workspace, "churn")

    service.update(
        cpu_cores=2, tags={"c": "d"}, properties={"added": "yes"}, autoscale_enabled=False, num_replicas=3
    )
    before = service.state
    service.wait_for_deployment()

    assert (before, service.state) == ("Transitioning", "Healthy")
    assert service.container_resource_requirements.cpu == 2
    assert service.num_replicas == 3
    assert service.tags == {"c": "d"}
    assert service.properties.items() >= {"kept": "yes", "added": "yes"}.items()
    assert {"op": "replace", "path": "/numReplicas", "value": 3} in azure.journal.service_patches("churn")[0]


def test_delete(azure: Azure, v1_workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    azure.v1_services.declare("churn")
    service = AksWebservice(v1_workspace, "churn")

    service.delete()
    service.delete()

    assert azure.v1_services.names() == []
    assert azure.journal.deleted_services() == ["churn", "churn"]
    assert "No service with name churn found to delete." in capsys.readouterr().out


def test_the_in_place_migration(azure: Azure, v1_workspace: Workspace) -> None:
    azure.v1_services.declare("churn")
    service = AksWebservice(v1_workspace, "churn")

    service.update(is_migration=True, compute_target="k8s")
    service.wait_for_deployment()

    [body] = azure.journal.migrated_services()
    assert body["serviceName"] == "churn"
    assert body["computeTarget"].endswith("/computes/k8s")
    assert service.state == "Migrated"


@pytest.mark.parametrize("kind", ["AKS", "ACI"])
def test_run_scores_with_the_key(azure: Azure, v1_workspace: Workspace, kind: str) -> None:
    azure.v1_services.declare("churn", kind, authEnabled=True)

    assert Webservice(v1_workspace, "churn").run(b'{"data": [1]}') == {"data": [1]}
    assert [served.name for served in azure.scoring.served] == ["churn"]
