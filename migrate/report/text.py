"""The report for people. What needs a table is laid out by rich, which is loaded only then."""

from __future__ import annotations

from collections import Counter

from migrate.finding import Level
from migrate.report.surface import Surface
from migrate.scan import Scan


def render(scan: Scan, surface: Surface) -> str:
    """Return the report, ready to print."""
    if not scan.findings and not scan.outcomes:
        return total(scan) + "\n"
    from compat.mapping.secrecy import redacted
    from migrate.report.layout import laid_out

    return redacted(laid_out(scan, surface)) + total(scan) + "\n"


def total(scan: Scan) -> str:
    """Return the last line: how much was found in how much."""
    findings = scan.findings
    files = sum(repository.files for repository in scan.repositories)
    if not findings and not scan.outcomes:
        return f"No Azure ML v1 found in {_count(files, 'file')}{_left_out(scan)}."
    counts = Counter(finding.level for finding in findings)
    levels = ", ".join(f"{counts[level]} {level.value}" for level in Level if counts[level])
    silenced = sum(repository.silenced for repository in scan.repositories)
    said = f"{_count(len(scan.outcomes), 'service')}, {_count(len(findings), 'finding')}"
    return (
        f"{said}{f' ({levels})' if levels else ''} in {_count(files, 'file')}"
        f"{f'; {silenced} suppressed' if silenced else ''}{_left_out(scan)}."
    )


def _left_out(scan: Scan) -> str:
    """Say what was not looked at because the user's own ignore files say so; a result must not look too clean."""
    skipped: Counter[str] = Counter()
    for repository in scan.repositories:
        skipped.update(
            {said: count for said, count in repository.skipped.items() if said.startswith("ignored")}
        )
    return "".join(f"; {count} {said} left out" for said, count in sorted(skipped.items()))


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
