"""The layout of the report for people: services at a glance, findings by file, and the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from compat.value import Place
from migrate.finding import Finding, Level
from migrate.report.columns import filled, styled, width_of, wrapped
from migrate.report.glance import Glance, beneath
from migrate.report.outlook import outlook
from migrate.report.surface import Surface, clean
from migrate.report.view import Report, Section, Served

STYLES = {
    Level.BLOCKER: "bold red",
    Level.DECISION: "yellow",
    Level.LOSS: "magenta",
    Level.CHANGE: "cyan",
    Level.ADVICE: "green",
    Level.FAILURE: "red",
}
MOST_LINES = 3
ID_WIDTH = 6
HEADINGS = (
    "Service",
    "Runs on",
    "Cluster",
    "Model",
    "Scale",
    "Auth",
    "Scoring script",
    "What becomes of it",
    "Place",
)
IN_LINE = 6
"""How many of them stand in one line; the others follow in the next one."""


NARROWEST = 40
"""Columns that are used even where the terminal has fewer."""


def laid_out(report: Report, surface: Surface) -> str:
    """Return everything but the last line."""
    surface = surface._replace(width=max(surface.width, NARROWEST))
    several = len(report.sections) > 1
    lines = [line for one in report.sections for line in _parts(one, surface, several=several)]
    ahead = [line for said in outlook(report.document) for line in _ahead(said, surface)]
    lines += [*ahead, ""] if ahead else []
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _parts(section: Section, surface: Surface, *, several: bool) -> Iterator[str]:
    if several:
        yield from _said(section.root, "bold underline", surface)
    if section.services:
        glances = [service.glance for service in section.services]
        yield from _table(glances, surface) or _list(glances, surface)
    ordered = sorted(section.findings, key=lambda finding: finding.place.path)
    for path, findings in groupby(ordered, key=lambda finding: finding.place.path):
        yield from _file(beneath(section.root, path), list(findings), surface)
    if section.services:
        for service in section.services:
            yield from _account(service, surface)
        yield ""


def _table(glances: list[Glance], surface: Surface) -> list[str]:
    """Return one line a service with what matters, and a second one below; nothing where it does not fit."""
    rows = [[clean(cell) for cell in _cells(item)] for item in glances]
    heads = list(HEADINGS[:IN_LINE])
    widths = [max(width_of(row[index]) for row in [heads, *rows]) for index in range(IN_LINE)]
    if sum(widths) + 2 * (IN_LINE - 1) > surface.width:
        return []
    lines = [styled(_aligned(heads, widths), "bold underline", colour=surface.colour)]
    for row in rows:
        line = _aligned(row, widths)
        end = len(row[0])
        lines.append(styled(line[:end], "bold", colour=surface.colour) + line[end:])
        lines += _indented(" · ".join(cell for cell in row[IN_LINE:] if cell), "dim", surface)
    return [*lines, ""]


def _aligned(cells: list[str], widths: list[int]) -> str:
    return "  ".join(filled(cell, width) for cell, width in zip(cells, widths, strict=False)).rstrip()


def _list(glances: list[Glance], surface: Surface) -> Iterator[str]:
    for item in glances:
        name, *cells = _cells(item)
        yield from _said(name, "bold", surface)
        pairs = [(head, cell) for head, cell in zip(HEADINGS[1:], cells, strict=True) if cell]
        widest = max((len(head) for head, _ in pairs), default=0)
        for head, cell in pairs:
            first, *more = wrapped(clean(cell), surface.width - widest - 3)
            yield f"  {styled(filled(head, widest), 'dim', colour=surface.colour)} {first}"
            yield from (" " * (widest + 3) + line for line in more)
        yield ""


def _cells(item: Glance) -> tuple[str, ...]:
    first = (item.name, item.kind, item.cluster, item.models, item.scale, item.auth)
    return (*first, item.script, item.becomes, item.place)


def _file(path: str, findings: list[Finding], surface: Surface) -> Iterator[str]:
    yield from _said(path, "bold", surface)
    rows = [(_lines(places), same) for same, places in _alike(findings)]
    places = max(len(lines) for lines, _ in rows)
    levels = max(len(same.level.value) for _, same in rows)
    margin = places + levels + ID_WIDTH + 8
    for lines, same in rows:
        said = f"{same.service}: {same.message}" if same.service else same.message
        first, *more = wrapped(clean(said), max(surface.width - margin, NARROWEST // 4))
        where = styled(f"{lines:>{places}}", "dim", colour=surface.colour)
        level = styled(same.level.value, STYLES[same.level], colour=surface.colour)
        yield f"  {where}  {same.rule:<{ID_WIDTH}}  {level}{' ' * (levels - len(same.level.value))}  {first}"
        yield from (" " * margin + line for line in more)
    yield ""


def _alike(findings: list[Finding]) -> Iterator[tuple[Finding, list[Place]]]:
    """Put findings that say the same into one line, where the first of them stands."""
    groups: dict[tuple[str, str, str], tuple[Finding, list[Place]]] = {}
    for finding in findings:
        groups.setdefault((finding.rule, finding.service, finding.message), (finding, []))[1].append(
            finding.place
        )
    yield from groups.values()


def _lines(places: list[Place]) -> str:
    said = [str(place.line) if place.cell is None else f"cell {place.cell}:{place.line}" for place in places]
    shown = list(dict.fromkeys(said))
    return ", ".join(shown[:MOST_LINES]) + (f" +{len(shown) - MOST_LINES}" if len(shown) > MOST_LINES else "")


def _account(service: Served, surface: Surface) -> Iterator[str]:
    """Yield the ledger of a service: one line that adds up, and one for each fact nobody analysed."""
    account = service.account
    fates = ", ".join(f"{count} {fate}" for fate, count in sorted(account.fates.items()))
    sign = "=" if account.balanced else "is not"
    said = f"ledger  {service.glance.name}: {account.found} found {sign} {fates or 'nothing'}"
    yield from _said(said, "dim", surface)
    for name, place, reason in account.not_analysed:
        yield from _said(f"  not analysed: {name} at {place}: {reason}", "red", surface)


def _said(text: str, style: str, surface: Surface) -> Iterator[str]:
    for line in wrapped(clean(text), surface.width):
        yield styled(line, style, colour=surface.colour)


def _ahead(text: str, surface: Surface) -> Iterator[str]:
    for number, line in enumerate(wrapped(clean(text), surface.width - 8)):
        yield styled(" " * 8 * bool(number) + line, "dim", colour=surface.colour)


def _indented(text: str, style: str, surface: Surface) -> Iterator[str]:
    for line in wrapped(text, surface.width - 2):
        yield f"  {styled(line, style, colour=surface.colour)}"
