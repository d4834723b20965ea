"""Which party a pod belongs to, by its labels and namespace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectivity.host import Party

if TYPE_CHECKING:
    from collections.abc import Mapping

# Labels of the vendor's objects: v1 and v2 router, v1 and v2 models, the extension's components.
APP, ROUTER_NAME = "azuremlappname", "azureml-fe"
WEBSERVICE, IS_APP = "webservicename", "isazuremlapp"
ENDPOINT, DEPLOYMENT = "ml.azure.com/endpoint-name", "ml.azure.com/deployment-name"
SYSTEM = "ml.azure.com/amlarc-system"
EXTENSION_NAMESPACE, KUBE_SYSTEM = "azureml", "kube-system"
V1_MODELS = "azureml-"


def party(namespace: str, name: str, labels: Mapping[str, str]) -> Party | None:
    """None for a pod that is no part of inference."""
    if labels.get(APP) == ROUTER_NAME:
        return Party.ROUTER
    if namespace == KUBE_SYSTEM:
        return _system(labels)
    if namespace == EXTENSION_NAMESPACE and name.startswith("amlarc-identity-proxy"):
        return Party.IDENTITY_PROXY
    if is_model(namespace, labels):
        return Party.MODEL
    if labels.get(SYSTEM) == "true" or namespace == EXTENSION_NAMESPACE:
        return Party.EXTENSION
    return None


def is_model(namespace: str, labels: Mapping[str, str]) -> bool:
    """True for pods, and pod templates, that serve a model."""
    if labels.get(APP) == ROUTER_NAME or labels.get(SYSTEM) == "true":
        return False
    if WEBSERVICE in labels or labels.get(IS_APP) == "true":
        return True
    return ENDPOINT in labels or (APP in labels and namespace.startswith(V1_MODELS))


def _system(labels: Mapping[str, str]) -> Party | None:
    if labels.get("k8s-app") == "kube-dns":
        return Party.KUBE_DNS
    return Party.KONNECTIVITY if labels.get("app") == "konnectivity-agent" else None
