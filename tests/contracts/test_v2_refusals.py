"""What the service refuses, as the real azure-ai-ml reports it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import requests
from azure.ai.ml.entities import KubernetesOnlineEndpoint
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError

from tests.contracts.v2_entities import (
    declare_assets,
    deploy,
    kubernetes_deployment,
    kubernetes_endpoint,
    managed_deployment,
    managed_endpoint,
    set_traffic,
)

if TYPE_CHECKING:
    from azure.ai.ml import MLClient

    from tests.loopback_azure import Azure


@pytest.fixture(autouse=True)
def assets(azure: Azure) -> None:
    declare_assets(azure)


@pytest.mark.parametrize("traffic", [{"blue": 50}, {"blue": 60, "green": 41}, {"red": 100}])
def test_traffic_is_all_or_nothing_and_only_to_what_exists(
    ml_client: MLClient, traffic: dict[str, int]
) -> None:
    deploy(ml_client, "blue", "green", traffic={"blue": 100})

    with pytest.raises(HttpResponseError, match="raffic"):
        set_traffic(ml_client, traffic)

    assert ml_client.online_endpoints.get("churn").traffic == {"blue": 100, "green": 0}


def test_an_endpoint_on_a_compute_that_is_not_there(ml_client: MLClient) -> None:
    endpoint = KubernetesOnlineEndpoint(name="churn", compute="nowhere", auth_mode="key")

    with pytest.raises(ResourceNotFoundError, match="nowhere"):
        ml_client.online_endpoints.begin_create_or_update(endpoint)


def test_entra_tokens_are_for_managed_endpoints(azure: Azure, ml_client: MLClient) -> None:
    client = ml_client.online_endpoints
    client.begin_create_or_update(managed_endpoint("managed", "aad_token")).result()

    with pytest.raises(HttpResponseError, match="AADToken"):
        client.begin_create_or_update(kubernetes_endpoint("kubernetes", "aad_token"))

    assert azure.online.endpoints() == ["managed"]


def test_mirroring_is_for_managed_endpoints_and_at_most_half(azure: Azure, ml_client: MLClient) -> None:
    client = ml_client.online_endpoints
    endpoint = client.begin_create_or_update(managed_endpoint()).result()
    for name in ("blue", "green"):
        ml_client.online_deployments.begin_create_or_update(managed_deployment(name)).result()
    endpoint.traffic = {"blue": 100}
    refused = [{"green": 51}, {"blue": 10}, {"red": 10}, {"green": 10, "blue": 10}]

    for mirror in refused:
        endpoint.mirror_traffic = mirror
        with pytest.raises(HttpResponseError):
            client.begin_create_or_update(endpoint)
    endpoint.mirror_traffic = {"green": 50}
    client.begin_create_or_update(endpoint).result()

    assert (azure.online.endpoint("churn") or {})["properties"]["mirrorTraffic"] == {"green": 50}


def test_kubernetes_endpoints_do_not_mirror(ml_client: MLClient) -> None:
    deploy(ml_client, "blue", "green", traffic={"blue": 100})
    endpoint = ml_client.online_endpoints.get("churn")
    endpoint.mirror_traffic = {"green": 10}

    with pytest.raises(HttpResponseError, match="mirror"):
        ml_client.online_endpoints.begin_create_or_update(endpoint)


def test_a_deployment_needs_its_endpoint(ml_client: MLClient) -> None:
    with pytest.raises(ResourceNotFoundError):
        ml_client.online_deployments.begin_create_or_update(kubernetes_deployment("blue"))


def test_a_deployment_is_of_the_kind_of_its_endpoint(azure: Azure, ml_client: MLClient) -> None:
    deploy(ml_client)

    with pytest.raises(HttpResponseError, match="Kubernetes"):
        ml_client.online_deployments.begin_create_or_update(managed_deployment("blue"))

    assert azure.online.deployments("churn") == []


@pytest.mark.parametrize("field", ["model", "environment"])
def test_a_deployment_of_what_is_not_registered(ml_client: MLClient, field: str) -> None:
    deploy(ml_client)
    blue = kubernetes_deployment("blue", **{field: "azureml:unheard-of:7"})

    with pytest.raises(HttpResponseError, match="unheard-of:7"):
        ml_client.online_deployments.begin_create_or_update(blue).result()


def test_a_deployment_with_traffic_is_not_deleted(azure: Azure, ml_client: MLClient) -> None:
    deploy(ml_client, "blue", traffic={"blue": 100})

    with pytest.raises(HttpResponseError, match="traffic"):
        ml_client.online_deployments.begin_delete("blue", "churn")

    assert azure.online.deployments("churn") == ["blue"]


def test_names_have_3_to_32_characters(azure: Azure) -> None:
    address = f"{azure.url}{azure.scope.workspace_id}/onlineEndpoints/"
    body = {"properties": {"authMode": "Key"}}
    statuses = {
        name: requests.put(address + name, json=body, timeout=5).status_code
        for name in ("ab", "1abc", "a" * 33, "abc", "a" * 32)
    }

    assert statuses == {"ab": 400, "1abc": 400, "a" * 33: 400, "abc": 201, "a" * 32: 201}
