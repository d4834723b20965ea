"""Callers: the files that call a service, what shows it, and which service it is.

A service is known by its name in the address or call, by the object it is used on, or because the file has no other;
else the caller is listed as one whose service is not known.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from compat.mapping.auth import was_open
from compat.mapping.calling import Effect, Side, Sign, effects
from compat.v1 import ServiceKind
from compat.v2 import Plan
from compat.value import Known, Place, Value, known
from migrate.read.callers.signs import HABITS, sign_of
from migrate.read.python.inventory import SERVICES
from migrate.read.reading import Reading
from migrate.usage import Form, Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from migrate.scan import Outcome

BY_NAME = "its name stands there"
BY_OBJECT = "it is used on the service's own object"
BY_EXPRESSION = "its name is the same expression"
BY_FILE = "it is the only service of this file"
NOT_HERE = "no service of this name is deployed in this repository"
SEVERAL = "several services have this name"
UNKNOWN = "which service is not known"


@dataclass(frozen=True)
class Sighting:
    """One sign at one place; ``what`` are the few words that stand there."""

    sign: Sign
    what: str
    place: Place
    seconds: float | None = None
    """How long a timeout is, where its unit is certain."""


@dataclass(frozen=True)
class Caller:
    """One file that calls one service. ``outcome`` is None where the service is not one of the repository's.

    ``name`` is what the source calls the service, if it does; ``why`` how it was joined, or why it was not.
    """

    path: str
    outcome: Outcome | None
    name: str
    why: str
    sightings: tuple[Sighting, ...]

    @property
    def joined(self) -> bool:
        """Tell whether it is known which service of the repository it calls."""
        return self.outcome is not None

    @property
    def effects(self) -> tuple[Effect, ...]:
        """What changes for it."""
        waits = {one.seconds for one in self.sightings if one.sign is Sign.TIMEOUT}
        side = replace(_side(self.outcome, self.name), waits=waits.pop() if len(waits) == 1 else None)
        return effects((sighting.sign for sighting in self.sightings), side)

    @property
    def signs(self) -> frozenset[Sign]:
        """Everything that shows in it."""
        return frozenset(sighting.sign for sighting in self.sightings)


def callers(readings: Iterable[Reading], outcomes: Sequence[Outcome]) -> tuple[Caller, ...]:
    """Return the callers of a tree in order of path; one for each file and service."""
    by_file: dict[str, list[Usage]] = {}
    for reading in readings:
        for usage in reading.usages:
            by_file.setdefault(usage.place.path, []).append(usage)
    directory = _Directory(outcomes)
    return tuple(
        caller for path, usages in sorted(by_file.items()) for caller in _of_file(path, usages, directory)
    )


def touches(usages: Iterable[Usage], outcomes: Sequence[Outcome]) -> Mapping[int, tuple[Usage, ...]]:
    """Return what else is done to each service, by the id of its outcome: fetched, updated, deleted, waited for.

    A use is told only where its object or its name says which service it is; who calls a service is told apart.
    """
    directory = _Directory(outcomes)
    by_file: dict[str, list[Usage]] = {}
    for usage in usages:
        by_file.setdefault(usage.place.path, []).append(usage)
    found: dict[int, list[Usage]] = {}
    for path, here in by_file.items():
        names = _names(here)
        for usage in here:
            if sign_of(usage) is None and _about_a_service(usage):
                outcome, _, _ = _joined(usage, path, names, directory, by_file=False)
                if outcome is not None and outcome.service.place != usage.place:
                    found.setdefault(id(outcome), []).append(usage)
    return {key: tuple(uses) for key, uses in found.items()}


def _about_a_service(usage: Usage) -> bool:
    if usage.form is Form.COMMAND:
        return usage.symbol.startswith(("az ml service ", "az ml endpoint realtime "))
    owner, _, member = usage.symbol.rpartition(".")
    return usage.form is not Form.IMPORT and (member in SERVICES or owner.rpartition(".")[2] in SERVICES)


class _Directory:
    """The services of a tree, by what a caller may know of them."""

    def __init__(self, outcomes: Sequence[Outcome]) -> None:
        self.by_place: dict[Place, list[Outcome]] = {}
        self.by_path: dict[str, list[Outcome]] = {}
        self.by_name: dict[str, list[Outcome]] = {}
        self.by_label: dict[str, list[Outcome]] = {}
        for one in outcomes:
            place = one.service.place
            if place is not None:
                self.by_place.setdefault(place, []).append(one)
                self.by_path.setdefault(place.path, []).append(one)
            self.by_name.setdefault(_name(one), []).append(one)
            self.by_label.setdefault(_label_of(one), []).append(one)


_Match = tuple["Outcome | None", str, str]
"""The service, what it is called there, and how that is known or why it is not."""


def _of_file(path: str, usages: Sequence[Usage], directory: _Directory) -> Iterator[Caller]:
    signed = [(usage, sign) for usage in usages if (sign := sign_of(usage)) is not None]
    if all(sign in HABITS for _, sign in signed):
        return
    names = _names(usages)
    groups: dict[tuple[int, str], tuple[_Match, list[Sighting]]] = {}
    for usage, sign in signed:
        if sign not in HABITS:
            match = _joined(usage, path, names, directory)
            outcome, name, _ = match
            key = (id(outcome), "" if outcome is not None else name.lower())
            groups.setdefault(key, (match, []))[1].append(_sighting(usage, sign))
    habits = [_sighting(usage, sign) for usage, sign in signed if sign in HABITS]
    for (outcome, name, why), found in groups.values():
        yield Caller(path, outcome, name, why, tuple(sorted([*found, *habits], key=lambda one: one.place)))


def _sighting(usage: Usage, sign: Sign) -> Sighting:
    seconds = known(_value(usage, "seconds")) if usage.form is Form.TEXT else None
    said = _text(usage, "what") or usage.symbol.rpartition(".")[2]
    return Sighting(sign, said, usage.place, seconds if isinstance(seconds, float) else None)


def _value(usage: Usage, name: str) -> Value | None:
    return next((item.value for item in usage.arguments if item.name == name), None)


def _text(usage: Usage, name: str) -> str:
    value = known(_value(usage, name))
    return value if isinstance(value, str) else ""


def _names(usages: Iterable[Usage]) -> Mapping[Place, Value]:
    """Return the names that calls are made with, by the place of the call."""
    calls = ((usage.place, _value(usage, "name")) for usage in usages if usage.form is Form.CALL)
    return {place: value for place, value in calls if value is not None}


def _joined(
    usage: Usage,
    path: str,
    names: Mapping[Place, Value],
    directory: _Directory,
    *,
    by_file: bool = True,
) -> _Match:
    made = [one for place in usage.made for one in directory.by_place.get(place, ())]
    if len(made) == 1:
        return made[0], _name(made[0]), BY_OBJECT
    name = _text(usage, "service") or usage.called
    own = usage.form is Form.COMMAND or usage.symbol.rpartition(".")[2] in SERVICES
    name = name or (_text(usage, "name") if own else "")
    given = [names[place] for place in usage.made if place in names]
    name = name or next((text for value in given if isinstance(text := known(value), str)), "")
    if name:
        return _by_name(name, _text(usage, "kind"), path, directory)
    by_host = directory.by_label.get(_text(usage, "label"), []) if _text(usage, "label") else []
    if len(by_host) == 1:
        return by_host[0], _name(by_host[0]), BY_NAME
    return _by_file(usage, path, given, directory) if by_file else (None, "", UNKNOWN)


def _by_file(usage: Usage, path: str, given: Sequence[Value], directory: _Directory) -> _Match:
    """Join by the file: a service whose name is the same expression there, or the only one, unless it is another."""
    here = directory.by_path.get(path, [])
    alike = [one for one in here if one.service.name in given]
    if len(alike) == 1:
        return alike[0], _name(alike[0]), BY_EXPRESSION
    here = _of_kind(here, _text(usage, "kind"))
    if len(here) == 1 and not usage.made:
        return here[0], _name(here[0]), BY_FILE
    return None, "", UNKNOWN


def _by_name(name: str, kind: str, path: str, directory: _Directory) -> _Match:
    same = directory.by_name.get(name.lower(), [])
    if not same:
        return None, name, NOT_HERE
    left = _of_kind(same, kind)
    nearest = max(_nearness(one, path) for one in left)
    left = [one for one in left if _nearness(one, path) == nearest]
    return (left[0], name, BY_NAME) if len(left) == 1 else (None, name, SEVERAL)


def _of_kind(outcomes: list[Outcome], kind: str) -> list[Outcome]:
    """Keep those that an address of a kind can belong to, where there are any."""
    alike = {"AKS": {ServiceKind.AKS, ServiceKind.AKS_ENDPOINT}, "ACI": {ServiceKind.ACI}}.get(kind, set())
    return [one for one in outcomes if one.service.kind in alike] or outcomes


def _nearness(outcome: Outcome, path: str) -> int:
    """Return how many folders a service and a file share; the same file is nearest of all."""
    place = outcome.service.place
    if place is None:
        return -1
    if place.path == path:
        return len(path)
    folders = (posixpath.dirname(one).split("/") for one in (place.path, path))
    same = (one == other != "" for one, other in zip(*folders, strict=False))
    return sum(1 for _ in takewhile(bool, same))


def _name(outcome: Outcome) -> str:
    name = outcome.service.name
    return str(name.value).lower() if isinstance(name, Known) and name.value else ""


def _label_of(outcome: Outcome) -> str:
    given = outcome.service.settings.get("dns_name_label")
    text = known(given.value) if given is not None else None
    return text.lower() if isinstance(text, str) else ""


def _side(outcome: Outcome | None, name: str) -> Side:
    if outcome is None:
        return Side(name=name)
    plan = outcome.plan
    return Side(
        outcome.service.kind,
        outcome.target,
        _name(outcome),
        None if plan is None else plan.endpoint.auth_mode,
        was_open(outcome.service),
        None if plan is None else _timeout(plan),
    )


def _timeout(plan: Plan) -> int | None:
    """Return the request timeout of the plan in milliseconds, where all its deployments have the same."""
    settings = [one.deployment.request_settings for one in plan.deployments]
    found = {known(one.request_timeout_ms) for one in settings if one is not None}
    only = next(iter(found)) if len(found) == 1 else None
    return only if isinstance(only, int) else None
