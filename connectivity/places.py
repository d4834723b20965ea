"""The cluster's side of a check: what the cluster says of itself, and the probes run from its places."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from connectivity.remote.source import Question, roots
from connectivity.target import asked_from
from connectivity.vantage import Vantage

if TYPE_CHECKING:
    from collections.abc import Callable

    from connectivity.check import Plan
    from connectivity.cluster.door import Door
    from connectivity.cluster.outpost import Offer
    from connectivity.fact import Fact
    from connectivity.host import Flow
    from connectivity.observation import Observation
    from connectivity.probes.limit import Limits
    from connectivity.remote.manifest import Manifest
    from connectivity.vantage import Place


@dataclass(frozen=True)
class Wanted:
    """The places to probe from. `asked` says that a person named them; with `create` a pod may be made.

    `namespace`, `node` and `image` narrow where and from what such a pod is made; empty leaves it open.
    """

    places: tuple[Place, ...] = ()
    asked: bool = False
    create: bool = False
    namespace: str = ""
    node: str = ""
    image: str = ""


@dataclass(frozen=True)
class Seen:
    """What was seen elsewhere; `undone` are sentences about what was not, `notes` about what need not be."""

    observations: tuple[Observation, ...] = ()
    undone: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rehearsal:
    """Pods that would be made, in the order of trying, and sentences about each place."""

    manifests: tuple[Manifest, ...] = ()
    remarks: tuple[str, ...] = ()
    undone: tuple[str, ...] = ()


def read_facts(
    files: tuple[str, ...], context: str, flows: tuple[Flow, ...], limits: Limits
) -> tuple[tuple[Fact, ...], tuple[str, ...]]:
    """What the cluster says, and the sentence why it could not be asked, wholly or in part."""
    from connectivity.cluster import survey
    from connectivity.cluster.problem import ClusterError

    try:
        reading = survey.read_facts(_door(files, context, limits), flows)
    except ClusterError as error:
        return (), (f"the cluster itself was not checked: {error}",)
    if reading.problem is None:
        return reading.facts, ()
    return reading.facts, (f"the cluster itself was not checked: {reading.problem.sentence}",)


def look(
    planned: Plan,
    wanted: Wanted,
    files: tuple[str, ...],
    context: str,
    limits: Limits,
    say: Callable[[str], None],
) -> Seen:
    """Probe from each place; what cannot be run becomes a sentence.

    Places that nobody asked for by name are tried with the pods that are there. It is enough when one of them
    answers; when none does, that is something left undone.
    """
    from connectivity.cluster.outpost import survey
    from connectivity.cluster.problem import ClusterError

    def ask(place: Place) -> Seen:
        try:
            door = _door(files, context, limits)
            answer = survey(door, _offer(door, wanted, place), _question(planned, place, limits), say)
        except ClusterError as error:
            return Seen(undone=(f"nothing was checked from a {place.value}: {error}",))
        return Seen(answer.observations, answer.undone)

    found = _one_by_one(ask, wanted.places) if wanted.create else _at_once(ask, wanted.places)
    seen = [each for one in found for each in one.observations]
    failed = [line for one in found for line in one.undone]
    if wanted.asked or not seen:
        return Seen(tuple(seen), tuple(failed if wanted.asked else [*failed, *_advice(failed)]))
    return Seen(tuple(seen), notes=tuple(failed))


def _one_by_one(ask: Callable[[Place], Seen], places: tuple[Place, ...]) -> list[Seen]:
    """A pod that is made is removed by the main thread, which alone hears Ctrl-C."""
    return [ask(place) for place in places]


def _at_once(ask: Callable[[Place], Seen], places: tuple[Place, ...]) -> list[Seen]:
    """In threads that Ctrl-C leaves behind: where nothing is made, nothing has to be removed."""
    found: dict[Place, Seen] = {}
    failed: list[BaseException] = []

    def work(place: Place) -> None:
        try:
            found[place] = ask(place)
        except BaseException as error:  # noqa: BLE001 - carried to the caller
            failed.append(error)

    threads = [threading.Thread(target=work, args=(place,), daemon=True) for place in places]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    if failed:
        raise failed[0]
    return [found[place] for place in places]


def _advice(failed: list[str]) -> list[str]:
    wish = "--from router or --from pod makes a pod for it, --from here leaves the cluster out"
    return [f"so nothing was checked from inside the cluster; {wish}"] if failed else []


def rehearse(
    planned: Plan, wanted: Wanted, files: tuple[str, ...], context: str, limits: Limits
) -> Rehearsal:
    """What `look` would make, without making it."""
    from connectivity.cluster.outpost import dry_run
    from connectivity.cluster.problem import ClusterError

    manifests: list[Manifest] = []
    remarks: list[str] = []
    undone: list[str] = list(planned.undone)
    for place in wanted.places:
        try:
            found = _offer(_door(files, context, limits), wanted, place)
        except ClusterError as error:
            undone.append(f"{place.value}: {error}")
            continue
        made = dry_run(found, _question(planned, place, limits))
        remarks += [f"{place.value}: {spot} comes first; nothing is made" for spot in found.existing().spots]
        remarks += [f"{place.value}: {_pods(len(made))}"] if made else []
        undone += [f"{place.value}: {found.reason}"] if not found.spots else []
        manifests += made
    return Rehearsal(tuple(manifests), tuple(remarks), tuple(undone))


def _pods(count: int) -> str:
    return "one pod" if count == 1 else f"{count} pods, of which the first that starts is used"


def _offer(door: Door, wanted: Wanted, place: Place) -> Offer:
    from connectivity.cluster.outpost import Wish, offer

    found = offer(door, Wish(place, wanted.namespace, wanted.node, wanted.image))
    return found if wanted.create else found.existing()


def _question(planned: Plan, place: Place, limits: Limits) -> Question:
    return question(planned, Vantage(place), limits)


def question(planned: Plan, vantage: Vantage, limits: Limits) -> Question:
    """What a place is asked: the same targets, with the authorities an image may lack."""
    issuers = frozenset(issuer for target in planned.targets for issuer in target.issuers)
    targets = asked_from(planned.targets, vantage.place)
    return Question(vantage, targets, limits, planned.authorities, roots(issuers))


def _door(files: tuple[str, ...], context: str, limits: Limits) -> Door:
    """A connection to the API server. Raises ClusterError."""
    from connectivity.cluster.door import Patience
    from connectivity.cluster.kubeconfig import entry
    from connectivity.cluster.survey import open_door

    patience = Patience(connect=limits.probe, answer=max(limits.probe, limits.total / 2), total=limits.total)
    return open_door(entry(tuple(Path(file) for file in files), context), patience)
