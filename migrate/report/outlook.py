"""What comes next, in a few lines: who calls each service, how much work it is, and what is out of support."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.report.glance import beneath
from migrate.report.stored import count, entry, number, objects, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from migrate.report.document import Json
    from migrate.report.stored import Object

MOST = 8
"""Callers named for one service."""


def outlook(document: Json) -> Iterator[str]:
    """Yield the lines; a report of an older version, or without services and callers, gives none."""
    repositories = objects(document, "repositories")
    for repository in repositories:
        yield from _callers(repository)
    sums = list(efforts(document))
    yield from (f"effort  {line}" for line in sums)
    if sums:
        yield from (f"support {line}" for line in supports(document))


def efforts(document: Json) -> Iterator[str]:
    """Yield how much work each service is, what they share, and all of it, with the terms of each sum."""
    repositories = objects(document, "repositories")
    several = len(repositories) > 1
    sums = [line for repository in repositories for line in _efforts(repository, several=several)]
    yield from sums
    if len(sums) > 1:
        yield f"together: about {number(document, 'effort', 'hours'):g} h, an estimate"


def _callers(repository: Object) -> Iterator[str]:
    root = text(repository, "root")
    for service in objects(repository, "services"):
        yield from _calling(text(service, "glance", "name"), objects(service, "card", "callers"), root)
    yield from _calling("service not known", objects(repository, "shared", "callers"), root)


def _calling(whom: str, callers: list[Object], root: str) -> Iterator[str]:
    if callers:
        said = [f"{beneath(root, text(one, 'path'))} ({_signs(one)})" for one in callers]
        more = f", and {len(said) - MOST} more" if len(said) > MOST else ""
        yield f"callers {whom}: {', '.join(said[:MOST])}{more}"


def _signs(caller: Object) -> str:
    return ", ".join(dict.fromkeys(text(one, "sign") for one in objects(caller, "sightings")))


def _efforts(repository: Object, *, several: bool) -> Iterator[str]:
    for service in objects(repository, "services"):
        yield from _sum(text(service, "glance", "name"), entry(service, "card", "effort"))
    if objects(repository, "services"):
        where = f" in {text(repository, 'root')}" if several else ""
        yield from _sum(f"what is shared{where}", entry(repository, "shared", "effort"))


def _sum(whose: str, effort: Object) -> Iterator[str]:
    terms = [f"{text(term, 'counted')} x {number(term, 'each'):g} h" for term in objects(effort, "terms")]
    if terms:
        yield f"{whose}: about {number(effort, 'hours'):g} h = {' + '.join(terms)}"


def supports(document: Json) -> Iterator[str]:
    """Yield each part of v1 that was found, with the end of its support."""
    for part in objects(document, "support"):
        found = count(part, "findings")
        if found:
            verb = "ended" if part.get("past") else "ends"
            plural = "" if found == 1 else "s"
            yield f"{text(part, 'name')} {verb} on {text(part, 'end')}: {found} finding{plural}"
