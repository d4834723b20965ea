"""Where reports go: ``FORMAT`` to the terminal, ``FORMAT=FILE`` to a file."""

from __future__ import annotations

import sys
from typing import NamedTuple

from migrate.report import FORMATS, render
from migrate.report.surface import Surface, surface_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from migrate.report.view import Report

BRIEF = frozenset({"text", "html"})
"""Formats that need no more of the document than what people read."""

WITH_FIXES = frozenset({"sarif"})
"""Formats that tell fixes, for which every file with findings is looked at once more."""


class DestinationError(Exception):
    """A format or a file that cannot be written to; the message says what to do instead."""


class Destination(NamedTuple):
    """One report to write; without a file it goes to standard output."""

    format: str
    file: str = ""


def destinations(asked: Sequence[str]) -> list[Destination]:
    """Return what ``--format`` asks for; raise ``DestinationError`` where that cannot be."""
    wanted = [
        Destination(name, file) for name, _, file in (text.partition("=") for text in asked or ["text"])
    ]
    for item in wanted:
        if item.format not in FORMATS:
            raise DestinationError(f"unknown format {item.format}; there are {', '.join(FORMATS)}")
    if sum(1 for item in wanted if not item.file) > 1:
        raise DestinationError(
            "only one format can go to the terminal; write the others to files, as in json=scan.json"
        )
    files = [item.file for item in wanted if item.file]
    if len(set(files)) < len(files):
        raise DestinationError("two formats are to be written to one file; name a file for each")
    return wanted


def write_all(report: Report, wanted: Iterable[Destination]) -> list[tuple[str, str]]:
    """Write a report in every format that was asked for; return what was written, as (file, text)."""
    written = []
    for name, file in wanted:
        text = render(name, report, Surface() if file else surface_of(sys.stdout))
        write(text, file)
        written.append((file, text))
    return written


def write(text: str, file: str = "") -> None:
    """Write text to a file, or to standard output in whatever encoding that has."""
    if file:
        with open(file, "w", encoding="utf-8", newline="\n") as stream:  # noqa: PTH123 - pathlib is not loaded otherwise
            stream.write(text)
        return
    data = text.encode(sys.stdout.encoding or "utf-8", "backslashreplace")
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.flush()
