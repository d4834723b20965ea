"""CPU, memory and GPU: requests and limits of a pod, or the size of a VM.

Kubernetes quantities are strings. v1 writes GB; ``Gi`` is never smaller and the exact v1 unit is not
published. v1 services without limits could use a whole node. In v2 the deployment's ``limits`` are optional
(without a GPU), but they are checked against an instance type whose own limits are required
(how-to-manage-kubernetes-instance-types); the default one allows 2 CPU and 2 GiB.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from compat.mapping import machine
from compat.mapping.setting import (
    ACI,
    CLOUD,
    CLUSTER,
    LEARN,
    LOCAL,
    UNKNOWN,
    Api,
    Becomes,
    Change,
    Decision,
    Fate,
    Setting,
    Spelling,
    carried,
)
from compat.mapping.subject import Subject
from compat.v1 import Given
from compat.v2 import InstanceType, Quantity, Resources, Target
from compat.value import Known, Unresolved, Value, known

_PAGE = LEARN + "how-to-manage-kubernetes-instance-types"
_TYPE = "deployment.instance_type"
DEFAULT_TYPE_CPU = 2.0
DEFAULT_TYPE_MEMORY = 2.0


def cores(value: Any) -> str:
    """Return a number of cores as a Kubernetes quantity: 0.1 is ``0.1``."""
    return f"{value:g}"


def gibibytes(value: Any) -> str:
    """Return v1's GB as a Kubernetes quantity: 0.5 is ``0.5Gi``."""
    return f"{value:g}Gi"


def _row(
    key: str,
    meaning: str,
    path: str,
    spelling: Spelling,
    convert: Any,
    default: float | None,
    v2_default: str | None = None,
    **other: Any,
) -> Setting:
    request = "requests" in path
    managed = (
        Becomes(
            _TYPE, Fate.COMBINED, "CPU, memory and GPU together choose the VM size of a managed deployment."
        )
        if request
        else Becomes(
            "", Fate.DROPPED, "A managed deployment owns its whole VM; there is no limit below it.", loss=True
        )
    )
    sentence = f"{key}, as a Kubernetes quantity."
    return Setting(
        Api.SERVICE,
        key,
        meaning,
        Becomes(path, Fate.CONVERTED, sentence, default=v2_default, convert=convert),
        managed,
        type=float,
        minimum=0,
        default=default,
        spelling=spelling,
        link=_PAGE,
        **other,
    )


def _spelled(name: str, short: str, long: str) -> Spelling:
    return Spelling(
        f"containerResourceRequirements.{name}", (short, long), f"containerResourceRequirements.{name}"
    )


CPU_CORES = _row(
    "cpu_cores",
    "CPU reserved for one replica",
    "deployment.resources.requests.cpu",
    _spelled("cpu", "--cc", "--cpu-cores"),
    cores,
    0.1,
    "0.1",
    kinds=CLOUD,
    unit="cores",
    exclusive=True,
)
MEMORY_GB = _row(
    "memory_gb",
    "Memory reserved for one replica",
    "deployment.resources.requests.memory",
    _spelled("memoryInGB", "--gb", "--memory-gb"),
    gibibytes,
    0.5,
    "2Gi",
    kinds=CLOUD,
    unit="GB",
    exclusive=True,
)
CPU_CORES_LIMIT = _row(
    "cpu_cores_limit",
    "The most CPU one replica may use",
    "deployment.resources.limits.cpu",
    _spelled("cpuLimit", "--ccl", "--cpu-cores-limit"),
    cores,
    None,
    kinds=CLUSTER,
    unit="cores",
)
MEMORY_GB_LIMIT = _row(
    "memory_gb_limit",
    "The most memory one replica may use",
    "deployment.resources.limits.memory",
    _spelled("memoryInGBLimit", "--gbl", "--memory-gb-limit"),
    gibibytes,
    None,
    kinds=CLUSTER,
    unit="GB",
)
GPU_CORES = Setting(
    Api.SERVICE,
    "gpu_cores",
    "GPUs for one replica",
    Becomes(
        "deployment.resources.limits.gpu",
        Fate.CONVERTED,
        "GPUs are a limit in v2, and need CPU and memory limits and the NVIDIA device plugin beside them.",
        convert=str,
    ),
    Becomes(_TYPE, Fate.COMBINED, "CPU, memory and GPU together choose the VM size of a managed deployment."),
    kinds=CLUSTER,
    type=int,
    minimum=0,
    default=0,
    spelling=Spelling("gpuCores", ("--gc", "--gpu-cores"), "containerResourceRequirements.gpu"),
    link=_PAGE,
)
SETTINGS = (CPU_CORES, CPU_CORES_LIMIT, MEMORY_GB, MEMORY_GB_LIMIT, GPU_CORES)


