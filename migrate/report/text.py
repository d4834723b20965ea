"""The report for people. What needs a table is laid out by rich, which is loaded only then."""

from __future__ import annotations

from collections import Counter

from migrate.finding import Level
from migrate.report.left_out import left_out, silenced
from migrate.report.surface import Surface, unheard
from migrate.report.view import Report


def render(report: Report, surface: Surface) -> str:
    """Return the report, ready to print."""
    if not report.findings and not report.services:
        return total(report) + "\n"
    from compat.mapping.secrecy import redacted
    from migrate.report.layout import laid_out

    return unheard(redacted(laid_out(report, surface)), "\\x{:02x}") + total(report) + "\n"


def total(report: Report) -> str:
    """Return the last line: how much was found in how much."""
    findings = report.findings
    files = sum(section.files for section in report.sections)
    if not findings and not report.services:
        return f"No Azure ML v1 found in {_count(files, 'file')}{_left_out(report)}."
    counts = Counter(finding.level for finding in findings)
    levels = ", ".join(f"{counts[level]} {level.value}" for level in Level if counts[level])
    quiet = silenced(report.document)
    said = f"{_count(len(report.services), 'service')}, {_count(len(findings), 'finding')}"
    return (
        f"{said}{f' ({levels})' if levels else ''} in {_count(files, 'file')}"
        f"{f'; {quiet} suppressed' if quiet else ''}{_left_out(report)}."
    )


def _left_out(report: Report) -> str:
    return "".join(f"; {said} left out" for said in left_out(report.document))


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
