"""The service card as plain data: what belongs to a service joined, and the totals over stored repositories.

The totals are counted from the data and not from a scan, so that merged reports have them too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from compat.mapping.support import SUPPORT
from migrate.callers import Caller, touches
from migrate.effort import WEIGHTS, Effort, effort_of, effort_shared, total
from migrate.report.document import Json, Object, objects, place
from migrate.report.parts import Surroundings, parts
from migrate.scan import Outcome, Repository
from migrate.support import support_of


def cards_of(repository: Repository) -> list[Object]:
    """Return the parts, the callers and the effort of each service."""
    callers: dict[int, list[Caller]] = {}
    for caller in repository.callers:
        callers.setdefault(id(caller.outcome), []).append(caller)
    around = Surroundings(touches(repository.usages, repository.outcomes), repository.findings)
    return [_card(outcome, around, callers.get(id(outcome), [])) for outcome in repository.outcomes]


def _card(outcome: Outcome, around: Surroundings, callers: Sequence[Caller]) -> Object:
    return {
        "parts": [
            {
                "role": part.role,
                "what": part.what,
                "source": part.source,
                "place": place(part.place),
                "rules": list(part.rules),
            }
            for part in parts(outcome, around)
        ],
        "callers": [_caller(caller) for caller in callers],
        "effort": _effort(effort_of(outcome, callers)),
    }


def shared(repository: Repository) -> Object:
    """Return what belongs to no service: callers of services that are not known here, and the rest of the work."""
    rest = [caller for caller in repository.callers if caller.outcome is None]
    return {
        "callers": [_caller(caller) for caller in rest],
        "effort": _effort(effort_shared(repository.outcomes, repository.findings, rest)),
    }


def estimate(repositories: Sequence[Object]) -> Object:
    """Return the effort of everything in stored repositories, with the table of weights."""
    whole = total(_counts(effort) for repository in repositories for effort in _efforts(repository))
    weights: list[Json] = [{"kind": item.kind, "hours": item.hours, "why": item.why} for item in WEIGHTS]
    return {**_effort(whole), "weights": weights}


def support(repositories: Sequence[Object], day: date | None) -> list[Json]:
    """Return each part of v1 with the end of its support and how many findings in stored repositories are about it."""
    findings = [item for repository in repositories for item in objects(repository, "findings")]
    counts = Counter(
        part.key for item in findings if (part := support_of(str(item.get("rule", "")))) is not None
    )
    return [
        {
            "key": part.key,
            "name": part.name,
            "end": part.end.isoformat(),
            "past": None if day is None else part.past(day),
            "findings": counts[part.key],
            "link": part.link,
        }
        for part in SUPPORT
    ]


def _caller(caller: Caller) -> Object:
    return {
        "path": caller.path,
        "name": caller.name or None,
        "why": caller.why,
        "sightings": [
            {"sign": item.sign.value, "what": item.what, "place": place(item.place)}
            for item in caller.sightings
        ],
        "effects": [
            {"sign": item.sign.value, "sentence": item.sentence, "link": item.link or None}
            for item in caller.effects
        ],
    }


def _effort(effort: Effort) -> Object:
    terms: list[Json] = [
        {
            "kind": term.weight.kind,
            "counted": term.weight.counted(term.count),
            "count": term.count,
            "each": term.weight.hours,
            "hours": term.hours,
        }
        for term in effort.terms
    ]
    return {"hours": effort.hours, "terms": terms}


def _efforts(repository: Object) -> Iterator[Json]:
    for holder in (*_cards(repository), repository.get("shared")):
        if isinstance(holder, dict):
            yield holder.get("effort")


def _cards(repository: Object) -> Iterable[Json]:
    return (service.get("card") for service in objects(repository, "services"))


def _counts(effort: Json) -> dict[str, int]:
    terms = objects(effort, "terms") if isinstance(effort, dict) else []
    pairs = ((term.get("kind"), term.get("count")) for term in terms)
    return {kind: count for kind, count in pairs if isinstance(kind, str) and isinstance(count, int)}
