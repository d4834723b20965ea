"""Endpoints and deployments through the real azure-ai-ml: every operation once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import requests
from azure.ai.ml.entities import (
    KubernetesOnlineEndpoint,
    OnlineRequestSettings,
    ResourceRequirementsSettings,
    ResourceSettings,
    TargetUtilizationScaleSettings,
)

from tests.contracts.v2_entities import (
    code,
    declare_assets,
    deploy,
    inline_environment,
    kubernetes_deployment,
    kubernetes_endpoint,
    managed_deployment,
    managed_endpoint,
    set_traffic,
)

if TYPE_CHECKING:
    from pathlib import Path

    from azure.ai.ml import MLClient

    from tests.loopback_azure import Azure


@pytest.fixture(autouse=True)
def assets(azure: Azure) -> None:
    declare_assets(azure)


def test_an_endpoint_is_created_and_read(azure: Azure, ml_client: MLClient) -> None:
    created = ml_client.online_endpoints.begin_create_or_update(kubernetes_endpoint()).result()
    read = ml_client.online_endpoints.get("churn")

    assert created.provisioning_state == read.provisioning_state == "Succeeded"
    assert created.scoring_uri == f"{azure.url}/api/v1/endpoint/churn/score"
    assert azure.journal.endpoint_bodies("churn")[0]["properties"]["authMode"] == "Key"
    assert azure.journal.endpoint_bodies("churn")[0]["properties"]["compute"].endswith("/computes/k8s")


def test_a_compute_with_tls_gives_https_addresses(azure: Azure, ml_client: MLClient) -> None:
    azure.computes.declare("k8s", https=True)

    endpoint = ml_client.online_endpoints.begin_create_or_update(kubernetes_endpoint()).result()

    assert endpoint.scoring_uri.startswith("https://127.0.0.1:")


def test_a_deployment_with_local_code_uploads_and_refers_to_it(
    azure: Azure, ml_client: MLClient, project: Path
) -> None:
    deploy(ml_client)
    blue = kubernetes_deployment("blue", environment=inline_environment(), code_configuration=code())

    deployed = ml_client.online_deployments.begin_create_or_update(blue).result()

    assert deployed.provisioning_state == "Succeeded"
    [body] = azure.journal.deployment_bodies("churn", "blue")
    assert body["properties"]["codeConfiguration"]["scoringScript"] == "score.py"
    assert body["properties"]["codeConfiguration"]["codeId"].rsplit("/", 3)[-3:][1:] == ["versions", "1"]
    assert [path.split("/", 1)[1] for path in azure.blobs.files("codes-")] == ["src/score.py"]


def test_the_same_code_is_uploaded_once(azure: Azure, ml_client: MLClient, project: Path) -> None:
    deploy(ml_client)
    for name in ("blue", "green"):
        deployment = kubernetes_deployment(name, code_configuration=code())
        ml_client.online_deployments.begin_create_or_update(deployment).result()

    assert len(azure.blobs.files("codes-")) == 1
    assert (
        len({body["properties"]["codeConfiguration"]["codeId"] for body in azure.journal.deployment_bodies()})
        == 1
    )


def test_a_managed_deployment_has_an_instance_type(azure: Azure, ml_client: MLClient) -> None:
    ml_client.online_endpoints.begin_create_or_update(managed_endpoint()).result()
    ml_client.online_deployments.begin_create_or_update(managed_deployment("blue")).result()

    assert azure.journal.deployment_bodies()[0]["properties"]["instanceType"] == "Standard_DS3_v2"
    assert ml_client.online_deployments.get("blue", "churn").instance_type == "Standard_DS3_v2"


def test_settings_come_back_as_they_went(ml_client: MLClient) -> None:
    deploy(ml_client)
    blue = kubernetes_deployment(
        "blue",
        instance_count=None,
        scale_settings=TargetUtilizationScaleSettings(min_instances=1, max_instances=3),
        request_settings=OnlineRequestSettings(request_timeout_ms=60000),
        resources=ResourceRequirementsSettings(requests=ResourceSettings(cpu="500m", memory="1Gi")),
        environment_variables={"A": "b"},
    )

    ml_client.online_deployments.begin_create_or_update(blue).result()
    read = ml_client.online_deployments.get("blue", "churn")

    assert (read.scale_settings.min_instances, read.scale_settings.max_instances) == (1, 3)
    assert read.request_settings.request_timeout_ms == 60000
    assert (read.resources.requests.cpu, read.resources.requests.memory) == ("500m", "1Gi")
    assert read.environment_variables == {"A": "b"}


def test_traffic_is_set_and_read(azure: Azure, ml_client: MLClient) -> None:
    deploy(ml_client, "blue", "green", traffic={"blue": 90, "green": 10})

    assert ml_client.online_endpoints.get("churn").traffic == {"blue": 90, "green": 10}
    assert azure.online.traffic("churn") == {"blue": 90, "green": 10}
    assert azure.journal.traffic("churn")[-1] == {"blue": 90, "green": 10}


def test_lists_come_whole_also_in_pages(azure: Azure, ml_client: MLClient) -> None:
    azure.online.paginate(1)
    ml_client.online_endpoints.begin_create_or_update(kubernetes_endpoint("another")).result()
    deploy(ml_client, "blue", "green")

    assert [one.name for one in ml_client.online_endpoints.list()] == ["another", "churn"]
    assert [one.name for one in ml_client.online_deployments.list("churn")] == ["blue", "green"]
    assert len(azure.journal.entries("GET", "**/onlineEndpoints")) == 2


def test_keys_are_read_and_tokens_given_by_the_mode_of_the_endpoint(
    azure: Azure, ml_client: MLClient
) -> None:
    deploy(ml_client)
    ml_client.online_endpoints.begin_create_or_update(kubernetes_endpoint("token-one", "aml_token")).result()

    keys = ml_client.online_endpoints.get_keys("churn")
    token = ml_client.online_endpoints.get_keys("token-one")

    assert (keys.primary_key, keys.secondary_key) == azure.online.keys("churn")
    assert token.access_token
    assert token.expiry_time_utc > token.refresh_after_time_utc > 0


def test_regenerating_with_the_vendors_client_keeps_the_key_it_sends(
    azure: Azure, ml_client: MLClient
) -> None:
    deploy(ml_client)
    before = azure.online.keys("churn")

    ml_client.online_endpoints.begin_regenerate_keys("churn", key_type="secondary").result()

    assert azure.online.keys("churn") == before
    [entry] = azure.journal.entries("POST", "**/regenerateKeys")
    assert entry.body == {"keyType": "Secondary", "keyValue": before[1]}


def test_regenerating_without_a_value_makes_a_new_key(azure: Azure, ml_client: MLClient) -> None:
    deploy(ml_client)
    before = azure.online.keys("churn")
    address = f"{azure.url}{azure.scope.workspace_id}/onlineEndpoints/churn/regenerateKeys"

    requests.post(address, json={"keyType": "Primary"}, timeout=5)
    azure.operations.finish_all()

    assert azure.online.keys("churn")[0] != before[0]
    assert azure.online.keys("churn")[1] == before[1]


def test_keys_given_at_creation_are_the_keys_and_stay_hidden(azure: Azure, ml_client: MLClient) -> None:
    class WithKeys(KubernetesOnlineEndpoint):
        def _to_rest_online_endpoint(self, location: str) -> object:
            rest = super()._to_rest_online_endpoint(location)
            rest["properties"]["keys"] = {"primaryKey": "one", "secondaryKey": "two"}
            return rest

    endpoint = WithKeys(name="churn", compute="k8s", auth_mode="key")
    ml_client.online_endpoints.begin_create_or_update(endpoint).result()
    ml_client.online_endpoints.begin_create_or_update(endpoint).result()

    assert azure.online.keys("churn") == ("one", "two")
    assert "keys" not in (azure.online.endpoint("churn") or {})["properties"]


def test_invoke_scores(ml_client: MLClient, tmp_path: Path) -> None:
    deploy(ml_client, "blue", traffic={"blue": 100})
    (tmp_path / "request.json").write_text('{"data": [1]}')

    answer = ml_client.online_endpoints.invoke("churn", request_file=str(tmp_path / "request.json"))

    assert json.loads(answer) == {"data": [1]}


def test_logs_have_the_asked_length(azure: Azure, ml_client: MLClient) -> None:
    deploy(ml_client, "blue")
    azure.online.set_logs("churn", "blue", "one\ntwo\nthree\n")

    assert ml_client.online_deployments.get_logs("blue", "churn", lines=2) == "two\nthree\n"


def test_a_deployment_without_traffic_is_deleted(azure: Azure, ml_client: MLClient) -> None:
    deploy(ml_client, "blue", "green", traffic={"blue": 100, "green": 0})

    ml_client.online_deployments.begin_delete("green", "churn").result()

    assert azure.online.deployments("churn") == ["blue"]
    assert azure.online.traffic("churn") == {"blue": 100}


def test_deleting_an_endpoint_deletes_its_deployments(azure: Azure, ml_client: MLClient) -> None:
    deploy(ml_client, "blue", "green", traffic={"blue": 100})

    ml_client.online_endpoints.begin_delete("churn").result()

    assert azure.online.endpoints() == []
    assert azure.online.deployments("churn") == []
    assert azure.journal.deleted() == ["onlineEndpoints/churn"]


def test_a_slow_operation_is_under_way_until_it_ends(azure: Azure, ml_client: MLClient) -> None:
    azure.operations.polls = 3

    poller = ml_client.online_endpoints.begin_create_or_update(kubernetes_endpoint())
    endpoint = poller.result()

    assert endpoint.provisioning_state == "Succeeded"
    assert len(azure.journal.entries("GET", "**/mfeOperationsStatus/*")) == 4


def test_who_reads_the_resource_sees_it_being_made(azure: Azure, ml_client: MLClient) -> None:
    deploy(ml_client)
    azure.operations.polls = 10**6
    client = ml_client.online_deployments
    poller = client.begin_create_or_update(kubernetes_deployment("blue"))

    assert client.get("blue", "churn").provisioning_state == "Creating"
    assert azure.online.scoring_target("churn").deployments == {}  # type: ignore[union-attr]
    azure.operations.finish_all()
    assert client.get("blue", "churn").provisioning_state == "Succeeded"
    poller.wait()


def test_an_update_keeps_what_it_does_not_touch(azure: Azure, ml_client: MLClient) -> None:
    deploy(ml_client, "blue", traffic={"blue": 100})
    keys = azure.online.keys("churn")

    set_traffic(ml_client, {"blue": 0})

    assert azure.online.keys("churn") == keys
    assert azure.online.deployments("churn") == ["blue"]
