"""The VM size of a managed deployment, by the size table of the vendor's migration page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from compat.mapping.setting import LEARN, Api, Change, Decision, Fate, Setting
from compat.mapping.subject import Subject
from compat.v1 import Given
from compat.value import Known, Unresolved, Value, known

PAGE = LEARN + "migrate-to-v2-managed-online-endpoints"
_TYPE = "deployment.instance_type"

# The published table ends at 4 cores and 16 GB and has gaps; each row is (cores, GB, size), smallest first.
_MACHINES = (
    (1.0, 1.2, "Standard_DS1_v2"),
    (2.0, 1.7, "Standard_F2s_v2"),
    (2.0, 4.7, "Standard_DS2_v2"),
    (2.0, 13.7, "Standard_E2s_v3"),
    (4.0, 5.7, "Standard_F4s_v2"),
    (4.0, 11.7, "Standard_DS3_v2"),
    (4.0, 16.0, "Standard_E4s_v3"),
)
# The lower bounds under which the page itself maps to a row; outside them the choice is ours.
_PUBLISHED = {
    "Standard_DS1_v2": (0.0, 0.0),
    "Standard_F2s_v2": (1.0, 1.2),
    "Standard_DS2_v2": (1.0, 1.7),
    "Standard_E2s_v3": (1.0, 4.7),
    "Standard_F4s_v2": (2.0, 0.0),
    "Standard_DS3_v2": (2.0, 5.7),
    "Standard_E4s_v3": (2.0, 11.7),
}


def size_for(cpu: float, memory: float) -> tuple[str, bool]:
    """Return the VM size for a v1 size, and whether the published table says so (else: smallest that fits)."""
    for most_cpu, most_memory, size in _MACHINES:
        if cpu <= most_cpu and memory <= most_memory:
            least_cpu, least_memory = _PUBLISHED[size]
            return size, cpu > least_cpu and memory > least_memory
    return "", False


def plan(subject: Subject, rows: Sequence[Setting]) -> tuple[Value, list[Change]]:
    """Return the VM size of a managed deployment, and the changes of the size settings in ``rows``."""
    facts = [(row, subject.get(row.key)) for row in rows]
    cpu = _plain(subject, rows, "cpu_cores")
    memory = _plain(subject, rows, "memory_gb")
    gpu = known(given.value) if (given := subject.get("gpu_cores")) is not None else 0
    choice, sentence, decision = _choice(cpu, memory, gpu)
    asked = [(row, given) for row, given in facts if given is not None]
    first = next((row.key for row, _ in asked if row.managed.path), "")
    changes = [
        _of_machine(row, given, sentence, decision)
        if row.key == first or not row.managed.path
        else replace(_of_machine(row, given, f"It chose the VM size together with {first}.", None), writes=())
        for row, given in asked
    ]
    if not any(row.managed.path and given is not None for row, given in facts):
        written = "v1 defaults 0.1 cores and 0.5 GB. " + sentence
        changes.append(
            Change(Api.SERVICE, "instance_type", Fate.WRITTEN_OUT, written, (), (_TYPE,), decision, link=PAGE)
        )
    return choice, changes


def _plain(subject: Subject, rows: Sequence[Setting], key: str) -> float | None:
    row = next(row for row in rows if row.key == key)
    given = subject.get(key)
    if given is None or (isinstance(given.value, Known) and given.value.value is None):
        return float(row.default_for(subject.kind))
    value = known(given.value)
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _choice(cpu: float | None, memory: float | None, gpu: Any) -> tuple[Value, str, Decision | None]:
    ask = Decision("Which VM size?", "deployment.instance_type=")
    if gpu != 0 and gpu is not None:
        gap = Unresolved("no published rule maps GPUs to a VM size", settle="deployment.instance_type=")
        return gap, "A GPU needs a GPU VM size; no published rule chooses it.", ask
    if cpu is None or memory is None or gpu is None:
        gap = Unresolved("CPU, memory or GPU is not known", settle="deployment.instance_type=")
        return gap, "The VM size depends on a value that is not in the source.", ask
    size, published = size_for(cpu, memory)
    if not size:
        gap = Unresolved("the published table ends at 4 cores and 16 GB", settle="deployment.instance_type=")
        return gap, f"There is no published VM size for {_size(cpu, memory)}.", ask
    if published:
        return Known(size), f"{_size(cpu, memory)} is {size} in the published table.", None
    text = f"The published table has no row for {_size(cpu, memory)}; {size} is the smallest that holds both."
    return Known(size), text, ask


def _size(cpu: float, memory: float) -> str:
    return f"{cpu:g} {'core' if cpu == 1 else 'cores'} with {memory:g} GB"


def _of_machine(row: Setting, given: Given, sentence: str, decision: Decision | None) -> Change:
    becomes = row.managed
    if not becomes.path:
        return Change(
            row.api, row.key, becomes.fate, becomes.sentence, (given,), loss=becomes.loss, link=PAGE
        )
    fate = Fate.COMBINED if decision is None else Fate.MANUAL
    return Change(row.api, row.key, fate, sentence, (given,), (becomes.path,), decision, link=PAGE)
