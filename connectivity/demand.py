"""``connectivity capacity``: the replicas a load needs, and whether services fit on the cluster's nodes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from connectivity.capacity import GIB, CapacityError, Demand, Sizing, replicas, sentence, size
from connectivity.verdict import State

if TYPE_CHECKING:
    import argparse

    from connectivity.fact import Fact

FORM = "name=mysvc,cpu=500m,memory=1Gi,replicas=1-10"
REPLICAS = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?\Z")
KEYS = ("name", "cpu", "memory", "replicas", "gpu", "namespace")
NEEDED = ("name", "cpu", "memory")


def read_service(text: str) -> Demand:
    """``name=mysvc,cpu=500m,memory=1Gi,replicas=1-10``; a memory without a unit is in GiB.

    Raises CapacityError.
    """
    pairs = [part.partition("=") for part in text.split(",")]
    given = {key.strip(): value.strip() for key, equals, value in pairs if equals}
    strange = [key for key, equals, _ in pairs if not equals or key.strip() not in KEYS]
    lacking = [key for key in NEEDED if not given.get(key)]
    if strange or lacking:
        word = f"{strange[0].strip()!r} is not known" if strange else f"{lacking[0]} is missing"
        raise CapacityError(f"--service {text!r}: {word}; write it as {FORM}")
    least, most = _replicas(text, given.get("replicas", "1"))
    return Demand(
        given["name"],
        _number(text, "cpu", given["cpu"]),
        memory(text, given["memory"]),
        least,
        most,
        round(_number(text, "gpu", given.get("gpu", "0"))),
        given.get("namespace", ""),
    )


def memory(where: str, value: str) -> int:
    """Bytes; a bare number is in GiB. Raises CapacityError."""
    bare = value.replace(".", "", 1).isdigit()
    return round(_number(where, "memory", value) * (GIB if bare else 1))


def _number(where: str, key: str, value: str) -> float:
    from connectivity.cluster.quantity import quantity

    number = quantity(value)
    if number is None or number < 0:
        raise CapacityError(f"--service {where!r}: {key} {value!r} is no quantity such as 500m or 1Gi")
    return number


def _replicas(where: str, value: str) -> tuple[int, int]:
    match = REPLICAS.match(value)
    if match is None:
        raise CapacityError(f"--service {where!r}: replicas {value!r} is no range such as 1-10")
    return int(match[1]), int(match[2] or match[1])


def demands(arguments: argparse.Namespace) -> tuple[Demand, ...]:
    """The services that were named, and the one whose load was given. Raises CapacityError."""
    found = [read_service(text) for text in arguments.service]
    count = needed(arguments)
    if count is not None and (arguments.cpu or arguments.memory):
        bytes_each = round((arguments.memory or 0) * GIB)
        found.append(Demand("the load", arguments.cpu or 0.0, bytes_each, count, count))
    return tuple(found)


def needed(arguments: argparse.Namespace) -> int | None:
    """Replicas for the load, by the router's formula; None without a load. Raises CapacityError."""
    if arguments.rate is None and arguments.latency is None:
        return None
    if arguments.rate is None or arguments.latency is None:
        raise CapacityError("--rate and --latency go together")
    return replicas(arguments.rate, arguments.latency, arguments.utilization, arguments.concurrency)


def report(arguments: argparse.Namespace, facts: tuple[Fact, ...] | None) -> tuple[str, State]:
    """What to print, and whether it fits; `facts` is None where no cluster was asked about.

    Raises CapacityError.
    """
    wanted, count = demands(arguments), needed(arguments)
    lines = [sentence(count, arguments.cpu, arguments.memory)] if count is not None else []
    if count is None and not wanted:
        raise CapacityError(f"give --rate and --latency, or --service {FORM}")
    if facts is None or not wanted:
        lines += [_asked(each) for each in wanted if each.name != "the load"]
        return "\n".join([*lines, ""]), State.FINE
    most, least = size(wanted, facts), size(wanted, facts, at_most=False)
    lines += _fit("with the most replicas of each", most, wanted)
    if most.state is not State.FINE and any(each.minimum < each.maximum for each in wanted):
        lines += _fit("with the fewest replicas of each", least, wanted)
    return "\n".join([*lines, ""]), most.state


def _asked(each: Demand) -> str:
    return f"{each.name}: {each.maximum} replicas take " + _total(each, each.maximum)


def _total(each: Demand, count: int) -> str:
    parts = [f"{count * each.cpu:g} cores", f"{count * each.memory / GIB:g} GiB"]
    return ", ".join([*parts, *([f"{count * each.gpu} GPUs"] if each.gpu else [])])


def _fit(head: str, found: Sizing, wanted: tuple[Demand, ...]) -> list[str]:
    said = {State.FINE: "everything fits", State.BROKEN: "it does not fit"}
    lines = [f"{head}: {said.get(found.state, 'whether it fits is not certain')}"]
    for each in wanted:
        placed, left = dict(found.placed).get(each.name, 0), dict(found.left_over).get(each.name, 0)
        if placed or left:
            lines.append(f"  {each.name}: {placed} of {placed + left} replicas have a place")
    return [*lines, *(f"  {reason}" for reason in found.reasons)]
