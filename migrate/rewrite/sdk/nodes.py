"""Nodes of one file: what usages are in its tree, what their arguments say, what comments stand with them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cached_property

from compat.value import Place
from migrate.rewrite.page import Page
from migrate.rewrite.proposal import Edit
from migrate.rewrite.sdk.code import Code, Style, style_of
from migrate.rewrite.sdk.scopes import Scopes
from migrate.rewrite.source import Source
from migrate.usage import Form, Usage

Span = tuple[int, int]


class Nodes:
    """The tree of one file, by usages and places."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.page: Page = source.whole
        self.scopes = Scopes(self.page)
        self._taken: set[str] = set()
        self._fresh: dict[object, str] = {}

    @cached_property
    def style(self) -> Style:
        """How the file is written."""
        return style_of(self.page.text)

    def call(self, usage: Usage) -> ast.Call | None:
        """Return the call that a usage is."""
        if usage.form is not Form.CALL:
            return None
        return self.page.call(usage.place, usage.symbol.rpartition(".")[2])

    def node(self, usage: Usage) -> ast.expr | None:
        """Return the call or attribute that a usage is."""
        if usage.form is Form.ATTRIBUTE:
            found = self.page.attribute(usage.place, usage.symbol.rpartition(".")[2])
            return found or next(iter(self.page.nodes(usage.place)), None)
        return self.call(usage)

    def argument(self, usage: Usage, *names: str) -> ast.expr | None:
        """Return the value given to the first of some parameters that has one."""
        for name in names:
            for item in usage.arguments:
                if item.name == name:
                    return self.value_at(item.place)
        return None

    def value_at(self, place: Place | None) -> ast.expr | None:
        """Return the value of the argument, entry or assignment that stands at a place."""
        if place is None:
            return None
        keyword = self.page.keyword(place)
        if keyword is not None:
            return keyword.value
        for node in self.page.nodes(place):
            above = self.page.parents.get(node)
            if isinstance(above, ast.Assign) and node in above.targets:
                return above.value
            if isinstance(above, ast.Dict) and node in above.keys:
                return above.values[above.keys.index(node)]
            if isinstance(above, ast.Call) and node in above.args:
                return node
        return None

    def made_by(self, node: ast.expr | None) -> ast.Call | None:
        """Return the call that gives an expression its value: itself, or the only one assigned to its name."""
        if isinstance(node, ast.Name):
            owner = self.scopes.owner(node.id, self.scopes.scope(node))
            bound = [] if owner is None else self.scopes.bindings(node.id, owner)
            above = self.page.parents.get(bound[0]) if len(bound) == 1 else None
            node = above.value if isinstance(above, ast.Assign) else None
        return node if isinstance(node, ast.Call) else None

    def usages_in(self, span: Span) -> Iterator[Usage]:
        """Yield the usages whose node lies in a stretch of the text."""
        for usage, node in self.nodes:
            start, end = self.page.span(node)
            if span[0] <= start and end <= span[1]:
                yield usage

    @cached_property
    def nodes(self) -> list[tuple[Usage, ast.expr]]:
        """The usages of the page with their nodes."""
        found = ((usage, self.node(usage)) for usage in self.source.usages if self.page.has(usage.place))
        return [(usage, node) for usage, node in found if node is not None]

    def usage_at(self, place: Place | None, *ends: str) -> Usage | None:
        """Return the usage at a place whose symbol ends in one of some names."""
        for usage in self.source.usages:
            if usage.place == place and usage.form is not Form.IMPORT and usage.symbol.endswith(ends):
                return usage
        return None

    def comments_of(self, node: ast.expr) -> tuple[tuple[str, ...], str]:
        """Return the comment lines above an argument of a call over several lines, and the comment beside it."""
        call: ast.AST | None = node
        while call is not None and not isinstance(call, ast.Call):
            call = self.page.parents.get(call)
        if call is None or call is node:
            call = self.page.parents.get(node)
            while call is not None and not isinstance(call, ast.Call):
                call = self.page.parents.get(call)
        if call is None:
            return (), ""
        first, last = self.page.span(call)
        start, end = self.page.span(node)
        line_end = self.page.text.find("\n", end)
        limit = min(last, line_end if line_end >= 0 else last)
        beside = [text for _, text in self.page.comments(end, limit)] if end < limit else []
        above = self._above(self.page.line(start), self.page.line(first))
        return above, beside[0] if beside else ""

    def _above(self, line: int, limit: int) -> tuple[str, ...]:
        """Return the lines right above a line, and below another one, that are comments only."""
        found: list[str] = []
        while line - 1 > limit and self.page.line_text(line - 1).lstrip().startswith("#"):
            line -= 1
            found.insert(0, self.page.line_text(line).strip())
        return tuple(found)

    def indent(self, statement: ast.stmt) -> str:
        """Return the white space in front of a statement."""
        text = self.page.line_text(statement.lineno)
        return text[: len(text) - len(text.lstrip())]

    def written(self, code: Code, statement: ast.stmt, before: str = "") -> str:
        """Return code as text that stands in a statement, behind ``before`` in its line."""
        return before + self.style.written(code, self.indent(statement), len(before))

    def fresh(self, key: object, *names: str) -> str:
        """Return the first name that the file does not use; the same for the same key."""
        if key not in self._fresh:
            numbered = (f"{names[-1]}_{number}" for number in range(2, 99))
            used = self.scopes.identifiers | self._taken
            self._fresh[key] = next(name for name in (*names, *numbered) if name not in used)
            self._taken.add(self._fresh[key])
        return self._fresh[key]

    def absolute(self, edit: Edit) -> Edit:
        """Return an edit of a cell as one of the whole page."""
        above = next((start for start, _, cell in self.page.cells if cell == edit.cell), 0)
        return Edit(edit.start + above, edit.end + above, edit.text)
