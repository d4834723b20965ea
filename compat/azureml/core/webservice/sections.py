"""The parts of a v1 service object: plain values with v1's names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from compat.backends.backend import Token

Values = Mapping[str, Any]


@dataclass
class AutoScaler:
    """How a service scales."""

    autoscale_enabled: bool | None
    max_replicas: int | None
    min_replicas: int | None
    refresh_period_seconds: int | None
    target_utilization: int | None

    def serialize(self) -> dict[str, object]:
        """Return it as v1's document."""
        return {
            "autoscaleEnabled": self.autoscale_enabled,
            "minReplicas": self.min_replicas,
            "maxReplicas": self.max_replicas,
            "refreshPeriodInSeconds": self.refresh_period_seconds,
            "targetUtilization": self.target_utilization,
        }


@dataclass
class ContainerResourceRequirements:
    """The size of a replica: cores and GiB."""

    cpu: float | None
    memory_in_gb: float | None
    gpu: int | None = None
    cpu_limit: float | None = None
    memory_in_gb_limit: float | None = None

    def serialize(self) -> dict[str, object]:
        """Return it as v1's document."""
        return {
            "cpu": self.cpu,
            "cpuLimit": self.cpu_limit,
            "memoryInGB": self.memory_in_gb,
            "memoryInGBLimit": self.memory_in_gb_limit,
            "gpu": self.gpu,
        }


@dataclass
class LivenessProbeRequirements:
    """When a replica counts as dead: seconds and counts."""

    period_seconds: int | None
    initial_delay_seconds: int | None
    timeout_seconds: int | None
    success_threshold: int | None
    failure_threshold: int | None

    def serialize(self) -> dict[str, object]:
        """Return it as v1's document."""
        return {
            "periodSeconds": self.period_seconds,
            "initialDelaySeconds": self.initial_delay_seconds,
            "timeoutSeconds": self.timeout_seconds,
            "successThreshold": self.success_threshold,
            "failureThreshold": self.failure_threshold,
        }


@dataclass
class DataCollection:
    """Whether inputs and outputs are collected."""

    event_hub_enabled: bool | None
    storage_enabled: bool | None

    def serialize(self) -> dict[str, object]:
        """Return it as v1's document."""
        return {"eventHubEnabled": self.event_hub_enabled, "storageEnabled": self.storage_enabled}


class WebServiceAccessToken:
    """A token for callers; the times are local ones without a zone, as in v1."""

    def __init__(self, token: Token) -> None:
        self.access_token, self.token_type = token.access_token, token.token_type
        self.refresh_after = datetime.fromtimestamp(token.refresh_after)
        self.expiry_on = datetime.fromtimestamp(token.expiry_on)

    def serialize(self) -> dict[str, object]:
        """Return it as v1's document."""
        return {
            "accessToken": self.access_token,
            "tokenType": self.token_type,
            "refreshAfter": self.refresh_after,
            "expiryOn": self.expiry_on,
        }


def autoscaler(values: Values) -> AutoScaler:
    """Return how a service scales, from its settings."""
    return AutoScaler(
        values["autoscale_enabled"],
        values["autoscale_max_replicas"],
        values["autoscale_min_replicas"],
        values["autoscale_refresh_seconds"],
        values["autoscale_target_utilization"],
    )


def size(values: Values) -> ContainerResourceRequirements:
    """Return the size of a replica, from its settings."""
    return ContainerResourceRequirements(
        values["cpu_cores"],
        values["memory_gb"],
        values["gpu_cores"],
        values["cpu_cores_limit"],
        values["memory_gb_limit"],
    )


def probe(values: Values) -> LivenessProbeRequirements:
    """Return when a replica counts as dead, from its settings."""
    return LivenessProbeRequirements(
        values["period_seconds"],
        values["initial_delay_seconds"],
        values["timeout_seconds"],
        values["success_threshold"],
        values["failure_threshold"],
    )
