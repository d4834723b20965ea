"""What makes a finding the same one in the next scan: its content, not its line.

The content is the rule, what it is about, the service, and the source line without its white space. Findings of one
file with the same content are counted.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from compat.value import Place
from migrate.finding import Finding

Lines = Mapping[int | None, tuple[str, ...]]
"""The source lines of a file by cell; those of a file without cells under None."""


class Identity(NamedTuple):
    """``content`` is the same wherever the finding stands; ``fingerprint`` is unique in its repository.

    ``file_line`` is the line in the file itself, also for a place in a cell.
    """

    content: str
    fingerprint: str
    file_line: int


def identities(findings: Iterable[Finding], text_of: Callable[[str], str | None]) -> list[Identity]:
    """Return the identity of each finding, in their order; ``text_of`` returns the text of a file by its path."""
    sources: dict[str, _Source] = {}
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for finding in findings:
        path = finding.place.path
        source = sources.get(path) or sources.setdefault(path, _Source(path, text_of(path)))
        content = content_of(finding, source.line(finding.place))
        seen[path, content] += 1
        fingerprint = _digest(path, content, str(seen[path, content]))
        found.append(Identity(content, fingerprint, source.file_line(finding.place)))
    return found


def content_of(finding: Finding, line: str | None) -> str:
    """Return what identifies a finding wherever it stands; its sentence stands in for a line that is not there."""
    said = finding.message if line is None else "".join(line.split())
    return _digest(finding.rule, finding.subject, finding.service, said)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


class _Source:
    """The lines of one file, and where those of its cells stand in it."""

    def __init__(self, path: str, text: str | None) -> None:
        self._cells: Lines = {}
        self._places: Mapping[int, tuple[int, ...]] = {}
        if text is not None and path.lower().endswith(".ipynb"):
            self._cells, self._places = _notebook(text)
        if text is not None:
            self._cells = {**self._cells, None: tuple(text.split("\n"))}

    def line(self, place: Place) -> str | None:
        lines = self._cells.get(place.cell, ())
        return lines[place.line - 1] if 0 < place.line <= len(lines) else None

    def file_line(self, place: Place) -> int:
        lines = () if place.cell is None else self._places.get(place.cell, ())
        if not lines:
            return place.line if place.cell is None else 1
        return lines[min(place.line, len(lines)) - 1]


def _notebook(text: str) -> tuple[Lines, Mapping[int, tuple[int, ...]]]:
    from migrate.read.notebook.cells import NotANotebookError, cells_of
    from migrate.read.notebook.file_lines import file_lines

    try:
        cells = cells_of(text)
    except NotANotebookError:
        return {}, {}
    return {cell.number: tuple(cell.text.split("\n")) for cell in cells}, file_lines(text)
