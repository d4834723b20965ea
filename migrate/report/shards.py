"""Documents that were written to files: read, and put together."""

from __future__ import annotations

import json
import posixpath
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from migrate.report.document import Json, Object, objects, with_repositories
from migrate.report.view import NotAReportError, Report, report_of

LARGEST = 1 << 30
"""Bytes of the largest file that is read."""


def data_in(file: str) -> Json:
    """Return the JSON data of a file; raise ``NotAReportError`` where it is none."""
    path = Path(file)
    if path.stat().st_size > LARGEST:
        raise NotAReportError(f"{file}: it has more than {LARGEST:,} bytes")
    try:
        data: Json = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise NotAReportError(f"{file}: it is not JSON") from None
    return data


def report_in(file: str) -> Report:
    """Return the JSON report in a file; raise ``NotAReportError`` where it holds none."""
    try:
        return report_of(data_in(file))
    except NotAReportError as error:
        raise NotAReportError(str(error) if str(error).startswith(file) else f"{file}: {error}") from None


def merged(files: Sequence[str]) -> Report:
    """Return one report of the JSON reports in files, in the order given.

    Where two name the same root, each root begins with the name of its file: every shard of a fleet scans ``.``.
    Raises ``NotAReportError`` for a file that holds no report, and where roots cannot be told apart.
    """
    reports = [(file, report_in(file)) for file in files]
    roots = Counter(section.root for _, report in reports for section in report.sections)
    repositories = [item for file, report in reports for item in _named(file, report, roots)]
    names = Counter(str(item["root"]) for item in repositories)
    twice = sorted(name for name, count in names.items() if count > 1)
    if twice:
        raise NotAReportError(
            f"two of the files report {twice[0]}; give the files names of their own, or one of them"
        )
    version = max((report.version for _, report in reports), key=_order)
    day = max((report.day for _, report in reports if report.day is not None), default=None)
    return report_of(with_repositories(repositories, day, version))


def _named(file: str, report: Report, roots: Counter[str]) -> Iterator[Object]:
    stem = Path(file).name.removesuffix(".json")
    for item in objects(report.document, "repositories"):
        root = str(item.get("root", ""))
        apart = posixpath.normpath(posixpath.join(stem, root.lstrip("/")))
        yield {**item, "root": apart if roots[root] > 1 else root}


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())
