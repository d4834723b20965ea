"""Cells of a notebook as pages, and edits of cells as edits of the JSON text that holds them.

Only the strings of changed lines are written again; outputs, metadata, order of keys and white space stay.
"""

from __future__ import annotations

import difflib
import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from migrate.read.notebook.cells import PYTHON, cells_of
from migrate.read.notebook.dissection import Use, dissected
from migrate.read.notebook.masking import masked
from migrate.rewrite.choosing import applied
from migrate.rewrite.original import NotEditableError
from migrate.rewrite.page import Page
from migrate.rewrite.proposal import Edit

_SPACE = re.compile(r"[ \t\n\r]*")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_SCALAR = re.compile(r"[^\s,\]}]+")
_ESCAPED = re.compile(r"\\u(?!00[01])[0-9a-fA-F]{4}")


def pages_of(path: str, text: str) -> tuple[Page, ...]:
    """Return the code cells of a notebook; a cell that is no Python has nothing that parses."""
    found = []
    for cell in cells_of(text):
        part = dissected(cell)
        plain = None
        if cell.language == PYTHON and part.use is Use.PYTHON:
            plain = masked("\n" * (part.first_line - 1) + part.text).text
        found.append(Page(path, cell.text, cell.number, plain if plain is not None else "("))
    return tuple(found)


def edits_of_json(text: str, edits: Sequence[Edit]) -> Iterator[Edit]:
    """Yield the edits of the notebook's own text that make edits of its cells.

    Raises ``NotEditableError`` where a cell's text is not where it is expected.
    """
    sources = _sources(text)
    texts = {cell.number: cell.text for cell in cells_of(text)}
    for number in sorted({edit.cell for edit in edits if edit.cell is not None}):
        source = sources.get(number)
        if source is None or "".join(source.lines) != texts[number]:
            raise NotEditableError(f"the source of cell {number} is not written as text lines")
        mine = sorted(edit for edit in edits if edit.cell == number)
        if source.listed and any("\n" in line[:-1] for line in source.lines):
            yield from _strings(text, source, mine)
        else:
            yield from _cell(text, source, applied(texts[number], mine))


@dataclass(frozen=True)
class _Literal:
    """A string of the JSON text: where it stands, and what it says."""

    start: int
    end: int
    value: str


@dataclass(frozen=True)
class _Source:
    literals: tuple[_Literal, ...]
    listed: bool

    @property
    def lines(self) -> list[str]:
        return [literal.value for literal in self.literals]


def _strings(text: str, source: _Source, edits: Sequence[Edit]) -> Iterator[Edit]:
    """Yield the edits of a cell whose strings hold several lines each: those that are touched stay one string."""
    plain = not _ESCAPED.search(text) or not text.isascii()
    starts = list(accumulate((len(line) for line in source.lines), initial=0))[:-1]
    groups: list[tuple[int, int, list[Edit]]] = []
    for edit in edits:
        first, last = (
            bisect_right(starts, edit.start) - 1,
            bisect_right(starts, max(edit.start, edit.end - 1)) - 1,
        )
        if groups and first <= groups[-1][1]:
            start, end, inside = groups.pop()
            groups.append((start, max(end, last), [*inside, edit]))
        else:
            groups.append((first, last, [edit]))
    for first, last, inside in groups:
        at = starts[first]
        old = "".join(source.lines[first : last + 1])
        new = applied(old, [Edit(one.start - at, one.end - at, one.text) for one in inside])
        written = json.dumps(new, ensure_ascii=not plain)
        yield Edit(source.literals[first].start, source.literals[last].end, written)


def _cell(text: str, source: _Source, after: str) -> Iterator[Edit]:
    plain = not _ESCAPED.search(text) or not text.isascii()
    if not source.listed:
        only = source.literals[0]
        yield Edit(only.start, only.end, json.dumps(after, ensure_ascii=not plain))
        return
    new = after.splitlines(keepends=True) if not _odd(after) else re.findall(r"[^\n]*\n|[^\n]+", after)
    matcher = difflib.SequenceMatcher(None, source.lines, new, autojunk=False)
    for tag, first, last, start, end in matcher.get_opcodes():
        if tag != "equal":
            written = [json.dumps(line, ensure_ascii=not plain) for line in new[start:end]]
            yield _lines(text, source.literals, first, last, written)


