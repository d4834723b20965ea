"""Every fault once, as the real azure-ai-ml meets it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from azure.core.exceptions import AzureError, HttpResponseError, ResourceExistsError

from tests.contracts.v2_entities import (
    code,
    declare_assets,
    deploy,
    kubernetes_deployment,
    kubernetes_endpoint,
)
from tests.loopback_azure import CONFLICT, FORBIDDEN, THROTTLED, Answer, Cut, FailOperation, Slow
from tests.loopback_azure.fixtures import new_ml_client

if TYPE_CHECKING:
    from pathlib import Path

    from azure.ai.ml import MLClient

    from tests.loopback_azure import Azure

ENDPOINT = "**/onlineEndpoints/*"
DEPLOYMENT = "**/onlineEndpoints/*/deployments/*"
BROKEN = FailOperation("ImageBuildFailure", "The image could not be built.")


@pytest.fixture(autouse=True)
def assets(azure: Azure) -> None:
    declare_assets(azure)


def test_the_creation_of_an_endpoint_fails(azure: Azure, ml_client: MLClient) -> None:
    azure.faults.arm(BROKEN, "PUT", ENDPOINT)

    poller = ml_client.online_endpoints.begin_create_or_update(kubernetes_endpoint())
    with pytest.raises(HttpResponseError, match=r"\(ImageBuildFailure\) The image could not be built"):
        poller.result()

    assert ml_client.online_endpoints.get("churn").provisioning_state == "Failed"


def test_a_deployment_fails_after_a_while_and_then_succeeds(azure: Azure, ml_client: MLClient) -> None:
    deploy(ml_client)
    azure.operations.polls = 2
    rule = azure.faults.arm(BROKEN, "PUT", DEPLOYMENT)
    client = ml_client.online_deployments

    with pytest.raises(HttpResponseError, match="ImageBuildFailure"):
        client.begin_create_or_update(kubernetes_deployment("blue")).result()
    assert client.get("blue", "churn").provisioning_state == "Failed"
    client.begin_create_or_update(kubernetes_deployment("blue")).result()

    assert client.get("blue", "churn").provisioning_state == "Succeeded"
    assert (rule.matched, rule.fired) == (2, 1)


def test_an_update_of_traffic_fails_and_the_old_shares_stay(azure: Azure, ml_client: MLClient) -> None:
    deploy(ml_client, "blue")
    endpoint = ml_client.online_endpoints.get("churn")
    endpoint.traffic = {"blue": 100}
    azure.faults.arm(BROKEN, "PUT", ENDPOINT)

    with pytest.raises(HttpResponseError, match="ImageBuildFailure"):
        ml_client.online_endpoints.begin_create_or_update(endpoint).result()

    assert azure.online.traffic("churn") == {}


def test_a_deletion_fails_and_everything_is_still_there(azure: Azure, ml_client: MLClient) -> None:
    deploy(ml_client, "blue")
    azure.faults.arm(BROKEN, "DELETE", ENDPOINT)

    with pytest.raises(HttpResponseError, match="ImageBuildFailure"):
        ml_client.online_endpoints.begin_delete("churn").result()

    assert azure.online.deployments("churn") == ["blue"]


def test_forbidden(azure: Azure, ml_client: MLClient) -> None:
    azure.faults.arm(FORBIDDEN, "PUT", ENDPOINT)

    with pytest.raises(HttpResponseError) as refused:
        ml_client.online_endpoints.begin_create_or_update(kubernetes_endpoint())

    assert refused.value.status_code == 403
    assert azure.online.endpoints() == []


def test_conflict(azure: Azure, ml_client: MLClient) -> None:
    azure.faults.arm(CONFLICT, "PUT", ENDPOINT)

    with pytest.raises(ResourceExistsError):
        ml_client.online_endpoints.begin_create_or_update(kubernetes_endpoint())


def test_throttled_once_is_repeated_by_the_client(azure: Azure, ml_client: MLClient) -> None:
    azure.faults.arm(Answer(429, "TooManyRequests", "later", retry_after=0), "PUT", ENDPOINT)

    ml_client.online_endpoints.begin_create_or_update(kubernetes_endpoint()).result()

    assert [entry.status for entry in azure.journal.entries("PUT", ENDPOINT)] == [429, 201]


def test_throttled_is_an_error_for_a_client_that_does_not_repeat(azure: Azure) -> None:
    azure.faults.arm(THROTTLED, "PUT", ENDPOINT, times=None)

    with pytest.raises(HttpResponseError) as refused:
        new_ml_client(azure, retry_total=0).online_endpoints.begin_create_or_update(kubernetes_endpoint())

    assert refused.value.status_code == 429


def test_slow_is_late_but_well(azure: Azure, ml_client: MLClient) -> None:
    rule = azure.faults.arm(Slow(0.1), "PUT", ENDPOINT)

    ml_client.online_endpoints.begin_create_or_update(kubernetes_endpoint()).result()

    assert (rule.fired, azure.online.endpoints()) == (1, ["churn"])


def test_a_connection_cut_before_anything_is_done(azure: Azure, ml_client: MLClient) -> None:
    azure.faults.arm(Cut(performed=False), "PUT", DEPLOYMENT)
    deploy(ml_client)

    ml_client.online_deployments.begin_create_or_update(kubernetes_deployment("blue")).result()

    assert [entry.status for entry in azure.journal.entries("PUT", DEPLOYMENT)] == [None, 201]


def test_a_connection_cut_half_way_leaves_what_was_done(azure: Azure, ml_client: MLClient) -> None:
    azure.faults.arm(Cut(), "PUT", ENDPOINT, times=None)

    with pytest.raises(AzureError):
        ml_client.online_endpoints.begin_create_or_update(kubernetes_endpoint())

    assert azure.online.endpoints() == ["churn"]
    assert azure.journal.entries("PUT", ENDPOINT)[0].status == 201


def test_an_upload_is_refused(azure: Azure, ml_client: MLClient, project: Path) -> None:
    deploy(ml_client)

    with azure.faults.armed(FORBIDDEN, "PUT", "/blob/**", times=None), pytest.raises(AzureError):
        ml_client.online_deployments.begin_create_or_update(
            kubernetes_deployment("blue", code_configuration=code())
        )
    ml_client.online_deployments.begin_create_or_update(kubernetes_deployment("blue")).result()

    assert azure.online.deployments("churn") == ["blue"]
