"""The payload of v1 web services: what the service adds to what a client sends."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.loopback_azure.message import JsonObject

# What the service fills in where the client sends null or nothing. Values: the defaults which the
# v1 documentation of deploy_configuration gives.
AKS_DEFAULTS: JsonObject = {
    "description": None,
    "kvTags": {},
    "properties": {},
    "appInsightsEnabled": False,
    "authEnabled": True,
    "aadAuthEnabled": False,
    "autoScaler": {
        "autoscaleEnabled": True,
        "minReplicas": 1,
        "maxReplicas": 10,
        "targetUtilization": 70,
        "refreshPeriodInSeconds": 1,
    },
    "computeName": None,
    "containerResourceRequirements": {
        "cpu": 0.1,
        "cpuLimit": None,
        "memoryInGB": 0.5,
        "memoryInGBLimit": None,
        "gpu": None,
    },
    "dataCollection": {"eventHubEnabled": False, "storageEnabled": False},
    "maxConcurrentRequestsPerContainer": 1,
    "maxQueueWaitMs": 500,
    "numReplicas": None,
    "scoringTimeoutMs": 60000,
    "livenessProbeRequirements": {
        "periodSeconds": 10,
        "initialDelaySeconds": 310,
        "timeoutSeconds": 2,
        "successThreshold": 1,
        "failureThreshold": 3,
    },
    "namespace": None,
    "isDefault": None,
    "trafficPercentile": None,
    "type": None,
}
ACI_DEFAULTS: JsonObject = {
    "description": None,
    "kvTags": {},
    "properties": {},
    "appInsightsEnabled": False,
    "authEnabled": False,
    "cname": None,
    "containerResourceRequirements": {"cpu": 0.1, "memoryInGB": 0.5},
    "dataCollection": {"eventHubEnabled": False, "storageEnabled": False},
    "location": None,
    "publicIp": "20.0.0.1",
    "publicFqdn": None,
    "sslCertificate": None,
    "sslEnabled": False,
    "sslKey": None,
    "dnsNameLabel": None,
    "encryptionProperties": None,
    "vnetConfiguration": None,
}
ENDPOINT_DEFAULTS: JsonObject = {
    "description": None,
    "kvTags": {},
    "properties": {},
    "appInsightsEnabled": False,
    "authEnabled": True,
    "aadAuthEnabled": False,
    "computeName": None,
    "namespace": None,
    "versions": {},
}
DEFAULTS = {"AKS": AKS_DEFAULTS, "ACI": ACI_DEFAULTS, "AKSENDPOINT": ENDPOINT_DEFAULTS}


def filled(defaults: JsonObject, body: JsonObject) -> JsonObject:
    """Fill a body's gaps and nulls from defaults, one level deep; what has no default stays."""
    filled = dict(body)
    for key, default in defaults.items():
        value = body.get(key)
        if isinstance(default, dict) and isinstance(value, dict):
            filled[key] = {**value, **{k: v for k, v in default.items() if value.get(k) is None}}
        elif value is None:
            filled[key] = dict(default) if isinstance(default, dict) else default
    return filled


def first_compute(service: JsonObject) -> str | None:
    return next((version["computeName"] for version in service["versions"].values()), None)


def model_in_service(model: JsonObject) -> JsonObject:
    return {**model, "tags": model["kvTags"]}
