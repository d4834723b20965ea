"""The parts of a service as they lie in the repository: each with what it is, where, and in what kind of file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from compat.v1 import Environment, Scoring, Service, Version
from compat.value import Place, known
from migrate.finding import Finding
from migrate.read.discovery import key
from migrate.read.registry import KINDS, by_suffix
from migrate.report.glance import short
from migrate.scan import Outcome
from migrate.usage import Form, Usage

SCRIPT = "scoring script"
IN_SCRIPTS = "AML4"
"""How the ids of rules about scoring scripts start."""

ROLES = (
    "deployment",
    "settings",
    "scoring",
    SCRIPT,
    "environment",
    "packages",
    "model",
    "cluster",
    "use",
)
"""What a part can be, in the order in which the parts are listed."""


@dataclass(frozen=True)
class Part:
    """One part: ``role`` is one of ``ROLES``, ``source`` the kind of file, ``what`` a few words from the source.

    ``rules`` are the ids of what was found in it, for a scoring script.
    """

    role: str
    what: str
    place: Place
    source: str
    rules: tuple[str, ...] = ()


_KINDS = by_suffix(KINDS)


class Surroundings:
    """What lies around services: what is done to each, by the id of its outcome, and the rules found in each file."""

    def __init__(self, uses: Mapping[int, Sequence[Usage]], findings: Iterable[Finding] = ()) -> None:
        self.uses = uses
        self.rules: dict[str, set[str]] = {}
        for finding in findings:
            if finding.rule.startswith(IN_SCRIPTS):
                self.rules.setdefault(finding.place.path, set()).add(finding.rule)


def parts(outcome: Outcome, around: Surroundings) -> tuple[Part, ...]:
    """Return the parts of a service in the order of their roles, each place once."""
    found: dict[tuple[str, Place], Part] = {}
    for role, what, place in (*_of_service(outcome.service), *_uses(outcome, around)):
        if place is not None and place.path:
            rules = tuple(sorted(around.rules.get(place.path, ()))) if role == SCRIPT else ()
            found.setdefault((role, place), Part(role, what, place, source_of(place.path), rules))
    return tuple(sorted(found.values(), key=lambda part: (ROLES.index(part.role), part.place)))


def source_of(path: str) -> str:
    """Return the kind of file a path is, by the name its reader has."""
    kind = _KINDS.get(key(path.rpartition("/")[2]))
    return "file" if kind is None else kind.name


_Piece = tuple[str, str, Place | None]


def _of_service(service: Service) -> Iterator[_Piece]:
    yield "deployment", service.api.rpartition(".")[2] or "deploy", service.place
    yield from _settings(service)
    for scoring in (service.scoring, *(version.scoring for version in service.versions)):
        if scoring is not None:
            yield from _of_scoring(scoring)
    for model in (*service.models, *(model for version in service.versions for model in version.models)):
        version_ = "" if model.version is None else f":{short(model.version)}"
        yield "model", f"{short(model.name if model.name is not None else model.path)}{version_}", model.place
    if service.cluster is not None:
        yield "cluster", f"{service.cluster.action} {short(service.cluster.name)}", service.cluster.place


def _settings(service: Service) -> Iterator[_Piece]:
    """Yield where settings stand: the first place of each file, with how many there are."""
    holders: tuple[Service | Version, ...] = (service, *service.versions)
    places = sorted(
        given.place for item in holders for given in item.settings.values() if given.place is not None
    )
    for path in dict.fromkeys(place.path for place in places):
        inside = [place for place in places if place.path == path]
        yield "settings", f"{len(inside)} setting{'' if len(inside) == 1 else 's'}", inside[0]


def _of_scoring(scoring: Scoring) -> Iterator[_Piece]:
    yield "scoring", "inference configuration", scoring.place
    if scoring.script:
        yield SCRIPT, scoring.script, Place(scoring.script)
    if scoring.environment is not None:
        yield from _of_environment(scoring.environment)


def _of_environment(environment: Environment) -> Iterator[_Piece]:
    yield "environment", short(environment.name) or "environment", environment.place
    if environment.conda is not None:
        path = known(environment.conda.path)
        yield "packages", path if isinstance(path, str) else "made in code", environment.conda.place


def _uses(outcome: Outcome, around: Surroundings) -> Iterator[_Piece]:
    """Yield what else is done to the service; what calls it is told as its callers."""
    for usage in around.uses.get(id(outcome), ()):
        said = usage.symbol if usage.form is Form.COMMAND else usage.symbol.rpartition(".")[2]
        yield "use", said, usage.place
