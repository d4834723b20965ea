"""What a deployment on Kubernetes asks of the cluster: ``resources`` and ``instance_type``."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from decimal import Decimal

from compat.validation.document import DocumentPath, Kind, at, mapping, spelled, text
from compat.validation.problem import (
    INSTANCE_TYPE_PAGE,
    KUBERNETES_PAGE,
    Case,
    Check,
    Example,
    Hit,
    Loader,
    Severity,
)
from compat.validation.quantity import quantity

_GPU = ("nvidia.com/gpu", "gpu")
_SIDES = ("requests", "limits")
SMALLEST_MEMORY = Decimal(10) ** 6
"""A quantity below a megabyte is a forgotten suffix."""
DEFAULT_LIMITS = {"cpu": "2", "memory": "2Gi"}
"""The limits of the default instance type of the extension."""


def _roots(case: Case) -> Iterator[DocumentPath]:
    items = at(case.data, "items")
    if case.kind is not Kind.INSTANCE_TYPE:
        yield ("resources",)
    elif isinstance(items, list):
        yield from (("items", number, "spec", "resources") for number in range(len(items)))
    else:
        yield ("spec", "resources")


def _amounts(case: Case) -> Iterator[tuple[DocumentPath, str, object]]:
    for root in _roots(case):
        for side in _SIDES:
            for key, value in mapping(case.data, *root, side).items():
                yield (*root, side, key), str(key), value


def _amount(case: Case, side: DocumentPath, *keys: str) -> Decimal | None:
    for key in keys:
        value = at(case.data, *side, key)
        if isinstance(value, (str, int, float)) and not isinstance(value, bool):
            return quantity(str(value))
    return None


def _numbers(case: Case) -> Iterator[Hit]:
    for path, _, value in _amounts(case):
        if isinstance(value, (int, float)):
            yield Hit(path, f"{spelled(path)} is the number {value}; it must be text.", f'Write "{value}".')


def _quantities(case: Case) -> Iterator[Hit]:
    for path, key, value in _amounts(case):
        if not isinstance(value, str):
            continue
        number = quantity(value)
        if number is None or number < 0:
            yield Hit(
                path,
                f"{spelled(path)} is {value!r}, which is no Kubernetes quantity.",
                _suggestion(key, value),
            )
        elif key in _GPU and number != number.to_integral_value():
            yield Hit(
                path, f"{spelled(path)} is {value!r}; graphics cards come whole.", "Write a whole number."
            )


def _suggestion(key: str, value: str) -> str:
    number = value.rstrip("BbiI ").rstrip()
    if key == "memory" and quantity(number) is not None and number[-1:] in "KMGT":
        return f"Write {number}i."
    return 'Write cores as "0.5" or "500m", memory as "2Gi" or "512Mi".'


def _tiny_memory(case: Case) -> Iterator[Hit]:
    for path, key, value in _amounts(case):
        number = quantity(value) if isinstance(value, str) else None
        if key == "memory" and number is not None and 0 <= number < SMALLEST_MEMORY:
            yield Hit(path, f"{spelled(path)} is {value} bytes: the unit is missing.")


def _limits(case: Case) -> Iterator[Hit]:
    for root in _roots(case):
        for keys in (("cpu",), ("memory",), _GPU):
            asked = _amount(case, (*root, "requests"), *keys)
            limit = _amount(case, (*root, "limits"), *keys)
            if asked is not None and limit is not None and limit < asked:
                yield Hit((*root, "limits", keys[0]), f"The {keys[0]} limit is lower than the request.")


def _gpu(case: Case) -> Iterator[Hit]:
    for path, key, value in _amounts(case):
        if key not in _GPU or value in ("0", 0):
            continue
        limits = (*path[:-2], "limits")
        missing = [need for need in ("cpu", "memory") if at(case.data, *limits, need) is None]
        if path[-2] == "requests" and _amount(case, limits, *_GPU) is None:
            yield Hit(path, "A graphics card is requested; it must stand in limits.")
        elif path[-2] == "limits" and missing:
            yield Hit(
                path,
                f"A graphics card needs limits of cpu and memory too; {' and '.join(missing)} is missing.",
            )


def _twice(case: Case) -> Iterator[Hit]:
    size = text(case.data, "instance_type")
    if size is not None and mapping(case.data, "resources"):
        yield Hit(
            ("resources",), f"Both resources and instance_type {size} say how much the deployment may use."
        )


def _unsized(case: Case) -> Iterator[Hit]:
    if at(case.data, "instance_type") is None and not any(True for _ in _amounts(case)):
        yield Hit((), "Neither resources nor instance_type is written.")


def _unlimited(case: Case) -> Iterator[Hit]:
    limits: Mapping[Hashable, object] = mapping(case.data, "resources", "limits")
    for key, default in DEFAULT_LIMITS.items():
        asked = _amount(case, ("resources", "requests"), key)
        if asked is None or key in limits:
            continue
        path = ("resources", "requests", key)
        if at(case.data, "instance_type") is not None:
            yield Hit(path, f"{key} has a request but no limit; the limit of the instance type applies.")
        elif asked > (quantity(default) or 0):
            sentence = f"{key} has no limit, so the default of {default} applies, which is below the request."
            yield Hit(path, sentence, severity=Severity.ERROR)
        else:
            yield Hit(path, f"{key} has a request but no limit; the default of {default} applies.")


_KUBERNETES = frozenset({Kind.KUBERNETES_DEPLOYMENT})
_SIZED = _KUBERNETES | {Kind.INSTANCE_TYPE}

CHECKS = (
    Check(
        code="AML655",
        title="Amount written as a number",
        why="cpu, memory and gpu are text. v1 took numbers, and the v2 loader refuses them.",
        fix="Put it in quotes.",
        example=Example(
            "resources: {requests: {cpu: 0.5, memory: 1Gi}}",
            'resources: {requests: {cpu: "0.5", memory: 1Gi}}',
            Kind.KUBERNETES_DEPLOYMENT,
        ),
        loader=Loader.REFUSES,
        find=_numbers,
        kinds=_KUBERNETES,
        link=KUBERNETES_PAGE,
    ),
    Check(
        code="AML656",
        title="Not a Kubernetes quantity",
        why="The loader takes any text. The cluster wants a number with one of its own suffixes: GB is "
        "none, Gi is.",
        fix="Write a Kubernetes quantity.",
        example=Example(
            'resources: {requests: {cpu: "0.5", memory: 1GB}}',
            'resources: {requests: {cpu: "0.5", memory: 1Gi}}',
            Kind.KUBERNETES_DEPLOYMENT,
        ),
        loader=Loader.ACCEPTS,
        find=_quantities,
        kinds=_SIZED,
        link=KUBERNETES_PAGE,
    ),
    Check(
        code="AML657",
        title="Memory without a unit",
        why='A bare number is bytes: "2" is two bytes, not two gigabytes as v1\'s memory_gb.',
        fix="Add Gi or Mi.",
        example=Example(
            'resources: {requests: {cpu: "0.5", memory: "2"}}',
            'resources: {requests: {cpu: "0.5", memory: 2Gi}}',
            Kind.KUBERNETES_DEPLOYMENT,
        ),
        loader=Loader.ACCEPTS,
        find=_tiny_memory,
        kinds=_SIZED,
        link=INSTANCE_TYPE_PAGE,
    ),
    Check(
        code="AML658",
        title="Limit lower than the request",
        why="Nothing can be promised more than it may use. The loader takes it, and the service refuses it.",
        fix="Raise the limit.",
        example=Example(
            'resources: {requests: {cpu: "2", memory: 1Gi}, limits: {cpu: "1", memory: 1Gi}}',
            'resources: {requests: {cpu: "1", memory: 1Gi}, limits: {cpu: "2", memory: 1Gi}}',
            Kind.KUBERNETES_DEPLOYMENT,
        ),
        loader=Loader.ACCEPTS,
        find=_limits,
        kinds=_SIZED,
        link=KUBERNETES_PAGE,
    ),
    Check(
        code="AML659",
        title="Graphics card without limits",
        why="On Kubernetes graphics cards are given by limits, and only together with limits of cpu and "
        "memory.",
        fix="Write limits of cpu, memory and nvidia.com/gpu.",
        example=Example(
            'resources: {limits: {nvidia.com/gpu: "1"}}',
            'resources: {limits: {cpu: "4", memory: 16Gi, nvidia.com/gpu: "1"}}',
            Kind.KUBERNETES_DEPLOYMENT,
        ),
        loader=Loader.ACCEPTS,
        find=_gpu,
        kinds=_SIZED,
        link=INSTANCE_TYPE_PAGE,
    ),
    Check(
        code="AML660",
        title="Both resources and instance_type",
        why="The limits in resources must not exceed those of the instance type, which the file does not "
        "show. Where they do, the deployment fails.",
        fix="Compare them with the instance type in the cluster, or write one of the two.",
        example=Example(
            'instance_type: cpu-small\nresources: {limits: {cpu: "1", memory: 1Gi}}',
            'resources: {limits: {cpu: "1", memory: 1Gi}}',
            Kind.KUBERNETES_DEPLOYMENT,
        ),
        loader=Loader.ACCEPTS,
        find=_twice,
        kinds=_KUBERNETES,
        severity=Severity.WARNING,
        link=INSTANCE_TYPE_PAGE,
    ),
    Check(
        code="AML661",
        title="No size given",
        why="The default instance type then applies: 0.1 cores and 2 GiB requested, at most 2 cores and 2 "
        "GiB.",
        fix="Write resources or an instance_type.",
        example=Example(
            "",
            'resources: {requests: {cpu: "0.5", memory: 1Gi}, limits: {cpu: "1", memory: 2Gi}}',
            Kind.KUBERNETES_DEPLOYMENT,
            without=("resources",),
        ),
        loader=Loader.ACCEPTS,
        find=_unsized,
        kinds=_KUBERNETES,
        severity=Severity.WARNING,
        link=INSTANCE_TYPE_PAGE,
    ),
    Check(
        code="AML662",
        title="Request without a limit",
        why="The limits of the instance type apply where none are written, and the default type has 2 cores"
        " and 2 GiB. A request above them makes the deployment fail; v1 had no such limit.",
        fix="Write a limit.",
        example=Example(
            'resources: {requests: {cpu: "4", memory: 1Gi}}',
            'resources: {requests: {cpu: "4", memory: 1Gi}, limits: {cpu: "4", memory: 2Gi}}',
            Kind.KUBERNETES_DEPLOYMENT,
        ),
        loader=Loader.ACCEPTS,
        find=_unlimited,
        kinds=_KUBERNETES,
        severity=Severity.WARNING,
        link=INSTANCE_TYPE_PAGE,
    ),
)
