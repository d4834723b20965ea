"""The documents of an endpoint and of a deployment.

Keys and types: the schemas of azure-ai-ml 1.35 and the vendor's YAML pages
(https://learn.microsoft.com/azure/machine-learning/reference-yaml-endpoint-online,
https://learn.microsoft.com/azure/machine-learning/reference-yaml-deployment-kubernetes-online and
https://learn.microsoft.com/azure/machine-learning/reference-yaml-deployment-managed-online).
"""

from __future__ import annotations

from dataclasses import dataclass

from compat import v2
from compat.documents.form import BOOLEAN, INTEGER, TEXT, Constant, Form, Row, Shape, Table, as_mapping
from compat.v2 import Target

SCHEMAS = "https://azuremlschemas.azureedge.net/latest/"


def schema(name: str) -> Row:
    """Return the ``$schema`` row; the loader ignores it, editors do not."""
    return Row("$schema", Constant(f"{SCHEMAS}{name}.schema.json"), attribute="schema")


@dataclass(frozen=True)
class Collections:
    """``data_collector``: the loader wants the text ``'true'``, a YAML boolean is an error."""

    def write(self, thing: v2.DataCollector | None, path: str) -> object:
        """Return the collections that are switched on."""
        if thing is None:
            return None
        return {"collections": {name: {"enabled": "true"} for name in thing.collections}}

    def read(self, plain: object, path: str) -> v2.DataCollector:
        """Return the names of the collections."""
        collections = as_mapping(as_mapping(plain, path).get("collections"), f"{path}.collections")
        return v2.DataCollector(tuple(collections))


_PROBE = Shape(
    v2.Probe,
    tuple(
        Row(key, INTEGER)
        for key in ("initial_delay", "period", "timeout", "success_threshold", "failure_threshold")
    ),
)
_REQUEST_SETTINGS = Shape(
    v2.RequestSettings,
    tuple(
        Row(key, INTEGER)
        for key in ("request_timeout_ms", "max_concurrent_requests_per_instance", "max_queue_wait_ms")
    ),
)
_SCALE_SETTINGS = Shape(
    v2.ScaleSettings,
    (
        Row("type", TEXT, required=True),
        Row("min_instances", INTEGER),
        Row("max_instances", INTEGER),
        Row("polling_interval", INTEGER),
        Row("target_utilization_percentage", INTEGER),
    ),
)
_QUANTITY = Shape(v2.Quantity, (Row("cpu", TEXT), Row("memory", TEXT), Row("nvidia.com/gpu", TEXT, "gpu")))
RESOURCES = Shape(v2.Resources, (Row("requests", _QUANTITY), Row("limits", _QUANTITY)))
_CODE = Shape(
    v2.CodeConfiguration, (Row("code", TEXT, required=True), Row("scoring_script", TEXT, required=True))
)
_ABOUT = (Row("description", TEXT), Row("tags", Table()), Row("properties", Table()))


def endpoint(target: Target) -> Shape:
    """Return the shape of ``endpoint.yml``. Without ``compute`` the loader takes it for a managed one."""
    kubernetes = target is Target.KUBERNETES

    def build(**found: object) -> v2.Endpoint:
        return v2.Endpoint(target=target, **found)  # type: ignore[arg-type]

    return Shape(
        build,
        (
            schema("kubernetesOnlineEndpoint" if kubernetes else "managedOnlineEndpoint"),
            Row("name", TEXT, required=True),
            Row("compute", TEXT, required=kubernetes, asks="compute.name"),
            Row("auth_mode", TEXT, required=True),
            Row("public_network_access", TEXT),
            *_ABOUT,
        ),
    )


def deployment(target: Target, environment: Form) -> Shape:
    """Return the shape of ``deployment.yml``; ``environment`` is the form of that one key.

    ``type`` is written for Kubernetes only, as in the vendor's samples: without it the loader takes the file
    for a managed deployment.
    """
    kubernetes = target is Target.KUBERNETES

    def build(**found: object) -> v2.Deployment:
        return v2.Deployment(target=target, **found)  # type: ignore[arg-type]

    type_row = (Row("type", Constant("kubernetes")),) if kubernetes else ()
    return Shape(
        build,
        (
            schema("kubernetesOnlineDeployment" if kubernetes else "managedOnlineDeployment"),
            Row("name", TEXT, required=True),
            *type_row,
            Row("endpoint_name", TEXT, required=True, asks="endpoint.name"),
            Row("model", TEXT),
            Row("code_configuration", _CODE),
            Row("environment", environment),
            Row("environment_variables", Table()),
            Row("app_insights_enabled", BOOLEAN),
            Row("instance_type", TEXT, required=not kubernetes),
            Row("instance_count", INTEGER),
            Row("scale_settings", _SCALE_SETTINGS),
            Row("resources", RESOURCES),
            Row("request_settings", _REQUEST_SETTINGS),
            Row("liveness_probe", _PROBE),
            Row("readiness_probe", _PROBE),
            Row("data_collector", Collections()),
            *_ABOUT,
        ),
    )
