"""The list itself: aligned text, CSV and Markdown."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from connectivity.setting import BY_NAME

if TYPE_CHECKING:
    from connectivity.target import Target

COLUMNS = (
    "phase",
    "host",
    "port",
    "protocol",
    "who",
    "need",
    "condition",
    "purpose",
    "symptom when blocked",
    "source",
)


def row(target: Target) -> tuple[str, ...]:
    """One target in the order of COLUMNS."""
    return (
        target.phase.value,
        target.pattern,
        str(target.port),
        target.protocol.value,
        " ".join(who.value for who in target.who),
        need(target),
        target.condition or "always",
        target.purpose,
        target.symptom,
        target.source,
    )


def need(target: Target) -> str:
    """Weight and expectation, and what is not certain."""
    words = [target.weight.value]
    if target.expectation.value != "reachable":
        words.append(target.expectation.value)
    if not target.documented:
        words.append("(inferred)")
    decisive = [each for each in target.condition.split(", ") if each.partition("=")[0] in target.uncertain]
    if decisive:
        words.append(f"(if {', '.join(decisive)})")
    return " ".join(words)


def ordered(targets: tuple[Target, ...]) -> list[Target]:
    """By phase, then by name."""
    return sorted(targets, key=lambda target: (target.phase.order, target.pattern, target.port))


def text(targets: tuple[Target, ...]) -> str:
    """Aligned columns, one phase after the other."""
    lines: list[str] = []
    phase = ""
    for target in ordered(targets):
        if target.phase.value != phase:
            phase = target.phase.value
            lines += ["", phase] if lines else [phase]
        flags = " ".join(BY_NAME[name].flag for name in target.missing)
        lines.append(
            f"  {f'{target.pattern}:{target.port}':<60} {target.protocol.value:<9} {need(target):<28} "
            f"{target.purpose}{f'  [needs {flags}]' if flags else ''}"
        )
    return "\n".join([*lines, ""])


def as_csv(targets: tuple[Target, ...]) -> str:
    """RFC 4180."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows(row(target) for target in ordered(targets))
    return out.getvalue()


def markdown(targets: tuple[Target, ...]) -> str:
    """A table."""
    lines = [f"| {' | '.join(COLUMNS)} |", f"|{' --- |' * len(COLUMNS)}"]
    for target in ordered(targets):
        cells = [cell.replace("|", "\\|") for cell in row(target)]
        cells[1] = f"`{cells[1]}`"
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, ""])
