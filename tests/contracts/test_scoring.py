"""Scoring addresses: who may ask, who answers, and how traffic is split. Any HTTP client will do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import requests

from tests.contracts.v2_entities import (
    declare_assets,
    deploy,
    managed_deployment,
    managed_endpoint,
    set_traffic,
)
from tests.loopback_azure import Answer, json_response

if TYPE_CHECKING:
    from azure.ai.ml import MLClient

    from tests.loopback_azure import Azure

BODY = b'{"data": [[1, 2.5]]}'


@pytest.fixture(autouse=True)
def assets(azure: Azure) -> None:
    declare_assets(azure)


def score(azure: Azure, name: str = "churn", *, key: str | None = None, **headers: str) -> requests.Response:
    key = azure.online.keys(name)[0] if key is None else key
    address = f"{azure.url}/api/v1/endpoint/{name}/score"
    return requests.post(address, BODY, headers={"Authorization": f"Bearer {key}", **headers}, timeout=5)


def test_a_deployment_echoes_and_gives_its_name(azure: Azure, ml_client: MLClient) -> None:
    deploy(ml_client, "blue", traffic={"blue": 100})

    answer = score(azure)

    assert (answer.status_code, answer.content) == (200, BODY)
    assert answer.headers["azureml-model-deployment"] == "blue"
    assert azure.journal.scoring_calls()[0].body == {"data": [[1, 2.5]]}


def test_either_key_opens_and_nothing_else_does(azure: Azure, ml_client: MLClient) -> None:
    deploy(ml_client, "blue", traffic={"blue": 100})

    statuses = [score(azure, key=key).status_code for key in (*azure.online.keys("churn"), "wrong", "")]

    assert statuses == [200, 200, 401, 401]
    assert azure.scoring.counts("churn") == {"blue": 2}


def test_a_token_endpoint_takes_its_tokens_and_no_key(azure: Azure, ml_client: MLClient) -> None:
    client = ml_client.online_endpoints
    client.begin_create_or_update(managed_endpoint("churn", "aml_token")).result()
    ml_client.online_deployments.begin_create_or_update(managed_deployment("blue")).result()
    set_traffic(ml_client, {"blue": 100})

    assert score(azure, key=client.get_keys("churn").access_token).status_code == 200
    assert score(azure).status_code == 401


@pytest.mark.parametrize(
    "shares",
    [
        {"blue": 90, "green": 10},
        {"blue": 1, "green": 99},
        {"blue": 33, "green": 67},
        {"blue": 0, "green": 100},
    ],
)
def test_of_a_hundred_requests_each_deployment_gets_exactly_its_share(
    azure: Azure, ml_client: MLClient, shares: dict[str, int]
) -> None:
    deploy(ml_client, "blue", "green", traffic=shares)

    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {azure.online.keys('churn')[0]}"
        for _ in range(100):
            session.post(f"{azure.url}/api/v1/endpoint/churn/score", BODY, timeout=5)

    assert azure.scoring.counts("churn") == {name: share for name, share in shares.items() if share}


def test_a_tenth_is_spread_evenly(azure: Azure, ml_client: MLClient) -> None:
    deploy(ml_client, "blue", "green", traffic={"blue": 90, "green": 10})

    for _ in range(20):
        score(azure)

    answered = [served.deployment for served in azure.scoring.served]
    assert answered[:10].count("green") == answered[10:].count("green") == 1


def test_the_header_chooses_a_deployment_without_traffic(azure: Azure, ml_client: MLClient) -> None:
    deploy(ml_client, "blue", "green", traffic={"blue": 100})

    chosen = score(azure, **{"azureml-model-deployment": "green"})
    missing = score(azure, **{"azureml-model-deployment": "red"})

    assert chosen.headers["azureml-model-deployment"] == "green"
    assert missing.status_code == 404


def test_without_traffic_nobody_answers(azure: Azure, ml_client: MLClient) -> None:
    deploy(ml_client, "blue")

    answer = score(azure)

    assert answer.status_code == 404
    assert "positive weight" in answer.json()["error"]["message"]


def test_a_failed_deployment_does_not_answer(azure: Azure, ml_client: MLClient) -> None:
    deploy(ml_client, "blue", traffic={"blue": 100})
    (azure.online.deployment("churn", "blue") or {})["properties"]["provisioningState"] = "Failed"

    assert score(azure).status_code == 404


def test_mirrored_requests_are_copies(azure: Azure, ml_client: MLClient) -> None:
    endpoint = ml_client.online_endpoints.begin_create_or_update(managed_endpoint()).result()
    for name in ("blue", "green"):
        ml_client.online_deployments.begin_create_or_update(managed_deployment(name)).result()
    endpoint.traffic, endpoint.mirror_traffic = {"blue": 100}, {"green": 20}
    ml_client.online_endpoints.begin_create_or_update(endpoint).result()

    answered = {score(azure).headers["azureml-model-deployment"] for _ in range(10)}

    assert answered == {"blue"}
    assert azure.scoring.counts("churn") == {"blue": 10}
    assert azure.scoring.mirrored("churn") == 2


def test_a_deployment_answers_as_the_test_says(azure: Azure, ml_client: MLClient) -> None:
    deploy(ml_client, "blue", "green", traffic={"blue": 100})
    azure.scoring.answer_with("churn", lambda request: json_response(200, {"sum": 3.5}), "green")
    azure.scoring.answer_with("churn", lambda request: json_response(424, {"error": "boom"}), "blue")

    assert score(azure).status_code == 424
    assert score(azure, **{"azureml-model-deployment": "green"}).json() == {"sum": 3.5}


def test_scoring_fails_on_demand(azure: Azure, ml_client: MLClient) -> None:
    deploy(ml_client, "blue", traffic={"blue": 100})
    azure.faults.arm(Answer(503, "Busy", "later"), "POST", "**/churn/score", nth=2)

    assert [score(azure).status_code for _ in range(3)] == [200, 503, 200]


def test_v1_services_by_their_authentication(azure: Azure) -> None:
    azure.v1_services.declare("closed")
    azure.v1_services.declare("open", "ACI")
    azure.v1_services.declare("failed", state="Failed")

    def status(name: str, key: str = "") -> int:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        return requests.post(
            f"{azure.url}/api/v1/service/{name}/score", BODY, headers=headers, timeout=5
        ).status_code

    assert [status("closed"), status("closed", azure.v1_services.keys("closed")[1])] == [401, 200]
    assert [status("open"), status("failed"), status("missing")] == [200, 404, 404]


def test_https_addresses_answer(azure: Azure) -> None:
    azure.v1_services.declare("churn", "ACI", sslEnabled=True)
    address = (azure.v1_services.get("churn") or {})["scoringUri"]

    assert address.startswith("https://127.0.0.1:")
    assert requests.post(address, BODY, timeout=5).content == BODY


def test_swagger_and_health(azure: Azure, ml_client: MLClient) -> None:
    deploy(ml_client, "blue")
    endpoint = ml_client.online_endpoints.get("churn")

    assert requests.get(endpoint.openapi_uri, timeout=5).json()["swagger"] == "2.0"
    assert requests.get(endpoint.scoring_uri.removesuffix("score"), timeout=5).text == "Healthy"
