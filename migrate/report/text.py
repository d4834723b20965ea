"""The report for people. What needs a table is laid out by rich, which is loaded only then."""

from __future__ import annotations

from collections import Counter

from migrate.finding import Level
from migrate.report.surface import Surface
from migrate.report.view import Report


def render(report: Report, surface: Surface) -> str:
    """Return the report, ready to print."""
    if not report.findings and not report.services:
        return total(report) + "\n"
    from compat.mapping.secrecy import redacted
    from migrate.report.layout import laid_out

    return redacted(laid_out(report, surface)) + total(report) + "\n"


def total(report: Report) -> str:
    """Return the last line: how much was found in how much."""
    findings = report.findings
    files = sum(section.files for section in report.sections)
    if not findings and not report.services:
        return f"No Azure ML v1 found in {_count(files, 'file')}{_left_out(report)}."
    counts = Counter(finding.level for finding in findings)
    levels = ", ".join(f"{counts[level]} {level.value}" for level in Level if counts[level])
    silenced = sum(section.silenced for section in report.sections)
    said = f"{_count(len(report.services), 'service')}, {_count(len(findings), 'finding')}"
    return (
        f"{said}{f' ({levels})' if levels else ''} in {_count(files, 'file')}"
        f"{f'; {silenced} suppressed' if silenced else ''}{_left_out(report)}."
    )


def _left_out(report: Report) -> str:
    """Say what was left out because the user said so; a result must not look too clean."""
    skipped: Counter[str] = Counter()
    hidden: Counter[str] = Counter()
    for section in report.sections:
        skipped.update({said: count for said, count in section.skipped.items() if said.startswith("ignored")})
        hidden.update(section.hidden)
    counts = [f"{count} {said}" for said, count in sorted(skipped.items())]
    counts += [f"{_count(count, 'finding')} {said}" for said, count in sorted(hidden.items())]
    return "".join(f"; {said} left out" for said in counts)


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