@dataclass(frozen=True)
class Size:
    """The part of a deployment that this concern writes."""

    resources: Resources | None = None
    instance_type: Value | None = None
    manifest: InstanceType | None = None


def plan(subject: Subject) -> tuple[Size, list[Change]]:
    """Return the resources and instance type of a deployment, and the changes of the five settings."""
    if subject.kind is LOCAL:
        return _local(subject)
    if subject.kind is UNKNOWN and not any(subject.get(row.key) for row in SETTINGS):
        return _not_known(subject)
    if subject.target is Target.MANAGED:
        size, changes = machine.plan(subject, SETTINGS)
        return Size(instance_type=size), changes
    return _pod(subject)


def _not_known(subject: Subject) -> tuple[Size, list[Change]]:
    gap = Unresolved("what the service ran on is not in the source", settle="kind=")
    if subject.target is Target.MANAGED:
        return Size(instance_type=gap), []
    return Size(Resources(Quantity(gap, gap))), []


def _local(subject: Subject) -> tuple[Size, list[Change]]:
    if subject.target is Target.KUBERNETES:
        return Size(), []
    sentence = "A local service has no size; a managed deployment needs one even with --local."
    change = Change(
        Api.SERVICE,
        "instance_type",
        Fate.WRITTEN_OUT,
        sentence,
        (),
        (_TYPE,),
        differs=True,
        link=machine.PAGE,
    )
    return Size(instance_type=Known("Standard_DS3_v2")), [change]


def _pod(subject: Subject) -> tuple[Size, list[Change]]:
    values: dict[str, Value | None] = {}
    changes: list[Change] = []
    for row in SETTINGS:
        given = subject.get(row.key)
        if row is GPU_CORES and (
            given is None or (known(given.value) in (0, None) and isinstance(given.value, Known))
        ):
            if given is not None:
                changes.append(
                    Change(row.api, row.key, Fate.CARRIED, "No GPU; nothing to write.", (given,), link=_PAGE)
                )
            values[row.key] = None
            continue
        value, change = carried(row, given, subject.kind, subject.target)
        values[row.key] = value
        if change is not None:
            changes.append(change)
    requests = Quantity(values["cpu_cores"], values["memory_gb"])
    limits = Quantity(values["cpu_cores_limit"], values["memory_gb_limit"], values["gpu_cores"])
    if subject.kind is ACI:
        limits = Quantity(requests.cpu, requests.memory)
    limits, more = _limits(subject, requests, limits)
    resources = Resources(requests, limits)
    size, manifest_changes = _instance_type(resources)
    return size, changes + more + manifest_changes


def _no_gpu(given: Given | None) -> bool:
    return given is None or (isinstance(given.value, Known) and given.value.value in (0, None))


def _number(value: Value | None, suffix: str = "") -> float | None:
    text = known(value)
    if not isinstance(text, str):
        return None
    try:
        return float(text.removesuffix(suffix))
    except ValueError:
        return None


