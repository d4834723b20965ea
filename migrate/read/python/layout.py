"""Where the nodes of one source stand, and the text they were written as."""

from __future__ import annotations

import ast
import re

from compat.value import Place

_LINE_ENDS = re.compile(r"\r\n|\r|\n")
_LONGEST = 300


class Layout:
    """The lines of one source. ``cell`` and ``first_line`` place a part of a larger file, such as a cell."""

    def __init__(self, path: str, text: str, *, cell: int | None = None, first_line: int = 1) -> None:
        self.path = path
        self.text = text
        self._lines = _LINE_ENDS.split(text)
        self._cell = cell
        self._shift = first_line - 1

    def place(self, node: ast.AST) -> Place:
        """Return where a node starts; the column counts characters, from 1."""
        line = getattr(node, "lineno", 1)
        return Place(
            self.path,
            line + self._shift,
            self._column(line, getattr(node, "col_offset", 0)) + 1,
            (getattr(node, "end_lineno", None) or line) + self._shift,
            self._cell,
        )

    def source(self, node: ast.AST) -> str:
        """Return the text of a node on one line; long text is cut in the middle."""
        start, end = getattr(node, "lineno", 0), getattr(node, "end_lineno", None) or 0
        if not 0 < start <= end <= len(self._lines):
            return _short(_unparsed(node))
        first = self._column(start, getattr(node, "col_offset", 0))
        last = self._column(end, getattr(node, "end_col_offset", 0))
        if start == end:
            return _short(self._lines[start - 1][first:last])
        lines = [self._lines[start - 1][first:], *self._lines[start : end - 1], self._lines[end - 1][:last]]
        text = " ".join(line.strip().rstrip("\\") for line in lines)
        # Comments, and line ends inside of texts, need the parser's own view.
        return _short(_unparsed(node) if "#" in text or '"""' in text or "'''" in text else text)

    def _column(self, line: int, offset: int) -> int:
        """Turn an offset in UTF-8 bytes into one in characters."""
        text = self._lines[line - 1] if 0 < line <= len(self._lines) else ""
        if text.isascii():
            return offset
        return len(text.encode("utf-8", "surrogatepass")[:offset].decode("utf-8", "replace"))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 40]} ... {text[-30:]}"


def _unparsed(node: ast.AST) -> str:
    try:
        return ast.unparse(node)
    except (RecursionError, ValueError, AttributeError, MemoryError):
        return "..."
