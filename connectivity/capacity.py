"""How many replicas a service needs, by the formula the vendor gives for its router, and if they fit.

Source: https://learn.microsoft.com/azure/machine-learning/how-to-kubernetes-inference-routing-azureml-fe
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from connectivity.fact import NodeState, NotRead, PodState
from connectivity.host import Party
from connectivity.verdict import State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from connectivity.fact import Fact

GIB = 2**30


class CapacityError(ValueError):
    """A number that makes no sense; the message names it."""


def replicas(rate: float, latency: float, utilization: float, concurrency: int) -> int:
    """ceil(rate x latency / utilization / concurrency): requests a second, seconds, a share, and a count.

    Computed in fractions of the decimal numbers given, so that 7 x 0.1 / 0.7 is one replica and not two.
    """
    busy = Fraction(str(rate)) * Fraction(str(latency))
    return max(1, math.ceil(busy / Fraction(str(utilization)) / concurrency))


def sentence(count: int, cpu: float | None, memory: float | None) -> str:
    """The answer in words; `cpu` in cores and `memory` in GiB for one replica."""
    parts = [f"{count} replica{'' if count == 1 else 's'}"]
    parts += [f"{count * cpu:g} cores"] if cpu else []
    parts += [f"{count * memory:g} GiB"] if memory else []
    return ", ".join(parts)


@dataclass(frozen=True)
class Demand:
    """A service: what one replica requests (cores, bytes, GPUs) and how many replicas there may be.

    `namespace` and `name` are those of the pods' namespace and app label, where it is deployed already.
    """

    name: str
    cpu: float
    memory: int
    minimum: int = 1
    maximum: int = 1
    gpu: int = 0
    namespace: str = ""

    def __post_init__(self) -> None:
        """Raises CapacityError."""
        if not 0 <= self.minimum <= self.maximum:
            raise CapacityError(f"{self.name}: replicas {self.minimum} to {self.maximum} are no range")
        if self.cpu < 0 or self.memory < 0 or self.gpu < 0:
            raise CapacityError(f"{self.name}: a request is below 0")


@dataclass(frozen=True)
class Room:
    """What a node can still give."""

    node: str
    cpu: float
    memory: int
    gpu: int = 0

    def holds(self, demand: Demand) -> bool:
        """Whether one replica fits."""
        return demand.cpu <= self.cpu + 1e-9 and demand.memory <= self.memory and demand.gpu <= self.gpu

    def less(self, demand: Demand) -> Room:
        """What is left after one replica."""
        return Room(self.node, self.cpu - demand.cpu, self.memory - demand.memory, self.gpu - demand.gpu)


@dataclass(frozen=True)
class Sizing:
    """FINE: a placement was found. BROKEN: none exists. COULD_NOT_CHECK: neither is certain.

    `placed` counts replicas per service, `left_over` those without a place; `reasons` are sentences.
    """

    state: State
    placed: tuple[tuple[str, int], ...] = ()
    left_over: tuple[tuple[str, int], ...] = ()
    reasons: tuple[str, ...] = ()


def size(demands: Iterable[Demand], facts: Iterable[Fact], *, at_most: bool = True) -> Sizing:
    """Whether all replicas fit at once: the maximum of each service, or with `at_most` off the minimum.

    Replicas that run already are not counted twice. Nothing read means nothing said.
    """
    wanted, known = tuple(demands), tuple(facts)
    nodes = [fact for fact in known if isinstance(fact, NodeState)]
    if not nodes:
        return Sizing(State.COULD_NOT_CHECK, reasons=("the nodes could not be read",))
    rooms = room(nodes, [fact for fact in known if isinstance(fact, PodState)], wanted)
    sizing = pack(wanted, rooms, at_most=at_most)
    gaps = [fact for fact in known if isinstance(fact, NotRead) and fact.resource == "pods"]
    if sizing.state is State.FINE and gaps:
        why = ("pods could not all be read, so what they take is not known",)
        return Sizing(State.COULD_NOT_CHECK, sizing.placed, sizing.left_over, why)
    return sizing


def room(nodes: list[NodeState], pods: list[PodState], demands: tuple[Demand, ...]) -> list[Room]:
    """Allocatable less what is taken, on nodes that are ready and open.

    The pods that the demands have already count as free again.
    """
    own = {(demand.namespace, demand.name) for demand in demands}
    freed_cpu: Counter[str] = Counter()
    freed_memory: Counter[str] = Counter()
    for pod in pods:
        called = dict(pod.labels)
        names = {called.get("azuremlappname"), called.get("ml.azure.com/deployment-name")}
        if pod.role == Party.MODEL.value and any((pod.namespace, name) in own for name in names if name):
            freed_cpu[pod.node] += round(pod.cpu_request * 1000)
            freed_memory[pod.node] += pod.memory_request
    return [
        Room(
            node.name,
            node.cpu - node.taken_cpu + freed_cpu[node.name] / 1000,
            node.memory - node.taken_memory + freed_memory[node.name],
            node.gpu,
        )
        for node in nodes
        if node.ready and node.schedulable
    ]


def pack(demands: tuple[Demand, ...], rooms: list[Room], *, at_most: bool = True) -> Sizing:
    """First fit, largest first. Where that fails, it says whether any placement could succeed."""
    free = list(rooms)
    placed: Counter[str] = Counter()
    left_over: Counter[str] = Counter()
    for demand in sorted(demands, key=lambda each: (each.gpu, each.cpu, each.memory), reverse=True):
        for _ in range(demand.maximum if at_most else demand.minimum):
            at = next((at for at, each in enumerate(free) if each.holds(demand)), None)
            if at is None:
                left_over[demand.name] += 1
                continue
            free[at] = free[at].less(demand)
            placed[demand.name] += 1
    if not left_over:
        return Sizing(State.FINE, tuple(sorted(placed.items())))
    reasons = _impossible(demands, rooms, at_most=at_most)
    state = State.BROKEN if reasons else State.COULD_NOT_CHECK
    return Sizing(
        state,
        tuple(sorted(placed.items())),
        tuple(sorted(left_over.items())),
        reasons or ("no placement was found; a better one may exist",),
    )


def _impossible(demands: tuple[Demand, ...], rooms: list[Room], *, at_most: bool) -> tuple[str, ...]:
    """Reasons that hold for every placement: a replica larger than each node, or more than all nodes have."""
    counts = {demand.name: demand.maximum if at_most else demand.minimum for demand in demands}
    reasons = [
        f"one replica of {demand.name} ({demand.cpu:g} cores, {demand.memory / GIB:.1f} GiB, "
        f"{demand.gpu} GPUs) is more than any node has free"
        for demand in demands
        if counts[demand.name] and not any(each.holds(demand) for each in rooms)
    ]
    cpu = sum(demand.cpu * counts[demand.name] for demand in demands)
    memory = sum(demand.memory * counts[demand.name] for demand in demands)
    gpu = sum(demand.gpu * counts[demand.name] for demand in demands)
    free_cpu, free_memory = sum(each.cpu for each in rooms), sum(each.memory for each in rooms)
    free_gpu = sum(each.gpu for each in rooms)
    if cpu > free_cpu + 1e-9:
        reasons.append(f"{cpu:g} cores are wanted and {free_cpu:g} are free")
    if memory > free_memory:
        reasons.append(f"{memory / GIB:.1f} GiB are wanted and {free_memory / GIB:.1f} are free")
    if gpu > free_gpu:
        reasons.append(f"{gpu} GPUs are wanted and {free_gpu} are there")
    return tuple(reasons)
