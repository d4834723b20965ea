"""How the number of instances follows the load: ``scale_settings``."""

from __future__ import annotations

from collections.abc import Iterator

from compat.validation.document import DEPLOYMENTS, Kind, at, mapping, text, whole
from compat.validation.problem import (
    KUBERNETES_PAGE,
    LEARN,
    Case,
    Check,
    Example,
    Hit,
    Loader,
    Severity,
)

_SCALE = "scale_settings"
_BOUNDS = ("min_instances", "max_instances", "polling_interval", "target_utilization_percentage")
_PERCENT = "target_utilization_percentage"


def _follows(case: Case) -> bool:
    return (text(case.data, _SCALE, "type") or "").replace("_", "").lower() == "targetutilization"


def _fixed(case: Case) -> bool:
    return (text(case.data, _SCALE, "type") or "").lower() == "default"


def _both(case: Case) -> Iterator[Hit]:
    if _follows(case) and at(case.data, "instance_count") is not None:
        sentence = "instance_count is a fixed number, and scale_settings lets the number follow the load."
        yield Hit(("instance_count",), sentence)


def _managed(case: Case) -> Iterator[Hit]:
    if _follows(case):
        yield Hit((_SCALE, "type"), "Managed deployments cannot scale by target_utilization.")


def _typeless(case: Case) -> Iterator[Hit]:
    if isinstance(at(case.data, _SCALE), dict) and at(case.data, _SCALE, "type") is None:
        yield Hit((_SCALE,), "scale_settings has no type.")


def _idle_keys(case: Case) -> Iterator[Hit]:
    for key in _BOUNDS:
        if _fixed(case) and key in mapping(case.data, _SCALE):
            yield Hit((_SCALE, key), f"{key} means nothing with type default.")


def _silent(case: Case) -> Iterator[Hit]:
    if at(case.data, _SCALE) is None:
        yield Hit(
            (), "scale_settings is missing; the number of instances then follows the load, from 1 to 1."
        )


def _bounds(case: Case) -> Iterator[Hit]:
    low, high = whole(case.data, _SCALE, "min_instances"), whole(case.data, _SCALE, "max_instances")
    if low is not None and high is not None and low > high:
        yield Hit((_SCALE, "min_instances"), f"min_instances {low} is more than max_instances {high}.")
    for key, value in (("min_instances", low), ("max_instances", high)):
        if value is not None and value < 1:
            yield Hit((_SCALE, key), f"{key} is {value}; at least one instance must run.")


def _interval(case: Case) -> Iterator[Hit]:
    seconds = whole(case.data, _SCALE, "polling_interval")
    if seconds is not None and seconds < 1:
        yield Hit((_SCALE, "polling_interval"), f"polling_interval is {seconds}; it is seconds, at least 1.")


def _percent(case: Case) -> Iterator[Hit]:
    value = at(case.data, _SCALE, _PERCENT)
    if isinstance(value, float) and 0 < value < 1:
        sentence = f"{_PERCENT} is {value}, a fraction; it is cut to 0."
        yield Hit((_SCALE, _PERCENT), sentence, f"Write {round(value * 100)}.")
        return
    percent = whole(case.data, _SCALE, _PERCENT)
    if percent is not None and not 1 <= percent <= 100:
        yield Hit((_SCALE, _PERCENT), f"{_PERCENT} is {percent}; it is a percentage from 1 to 100.")


def _ceiling(case: Case) -> Iterator[Hit]:
    if _follows(case) and at(case.data, _SCALE, "max_instances") is None:
        yield Hit((_SCALE,), "max_instances is missing; v2's default is 1, so nothing scales (v1's was 10).")


_KUBERNETES = frozenset({Kind.KUBERNETES_DEPLOYMENT})
_MANAGED = frozenset({Kind.MANAGED_DEPLOYMENT})
_AUTOSCALE_PAGE = LEARN + "how-to-autoscale-endpoints"

