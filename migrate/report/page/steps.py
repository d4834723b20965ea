"""What to do in which order: the terms of the estimate, put into the steps of the work, so that the hours add up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from migrate import effort as weights
from migrate.report.page.model import Effort, Service, Step

Blocking = Sequence[tuple[str, int]]
_SHOWN = 6


def steps_of(effort: Effort, services: Sequence[Service], blocking: Blocking = ()) -> tuple[Step, ...]:
    """Return the steps that have something to do, in their order; ``blocking`` counts what is to be changed in code."""
    return tuple(_steps(effort, services, blocking))


def _steps(effort: Effort, services: Sequence[Service], blocking: Blocking) -> Iterator[Step]:
    known = {kind for _, kinds, _, _ in _STEPS for kind in kinds}
    for title, kinds, say, anchor in _STEPS:
        terms = [term for term in effort.terms if term.kind in kinds]
        if terms:
            counted = ", ".join(term.counted for term in terms)
            hours = sum(term.hours for term in terms)
            said = f"{_sentence(counted)} {say(services, blocking)}".strip()
            yield Step(title, said, hours, anchor)
    rest = [term for term in effort.terms if term.kind not in known]
    if rest:
        counted = ", ".join(term.counted for term in rest)
        yield Step("The rest", _sentence(counted), sum(term.hours for term in rest), "effort")


def _sentence(said: str) -> str:
    return f"{said[:1].upper()}{said[1:]}."


def _clusters(services: Sequence[Service], _: Blocking) -> str:
    names = list(dict.fromkeys(service.cluster for service in services if service.cluster and service.target))
    return f"Every service on a cluster waits for it: {_named(names)}." if names else ""


def _order(services: Sequence[Service], _: Blocking) -> str:
    names = [service.name for service in sorted(services, key=lambda service: service.rank) if service.target]
    if len(names) < 2:
        return "It runs beside v1 until its answers are the same."
    return f"Each runs beside v1 until its answers are the same; the easiest first: {_named(names)}."


def _blocking(_: Sequence[Service], blocking: Blocking) -> str:
    named = _named([title if number == 1 else f"{title} ({number})" for title, number in blocking])
    return f"{_sentence(named)}" if named else ""


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


_STEPS: tuple[tuple[str, frozenset[str], Callable[[Sequence[Service], Blocking], str], str], ...] = (
    ("Prepare the clusters", frozenset({weights.CLUSTER.kind}), _clusters, "services"),
    (
        "Decide what only you know",
        frozenset({weights.DECISION.kind, weights.LOSS.kind, weights.GAP.kind}),
        lambda *_: "Each answer is an option of migrate convert, or a line in the YAML.",
        "services",
    ),
    (
        "Change what cannot work in v2",
        frozenset({weights.BLOCKER.kind, weights.SCRIPT.kind}),
        _blocking,
        "findings",
    ),
    ("Convert and deploy beside v1", frozenset({weights.SERVICE.kind}), _order, "services"),
    (
        "Move the callers, then the traffic",
        frozenset({weights.ADDRESS.kind, weights.CALLER.kind, weights.SWITCH.kind}),
        lambda *_: "Callers that this repository does not hold come on top.",
        "callers",
    ),
    (
        "Rewrite what deploys and looks after them",
        frozenset({weights.COMMAND.kind, weights.CALL.kind}),
        lambda *_: "",
        "findings",
    ),
)
