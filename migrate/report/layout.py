"""The layout of the report for people: services at a glance, findings by file, and the ledger."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import groupby

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from compat.value import Place
from migrate.finding import Finding, Level
from migrate.report.glance import Glance, beneath
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


def laid_out(report: Report, surface: Surface) -> str:
    """Return everything but the last line."""
    out = io.StringIO()
    console = Console(
        file=out,
        width=max(surface.width, 40),
        force_terminal=surface.colour,
        color_system="standard" if surface.colour else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    for section in report.sections:
        for part in _parts(section, surface, several=len(report.sections) > 1):
            console.print(part)
    return "\n".join(line.rstrip() for line in out.getvalue().split("\n"))


def _parts(section: Section, surface: Surface, *, several: bool) -> Iterator[RenderableType]:
    if several:
        yield Text(clean(section.root), "bold underline")
    if section.services:
        glances = [service.glance for service in section.services]
        yield _table(glances, surface.width) or _list(glances)
    ordered = sorted(section.findings, key=lambda finding: finding.place.path)
    for path, findings in groupby(ordered, key=lambda finding: finding.place.path):
        yield _file(beneath(section.root, path), list(findings))
    if section.services:
        yield from (_account(service) for service in section.services)
        yield Text("")


def _table(glances: list[Glance], width: int) -> Group | None:
    """Return one line a service with what matters, and a second one below; None where it does not fit."""
    rows = [[clean(cell) for cell in _cells(item)] for item in glances]
    heads = list(HEADINGS[:IN_LINE])
    widths = [max(cell_len(row[index]) for row in [heads, *rows]) for index in range(IN_LINE)]
    if sum(widths) + 2 * (IN_LINE - 1) > width:
        return None
    parts: list[RenderableType] = [Text(_aligned(heads, widths), "bold underline")]
    for row in rows:
        below = " · ".join(cell for cell in row[IN_LINE:] if cell)
        line = Text(_aligned(row, widths))
        line.stylize("bold", 0, len(row[0]))
        parts += [line, Padding(Text(below, "dim"), (0, 0, 0, 2))]
    return Group(*parts, Text(""))


def _aligned(cells: list[str], widths: list[int]) -> str:
    pairs = zip(cells, widths, strict=False)
    return "  ".join(cell + " " * (width - cell_len(cell)) for cell, width in pairs).rstrip()


def _list(glances: list[Glance]) -> Group:
    parts: list[RenderableType] = []
    for item in glances:
        name, *cells = _cells(item)
        lines = Table.grid(padding=(0, 1))
        lines.add_column(style="dim", no_wrap=True)
        lines.add_column(overflow="fold")
        for heading, cell in zip(HEADINGS[1:], cells, strict=True):
            if cell:
                lines.add_row(heading, Text(clean(cell)))
        parts += [Text(clean(name), "bold"), Padding(lines, (0, 0, 1, 2))]
    return Group(*parts)


def _cells(item: Glance) -> tuple[str, ...]:
    first = (item.name, item.kind, item.cluster, item.models, item.scale, item.auth)
    return (*first, item.script, item.becomes, item.place)


def _file(path: str, findings: list[Finding]) -> Group:
    lines = Table.grid(padding=(0, 2))
    for options in ({"justify": "right", "style": "dim"}, {}, {}):
        lines.add_column(no_wrap=True, **options)  # type: ignore[arg-type]
    lines.add_column(overflow="fold")
    for same, places in _alike(findings):
        said = f"{same.service}: {same.message}" if same.service else same.message
        lines.add_row(
            _lines(places), same.rule, Text(same.level.value, STYLES[same.level]), Text(clean(said))
        )
    return Group(Text(clean(path), "bold"), Padding(lines, (0, 0, 1, 2)))


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


def _account(service: Served) -> RenderableType:
    """Return the ledger of a service: one line that adds up, and one for each fact nobody analysed."""
    account = service.account
    fates = ", ".join(f"{count} {fate}" for fate, count in sorted(account.fates.items()))
    name = clean(service.glance.name)
    sign = "=" if account.balanced else "is not"
    parts = [Text(f"ledger  {name}: {account.found} found {sign} {fates or 'nothing'}", "dim")]
    for name, place, reason in account.not_analysed:
        parts.append(Text(clean(f"  not analysed: {name} at {place}: {reason}"), "red"))
    return Group(*parts)
