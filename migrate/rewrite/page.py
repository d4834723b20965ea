"""One piece of source that is edited: a file, or a cell of a notebook; its tree, and offsets of nodes."""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from compat.value import Place
from migrate.rewrite.proposal import Edit

_COMMENTED = re.compile(r"""\"(?:\\.|[^"\\])*\"|'(?:\\.|[^'\\])*'|(?P<comment>\#.*)""")


@dataclass(frozen=True, eq=False)
class Page:
    """``text`` has ``\\n`` as line end. ``plain`` is the same text as Python alone, where magics stand in it.

    ``cells`` are the cells of a notebook that are joined in this page, as (offset, lines above, number).
    """

    path: str
    text: str
    cell: int | None = None
    plain: str | None = None
    cells: tuple[tuple[int, int, int | None], ...] = ()

    @cached_property
    def tree(self) -> ast.Module | None:
        """The parsed source; None where it is no Python."""
        try:
            return ast.parse(self.text if self.plain is None else self.plain)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """The node above each node."""
        nodes = [] if self.tree is None else list(ast.walk(self.tree))
        return {child: node for node in nodes for child in ast.iter_child_nodes(node)}

    @cached_property
    def starts(self) -> list[int]:
        """The offset of each line's first character."""
        found, at = [0], self.text.find("\n")
        while at >= 0:
            found.append(at + 1)
            at = self.text.find("\n", at + 1)
        return found

    def offset(self, line: int, column: int = 1) -> int:
        """Return the offset of a place; both count from 1, columns in characters."""
        return self.starts[line - 1] + column - 1

    def offset_of(self, place: Place) -> int:
        """Return the offset of a place of this file."""
        above = next((lines for _, lines, cell in self.cells if cell == place.cell), 0)
        return self.offset(place.line + above, place.column or 1)

    def has(self, place: Place) -> bool:
        """Tell whether a place is on this page."""
        cells = [cell for _, _, cell in self.cells] or [self.cell]
        return place.path == self.path and place.cell in cells

    def line(self, offset: int) -> int:
        """Return the line, from 1, that an offset is in."""
        return bisect_right(self.starts, offset)

    def line_text(self, line: int) -> str:
        """Return a line without its end."""
        start = self.starts[line - 1]
        end = self.starts[line] - 1 if line < len(self.starts) else len(self.text)
        return self.text[start:end]

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Return the offsets of a node's first character and of the one after its last."""
        line, end_line = getattr(node, "lineno", 1), getattr(node, "end_lineno", 1)
        start = self._offset_of_bytes(line, getattr(node, "col_offset", 0))
        return start, self._offset_of_bytes(end_line, getattr(node, "end_col_offset", 0))

    def source(self, node: ast.AST) -> str:
        """Return the text of a node as it was written."""
        start, end = self.span(node)
        return self.text[start:end]

    def _offset_of_bytes(self, line: int, offset: int) -> int:
        text = self.line_text(line)
        if not text.isascii():
            offset = len(text.encode("utf-8", "surrogatepass")[:offset].decode("utf-8", "replace"))
        return self.starts[line - 1] + offset

    def nodes(self, place: Place) -> Iterator[ast.expr]:
        """Yield the expressions that start at a place, the outermost first."""
        if self.tree is not None and place.column and self.has(place):
            wanted = self.offset_of(place)
            yield from (node for node in self._starting.get(wanted, ()) if isinstance(node, ast.expr))

    def keyword(self, place: Place) -> ast.keyword | None:
        """Return the keyword argument that starts at a place."""
        if self.tree is None or not place.column or not self.has(place):
            return None
        nodes = self._starting.get(self.offset_of(place), ())
        return next((node for node in nodes if isinstance(node, ast.keyword)), None)

    @cached_property
    def _starting(self) -> dict[int, list[ast.AST]]:
        found: dict[int, list[ast.AST]] = {}
        for node in ast.walk(self.tree or ast.Module([], [])):
            if isinstance(node, ast.expr | ast.keyword):
                found.setdefault(self.span(node)[0], []).append(node)
        return found

    def call(self, place: Place, member: str) -> ast.Call | None:
        """Return the call that a usage is: it starts at the place, and calls something of that name."""
        calls = [node for node in self.nodes(place) if isinstance(node, ast.Call)]
        named = [node for node in calls if _last_name(node.func) == member]
        found = named or calls
        return found[0] if len(found) == 1 else None

    def attribute(self, place: Place, member: str) -> ast.Attribute | None:
        """Return the attribute that a usage is."""
        for node in self.nodes(place):
            if isinstance(node, ast.Attribute) and node.attr == member:
                return node
        return None

    def statement(self, node: ast.AST) -> ast.stmt | None:
        """Return the statement that a node stands in."""
        found: ast.AST | None = node
        while found is not None and not isinstance(found, ast.stmt):
            found = self.parents.get(found)
        return found

    def piece(self, offset: int) -> int:
        """Return where the cell that an offset is in begins, 0 in a file."""
        return max((start for start, _, _ in self.cells if start <= offset), default=0)

    def lines_of(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the whole lines that a stretch has alone, but for a comment behind it; None where others share them.

        Blank lines behind go too where there are some before, and the line end before where nothing follows.
        """
        text, piece = self.text, self.piece(start)
        limit = min((at - 1 for at, _, _ in self.cells if at > start), default=len(text))
        first = text.rfind("\n", 0, start) + 1
        last = text.find("\n", end)
        last = limit if last < 0 or last >= limit else last + 1
        rest = text[end:last].strip()
        if text[first:start].strip() or (rest and not rest.startswith("#")):
            return None
        before = text[piece:first].rstrip(" \t")
        while (not before or before.endswith("\n\n")) and text[last : last + 1] == "\n" and last < limit:
            last += 1
        if last >= limit and not text[piece:last].endswith("\n") and first > piece:
            first -= 1
        return first, last

    def comments(self, start: int, end: int) -> list[tuple[int, str]]:
        """Return the comments in a stretch of the text, with their offsets."""
        lines = self.text[start:end].split("\n")
        found = []
        at = start
        for line in lines:
            for match in _COMMENTED.finditer(line):
                if match["comment"]:
                    found.append((at + match.start("comment"), match["comment"].rstrip()))
            at += len(line) + 1
        return found

    def edit(self, start: int, end: int, text: str) -> Edit:
        """Return an edit of this page."""
        limit = len(self.text)
        for first, _, cell in reversed(self.cells):
            if start >= first:
                return Edit(start - first, min(end, limit) - first, text, cell)
            limit = first - 1
        return Edit(start, end, text, self.cell)

    def replaced(self, node: ast.AST, text: str) -> Edit:
        """Return the edit that puts a text in the place of a node."""
        return self.edit(*self.span(node), text)


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def joined(pages: Sequence[Page]) -> Page:
    """Return the cells of a notebook as one page, in which names are shared; what is no Python is left blank."""
    if len(pages) == 1 and pages[0].cell is None:
        return pages[0]
    cells, texts, plains, at, above = [], [], [], 0, 0
    for page in pages:
        lines = page.text.count("\n") + 1
        cells.append((at, above, page.cell))
        texts.append(page.text)
        parsed = page.tree is not None
        plains.append((page.plain or page.text) if parsed else "\n" * (lines - 1))
        at += len(page.text) + 1
        above += lines
    path = pages[0].path if pages else ""
    return Page(path, "\n".join(texts), None, "\n".join(plains), tuple(cells))
