"""Where the lines of a notebook's cells stand in the file itself, for tools that know files and lines only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from json import JSONDecoder

_TOKEN = re.compile(r"[ \t\r\n]*(?:([{}\[\],:\"])|[^\s{}\[\],:\"]+)")


def file_lines(text: str) -> Mapping[int, tuple[int, ...]]:
    """Return for each cell, by its index over all cells, the line in the file of each line of its source.

    Both count as in ``Place``; what is no JSON gives nothing. A source that is one string stands in one line.
    """
    lines: dict[int, list[int]] = {}
    whole: set[int] = set()
    try:
        for cell, line, part in _parts(text):
            known = lines.setdefault(cell, [])
            begun = part.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            complete = not begun[-1]
            known += [line] * (len(begun) - complete - (bool(known) and cell not in whole))
            (whole.add if complete else whole.discard)(cell)
    except ValueError:
        return {}
    return {cell: tuple(known) for cell, known in lines.items()}


def _parts(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield each string of each cell's source: index of the cell, line in the file, the string."""
    line, seen, cells = 1, 0, _Cells()
    for path, offset, value in _strings(text):
        if _of_source(path):
            line, seen = line + text.count("\n", seen, offset), offset
            yield cells.number(path), line, value


class _Cells:
    """Numbers cells in order over all worksheets of format 3; format 4 has one list of them."""

    def __init__(self) -> None:
        self._base = 0
        self._sheet: object = None
        self._last = -1

    def number(self, path: tuple[object, ...]) -> int:
        sheet, index = (path[1], path[3]) if path[0] == "worksheets" else (None, path[1])
        if sheet != self._sheet:
            self._sheet, self._base = sheet, self._last + 1
        self._last = self._base + (index if isinstance(index, int) else 0)
        return self._last


def _of_source(path: tuple[object, ...]) -> bool:
    if path[:1] == ("cells",):
        return len(path) in {3, 4} and path[2] in {"source", "input"}
    return path[:1] == ("worksheets",) and len(path) in {5, 6} and path[2] == "cells" and path[4] == "input"


def _strings(text: str) -> Iterator[tuple[tuple[object, ...], int, str]]:
    """Yield every string value of a JSON text with its path of keys and indexes, and where it stands."""
    path: list[str | int] = []
    decoder = JSONDecoder(strict=False)
    at, key = 1 if text.startswith("\ufeff") else 0, False
    while (match := _TOKEN.match(text, at)) is not None:
        at, sign = match.end(), match.group(1)
        if sign == '"':
            start = at - 1
            value, at = decoder.raw_decode(text, start)
            if key and path:
                path[-1], key = value, False
            else:
                yield tuple(path), start, value
        elif sign in {"{", "["}:
            path.append("" if sign == "{" else 0)
            key = sign == "{"
        elif sign in {"}", "]"} and path:
            path.pop()
            key = False
        elif sign == "," and path:
            last = path[-1]
            path[-1] = last + 1 if isinstance(last, int) else ""
            key = not isinstance(last, int)
