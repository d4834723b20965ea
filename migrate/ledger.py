"""The loss ledger: every v1 fact of a service ends in exactly one fate, or is said not to be analysed.

Facts are counted from what the readers saw (arguments of calls, keys of files, attributes set) and not from
what the mapping did with them; then the two are held against each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from compat.mapping.environment_rows import SOURCES
from compat.mapping.setting import Api, Change, Fate
from compat.mapping.settings import setting
from compat.v1 import Environment, Given, ModelRef, Scoring, Service, Unread
from compat.v2 import Target
from compat.value import Place
from migrate.usage import Argument, Usage

NOT_ANALYSED = "not analysed"

WEIGHT = (Fate.CARRIED, Fate.CONVERTED, Fate.COMBINED, Fate.WRITTEN_OUT, Fate.DROPPED, Fate.MANUAL)
"""Lightest first: a fact that several deployments share counts once, by what weighs most."""


@dataclass(frozen=True)
class Fact:
    """One argument, flag or key as somebody wrote it."""

    name: str
    place: Place | None

    @property
    def key(self) -> tuple[object, ...]:
        """What makes two readings of one fact the same: where it stands."""
        place = self.place
        if place is None:
            return ("", self.name)
        column = place.column or self.name
        return (place.path, place.cell if place.cell is not None else -1, place.line, column)


@dataclass(frozen=True)
class Entry:
    """The end of one fact: a fate, or ``not analysed`` with the reason."""

    fact: Fact
    fate: str
    reason: str = ""
    loss: bool = False


@dataclass(frozen=True)
class Ledger:
    """The account of one service. ``faults`` are sentences on what does not add up; there should be none."""

    entries: tuple[Entry, ...] = ()
    defaults: int = 0
    faults: tuple[str, ...] = ()

    @property
    def found(self) -> int:
        """How many facts were found."""
        return len(self.entries)

    @property
    def fates(self) -> Mapping[str, int]:
        """How many facts ended in each fate, ``not analysed`` included."""
        return Counter(entry.fate for entry in self.entries)

    @property
    def balanced(self) -> bool:
        """Tell whether what was found is what is accounted for."""
        return not self.faults and sum(self.fates.values()) == self.found

    @property
    def lossy(self) -> bool:
        """Tell whether anything is lost, or not known to be kept."""
        return not self.balanced or any(entry.loss or entry.fate == NOT_ANALYSED for entry in self.entries)


def ledger(
    service: Service, usages: Sequence[Usage], changes: Sequence[Change], target: Target | None
) -> Ledger:
    """Hold the facts of a service against the changes that account for them.

    ``target`` is None where the mapping failed: then nothing is accounted for.
    """
    left = {Fact(item.spelling, item.place): item.why for item in _unread(service)}
    unread = {fact.key: why for fact, why in left.items()}
    held = {Fact(item.spelling or key, item.place).key for _, key, item in given_of(service)}
    found = _facts(service, usages, tuple(left))
    accounts, homes = _accounts(changes), homes_of(service)
    rows = _rows(changes)
    entries, used = [], set()
    for fact, apis in found:
        match = accounts.get(fact.key, ())
        used.add(fact.key)
        structural = not match and fact.key not in {*held, *unread}
        part = _by_name(fact, apis, rows, target) if structural and target is not None else None
        entries.append(part or _entry(fact, match, unread))
    invented = [
        pairs[0]
        for key, pairs in accounts.items()
        if key not in used and not any(_spot(given.place) in homes for given in pairs[0].given)
    ]
    return Ledger(
        tuple(entries),
        sum(1 for change in changes if not change.given and change.fate is Fate.WRITTEN_OUT),
        tuple(_faults(invented, accounts)),
    )


Accounts = Mapping[tuple[object, ...], Sequence[Change]]


def _accounts(changes: Iterable[Change]) -> Accounts:
    """Return the changes of each fact, by its place; what only stands in for an unread ``**`` is no fact."""
    found: dict[tuple[object, ...], list[Change]] = {}
    for change in changes:
        for key in dict.fromkeys(
            Fact(given.spelling or change.key, given.place).key
            for given in change.given
            if not given.spelling.startswith("**")
        ):
            found.setdefault(key, []).append(change)
    return found


def _entry(fact: Fact, changes: Sequence[Change], unread: Mapping[tuple[object, ...], str]) -> Entry:
    if changes:
        heaviest = max(changes, key=lambda change: WEIGHT.index(change.fate))
        return Entry(fact, heaviest.fate.value, heaviest.sentence, any(change.loss for change in changes))
    return Entry(fact, NOT_ANALYSED, unread.get(fact.key, "nothing in the mapping answers for it"))


def _faults(invented: Sequence[Change], accounts: Accounts) -> Iterator[str]:
    for change in invented:
        yield f"{change.key} is accounted for, but no such fact was found"
    for pairs in accounts.values():
        for deployment in {change.deployment for change in pairs}:
            fates = {change.fate for change in pairs if change.deployment == deployment}
            if len(fates) > 1:
                said = " and ".join(sorted(fate.value for fate in fates))
                yield f"{pairs[0].key} has two fates: {said}"


def _rows(changes: Iterable[Change]) -> Mapping[tuple[Api, str], Sequence[Change]]:
    found: dict[tuple[Api, str], list[Change]] = {}
    for change in changes:
        found.setdefault((change.api, change.key), []).append(change)
    return found


def _by_name(
    fact: Fact, apis: frozenset[Api], rows: Mapping[tuple[Api, str], Sequence[Change]], target: Target
) -> Entry | None:
    """Account for an argument that the v1 form holds as structure, not as an argument with a place.

    Its fate is that of the change about that part of the service; where the part needs no change of its own, the
    row's, which holds for every value. A setting never gets here: one that no change accounts for was lost.
    """
    for api, key in _parts(fact.name, apis):
        if (api, key) in rows:
            return _entry(fact, rows[api, key], {})
        row = setting(api, key)
        if row is not None:
            becomes = row.becomes(target)
            return Entry(fact, becomes.fate.value, becomes.sentence, becomes.loss)
    return None


_CONDA_FILE = (Api.ENVIRONMENT, "python.conda_dependencies")
_REFERENCE = (Api.MODEL, "reference")
_STRUCTURE: Mapping[tuple[Api, str], tuple[Api, str]] = {
    (Api.SCORING, "environment"): (Api.SCORING, "environment"),
    (Api.ENVIRONMENT, "name"): (Api.ENVIRONMENT, "name"),
    (Api.ENVIRONMENT, "version"): (Api.ENVIRONMENT, "version"),
    (Api.ENVIRONMENT, "label"): (Api.ENVIRONMENT, "label"),
    **{(Api.ENVIRONMENT, row.key): (Api.ENVIRONMENT, row.key) for row in SOURCES},
    (Api.CONDA, "conda_packages"): _CONDA_FILE,
    (Api.CONDA, "pip_packages"): _CONDA_FILE,
    (Api.CONDA, "conda_dependencies_file_path"): _CONDA_FILE,
    (Api.CONDA, "python_version"): (Api.CONDA, "python"),
    (Api.MODEL, "name"): _REFERENCE,
    (Api.MODEL, "id"): _REFERENCE,
    (Api.MODEL, "version"): _REFERENCE,
    (Api.CLUSTER, "name"): (Api.DEPLOY, "deployment_target"),
    (Api.CLUSTER, "provisioning_configuration"): (Api.DEPLOY, "deployment_target"),
    (Api.CLUSTER, "attach_configuration"): (Api.DEPLOY, "deployment_target"),
    (Api.SERVICE, "version_name"): (Api.SERVICE, "version_name"),
    (Api.SERVICE, "models"): (Api.DEPLOY, "models"),
    (Api.SERVICE, "inference_config"): (Api.DEPLOY, "inference_config"),
}
"""Arguments that become structure of the v1 form: where they stand, and the row that answers for them."""

_OF_THE_CALL = frozenset({"workspace", "resource_group", "subscription", "path", "output_metadata_file"})
"""Arguments that any call or command may have, and that say nothing of the service."""


def _parts(name: str, apis: frozenset[Api]) -> Iterator[tuple[Api, str]]:
    for api in sorted(apis, key=lambda api: api.value):
        if api is Api.DEPLOY:
            yield api, name
        elif (api, name) in _STRUCTURE:
            yield _STRUCTURE[api, name]
        elif name in _OF_THE_CALL:
            yield Api.DEPLOY, name


def _facts(
    service: Service, usages: Sequence[Usage], unread: Sequence[Fact]
) -> Sequence[tuple[Fact, frozenset[Api]]]:
    """Return the facts of a service in order of place, each with the part of the v1 form it belongs to."""
    given = [(Fact(item.spelling or key, item.place), api) for api, key, item in given_of(service)]
    homes = homes_of(service)
    known = {fact.key: api for fact, api in given}
    found: dict[tuple[object, ...], tuple[Fact, frozenset[Api]]] = {}
    for usage in usages:
        shared = {known[_fact(item).key] for item in usage.arguments if _fact(item).key in known}
        if _spot(usage.place) in homes or shared:
            apis = homes.get(_spot(usage.place), frozenset()) | shared
            for item in usage.arguments:
                found.setdefault(_fact(item).key, (_fact(item), apis))
    for fact, api in given:
        found.setdefault(fact.key, (fact, frozenset({api})))
    for fact in unread:
        found.setdefault(fact.key, (fact, frozenset()))
    return sorted(found.values(), key=lambda pair: (pair[0].place or Place(""), pair[0].name))


def _fact(item: Argument) -> Fact:
    return Fact(item.name, item.place)


def _spot(place: Place | None) -> tuple[object, ...]:
    return () if place is None else (place.path, place.cell, place.line, place.column)


def homes_of(service: Service) -> Mapping[tuple[object, ...], frozenset[Api]]:
    """Return where the parts of the service stand, and which rows their arguments have."""
    places: list[tuple[Place | None, Api]] = [(service.place, Api.DEPLOY)]
    for scoring in (service.scoring, *(version.scoring for version in service.versions)):
        if scoring is not None:
            places.append((scoring.place, Api.SCORING))
            if scoring.environment is not None:
                places.append((scoring.environment.place, Api.ENVIRONMENT))
                conda = scoring.environment.conda
                places.append((None if conda is None else conda.place, Api.CONDA))
    places += [(model.place, Api.MODEL) for model in _models(service)]
    places += [(version.place, Api.SERVICE) for version in service.versions]
    if service.cluster is not None:
        places.append((service.cluster.place, Api.CLUSTER))
    homes: dict[tuple[object, ...], frozenset[Api]] = {}
    for place, api in places:
        if place is not None:
            homes[_spot(place)] = homes.get(_spot(place), frozenset()) | {api}
    return homes


def given_of(service: Service) -> Iterator[tuple[Api, str, Given]]:
    """Yield every argument that the v1 form of a service holds."""
    for settings in (service.settings, *(version.settings for version in service.versions)):
        yield from ((Api.SERVICE, key, given) for key, given in settings.items())
    for scoring in (service.scoring, *(version.scoring for version in service.versions)):
        if scoring is not None:
            yield from _of_scoring(scoring)
    for model in _models(service):
        yield from ((Api.MODEL, key, given) for key, given in model.registration.items())
    if service.cluster is not None:
        yield from ((Api.CLUSTER, key, given) for key, given in service.cluster.settings.items())


def _models(service: Service) -> tuple[ModelRef, ...]:
    return (*service.models, *(model for version in service.versions for model in version.models))


def _of_scoring(scoring: Scoring) -> Iterator[tuple[Api, str, Given]]:
    yield from ((Api.SCORING, key, given) for key, given in scoring.settings.items())
    if scoring.environment is not None:
        yield from _of_environment(scoring.environment)


def _of_environment(environment: Environment) -> Iterator[tuple[Api, str, Given]]:
    yield from ((Api.ENVIRONMENT, key, given) for key, given in environment.settings.items())
    yield from ((Api.ENVIRONMENT, key, given) for key, given in environment.variables.items())


def _unread(service: Service) -> Iterator[Unread]:
    yield from service.unread
    for version in service.versions:
        yield from version.unread
    for scoring in (service.scoring, *(version.scoring for version in service.versions)):
        if scoring is not None:
            yield from scoring.unread
            if scoring.environment is not None:
                yield from scoring.environment.unread
                yield from () if scoring.environment.conda is None else scoring.environment.conda.gaps
    if service.cluster is not None:
        yield from service.cluster.unread