def _odd(text: str) -> bool:
    """Tell whether a text has characters that other programs take for line ends."""
    return any(mark in text for mark in "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")


def _lines(text: str, literals: Sequence[_Literal], first: int, last: int, written: list[str]) -> Edit:
    """Return the edit that puts strings in the place of those from ``first`` to before ``last``."""
    between = _between(text, literals)
    joined = between.join(written)
    if first < last and written:
        return Edit(literals[first].start, literals[last - 1].end, joined)
    if written and first < len(literals):
        return Edit(literals[first].start, literals[first].start, joined + between)
    if written:
        return Edit(literals[-1].end, literals[-1].end, between + joined)
    if last < len(literals):
        return Edit(literals[first].start, literals[last].start, "")
    start = literals[first - 1].end if first else literals[first].start
    return Edit(start, literals[last - 1].end, "")


def _between(text: str, literals: Sequence[_Literal]) -> str:
    """Return what parts two lines of a cell: as it is between the first two, or as in front of an only one."""
    if len(literals) > 1:
        return text[literals[0].end : literals[1].start]
    start = text.rfind("[", 0, literals[0].start) + 1
    return f",{text[start : literals[0].start] or ' '}"


def _sources(text: str) -> dict[int, _Source]:
    """Return where the text of each cell stands, by the cell's number over all cells."""
    found = _Walk(text)
    try:
        found.value((), 0 if not text.startswith("\ufeff") else 1)
    except (IndexError, AttributeError, RecursionError):
        raise NotEditableError("its JSON is not written as expected") from None
    return found.sources


class _Walk:
    """One pass over JSON that is known to be valid, noting where the sources of cells stand."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._sheets: dict[tuple[str, ...], int] = {}
        self._number = -1
        self.sources: dict[int, _Source] = {}

    def value(self, path: tuple[str, ...], at: int) -> int:
        """Walk over the value that begins at an offset or behind white space; return the offset behind it."""
        at = self._skip(at)
        mark = self._text[at]
        if mark == '"':
            return self._string(at).end
        if mark == "{":
            return self._mapping(path, at + 1)
        if mark == "[":
            return self._sequence(path, at + 1)
        return self._matched(_SCALAR, at)

    def _mapping(self, path: tuple[str, ...], at: int) -> int:
        while True:
            at = self._skip(at)
            if self._text[at] == "}":
                return at + 1
            if self._text[at] == ",":
                at = self._skip(at + 1)
            key = self._string(at)
            at = self._skip(key.end) + 1
            inner = (*path, key.value)
            if inner[-1] in {"source", "input"} and inner[-3:-1] == ("cells", "#"):
                at = self._source(at)
            else:
                at = self.value(inner, at)

    def _sequence(self, path: tuple[str, ...], at: int) -> int:
        cells = path in {("cells",), ("worksheets", "#", "cells")}
        while True:
            at = self._skip(at)
            if self._text[at] == "]":
                return at + 1
            if self._text[at] == ",":
                at += 1
            self._number += cells
            at = self.value((*path, "#"), at)

    def _source(self, at: int) -> int:
        at = self._skip(at)
        if self._text[at] == '"':
            literal = self._string(at)
            self.sources[self._number] = _Source((literal,), listed=False)
            return literal.end
        if self._text[at] != "[":
            return self.value((), at)
        literals: list[_Literal] = []
        at = self._skip(at + 1)
        while self._text[at] != "]":
            if self._text[at] == ",":
                at = self._skip(at + 1)
            if self._text[at] != '"':
                return self.value((), at)
            literals.append(self._string(at))
            at = self._skip(literals[-1].end)
        if literals:
            self.sources[self._number] = _Source(tuple(literals), listed=True)
        return at + 1

    def _string(self, at: int) -> _Literal:
        end = self._matched(_STRING, at)
        return _Literal(at, end, json.loads(self._text[at:end], strict=False))

    def _skip(self, at: int) -> int:
        return self._matched(_SPACE, at)

    def _matched(self, pattern: re.Pattern[str], at: int) -> int:
        match = pattern.match(self._text, at)
        return match.end() if match else len(self._text)
