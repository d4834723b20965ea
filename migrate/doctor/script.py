"""A scoring script as its checks look at it: parsed, with the names that its imports stand for."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

Function = ast.FunctionDef | ast.AsyncFunctionDef
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


@dataclass(frozen=True)
class Script:
    """One scoring script: ``path`` as it is shown, and its parsed module."""

    path: str
    module: ast.Module

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The dotted names that imported names stand for, wherever the import is."""
        return {local: dotted for node in ast.walk(self.module) for local, dotted in _imported(node)}

    @cached_property
    def bound(self) -> frozenset[str]:
        """The names that the module binds at its top level, in branches too."""
        declared = {
            name for node in ast.walk(self.module) if isinstance(node, ast.Global) for name in node.names
        }
        return frozenset(declared | {name for node in outside(self.module) for name in _bindings(node)})

    @property
    def takes_everything(self) -> bool:
        """Tell whether a star import may bind any name."""
        return any(
            isinstance(node, ast.ImportFrom) and any(item.name == "*" for item in node.names)
            for node in ast.walk(self.module)
        )

    def function(self, name: str) -> Function | None:
        """Return the one top-level definition of a function; None where there is none, or another binding too."""
        found = [node for node in outside(self.module) if name in _bindings(node)]
        if len(found) == 1 and isinstance(found[0], ast.FunctionDef | ast.AsyncFunctionDef):
            return found[0]
        return None

    def dotted(self, node: ast.AST | None) -> str:
        """Return the dotted name of an expression, through the imports; empty where it has none."""
        if isinstance(node, ast.Name):
            return self.names.get(node.id, node.id)
        if isinstance(node, ast.Attribute):
            owner = self.dotted(node.value)
            return f"{owner}.{node.attr}" if owner else ""
        return ""

    def decorators(self, function: Function) -> tuple[str, ...]:
        """Return the dotted names of a function's decorators, called or not."""
        return tuple(
            self.dotted(item.func if isinstance(item, ast.Call) else item) for item in function.decorator_list
        )


def outside(module: ast.Module) -> Iterator[ast.AST]:
    """Yield the nodes that run when the module is imported; a function or class is met but not entered."""
    waiting: list[ast.AST] = list(module.body)
    while waiting:
        node = waiting.pop(0)
        yield node
        if not isinstance(node, _SCOPES):
            waiting = [*ast.iter_child_nodes(node), *waiting]


def within(function: Function) -> Iterator[ast.AST]:
    """Yield the nodes of a function's own body, without those of functions inside it."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop(0)
        yield node
        if not isinstance(node, _SCOPES):
            waiting = [*ast.iter_child_nodes(node), *waiting]


def _imported(node: ast.AST) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Import):
        for item in node.names:
            yield (item.asname, item.name) if item.asname else (item.name.partition(".")[0],) * 2
    elif isinstance(node, ast.ImportFrom) and not node.level:
        for item in node.names:
            yield item.asname or item.name, f"{node.module}.{item.name}"


def _bindings(node: ast.AST) -> frozenset[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return frozenset({node.name})
    if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        return frozenset({node.id})
    if isinstance(node, ast.Import | ast.ImportFrom):
        return frozenset(item.asname or item.name.partition(".")[0] for item in node.names)
    return frozenset()
