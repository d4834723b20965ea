"""The layout of the report for people: services at a glance, findings by file, and the ledger."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import groupby

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from migrate.finding import Finding, Level
from migrate.ledger import NOT_ANALYSED
from migrate.report.card import Card, beneath, card
from migrate.report.surface import Surface, clean
from migrate.scan import Outcome, Repository, Scan, label

WIDE = 120
"""Columns from which on the services fit in one table; below, each is a list of lines."""

STYLES = {
    Level.BLOCKER: "bold red",
    Level.DECISION: "yellow",
    Level.LOSS: "magenta",
    Level.CHANGE: "cyan",
    Level.ADVICE: "green",
    Level.FAILURE: "red",
}
HEADINGS = (
    "Service",
    "Runs on",
    "Cluster",
    "Model",
    "Scoring script",
    "Scale",
    "Auth",
    "What becomes of it",
    "Place",
)


def laid_out(scan: Scan, surface: Surface) -> str:
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
    for repository in scan.repositories:
        for part in _parts(repository, surface, several=len(scan.repositories) > 1):
            console.print(part)
    return "\n".join(line.rstrip() for line in out.getvalue().split("\n"))


def _parts(repository: Repository, surface: Surface, *, several: bool) -> Iterator[RenderableType]:
    if several:
        yield Text(clean(repository.root), "bold underline")
    if repository.outcomes:
        cards = [card(outcome) for outcome in repository.outcomes]
        yield _table(cards) if surface.width >= WIDE else _list(cards)
    ordered = sorted(repository.findings, key=lambda finding: finding.place.path)
    for path, findings in groupby(ordered, key=lambda finding: finding.place.path):
        yield _file(beneath(repository.root, path), list(findings))
    if repository.outcomes:
        yield from (_account(outcome) for outcome in repository.outcomes)
        yield Text("")


def _table(cards: list[Card]) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    for heading in HEADINGS:
        table.add_column(heading, overflow="fold", style="bold" if heading == HEADINGS[0] else None)
    for item in cards:
        table.add_row(*(Text(clean(cell)) for cell in _cells(item)))
    return table


def _list(cards: list[Card]) -> Group:
    parts: list[RenderableType] = []
    for item in cards:
        name, *cells = _cells(item)
        lines = Table.grid(padding=(0, 1))
        lines.add_column(style="dim", no_wrap=True)
        lines.add_column(overflow="fold")
        for heading, cell in zip(HEADINGS[1:], cells, strict=True):
            if cell:
                lines.add_row(heading, Text(clean(cell)))
        parts += [Text(clean(name), "bold"), Padding(lines, (0, 0, 1, 2))]
    return Group(*parts)


def _cells(item: Card) -> tuple[str, ...]:
    return (
        item.name,
        item.kind,
        item.cluster,
        item.models,
        item.script,
        item.scale,
        item.auth,
        item.becomes,
        item.place,
    )


def _file(path: str, findings: list[Finding]) -> Group:
    lines = Table.grid(padding=(0, 2))
    for options in ({"justify": "right", "style": "dim"}, {}, {}):
        lines.add_column(no_wrap=True, **options)  # type: ignore[arg-type]
    lines.add_column(overflow="fold")
    for finding in findings:
        place = finding.place
        line = str(place.line) if place.cell is None else f"cell {place.cell}:{place.line}"
        said = f"{finding.service}: {finding.message}" if finding.service else finding.message
        lines.add_row(line, finding.rule, Text(finding.level.value, STYLES[finding.level]), Text(clean(said)))
    return Group(Text(clean(path), "bold"), Padding(lines, (0, 0, 1, 2)))


def _account(outcome: Outcome) -> RenderableType:
    """Return the ledger of a service: one line that adds up, and one for each fact nobody analysed."""
    account = outcome.ledger
    fates = ", ".join(f"{count} {fate}" for fate, count in sorted(account.fates.items()))
    name = clean(label(outcome.service))
    sign = "=" if account.balanced else "is not"
    parts = [Text(f"ledger  {name}: {account.found} found {sign} {fates or 'nothing'}", "dim")]
    for entry in account.entries:
        if entry.fate == NOT_ANALYSED:
            place = entry.fact.place or "unknown place"
            parts.append(Text(clean(f"  not analysed: {entry.fact.name} at {place}: {entry.reason}"), "red"))
    return Group(*parts)
