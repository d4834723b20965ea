"""Names that certainly hold a plain value at some point of a notebook: for ``$name`` and ``{name}`` in magics.

Only assignments at the left edge count. Whatever else binds a name makes it unknown from there on.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

from compat.value import Known, Place

_NAME = re.compile(r"\{([A-Za-z_]\w*)\}|\$([A-Za-z_]\w*)|\$\{([A-Za-z_]\w*)\}|(\{[^{}]*\}|\$)")

Plain = str | int | float | bool


class Constants:
    """What is known after the cells so far."""

    def __init__(self) -> None:
        self.known: dict[str, Known] = {}

    def learn(self, statement: ast.stmt, place: Callable[[ast.AST], Place]) -> None:
        """Take over what one statement at the left edge binds."""
        if isinstance(statement, ast.Assign) and all(isinstance(one, ast.Name) for one in statement.targets):
            value = self._value(statement.value)
            for name in _bound(statement):
                if value is None:
                    self.known.pop(name, None)
                else:
                    self.known[name] = Known(value, place(statement.value))
            return
        for name in _bound(statement):
            self.known.pop(name, None)

    def filled(self, text: str) -> str | None:
        """Return a magic's text with the values of the names in it; None where one is not known."""
        unknown: list[str] = []

        def value(match: re.Match[str]) -> str:
            name = match.group(1) or match.group(2) or match.group(3)
            if not name or name not in self.known:
                unknown.append(match.group())
                return ""
            return str(self.known[name].value)

        filled = _NAME.sub(value, text)
        return None if unknown else filled

    def _value(self, node: ast.expr) -> Plain | None:
        if isinstance(node, ast.Constant) and isinstance(node.value, str | int | float | bool):
            return node.value
        if isinstance(node, ast.Name) and node.id in self.known:
            value: Plain = self.known[node.id].value
            return value
        if isinstance(node, ast.JoinedStr):
            return self._joined(node)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            left, right = self._value(node.left), self._value(node.right)
            return left + right if isinstance(left, str) and isinstance(right, str) else None
        return None

    def _joined(self, node: ast.JoinedStr) -> str | None:
        parts = [self._part(one) for one in node.values]
        return None if None in parts else "".join(str(part) for part in parts)

    def _part(self, node: ast.expr) -> Plain | None:
        if isinstance(node, ast.FormattedValue):
            return self._value(node.value) if node.conversion == -1 and node.format_spec is None else None
        return self._value(node)


def _bound(statement: ast.stmt) -> Iterator[str]:
    """Yield the names a statement binds, deep inside it too, and those its functions call global."""
    waiting: list[ast.AST] = [statement]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Global):
            yield from node.names
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
            waiting += (one for one in ast.walk(node) if isinstance(one, ast.Global))
            continue
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from ((alias.asname or alias.name).split(".")[0] for alias in node.names)
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            yield node.name
        waiting += ast.iter_child_nodes(node)
