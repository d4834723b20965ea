"""What a document is, told by its keys.

Azure's own loader is told by the command (``az ml online-endpoint create -f``) and picks the class by one
key: ``compute`` makes an endpoint a Kubernetes one, ``type: kubernetes`` in lower case a deployment. Here
the intended kind is found, so that a wrong pick can be reported.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from compat.validation.document import Kind, at, text
from compat.validation.fields import SHAPES

_SCHEMAS = {
    "kubernetesonlineendpoint": Kind.KUBERNETES_ENDPOINT,
    "managedonlineendpoint": Kind.MANAGED_ENDPOINT,
    "kubernetesonlinedeployment": Kind.KUBERNETES_DEPLOYMENT,
    "managedonlinedeployment": Kind.MANAGED_DEPLOYMENT,
    "environment": Kind.ENVIRONMENT,
    "model": Kind.MODEL,
    "kubernetescompute": Kind.KUBERNETES_COMPUTE,
}

_V1_KEYS = {
    "computeType": "a v1 deployment configuration",
    "entryScript": "a v1 inference configuration",
    "entry_script": "a v1 inference configuration",
    "sourceDirectory": "a v1 inference configuration",
    "condaFile": "a v1 inference configuration",
    "inferencingStackVersion": "a saved v1 environment",
    "containerResourceRequirements": "a v1 deployment configuration",
}

_OTHERS = {
    "command": "a job or component",
    "jobs": "a pipeline",
    "inputs": "a job or component",
    "trigger": "a schedule",
    "mini_batch_size": "a batch deployment",
    "output_action": "a batch deployment",
    "max_concurrency_per_instance": "a batch deployment",
    "error_threshold": "a batch deployment",
}
_DATA_TYPES = {"uri_file", "uri_folder", "mltable"}

_DEPLOYMENT = SHAPES[Kind.KUBERNETES_DEPLOYMENT].keys() | SHAPES[Kind.MANAGED_DEPLOYMENT].keys()
_ENDPOINT = SHAPES[Kind.KUBERNETES_ENDPOINT].keys() | SHAPES[Kind.MANAGED_ENDPOINT].keys()
_ENVIRONMENT = SHAPES[Kind.ENVIRONMENT].keys()
_MODEL = SHAPES[Kind.MODEL].keys()
_COMPUTE = SHAPES[Kind.KUBERNETES_COMPUTE].keys()

_OWN_KEYS = (
    (Kind.MANAGED_DEPLOYMENT, _DEPLOYMENT - _ENDPOINT - _ENVIRONMENT - _MODEL - _COMPUTE),
    (Kind.MANAGED_ENDPOINT, _ENDPOINT - _DEPLOYMENT - _ENVIRONMENT - _MODEL - _COMPUTE),
    (Kind.ENVIRONMENT, _ENVIRONMENT - _DEPLOYMENT - _ENDPOINT - _MODEL - _COMPUTE),
    (Kind.KUBERNETES_COMPUTE, _COMPUTE - _DEPLOYMENT - _ENDPOINT - _ENVIRONMENT - _MODEL),
    (Kind.MODEL, _MODEL - _DEPLOYMENT - _ENDPOINT - _ENVIRONMENT - _COMPUTE),
)
"""The keys that only one kind takes; an endpoint or deployment is refined afterwards."""


@dataclass(frozen=True)
class Recognised:
    """``kind`` where the document is one this package checks; otherwise ``other`` says what it seems to be.

    ``v1`` tells that it is a file of the former generation.
    """

    kind: Kind | None
    other: str = ""
    v1: bool = False


def declared(data: object) -> Kind | None:
    """Return the kind that ``$schema`` names, or None."""
    url = text(data, "$schema") or ""
    return _SCHEMAS.get(url.rsplit("/", 1)[-1].split(".", 1)[0].lower())


def recognise(data: Mapping[object, object]) -> Recognised:
    """Tell what a document is."""
    foreign = _foreign(data)
    if foreign is not None:
        return foreign
    kind = declared(data) or _by_keys(data)
    if kind in {Kind.KUBERNETES_DEPLOYMENT, Kind.MANAGED_DEPLOYMENT}:
        return Recognised(_deployment(data))
    if kind in {Kind.KUBERNETES_ENDPOINT, Kind.MANAGED_ENDPOINT}:
        return Recognised(_endpoint(data))
    return Recognised(kind)


def _foreign(data: Mapping[object, object]) -> Recognised | None:
    version = text(data, "apiVersion")
    if version is not None:
        if version.startswith("amlarc.azureml.com/"):
            return Recognised(Kind.INSTANCE_TYPE)
        return Recognised(None, "a Kubernetes manifest")
    for key, name in _V1_KEYS.items():
        if key in data:
            return Recognised(None, name, v1=True)
    if "docker" in data and "python" in data:
        return Recognised(None, "a saved v1 environment", v1=True)
    schema = (text(data, "$schema") or "").rsplit("/", 1)[-1]
    if schema and declared(data) is None and schema.endswith(".schema.json"):
        return Recognised(None, f"a file of the schema {schema}")
    if (text(data, "type") or "").lower() in _DATA_TYPES:
        return Recognised(None, "a data asset")
    return next((Recognised(None, name) for key, name in _OTHERS.items() if key in data), None)


def _by_keys(data: Mapping[object, object]) -> Kind | None:
    if "endpoint_name" in data:
        return Kind.MANAGED_DEPLOYMENT
    if ("dependencies" in data or "channels" in data) and not {"image", "build", "conda_file"} & data.keys():
        return Kind.CONDA
    kind, count = max(((kind, len(keys & data.keys())) for kind, keys in _OWN_KEYS), key=lambda pair: pair[1])
    if count:
        return kind
    return _by_type(data)


def _by_type(data: Mapping[object, object]) -> Kind | None:
    name = (text(data, "type") or "").lower()
    if name in {"custom_model", "mlflow_model", "triton_model"} or "path" in data:
        return Kind.MODEL
    if "location" in data and name == "kubernetes":
        return Kind.KUBERNETES_COMPUTE
    return None


def _deployment(data: Mapping[object, object]) -> Kind:
    name = (text(data, "type") or "").lower()
    if name in {"kubernetes", "managed"}:
        return Kind.KUBERNETES_DEPLOYMENT if name == "kubernetes" else Kind.MANAGED_DEPLOYMENT
    schema = declared(data)
    if schema is not None:
        return schema
    size = at(data, "instance_type")
    if isinstance(size, str) and not foreign_size(size):
        return Kind.MANAGED_DEPLOYMENT
    scaled = (text(data, "scale_settings", "type") or "").replace("_", "").lower() == "targetutilization"
    if "resources" in data or scaled or foreign_size(size):
        return Kind.KUBERNETES_DEPLOYMENT
    return Kind.MANAGED_DEPLOYMENT


def _endpoint(data: Mapping[object, object]) -> Kind:
    if "compute" in data or declared(data) is Kind.KUBERNETES_ENDPOINT:
        return Kind.KUBERNETES_ENDPOINT
    return Kind.MANAGED_ENDPOINT


def foreign_size(value: object) -> bool:
    """Tell whether an ``instance_type`` cannot be the size of an Azure virtual machine."""
    return isinstance(value, str) and not value.lower().startswith(("standard_", "basic_", "<"))
