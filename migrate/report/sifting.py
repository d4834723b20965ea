"""A report without some of its findings; how many were left out, and why, stays in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migrate.report.document import Object, objects, with_repositories
from migrate.report.view import Report, report_of


def without(report: Report, kept: Sequence[bool], reason: str) -> Report:
    """Return a report with the findings that are kept, by their place in it.

    ``reason`` completes "so many findings ...", as in ``in the baseline``. The services stay: they are what there is.
    """
    marks = iter(kept)
    repositories = [_sifted(item, marks, reason) for item in objects(report.document, "repositories")]
    return report_of(with_repositories(repositories, report.day, report.version))


def _sifted(repository: Object, marks: Iterator[bool], reason: str) -> Object:
    findings = objects(repository, "findings")
    stay = [finding for finding in findings if next(marks)]
    hidden = repository.get("hidden")
    counts: Object = dict(hidden) if isinstance(hidden, dict) else {}
    if len(stay) < len(findings):
        before = counts.get(reason)
        counts[reason] = len(findings) - len(stay) + (before if isinstance(before, int) else 0)
    return {**repository, "findings": list(stay), "hidden": counts}
