"""Callers: the files that call a service, what shows it, and which service it is.

A service is known by its name in the address or call, by the object it is used on, or because the file has no other;
else the caller is listed as one whose service is not known.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from compat.mapping.auth import was_open
from compat.mapping.calling import Effect, Side, Sign, effects
from compat.v1 import ServiceKind
from compat.v2 import Plan
from compat.value import Known, Place, known
from migrate.read.callers.signs import HABITS, sign_of
from migrate.read.reading import Reading
from migrate.usage import Form, Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from migrate.scan import Outcome

BY_NAME = "its name stands there"
BY_OBJECT = "it is used on the service's own object"
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
        return effects((sighting.sign for sighting in self.sightings), _side(self.outcome, self.name))

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
    return tuple(
        caller for path, usages in sorted(by_file.items()) for caller in _of_file(path, usages, outcomes)
    )


_Key = tuple[int, str]


def _of_file(path: str, usages: Sequence[Usage], outcomes: Sequence[Outcome]) -> Iterator[Caller]:
    signed = [(usage, sign) for usage in usages if (sign := sign_of(usage)) is not None]
    if all(sign in HABITS for _, sign in signed):
        return
    named = _names_by_call(usages)
    groups: dict[_Key, tuple[Outcome | None, str, str, list[Sighting]]] = {}
    for usage, sign in signed:
        if sign in HABITS:
            continue
        outcome, name, why = _joined(usage, path, named, outcomes)
        key = (-1 if outcome is None else outcomes.index(outcome), name.lower() if outcome is None else "")
        groups.setdefault(key, (outcome, name, why, []))[3].append(_sighting(usage, sign))
    habits = [_sighting(usage, sign) for usage, sign in signed if sign in HABITS]
    for outcome, name, why, found in groups.values():
        yield Caller(path, outcome, name, why, tuple(sorted([*found, *habits], key=lambda one: one.place)))


def _sighting(usage: Usage, sign: Sign) -> Sighting:
    return Sighting(sign, _text(usage, "what") or usage.symbol.rpartition(".")[2], usage.place)


def _text(usage: Usage, name: str) -> str:
    value = next((known(item.value) for item in usage.arguments if item.name == name), None)
    return value if isinstance(value, str) else ""


def _names_by_call(usages: Iterable[Usage]) -> Mapping[Place, str]:
    """Return the names of services that calls are made with, by the place of the call."""
    found = ((usage.place, _text(usage, "name")) for usage in usages if usage.form is Form.CALL)
    return {place: name for place, name in found if name}


def _joined(
    usage: Usage, path: str, named: Mapping[Place, str], outcomes: Sequence[Outcome]
) -> tuple[Outcome | None, str, str]:
    """Return the service of a usage, what it is called there, and how that is known or why it is not."""
    made = [one for one in outcomes if one.service.place in usage.made]
    if len(made) == 1:
        return made[0], _name(made[0]), BY_OBJECT
    name = _text(usage, "service") or (_text(usage, "name") if usage.form is Form.COMMAND else "")
    name = name or next((named[place] for place in usage.made if place in named), "")
    if name:
        return _by_name(name, _text(usage, "kind"), path, outcomes)
    by_host = [one for one in outcomes if _label_of(one) and _label_of(one) == _text(usage, "label")]
    if len(by_host) == 1:
        return by_host[0], _name(by_host[0]), BY_NAME
    here = [one for one in outcomes if one.service.place is not None and one.service.place.path == path]
    here = _of_kind(here, _text(usage, "kind"))
    if len(here) == 1:
        return here[0], _name(here[0]), BY_FILE
    return None, "", UNKNOWN


def _by_name(name: str, kind: str, path: str, outcomes: Sequence[Outcome]) -> tuple[Outcome | None, str, str]:
    same = [one for one in outcomes if _name(one) == name.lower()]
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
    pairs = zip(posixpath.dirname(place.path).split("/"), posixpath.dirname(path).split("/"), strict=False)
    return next((number for number, (one, other) in enumerate(pairs) if one != other), len(path) - 1)


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
