"""Services and callers of a stored report, for the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migrate.report.glance import beneath
from migrate.report.page.model import Caller, Effort, Part, Question, Service, Sight, Spot, Standing, Term
from migrate.report.parts import IN_SCRIPTS, SCRIPT
from migrate.report.stored import count, entry, number, objects, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from migrate.report.document import Json
    from migrate.report.stored import Object

BLOCKING = "blocker"
_FACTS = (
    # heading: the key of the short text
    ("Runs on", "kind"),
    ("Cluster", "cluster"),
    ("Models", "models"),
    ("Scale", "scale"),
    ("Keys or tokens", "auth"),
    ("Scoring script", "script"),
)


def services_of(repository: Object, first: int) -> Iterator[Service]:
    """Yield the services of a repository; ``first`` numbers the first of them on the page."""
    listed = objects(repository, "services")
    names = [text(one, "glance", "name") for one in listed]
    for index, one in enumerate(listed):
        yield _service(one, repository, f"service-{first + index}", alone=names.count(names[index]) == 1)


def callers_of(holder: Json, root: str) -> tuple[Caller, ...]:
    """Return the callers in a card, or in what is shared."""
    return tuple(
        Caller(
            beneath(root, text(one, "path")),
            text(one, "name"),
            text(one, "why"),
            tuple(_sights(one, root)),
            tuple((text(effect, "sentence"), text(effect, "link")) for effect in objects(one, "effects")),
        )
        for one in objects(holder, "callers")
    )


def _sights(caller: Object, root: str) -> Iterator[Sight]:
    """Yield what shows a caller; the same sign in one line is told once, with all that stands there."""
    found: dict[tuple[str, Spot], list[str]] = {}
    for one in objects(caller, "sightings"):
        found.setdefault((text(one, "sign"), spot(entry(one, "place"), root)), []).append(text(one, "what"))
    for (sign, where), said in found.items():
        yield Sight(sign, ", ".join(dict.fromkeys(said)), where)


def effort_of(holder: Json) -> Effort:
    """Return an estimate."""
    terms = (
        Term(
            text(one, "kind"),
            text(one, "counted"),
            count(one, "count"),
            number(one, "each"),
            number(one, "hours"),
        )
        for one in objects(holder, "terms")
    )
    return Effort(number(holder, "hours"), tuple(terms))


def spot(place: Json, root: str) -> Spot:
    """Return a place as people write it."""
    path = beneath(root, text(place, "path"))
    return Spot(path, lines(place))


def lines(place: Json) -> str:
    """Return the line of a place, with its cell in a notebook."""
    cell = place.get("cell") if isinstance(place, dict) else None
    line = count(place, "line") or 1
    return f"cell {cell}:{line}" if isinstance(cell, int) else str(line)


def _service(one: Object, repository: Object, anchor: str, *, alone: bool) -> Service:
    root = text(repository, "root")
    name = text(one, "glance", "name")
    changes = objects(one, "changes")
    in_script = list(_in_script(one, repository))
    blockers = (
        *_blockers(repository, name, changes, root, alone=alone),
        *(_found(finding, root) for finding in in_script if text(finding, "level") == BLOCKING),
    )
    blocking = [one.said for one in blockers]
    questions = tuple(
        one
        for one in _questions(changes, root)
        if not any(one.said and one.said in said for said in blocking)
    )
    losses = tuple(
        Question(text(item, "key"), text(item, "sentence"), "", "", _given(item, root))
        for item in changes
        if item.get("loss") is True
    )
    target = text(one, "target")
    return Service(
        anchor=anchor,
        root=root,
        name=name,
        runs_on=text(one, "glance", "kind"),
        kind=text(one, "kind"),
        target=target,
        cluster=text(one, "glance", "cluster"),
        models=tuple(dict.fromkeys(_model(model) for model in objects(one, "models"))),
        facts=(*((head, said) for head, key in _FACTS if (said := text(one, "glance", key))), *_ledger(one)),
        place=beneath(root, text(one, "glance", "place")),
        standing=_standing(target, blockers, questions),
        blockers=blockers,
        script=tuple(_found(finding, root) for finding in in_script if text(finding, "level") != BLOCKING),
        questions=questions,
        losses=losses,
        gaps=tuple(
            Question(text(gap, "name"), text(gap, "reason"), text(gap, "name"), "", _at(gap, root))
            for gap in objects(one, "ledger", "not_analysed")
        ),
        parts=tuple(
            Part(
                text(part, "role"), text(part, "what"), text(part, "source"), spot(entry(part, "place"), root)
            )
            for part in objects(one, "card", "parts")
        ),
        callers=callers_of(entry(one, "card"), root),
        effort=effort_of(entry(one, "card", "effort")),
    )


def _model(model: Object) -> str:
    version = _short(entry(model, "version"))
    return (_short(entry(model, "name")) or _short(entry(model, "path")) or "?") + (
        f":{version}" if version else ""
    )


def _short(value: Object) -> str:
    """Return a value as it fits in a drawing; the JSON report has three kinds of them."""
    if text(value, "state") == "known":
        known = value.get("value")
        return "" if known is None else str(known)
    waits = " ".join(text(one, "name") for one in objects(value, "depends"))
    source = waits or text(value, "source")
    return f"{{{source}}}" if text(value, "state") == "expression" else f"? {source}".strip() if value else ""


def _ledger(one: Object) -> Iterator[tuple[str, str]]:
    found, fates = count(one, "ledger", "found"), entry(one, "ledger", "fates")
    said = ", ".join(f"{count(fates, fate)} {fate}" for fate in sorted(fates))
    if found:
        yield "Settings found", f"{found}: {said}"


def _at(holder: Object, root: str) -> Spot | None:
    place = entry(holder, "place")
    return spot(place, root) if place else None


def _standing(target: str, blockers: Sequence[Question], questions: Sequence[Question]) -> Standing:
    if not target:
        return Standing.LOST
    return Standing.BLOCKED if blockers else Standing.DECIDE if questions else Standing.READY


def _questions(changes: Sequence[Object], root: str) -> Iterator[Question]:
    for item in changes:
        decision = entry(item, "decision")
        if decision:
            said, question = text(item, "sentence"), text(decision, "question")
            yield Question(text(item, "key"), said, question, text(decision, "set"), _given(item, root))


def _given(change: Object, root: str) -> Spot | None:
    return next((found for item in objects(change, "given") if (found := _at(item, root))), None)


def _blockers(
    repository: Object, name: str, changes: Sequence[Object], root: str, *, alone: bool
) -> Iterator[Question]:
    """Yield what blocks a service. Where several have its name, only what its own changes say is certainly about it."""
    sentences = [text(item, "sentence") for item in changes]
    for finding in objects(repository, "findings"):
        if text(finding, "level") != BLOCKING or text(finding, "service") != name:
            continue
        said = text(finding, "message")
        if alone or any(sentence and sentence in said for sentence in sentences):
            yield _found(finding, root)


def _in_script(one: Object, repository: Object) -> Iterator[Object]:
    """Yield what was found in the scoring scripts of a service."""
    scripts = {
        text(part, "place", "path") for part in objects(one, "card", "parts") if text(part, "role") == SCRIPT
    }
    for finding in objects(repository, "findings"):
        if text(finding, "rule").startswith(IN_SCRIPTS) and text(finding, "place", "path") in scripts:
            yield finding


def _found(finding: Object, root: str) -> Question:
    return Question(
        text(finding, "rule"), text(finding, "message"), "", "", spot(entry(finding, "place"), root)
    )
