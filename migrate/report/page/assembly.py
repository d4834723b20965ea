"""A stored report to what the page shows."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.report.left_out import left_out, silenced
from migrate.report.page.findings import blocking_of, bounded, endings_of, files_of, levels_of, past_of
from migrate.report.page.model import Caller, Page, Service, Weight
from migrate.report.page.services import callers_of, effort_of, services_of
from migrate.report.page.steps import steps_of
from migrate.report.stored import count, entry, number, objects, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from migrate.report.document import Json


def page_of(document: Json) -> Page:
    """Return the page of a report, fresh or merged; what an older one did not write is not shown."""
    repositories = objects(document, "repositories")
    past = past_of(document)
    services: list[Service] = []
    callers: list[Caller] = []
    for repository in repositories:
        services += services_of(repository, len(services) + 1)
        callers += callers_of(entry(repository, "shared"), text(repository, "root"))
    effort = effort_of(entry(document, "effort"))
    files, left = bounded([file for repository in repositories for file in files_of(repository, past)])
    return Page(
        roots=tuple(text(repository, "root") for repository in repositories),
        day=text(document, "day"),
        version=text(document, "tool", "version"),
        considered=sum(count(repository, "files", "considered") for repository in repositories),
        services=tuple(services),
        callers=tuple(callers),
        files=files,
        left_out=left,
        levels=levels_of(repositories),
        blocking=blocking_of(repositories),
        endings=endings_of(document),
        steps=steps_of(effort, services, blocking_of(repositories, services=False)),
        effort=effort,
        weights=tuple(
            Weight(text(one, "kind"), number(one, "hours"), text(one, "why"))
            for one in objects(document, "effort", "weights")
        ),
        complete=entry(document, "summary").get("complete") is not False,
        omitted=tuple(_omitted(document)),
    )


def _omitted(document: Json) -> Iterator[str]:
    """Yield what was left out because somebody said so: the page must not look too clean."""
    yield from left_out(document)
    many = silenced(document)
    if many:
        yield f"{many:,} finding{'' if many == 1 else 's'} silenced by comments"
