"""Which keys each kind of document takes, and what a key takes.

Read from the schema classes of azure-ai-ml 1.35.2 (``azure.ai.ml._schema``); a test compares them with the
installed package. ``INSTANCE_TYPE`` and ``CONDA`` files have no such schema and are not here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

from compat.validation.document import Kind


class Takes(Enum):
    """What a key takes. ``VERSION`` is text that may be written as a number; ``ANY`` is not looked at."""

    TEXT = "text"
    INTEGER = "a whole number"
    NUMBER = "a number"
    FLAG = "true or false"
    VERSION = "a version"
    MAPPING = "a mapping"
    LIST = "a list"
    ANY = "anything"


@dataclass(frozen=True)
class Field:
    """One key.

    ``shape`` are the keys inside a mapping, ``each`` what all values of a free mapping or a list take,
    ``or_text`` tells that text may stand for the mapping, ``choices`` are the values a text may have,
    ``snake`` that ``camelCase`` is read as ``snake_case`` there, ``read_only`` that it says nothing as input.
    """

    takes: Takes
    shape: Mapping[str, Field] | None = None
    each: Field | None = None
    or_text: bool = False
    choices: tuple[str, ...] = ()
    snake: bool = False
    required: bool = False
    read_only: bool = False


Shape = Mapping[str, Field]

TEXT = Field(Takes.TEXT)
INTEGER = Field(Takes.INTEGER)
FLAG = Field(Takes.FLAG)
FREE = Field(Takes.MAPPING)
ANY = Field(Takes.ANY)
SHOWN = Field(Takes.ANY, read_only=True)
NAME = Field(Takes.TEXT, required=True)
VERSION = Field(Takes.VERSION)


def _shape(shape: Shape, *, or_text: bool = False) -> Field:
    return Field(Takes.MAPPING, shape=shape, or_text=or_text)


def _choice(*choices: str, snake: bool = False, required: bool = False) -> Field:
    return Field(Takes.TEXT, choices=choices, snake=snake, required=required)


def _required(field: Field) -> Field:
    return replace(field, required=True)


_SHOWN_ASSET: Shape = {
    "$schema": SHOWN,
    "creation_context": SHOWN,
    "latest_version": SHOWN,
    "intellectual_property": SHOWN,
}

_ENDPOINT_IDENTITY: Shape = {
    "type": _choice("system_assigned", "user_assigned", "none", snake=True, required=True),
    "user_assigned_identities": Field(Takes.LIST, each=FREE),
    "principal_id": replace(TEXT, read_only=True),
    "tenant_id": replace(TEXT, read_only=True),
}

_ENDPOINT: Shape = {
    "$schema": SHOWN,
    "name": NAME,
    "description": TEXT,
    "tags": FREE,
    "properties": FREE,
    "location": TEXT,
    "auth_mode": _choice("key", "aml_token", "aad_token", snake=True),
    "identity": _shape(_ENDPOINT_IDENTITY),
    "traffic": Field(Takes.MAPPING, each=INTEGER),
    "mirror_traffic": Field(Takes.MAPPING, each=INTEGER),
    "id": replace(TEXT, read_only=True),
    "kind": SHOWN,
    "scoring_uri": replace(TEXT, read_only=True),
    "openapi_uri": replace(TEXT, read_only=True),
    "provisioning_state": replace(TEXT, read_only=True),
}

_ROUTE: Shape = {"path": _required(TEXT), "port": _required(INTEGER)}

_ENVIRONMENT: Shape = {
    **_SHOWN_ASSET,
    "name": NAME,
    "version": VERSION,
    "description": TEXT,
    "tags": FREE,
    "image": TEXT,
    "conda_file": ANY,
    "build": _shape({"path": TEXT, "dockerfile_path": TEXT}),
    "inference_config": _shape(
        {
            "liveness_route": _required(_shape(_ROUTE)),
            "readiness_route": _required(_shape(_ROUTE)),
            "scoring_route": _required(_shape(_ROUTE)),
        }
    ),
    "os_type": _choice("linux", "windows"),
    "datastore": TEXT,
    "auto_delete_setting": ANY,
    "id": SHOWN,
}

_TEMPLATE: Shape = {"asset_id": TEXT}

_MODEL: Shape = {
    **_SHOWN_ASSET,
    "name": NAME,
    "version": VERSION,
    "type": _choice("custom_model", "mlflow_model", "triton_model"),
    "path": TEXT,
    "description": TEXT,
    "tags": FREE,
    "properties": FREE,
    "stage": TEXT,
    "flavors": FREE,
    "datastore": TEXT,
    "system_metadata": FREE,
    "default_deployment_template": _shape(_TEMPLATE),
    "allowed_deployment_templates": Field(Takes.LIST, each=_shape(_TEMPLATE)),
    "id": SHOWN,
    "job_name": SHOWN,
    "utc_time_created": SHOWN,
}

_PROBE: Shape = {
    "initial_delay": INTEGER,
    "period": INTEGER,
    "timeout": INTEGER,
    "success_threshold": INTEGER,
    "failure_threshold": INTEGER,
}

_COLLECTION: Shape = {
    "enabled": _choice("true", "false", required=True),
    "client_id": TEXT,
    "data": _shape({"data_id": TEXT, "name": TEXT, "path": TEXT, "version": TEXT}, or_text=True),
}

_COLLECTOR: Shape = {
    "collections": Field(Takes.MAPPING, each=_shape(_COLLECTION)),
    "rolling_rate": _choice("minute", "hour", "day"),
    "sampling_rate": Field(Takes.NUMBER),
    "request_logging": _shape({"capture_headers": Field(Takes.LIST, each=TEXT)}),
}

_SCALE: Shape = {
    "type": _choice("default", "target_utilization", snake=True, required=True),
    "min_instances": INTEGER,
    "max_instances": INTEGER,
    "polling_interval": INTEGER,
    "target_utilization_percentage": INTEGER,
}


def _inline(shape: Shape) -> Field:
    return _shape({**shape, "name": TEXT}, or_text=True)


_DEPLOYMENT: Shape = {
    "$schema": SHOWN,
    "name": NAME,
    "endpoint_name": NAME,
    "type": _choice("kubernetes", "managed", snake=True),
    "description": TEXT,
    "tags": FREE,
    "properties": FREE,
    "model": _inline(_MODEL),
    "code_configuration": _shape({"$schema": SHOWN, "code": TEXT, "scoring_script": TEXT}),
    "environment": _inline(_ENVIRONMENT),
    "environment_variables": FREE,
    "app_insights_enabled": FLAG,
    "instance_type": TEXT,
    "instance_count": INTEGER,
    "scale_settings": _shape(_SCALE),
    "request_settings": _shape(
        {
            "request_timeout_ms": INTEGER,
            "max_concurrent_requests_per_instance": INTEGER,
            "max_queue_wait_ms": INTEGER,
        }
    ),
    "liveness_probe": _shape(_PROBE),
    "readiness_probe": _shape(_PROBE),
    "data_collector": _shape(_COLLECTOR),
    "model_mount_path": TEXT,
    "id": replace(TEXT, read_only=True),
    "provisioning_state": replace(TEXT, read_only=True),
}

_AMOUNT: Shape = {"cpu": TEXT, "memory": TEXT, "gpu": TEXT, "nvidia.com/gpu": TEXT}

_COMPUTE_IDENTITY: Shape = {
    "$schema": SHOWN,
    "type": _choice(
        "system_assigned", "user_assigned", "none", "system_assigned,user_assigned", snake=True, required=True
    ),
    "user_assigned_identities": Field(
        Takes.LIST,
        each=_shape(
            {
                "$schema": SHOWN,
                "resource_id": TEXT,
                "client_id": SHOWN,
                "principal_id": SHOWN,
                "tenant_id": SHOWN,
            }
        ),
    ),
    "principal_id": SHOWN,
    "tenant_id": SHOWN,
}

SHAPES: Mapping[Kind, Shape] = {
    Kind.KUBERNETES_ENDPOINT: {**_ENDPOINT, "compute": TEXT},
    Kind.MANAGED_ENDPOINT: {**_ENDPOINT, "public_network_access": _choice("enabled", "disabled")},
    Kind.KUBERNETES_DEPLOYMENT: {
        **_DEPLOYMENT,
        "resources": _shape({"requests": _shape(_AMOUNT), "limits": _shape(_AMOUNT)}),
    },
    Kind.MANAGED_DEPLOYMENT: {
        **_DEPLOYMENT,
        "instance_type": _required(TEXT),
        "egress_public_network_access": _choice("enabled", "disabled"),
        "private_network_connection": FLAG,
        "creation_context": SHOWN,
    },
    Kind.ENVIRONMENT: _ENVIRONMENT,
    Kind.MODEL: _MODEL,
    Kind.KUBERNETES_COMPUTE: {
        "$schema": SHOWN,
        "name": NAME,
        "type": _choice("kubernetes", required=True),
        "resource_id": TEXT,
        "namespace": TEXT,
        "identity": _shape(_COMPUTE_IDENTITY),
        "description": TEXT,
        "location": TEXT,
        "tags": FREE,
        "properties": FREE,
        "id": SHOWN,
        "created_on": SHOWN,
        "provisioning_state": SHOWN,
        "provisioning_errors": SHOWN,
    },
}