def _limits(subject: Subject, requests: Quantity, limits: Quantity) -> tuple[Quantity, list[Change]]:
    """Complete the limits where v2 needs them (GPU), and say what having none means."""
    crossed = _below_request(requests, limits)
    if limits.gpu is not None and (limits.cpu is None or limits.memory is None):
        sentence = "v1 set no CPU or memory limit; v2 needs both beside a GPU. Twice the request is proposed."
        decision = Decision("How much CPU and memory may one replica use?", "cpu_cores_limit=")
        full = Quantity(
            limits.cpu or _twice(requests.cpu, ""), limits.memory or _twice(requests.memory, "Gi"), limits.gpu
        )
        paths = ("deployment.resources.limits.cpu", "deployment.resources.limits.memory")
        return full, [
            *crossed,
            Change(Api.SERVICE, "limits", Fate.MANUAL, sentence, (), paths, decision, link=_PAGE),
        ]
    if subject.kind is ACI or (limits.cpu is not None and limits.memory is not None):
        return limits, crossed
    missing = " or ".join(
        name for name, value in (("CPU", limits.cpu), ("memory", limits.memory)) if value is None
    )
    sentence = (
        f"v1 set no {missing} limit, so a replica could use its whole node. v2 checks against an instance type; "
        "the default one allows 2 CPU and 2 GiB."
    )
    decision = Decision("Did a replica ever use more than 2 CPU or 2 GiB?", "memory_gb_limit=")
    return limits, [
        *crossed,
        Change(Api.SERVICE, "limits", Fate.MANUAL, sentence, (), (), decision, link=_PAGE),
    ]


def _below_request(requests: Quantity, limits: Quantity) -> list[Change]:
    changes = []
    for row, request, limit, suffix in (
        (CPU_CORES_LIMIT, requests.cpu, limits.cpu, ""),
        (MEMORY_GB_LIMIT, requests.memory, limits.memory, "Gi"),
    ):
        low, high = _number(request, suffix), _number(limit, suffix)
        if low is not None and high is not None and high < low:
            sentence = f"{row.key} is below the request ({high:g} < {low:g}); v1 itself would refuse this."
            decision = Decision("Which of the two was meant?", f"{row.key}=")
            changes.append(
                Change(Api.SERVICE, f"{row.key}_order", Fate.MANUAL, sentence, decision=decision, link=_PAGE)
            )
    return changes


def _twice(value: Value | None, suffix: str) -> Value:
    number = _number(value, suffix)
    if number is None:
        return Unresolved("the request it is proposed from is not known", settle="cpu_cores_limit=")
    return Known(f"{number * 2:g}{suffix}")


def _instance_type(resources: Resources) -> tuple[Size, list[Change]]:
    """Return the size, with an instance type of its own where the default one is too small."""
    asked = (resources.requests, resources.limits)
    if any(isinstance(item, Unresolved) for side in asked for item in (side.cpu, side.memory, side.gpu)):
        return Size(resources), []
    cpu = max(_number(side.cpu) or 0 for side in asked)
    memory = max(_number(side.memory, "Gi") or 0 for side in asked)
    if resources.limits.gpu is None and cpu <= DEFAULT_TYPE_CPU and memory <= DEFAULT_TYPE_MEMORY:
        return Size(resources), []
    ceiling = Quantity(
        resources.limits.cpu or _twice(resources.requests.cpu, ""),
        resources.limits.memory or _twice(resources.requests.memory, "Gi"),
        resources.limits.gpu,
    )
    name = _name(resources, ceiling)
    sentence = (
        "The default instance type (2 CPU, 2 GiB, no GPU) is too small: instance-type.yml makes one. Its limits "
        "are required; where v1 had none, twice the request is proposed."
    )
    guessed = resources.limits.cpu is None or resources.limits.memory is None
    decision = (
        Decision("Are the limits in instance-type.yml what a node can give?", "cpu_cores_limit=")
        if guessed
        else None
    )
    fate = Fate.MANUAL if guessed else Fate.WRITTEN_OUT
    change = Change(
        Api.SERVICE, "instance_type", fate, sentence, (), (_TYPE,), decision, differs=True, link=_PAGE
    )
    return Size(resources, Known(name), InstanceType(name, Resources(resources.requests, ceiling))), [change]


def _name(resources: Resources, ceiling: Quantity) -> str:
    """Return a stable name that says the size: ``v1-cpu1-mem2gi``."""
    parts = ["v1"]
    for label, side in (("cpu", resources.requests.cpu), ("mem", resources.requests.memory)):
        parts.append(f"{label}{str(known(side)).lower().replace('.', 'p')}")
    for label, value in (("cpu", ceiling.cpu), ("mem", ceiling.memory)):
        parts.append(f"max{label}{str(known(value)).lower().replace('.', 'p')}")
    if ceiling.gpu is not None:
        parts.append(f"gpu{known(ceiling.gpu)}")
    return "-".join(parts)
