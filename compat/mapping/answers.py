"""What the user decides: ``KEY=VALUE`` pairs that fill gaps before and after the translation.

A key that names a v1 setting (``auth_enabled``, ``num_replicas``, ``name``) changes what was found; a v2 path
(``deployment.instance_type``, ``compute.name``) changes what will be written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from compat.mapping.setting import Api, Change, Fate, Setting
from compat.v1 import Given, Service, ServiceKind
from compat.v2 import DeploymentPlan, Plan
from compat.value import Known, Secret

_ROOTS = ("endpoint", "deployment", "compute", "environment", "model", "autoscale")


class AnswerError(ValueError):
    """An answer that fits nothing here, with a sentence for the user; ``key`` is the one it is about."""

    def __init__(self, key: str, sentence: str) -> None:
        super().__init__(sentence)
        self.key = key


def parse(text: str, wanted: type | None = None) -> Any:
    """Return the plain value of an answer: of the wanted type, or the most natural one."""
    if wanted is str:
        return text
    lowered = text.strip().lower()
    if lowered in {"true", "false"} and wanted in {bool, None}:
        return lowered == "true"
    for kind in (int, float):
        if wanted in {None, kind, float}:
            try:
                found = kind(text)
                if found - found != 0:  # neither NaN nor an infinity is a setting
                    continue
                return found
            except ValueError:
                continue
    if wanted is None:
        return text
    raise ValueError(text)


def applied_to_service(service: Service, answers: Mapping[str, str], rows: Mapping[str, Setting]) -> Service:
    """Return the service with every v1 answer put in."""
    settings = dict(service.settings)
    name, kind = service.name, service.kind
    for key, text in answers.items():
        if key == "name":
            name = Known(text)
        elif key == "kind":
            kind = _kind(text)
        elif key in rows:
            row = rows[key]
            try:
                value = Known(Secret(text) if row.secret else parse(text, row.type))
            except ValueError:
                raise AnswerError(key, f"{key}={text}: {text!r} is not {row.type.__name__}") from None
            objection = "" if row.secret else row.objection(value.value)
            if objection:
                raise AnswerError(key, f"{key}={text}: {objection}")
            place = settings[key].place if key in settings else None
            settings[key] = Given(value, f"--set {key}", place)
        elif key.partition(".")[0] not in _ROOTS:
            raise AnswerError(key, f"{key} is neither a v1 setting nor a v2 path ({', '.join(_ROOTS)}. ...)")
    return replace(service, settings=settings, name=name, kind=kind)


def _kind(text: str) -> ServiceKind:
    kinds = {kind.value.lower(): kind for kind in ServiceKind if kind is not ServiceKind.UNKNOWN}
    if text.lower() not in kinds:
        raise AnswerError("kind", f"kind={text}: a v1 service is one of {', '.join(sorted(kinds))}")
    return kinds[text.lower()]


def applied_to_plan(
    plan: Plan, changes: tuple[Change, ...], answers: Mapping[str, str]
) -> tuple[Plan, tuple[Change, ...]]:
    """Return the plan with every v2 answer put in, and the changes it settles."""
    for key, text in answers.items():
        root, _, path = key.partition(".")
        if root not in _ROOTS or not path:
            continue
        if not text.strip():
            raise AnswerError(key, f"{key}= says nothing; give a value")
        plan = _set(plan, root, path.split("."), text, key)
        changes = _settled(changes, key, text)
    return plan, changes


def _settled(changes: tuple[Change, ...], key: str, text: str) -> tuple[Change, ...]:
    """Mark the changes an answer decides: those that ask for it, and those that write the same place."""
    done = []
    hit = False
    for change in changes:
        asked = change.decision is not None and change.decision.set.partition("=")[0] == key
        if asked or (key in change.writes and change.decision is not None):
            hit = True
            done.append(
                replace(
                    change,
                    fate=Fate.CONVERTED,
                    decision=None,
                    sentence=f"{change.sentence} You chose {text}.",
                )
            )
        else:
            done.append(change)
    if not hit:
        done.append(Change(Api.SERVICE, key, Fate.CONVERTED, f"You chose {text}.", (), (key,)))
    return tuple(done)


def _set(plan: Plan, root: str, path: list[str], text: str, key: str) -> Plan:
    if root == "endpoint" and path == ["compute"]:
        root, path = "compute", ["name"]
    if (root, path) == ("compute", ["name"]):
        text = text.removeprefix("azureml:")
    if root == "endpoint":
        return replace(plan, endpoint=_replaced(plan.endpoint, path, text, key))
    if root == "compute":
        if plan.compute is None:
            raise AnswerError(key, f"{key}: this service has no compute")
        compute = _replaced(plan.compute, path, text, key)
        endpoint = replace(plan.endpoint, compute=_reference(compute.name))
        return replace(plan, compute=compute, endpoint=endpoint)
    return replace(
        plan, deployments=tuple(_deployment(item, root, path, text, key) for item in plan.deployments)
    )


def _reference(name: Any) -> Any:
    return Known(f"azureml:{name.value}") if isinstance(name, Known) else name


def _deployment(item: DeploymentPlan, root: str, path: list[str], text: str, key: str) -> DeploymentPlan:
    if root == "deployment":
        return replace(item, deployment=_replaced(item.deployment, path, text, key))
    if root == "environment" and item.deployment.environment is not None:
        environment = _replaced(item.deployment.environment, path, text, key)
        return replace(item, deployment=replace(item.deployment, environment=environment))
    if root == "autoscale" and item.autoscale is not None:
        return replace(item, autoscale=_replaced(item.autoscale, path, text, key))
    if root == "model" and item.models:
        return replace(item, models=tuple(_replaced(model, path, text, key) for model in item.models))
    raise AnswerError(key, f"{key}: {root} is not written for this service")


def _replaced(part: Any, path: list[str], text: str, key: str) -> Any:
    """Return a copy of a dataclass with the leaf at ``path`` known."""
    name, rest = path[0], path[1:]
    if isinstance(part, Mapping):
        return {**part, ".".join(path): Known(text)}
    if not is_dataclass(part) or name not in {item.name for item in fields(part)}:
        raise AnswerError(key, f"{key} is not a place in the files that are written")
    if not rest:
        return replace(part, **{name: Known(_leaf(name, text, key))})  # type: ignore[type-var]
    inner = getattr(part, name)
    if inner is None:
        raise AnswerError(key, f"{key}: {name} is not written for this service")
    return replace(part, **{name: _replaced(inner, rest, text, key)})  # type: ignore[type-var]


_WORDS = frozenset(
    {"name", "version", "cpu", "memory", "gpu", "instance_type", "reference", "image", "resource_id"}
)


_NUMBERS = frozenset(
    {"instance_count", "min_instances", "max_instances", "polling_interval", "target_utilization_percentage"}
    | {
        "request_timeout_ms",
        "max_concurrent_requests_per_instance",
        "max_queue_wait_ms",
        "initial_delay",
        "period",
    }
    | {"timeout", "success_threshold", "failure_threshold", "minimum", "maximum", "initial"}
)
_MODES = ("key", "aml_token", "aad_token")


def _leaf(name: str, text: str, key: str) -> Any:
    """Return the plain value of an answer; raise ``AnswerError`` where the key cannot take it."""
    if name in _NUMBERS and not text.strip().isdecimal():
        raise AnswerError(key, f"{key}={text}: {text!r} is not a whole number")
    if name == "auth_mode" and text not in _MODES:
        raise AnswerError(key, f"{key}={text}: auth_mode is one of {', '.join(_MODES)}")
    return text if name in _WORDS else parse(text)
