"""A baseline: the findings that are known, so that only new ones are reported.

A finding is known by its file, rule and content, and each as often as it was there; the line does not count. One that
moved to another file is known too. The file has no lines and is sorted, so that it changes little from time to time.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from migrate.report.document import SCHEMA as REPORT
from migrate.report.document import Json, Object, objects
from migrate.report.view import NotAReportError, Report, report_of
from migrate.scan import OUR_FAULTS

SCHEMA = "migrate-baseline/1"


class Key(NamedTuple):
    """What makes a finding known."""

    path: str
    rule: str
    content: str


@dataclass(frozen=True)
class Comparison:
    """The findings of a report, by their place in it, held against known ones; ``fixed`` are no longer found."""

    new: tuple[bool, ...]
    fixed: tuple[Key, ...]


def keys(report: Report) -> list[Key]:
    """Return the key of each finding, in the order of the report; raise ``NotAReportError`` where one has none."""
    found = [
        Key(section.path_of(note.finding.place.path), note.finding.rule, note.content)
        for section in report.sections
        for note in section.notes
    ]
    if not all(key.content for key in found):
        raise NotAReportError("its findings have no content to know them by")
    return found


def known_of(data: Json) -> Counter[Key]:
    """Return what a baseline or a JSON report knows; raise ``NotAReportError`` for any other data."""
    if not isinstance(data, dict) or data.get("schema") not in {SCHEMA, REPORT}:
        raise NotAReportError(
            f"it is neither a baseline ({SCHEMA}) nor a JSON report of migrate scan ({REPORT})"
        )
    if data["schema"] == REPORT:
        return Counter(key for key in keys(report_of(data)) if key.rule not in OUR_FAULTS)
    found: Counter[Key] = Counter()
    for item in objects(data, "findings"):
        key = Key(*(str(item.get(name, "")) for name in Key._fields))
        count = item.get("count", 1)
        found[key] += count if isinstance(count, int) and count > 0 else 1
    return found


def compared(report: Report, known: Counter[Key]) -> Comparison:
    """Hold the findings of a report against known ones: first in the same file, then in any."""
    left = Counter(known)
    found = keys(report)
    new = [not _taken(left, key) or key.rule in OUR_FAULTS for key in found]
    elsewhere = Counter(key._replace(path="") for key in left.elements())
    moved: Counter[Key] = Counter()
    for number, key in enumerate(found):
        anywhere = key._replace(path="")
        if new[number] and key.rule not in OUR_FAULTS and _taken(elsewhere, anywhere):
            new[number] = False
            moved[anywhere] += 1
    fixed = [key for key in sorted(left.elements()) if not _taken(moved, key._replace(path=""))]
    return Comparison(tuple(new), tuple(fixed))


def _taken(counts: Counter[Key], key: Key) -> bool:
    if counts[key] <= 0:
        return False
    counts[key] -= 1
    return True


def baseline(report: Report) -> str:
    """Return the text of a baseline file that knows every finding of a report."""
    found = keys(report)
    counts = Counter(key for key in found if key.rule not in OUR_FAULTS)
    return json.dumps({"schema": SCHEMA, "findings": list(_entries(counts.items()))}, indent=1) + "\n"


def _entries(counts: Iterable[tuple[Key, int]]) -> Iterable[Object]:
    for key, count in sorted(counts):
        yield {**key._asdict(), **({"count": count} if count > 1 else {})}
