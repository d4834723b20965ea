"""A piece of text inside a file, in which every offset knows its line and column in that file."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from compat.value import Place


@dataclass(frozen=True)
class Where:
    """Where a piece of text begins: the file, the line and column of its first character, and the cell.

    ``line`` counts from 1 in the file, or in the cell of a notebook; ``column`` from 1.
    """

    path: str
    line: int = 1
    column: int = 1
    cell: int | None = None


@dataclass(frozen=True)
class Passage:
    """Text, and for each of its pieces the offset it starts at with the line and column that this is in the file."""

    text: str
    where: Where
    pieces: tuple[tuple[int, int, int], ...]

    @staticmethod
    def of(text: str, where: Where) -> Passage:
        """Return a text that stands in the file as it is; only its first line may begin inside a line."""
        pieces = [(0, where.line, where.column)]
        start = text.find("\n") + 1
        line = where.line
        while start:
            line += 1
            pieces.append((start, line, 1))
            start = text.find("\n", start) + 1
        return Passage(text, where, tuple(pieces))

    @staticmethod
    def joined(lines: Sequence[tuple[str, int, int]], where: Where, separator: str = "\n") -> Passage:
        """Return a text put together from pieces, each with the line and column it starts at."""
        pieces = []
        texts = []
        at = 0
        for text, line, column in lines:
            pieces.append((at, line, column))
            texts.append(text)
            at += len(text) + len(separator)
        return Passage(separator.join(texts), where, tuple(pieces) or ((0, where.line, where.column),))

    def place(self, start: int, end: int = 0) -> Place:
        """Return the place of the text from one offset to another."""
        line, column = self.position(start)
        last = self.position(max(start, end - 1))[0] if end else line
        return Place(self.where.path, line, column, max(line, last), self.where.cell)

    def position(self, offset: int) -> tuple[int, int]:
        """Return the line and column of an offset."""
        at = max(bisect_right(self.pieces, (offset, 1 << 60, 0)) - 1, 0)
        start, line, column = self.pieces[at]
        return line, column + offset - start