CHECKS = (
    Check(
        code="AML668",
        title="Fixed number and automatic scaling together",
        why="With target_utilization the number of instances follows the load; instance_count is for "
        "type: default.",
        fix="Take instance_count out, or use type: default.",
        example=Example(
            "instance_count: 3\nscale_settings: {type: target_utilization, max_instances: 5}",
            "scale_settings: {type: target_utilization, max_instances: 5}",
            Kind.KUBERNETES_DEPLOYMENT,
            without=("instance_count", "scale_settings"),
        ),
        loader=Loader.ACCEPTS,
        find=_both,
        kinds=_KUBERNETES,
        link=KUBERNETES_PAGE,
    ),
    Check(
        code="AML669",
        title="target_utilization on a managed deployment",
        why="Managed deployments are scaled by rules of Azure Monitor, which are no part of this file.",
        fix="Use type: default, and create an autoscale setting for the deployment.",
        example=Example(
            "scale_settings: {type: target_utilization}",
            "scale_settings: {type: default}",
            Kind.MANAGED_DEPLOYMENT,
        ),
        loader=Loader.REFUSES_TO_SEND,
        find=_managed,
        kinds=_MANAGED,
        link=_AUTOSCALE_PAGE,
    ),
    Check(
        code="AML670",
        title="scale_settings without a type",
        why="The loader refuses scale_settings without a type.",
        fix="Add type: default or type: target_utilization.",
        example=Example(
            "scale_settings: {min_instances: 1, max_instances: 5}",
            "scale_settings: {type: target_utilization, min_instances: 1, max_instances: 5}",
            Kind.KUBERNETES_DEPLOYMENT,
            without=("instance_count",),
        ),
        loader=Loader.REFUSES,
        find=_typeless,
        kinds=DEPLOYMENTS,
        link=KUBERNETES_PAGE,
    ),
    Check(
        code="AML671",
        title="Scaling bounds with type default",
        why="type: default is a fixed number of instances and takes no other key; the loader refuses them.",
        fix="Take the key out, or use type: target_utilization.",
        example=Example(
            "scale_settings: {type: default, max_instances: 5}",
            "scale_settings: {type: default}",
            Kind.KUBERNETES_DEPLOYMENT,
        ),
        loader=Loader.REFUSES,
        find=_idle_keys,
        kinds=DEPLOYMENTS,
        link=KUBERNETES_PAGE,
    ),
    Check(
        code="AML672",
        title="scale_settings not written",
        why="On Kubernetes the service then uses target_utilization with one instance at least and one at "
        "most, also where an instance_count is written. v1 scaled up to 10.",
        fix="Write scale_settings with a type.",
        example=Example(
            "",
            "scale_settings: {type: default}",
            Kind.KUBERNETES_DEPLOYMENT,
            without=("scale_settings",),
        ),
        loader=Loader.ACCEPTS,
        find=_silent,
        kinds=_KUBERNETES,
        severity=Severity.WARNING,
        link=KUBERNETES_PAGE,
    ),
    Check(
        code="AML673",
        title="Bounds of scaling make no sense",
        why="The loader compares nothing: a minimum above the maximum, or no instance at all, passes.",
        fix="Write 1 <= min_instances <= max_instances.",
        example=Example(
            "scale_settings: {type: target_utilization, min_instances: 5, max_instances: 2}",
            "scale_settings: {type: target_utilization, min_instances: 2, max_instances: 5}",
            Kind.KUBERNETES_DEPLOYMENT,
            without=("instance_count",),
        ),
        loader=Loader.ACCEPTS,
        find=_bounds,
        kinds=DEPLOYMENTS,
        link=KUBERNETES_PAGE,
    ),
    Check(
        code="AML674",
        title="Percentage out of range",
        why="The target is a whole percentage. 0.7 is cut to 0, and 170 is taken as it is.",
        fix="Write 1 to 100.",
        example=Example(
            "scale_settings: {type: target_utilization, target_utilization_percentage: 0.7}",
            "scale_settings: {type: target_utilization, target_utilization_percentage: 70}",
            Kind.KUBERNETES_DEPLOYMENT,
            without=("instance_count",),
        ),
        loader=Loader.ACCEPTS,
        find=_percent,
        kinds=DEPLOYMENTS,
        link=KUBERNETES_PAGE,
    ),
    Check(
        code="AML675",
        title="Polling interval out of range",
        why="It is whole seconds. The loader takes 0 and negative numbers.",
        fix="Write at least 1.",
        example=Example(
            "scale_settings: {type: target_utilization, max_instances: 5, polling_interval: 0}",
            "scale_settings: {type: target_utilization, max_instances: 5, polling_interval: 1}",
            Kind.KUBERNETES_DEPLOYMENT,
            without=("instance_count",),
        ),
        loader=Loader.ACCEPTS,
        find=_interval,
        kinds=DEPLOYMENTS,
        link=KUBERNETES_PAGE,
    ),
    Check(
        code="AML676",
        title="Scaling without a maximum",
        why="The default of max_instances is 1, so a deployment that should scale does not. v1's default "
        "was 10.",
        fix="Write max_instances.",
        example=Example(
            "scale_settings: {type: target_utilization, min_instances: 1}",
            "scale_settings: {type: target_utilization, min_instances: 1, max_instances: 10}",
            Kind.KUBERNETES_DEPLOYMENT,
            without=("instance_count",),
        ),
        loader=Loader.ACCEPTS,
        find=_ceiling,
        kinds=_KUBERNETES,
        severity=Severity.WARNING,
        link=KUBERNETES_PAGE,
    ),
)
