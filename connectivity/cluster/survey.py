"""All facts of a cluster in one go, and the problem that stood in the way, if any. The seam to the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from connectivity.cluster.answer import ask_all
from connectivity.cluster.certificate import router_certificates
from connectivity.cluster.credentials import user_for
from connectivity.cluster.door import Door, Patience
from connectivity.cluster.event import events
from connectivity.cluster.health import coredns_blocks, health_reports
from connectivity.cluster.identity import foreign, identity
from connectivity.cluster.json_path import text
from connectivity.cluster.node import autoscalers, instance_types, node_states
from connectivity.cluster.policy import policy_gaps
from connectivity.cluster.problem import ClusterError, DeniedError, MissingError
from connectivity.cluster.text import clean
from connectivity.cluster.wording import other_vendor
from connectivity.cluster.workload import leftovers, pod_states, routers, services
from connectivity.host import Party

if TYPE_CHECKING:
    from collections.abc import Iterable

    from connectivity.cluster.answer import Answers
    from connectivity.cluster.kubeconfig import Entry
    from connectivity.cluster.problem import Problem
    from connectivity.fact import Fact
    from connectivity.host import Flow


@dataclass(frozen=True)
class Reading:
    """What the cluster told. With a `problem` the facts may be none or in part; they hold all the same."""

    facts: tuple[Fact, ...] = ()
    problem: Problem | None = None


def open_door(entry: Entry, patience: Patience | None = None) -> Door:
    """A connection with the entry's credentials. Raises ClusterError."""
    return Door(entry, user_for(entry), patience)


def read_facts(door: Door, flows: Iterable[Flow] = ()) -> Reading:
    """Never raises for what the cluster does or refuses: that is part of the reading."""
    try:
        version = _version(door)
        answers = ask_all(door)
        found = identity(answers, door.host, version)
        if answers.problem is None and foreign(answers, found):
            return Reading((found,), other_vendor(door.host, found.provider).problem)
        facts: list[Fact] = [found, *answers.unread, *_facts(answers, flows)]
    except ClusterError as error:
        return Reading((), error.problem)
    if answers.problem is not None:
        return Reading(tuple(facts), answers.problem)
    try:
        return Reading((*facts, *router_certificates(door, answers)))
    except ClusterError as error:
        return Reading(tuple(facts), error.problem)


def _version(door: Door) -> str:
    """Any caller may read it; where that was taken away, it is simply not known."""
    try:
        return clean(text(door.get("", "", "/version"), "gitVersion"), 40)
    except (DeniedError, MissingError):
        return ""


def _facts(answers: Answers, flows: Iterable[Flow]) -> list[Fact]:
    states = pod_states(answers)
    homes = frozenset(state.namespace for state in states if state.role == Party.MODEL.value)
    return [
        *routers(answers),
        *services(answers),
        *leftovers(answers),
        *states,
        *events(answers, homes),
        *coredns_blocks(answers),
        *autoscalers(answers),
        *node_states(answers),
        *instance_types(answers),
        *health_reports(answers),
        *policy_gaps(answers, flows),
    ]
