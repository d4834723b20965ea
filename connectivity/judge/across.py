"""What only shows when targets, or places, are held next to each other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from connectivity.host import Expectation, Weight, Who
from connectivity.judge.cause import Cause, unchecked
from connectivity.judge.names import chosen
from connectivity.judge.private import zone_values
from connectivity.observation import NameOutcome
from connectivity.vantage import Place
from connectivity.verdict import State

if TYPE_CHECKING:
    from connectivity.judge.survey import Judged
    from connectivity.observation import Observation

REGISTRY = {"registry", "registry-layers"}
NOT_PRIVATE = {"private-zone-not-seen", "private-endpoint-missing", "private-record-missing", "dns-nxdomain"}
# The place that a party's packets leave from.
NEEDED_FROM = {
    Who.NODE: Place.NODE,
    Who.POD: Place.POD,
    Who.MODEL: Place.POD,
    Who.ROUTER: Place.ROUTER,
    Who.CLIENT: Place.HERE,
    Who.OPERATOR: Place.HERE,
    Who.LOAD_BALANCER: Place.NODE,  # no probe runs there; the nodes are its nearest neighbours
}
# Whom to compare with, best first: the less lies between two places, the fewer can be the culprit.
NEAREST = (Place.NODE, Place.POD, Place.ROUTER, Place.HERE)
FORWARDER = {"dns-servfail", "dns-timeout", "dns-one-server-broken"}


def half_private_registry(judged: list[Judged]) -> list[Judged]:
    """One name of the registry is private and the other is not: that is one fault with its own fix."""
    pair = [each for each in judged if each.target.entry in REGISTRY and each.main]
    private = [each for each in pair if each.target.expectation is Expectation.PRIVATE]
    wrong = [each for each in private if each.cause.code in NOT_PRIVATE]
    if len(private) < 2 or len(wrong) == len(private):
        return judged
    return [
        replace(each, cause=replace(each.cause, code="private-registry-half", values=_registry_values(each)))
        if each in wrong
        else each
        for each in judged
    ]


def _registry_values(judged: Judged) -> dict[str, str]:
    return {**judged.cause.values, **zone_values(judged.target)}


def broken_forwarders(judged: list[Judged]) -> list[Judged]:
    """A DNS server that answers ordinary names and fails for private ones forwards from the wrong place."""
    servers = _servers_that_fail_private_names(
        [each.observation for each in judged if each.main and each.private]
    )
    servers &= _servers_that_answer([each.observation for each in judged if each.main and not each.private])
    return [
        replace(each, cause=_forwarder(each)) if each.private and _blames(each, servers) else each
        for each in judged
    ]


def _blames(judged: Judged, servers: set[str]) -> bool:
    return (
        judged.private and judged.cause.code in FORWARDER and judged.cause.values.get("resolver") in servers
    )


def _forwarder(judged: Judged) -> Cause:
    values = {**judged.cause.values, **zone_values(judged.target)}
    return replace(judged.cause, code="private-forwarder-broken", values=values)


def _servers_that_fail_private_names(seen: list[Observation | None]) -> set[str]:
    outcomes = _outcomes(seen)
    return {
        server
        for server, found in outcomes.items()
        if found and found <= {NameOutcome.SERVFAIL, NameOutcome.TIMEOUT}
    }


def _servers_that_answer(seen: list[Observation | None]) -> set[str]:
    return {server for server, found in _outcomes(seen).items() if NameOutcome.ANSWERED in found}


def _outcomes(seen: list[Observation | None]) -> dict[str, set[NameOutcome]]:
    outcomes: dict[str, set[NameOutcome]] = {}
    for observation in seen:
        for answer in observation.names if observation else ():
            outcomes.setdefault(str(answer.resolver), set()).add(answer.outcome)
    return outcomes


def between_vantages(judged: list[Judged]) -> list[Judged]:
    """Targets that are fine from one place and broken from another: the difference names the culprit."""
    found: list[Judged] = []
    by_target: dict[str, list[Judged]] = {}
    for each in judged:
        if each.main and each.observation is not None:
            by_target.setdefault(each.target.id, []).append(each)
    for group in by_target.values():
        well = [each for each in group if each.cause.state is State.FINE]
        for bad in group:
            if well and bad.cause.state is State.BROKEN:
                good = min(well, key=lambda each: NEAREST.index(each.place))
                found.append(replace(bad, cause=_difference(good, bad), main=False))
    return found


def counted(judged: list[Judged]) -> list[Judged]:
    """What a place saw that does not need the host decides nothing, where the cluster was asked as well.

    A fault that only such places saw is not called broken: the place that needs the host was not asked.
    """
    states: dict[str, dict[Place, set[State]]] = {}
    for each in judged:
        if each.main and each.observation is not None:
            seen = states.setdefault(each.target.id, {})
            seen.setdefault(each.observation.vantage.place, set()).add(each.cause.state)
    return [_counted(each, states.get(each.target.id, {})) for each in judged]


def _counted(each: Judged, states: dict[Place, set[State]]) -> Judged:
    inside = states.keys() - {Place.HERE}
    needing = {NEEDED_FROM[who] for who in each.target.who}
    if each.observation is None or not inside or each.cause.state is State.FINE:
        return each
    place = each.place
    if place in needing:
        return each
    settled = states.keys() & needing or any(State.FINE in states[other] for other in inside)
    named = " and ".join(f"--from {each.value}" for each in Place if each in needing)
    if settled or place is Place.HERE or not each.main or each.cause.state is not State.BROKEN:
        told = (*each.cause.evidence, f"this place does not need it; {named} decides")
        lighter = replace(each.target, weight=Weight.OPTIONAL)
        return replace(each, target=lighter, cause=replace(each.cause, evidence=told))
    evidence = (f"from {each.observation.vantage}: {each.cause.code}", *each.cause.evidence)
    cause = unchecked("place-not-asked", *evidence, places=named)
    return replace(each, cause=replace(cause, shared=f"{each.cause.code} {named}"))


def _difference(good: Judged, bad: Judged) -> Cause:
    there, here = good.observation, bad.observation
    same = there is not None and here is not None and _addresses(there) == _addresses(here)
    code = _culprit(good.place, bad.place, same=same)
    values = {"fine": str(there.vantage) if there else "", "broken": str(here.vantage) if here else ""}
    evidence = (f"fine from {values['fine']}", f"from {values['broken']}: {bad.cause.code}")
    return Cause(code, evidence=evidence, values=values, shared=f"{values['fine']} {values['broken']}")


def _culprit(fine: Place, broken: Place, *, same: bool) -> str:
    """What stands between two places: nothing else explains that only one of them is well."""
    if Place.HERE in {fine, broken}:
        return "place-route" if same else "place-zone"
    if broken is Place.NODE:
        return "place-node" if same else "place-coredns"
    if same:
        return "place-policy"
    return "place-coredns" if fine is Place.NODE else "place-pods"


def _addresses(observation: Observation) -> tuple[str, ...]:
    answer = chosen(observation.names)
    return answer.addresses if answer else ()
