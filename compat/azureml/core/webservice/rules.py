"""What v1 refuses of the settings of a cluster service, in v1's words: a rule a keyword, one message a rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

NAMESPACE = "^[a-z0-9]([a-z0-9-]{,61}[a-z0-9])?$"
Values = Mapping[str, Any]

_ABOVE_ZERO = (
    "period_seconds",
    "initial_delay_seconds",
    "timeout_seconds",
    "success_threshold",
    "failure_threshold",
)
_LIMITS = ("scoring_timeout_ms", "replica_max_concurrent_requests", "max_request_wait_time", "num_replicas")
_BOUNDS = ("autoscale_min_replicas", "autoscale_max_replicas")
_SCALING = (*_BOUNDS, "autoscale_refresh_seconds", "autoscale_target_utilization")


def _positive(values: Values, key: str) -> Iterator[str]:
    if values.get(key) is not None and values[key] <= 0:
        yield f"{key} must be greater than zero."


def _not_less(values: Values, key: str, other: str) -> Iterator[str]:
    big, small = values.get(key), values.get(other)
    if big is not None and small is not None and big < small:
        yield f"{key} must be greater than or equal to {other}."


def _scaling(values: Values) -> Iterator[str]:
    enabled = values.get("autoscale_enabled")
    if not enabled:
        if enabled is False and not values.get("num_replicas"):
            yield "autoscale disabled but num_replicas not provided."
        yield from (f"{key} provided without enabling autoscaling." for key in _SCALING if values.get(key))
        return
    if values.get("num_replicas"):
        yield "autoscale enabled and num_replicas provided."
    for key in _BOUNDS:
        yield from _positive(values, key)
    low, high = (values.get(key) for key in _BOUNDS)
    if low and high and low > high:
        yield "autoscale_min_replicas cannot be greater than autoscale_max_replicas."
    for key in ("autoscale_refresh_seconds", "autoscale_target_utilization"):
        yield from _positive(values, key)


def _namespace(values: Values) -> Iterator[str]:
    if values.get("namespace") and not re.match(NAMESPACE, values["namespace"]):
        yield f"namespace must be a valid Kubernetes namespace. Regex for validation is {NAMESPACE}"


def _gpu(values: Values) -> Iterator[str]:
    if values.get("gpu_cores") is not None and values["gpu_cores"] < 0:
        yield "gpu_cores must be greater than or equal to zero."


def _each(*keys: str) -> Callable[[Values], Iterator[str]]:
    return lambda values: (message for key in keys for message in _positive(values, key))


def _pair(key: str, other: str) -> Callable[[Values], Iterator[str]]:
    return lambda values: _not_less(values, key, other)


CONFIGURATION: tuple[Callable[[Values], Iterator[str]], ...] = (
    _each("cpu_cores"),
    _pair("cpu_cores_limit", "cpu_cores"),
    _each("memory_gb"),
    _pair("memory_gb_limit", "memory_gb"),
    _gpu,
    _each(*_ABOVE_ZERO),
    _namespace,
    _each(*_LIMITS),
    _scaling,
)
"""The rules of ``deploy_configuration``, in v1's order."""


def refused(values: Values) -> str:
    """Return every message of a configuration, one a line; empty if v1 takes it."""
    messages = [message for rule in CONFIGURATION for message in rule(values)]
    text = "".join(f"Invalid configuration, {message}\n" for message in messages)
    if values.get("token_auth_enabled") and values.get("auth_enabled"):
        text += "Invalid configuration, auth_enabled and token_auth_enabled cannot both be true.\n"
    return text


def refused_update(values: Values, present: Values) -> str:
    """Return every message of an update of a service whose settings are ``present``."""
    messages = [
        *_size(values, present, "cpu_cores", "cpu"),
        *_size(values, present, "memory_gb", "memory_in_gb"),
        *_gpu(values),
        *(message for key in _LIMITS for message in _positive(values, key)),
        *(message for key in _UPDATED_PROBE for message in _positive(values, key)),
        *_namespace(values),
        *_scaling(values),
        *_models(values),
        *_authentication(values, present),
    ]
    return "".join(f"Error, {message}\n" for message in messages)


_UPDATED_PROBE = (
    "period_seconds",
    "timeout_seconds",
    "initial_delay_seconds",
    "success_threshold",
    "failure_threshold",
)


def _size(values: Values, present: Values, key: str, inside: str) -> Iterator[str]:
    wanted, limit = values.get(key), values.get(f"{key}_limit")
    old, old_limit = present.get(key), present.get(f"{key}_limit")
    yield from _positive(values, key)
    if wanted is not None and old_limit is not None and wanted > old_limit:
        yield f"{key} must be less than or equal to container_resource_requirements.{inside}_limit."
    yield from _positive(values, f"{key}_limit")
    if limit is not None and limit > 0:
        yield from _not_less(values, f"{key}_limit", key)
        if old is not None and limit < old:
            yield f"{key}_limit must be greater than or equal to container_resource_requirements.{inside}."


def _models(values: Values) -> Iterator[str]:
    if values.get("models") and values.get("inference_config") is None:
        yield 'both "models" and "inference_config" inputs must be provided in order to update the models.'


def _authentication(values: Values, present: Values) -> Iterator[str]:
    token, key = values.get("token_auth_enabled"), values.get("auth_enabled")
    if token and key:
        yield "cannot set both token_auth_enabled and auth_enabled."
    elif (token and present.get("auth_enabled") and key is not False) or (
        key and present.get("token_auth_enabled") and token is not False
    ):
        yield "cannot set token_auth_enabled without disabling key auth (set auth_enabled to False)."
