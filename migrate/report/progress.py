"""Progress between two reports: services, findings by level, what is gone and what is new."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from migrate.finding import Level
from migrate.report.baseline import compared, keys
from migrate.report.surface import clean
from migrate.report.view import Report
from migrate.suppression import LEFT

SCHEMA = "migrate-status/1"


@dataclass(frozen=True)
class Progress:
    """Counts before and now; ``markers`` are the findings about what ``migrate rewrite`` left for somebody to do.

    ``gone`` of the findings of before are no longer found, ``new`` were not there.
    """

    services: tuple[int, int]
    levels: dict[str, tuple[int, int]]
    findings: tuple[int, int]
    markers: tuple[int, int]
    gone: int
    new: int
    services_gone: tuple[str, ...]
    services_new: tuple[str, ...]
    services_left: tuple[str, ...]
    complete: bool

    @property
    def percent(self) -> int:
        """How much of what was found before is gone, rounded down: 100 only where all of it is."""
        return 100 if not self.findings[0] else self.gone * 100 // self.findings[0]


def progress(before: Report, now: Report) -> Progress:
    """Return the progress from one report to another; raise ``NotAReportError`` where findings have no content."""
    held = compared(now, Counter(keys(before)))
    old, new = _services(before), _services(now)
    counts = [Counter(finding.level for finding in report.findings) for report in (before, now)]
    return Progress(
        (len(before.services), len(now.services)),
        {level.value: (counts[0][level], counts[1][level]) for level in Level},
        (len(before.findings), len(now.findings)),
        (_markers(before), _markers(now)),
        len(held.fixed),
        sum(held.new),
        tuple(sorted((old - new).elements())),
        tuple(sorted((new - old).elements())),
        tuple(sorted((new & old).elements())),
        before.complete and now.complete,
    )


def _services(report: Report) -> Counter[str]:
    return Counter(service.glance.name for service in report.services)


def _markers(report: Report) -> int:
    return sum(finding.rule == LEFT for finding in report.findings)


def text(found: Progress) -> str:
    """Return the progress for people."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Progress) -> Iterator[str]:
    rows = [("services", found.services), *found.levels.items(), ("findings", found.findings)]
    rows.append(("markers", found.markers))
    shown = [(name, pair) for name, pair in rows if any(pair) or name in {"services", "findings"}]
    yield f"{'':<10}{'before':>8}{'now':>8}"
    for name, (before, now) in shown:
        yield f"{name:<10}{before:>8,}{now:>8,}"
    yield ""
    yield f"{found.gone:,} of {found.findings[0]:,} findings are gone ({found.percent} %); {found.new:,} are new."
    for said, names in (
        ("no longer v1", found.services_gone),
        ("new in v1", found.services_new),
        ("still v1", found.services_left),
    ):
        if names:
            yield clean(f"{said}: {', '.join(names)}")
    if not found.complete:
        yield "One of the two reports is not complete: something failed in this program."


def data(found: Progress) -> str:
    """Return the progress for machines."""
    pair = dict[str, tuple[int, int]](found.levels)
    return (
        json.dumps(
            {
                "schema": SCHEMA,
                "services": _pair(found.services),
                "findings": _pair(found.findings),
                "markers": _pair(found.markers),
                "levels": {name: _pair(counts) for name, counts in pair.items()},
                "gone": found.gone,
                "new": found.new,
                "percent": found.percent,
                "services_gone": found.services_gone,
                "services_new": found.services_new,
                "services_left": found.services_left,
                "complete": found.complete,
            },
            indent=2,
        )
        + "\n"
    )


def _pair(counts: tuple[int, int]) -> dict[str, int]:
    return {"before": counts[0], "now": counts[1]}
