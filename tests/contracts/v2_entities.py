"""Short ways to the entities that the v2 contract tests deploy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from azure.ai.ml.entities import (
    CodeConfiguration,
    Environment,
    KubernetesOnlineDeployment,
    KubernetesOnlineEndpoint,
    ManagedOnlineDeployment,
    ManagedOnlineEndpoint,
)

if TYPE_CHECKING:
    from azure.ai.ml import MLClient

    from tests.loopback_azure import Azure

ENVIRONMENT_ID = "azureml:scoring:1"
MODEL_ID = "azureml:churn:1"


def kubernetes_endpoint(name: str = "churn", auth_mode: str = "key") -> KubernetesOnlineEndpoint:
    return KubernetesOnlineEndpoint(name=name, compute="k8s", auth_mode=auth_mode)


def managed_endpoint(name: str = "churn", auth_mode: str = "key") -> ManagedOnlineEndpoint:
    return ManagedOnlineEndpoint(name=name, auth_mode=auth_mode)


def kubernetes_deployment(name: str, endpoint: str = "churn", **fields: object) -> KubernetesOnlineDeployment:
    common = {"model": MODEL_ID, "environment": ENVIRONMENT_ID, "instance_count": 1}
    return KubernetesOnlineDeployment(name=name, endpoint_name=endpoint, **{**common, **fields})


def managed_deployment(name: str, endpoint: str = "churn", **fields: object) -> ManagedOnlineDeployment:
    common = {"model": MODEL_ID, "environment": ENVIRONMENT_ID, "instance_count": 1}
    size = {"instance_type": "Standard_DS3_v2"}
    return ManagedOnlineDeployment(name=name, endpoint_name=endpoint, **{**common, **size, **fields})


def inline_environment() -> Environment:
    return Environment(image="example.azurecr.io/scoring:1", conda_file="conda.yml")


def code() -> CodeConfiguration:
    return CodeConfiguration(code="src", scoring_script="score.py")


def declare_assets(azure: Azure) -> None:
    """Declare what the entities above refer to."""
    azure.computes.declare("k8s")
    azure.models.declare("churn", modelUri="azureml://datastores/x/paths/churn", modelType="custom_model")
    azure.environments.declare("scoring", image="example.azurecr.io/scoring:1")


def deploy(ml_client: MLClient, *deployments: str, traffic: dict[str, int] | None = None) -> None:
    """Create a Kubernetes endpoint with these deployments and this traffic."""
    ml_client.online_endpoints.begin_create_or_update(kubernetes_endpoint()).result()
    for name in deployments:
        ml_client.online_deployments.begin_create_or_update(kubernetes_deployment(name)).result()
    if traffic is not None:
        set_traffic(ml_client, traffic)


def set_traffic(ml_client: MLClient, traffic: dict[str, int]) -> None:
    endpoint = ml_client.online_endpoints.get("churn")
    endpoint.traffic = traffic
    ml_client.online_endpoints.begin_create_or_update(endpoint).result()
