"""A file as pieces of text with a place for each position: the whole of it, or its cells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from compat.value import Place
from migrate.read.notebook.cells import NotANotebookError, cells_of
from migrate.read.reading import SourceFile


class Passage:
    """One piece of text; ``cell`` is its number in a notebook."""

    def __init__(self, path: str, text: str, cell: int | None = None) -> None:
        self.text = text
        self._path = path
        self._cell = cell
        self._starts = [0]
        self._starts += [at + 1 for at, character in enumerate(text) if character == "\n"]

    def place(self, at: int) -> Place:
        """Return the place of a position."""
        line = bisect_right(self._starts, at)
        return Place(self._path, line, at - self._starts[line - 1] + 1, line, self._cell)


def passages(source: SourceFile) -> Iterator[Passage]:
    """Yield the pieces of a file; the outputs of a notebook are nobody's code, so only its cells are read."""
    if not source.path.lower().endswith(".ipynb"):
        yield Passage(source.path, source.text)
        return
    try:
        cells = cells_of(source.text)
    except NotANotebookError:
        return
    for cell in cells:
        yield Passage(source.path, cell.text, cell.number)
