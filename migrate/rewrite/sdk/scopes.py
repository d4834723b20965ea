"""Names of one page: where they are bound and read, and whether an expression means the same elsewhere."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cached_property

from migrate.rewrite.page import Page

Scope = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


class Scopes:
    """The names of one page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @cached_property
    def names(self) -> list[ast.Name]:
        """Every name that is read, set or deleted."""
        return [node for node in ast.walk(self._tree) if isinstance(node, ast.Name)]

    @cached_property
    def identifiers(self) -> frozenset[str]:
        """Every word that is a name somewhere: variables, parameters, functions, imports."""
        found = {node.id for node in self.names}
        for node in ast.walk(self._tree):
            if isinstance(node, ast.arg):
                found.add(node.arg)
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                found.add(node.name)
            elif isinstance(node, ast.alias):
                found.add((node.asname or node.name).partition(".")[0])
        return frozenset(found)

    def loads(self, name: str) -> list[ast.Name]:
        """Return where a name is read."""
        return [node for node in self.names if node.id == name and isinstance(node.ctx, ast.Load)]

    def loads_of(self, name: ast.Name) -> list[ast.Name] | None:
        """Return where the value is read that a name gets at one place; None where that cannot be told.

        Values that follow one another part the code into stretches; another function sees the last one at best.
        """
        scope = self.scope(name)
        every = [load for load in self.loads(name.id) if self.owner(name.id, self.scope(load)) is scope]
        others = [one for one in self.bindings(name.id, scope) if one is not name]
        if not others:
            return every
        if any(self.scope(load) is not scope for load in every):
            return None
        start = self.page.span(name)[1]
        later = [at for at in (self.page.span(one)[0] for one in others) if at > start]
        end = min(later, default=len(self.page.text))
        return [load for load in every if start < self.page.span(load)[0] < end]

    def scope(self, node: ast.AST) -> Scope:
        """Return the function that a node stands in, or the module."""
        found = self.page.parents.get(node)
        while found is not None and not isinstance(found, (*_FUNCTIONS, ast.Module)):
            found = self.page.parents.get(found)
        return found if isinstance(found, (*_FUNCTIONS, ast.Module)) else self._tree

    def bindings(self, name: str, scope: Scope) -> list[ast.AST]:
        """Return every node that gives a name its value in one scope."""
        return list(self._bound.get((name, scope), ()))

    def bound_everywhere(self, name: str) -> list[tuple[ast.AST, list[ast.AST]]]:
        """Return each scope that binds a name, with the nodes that do."""
        return [(scope, nodes) for (one, scope), nodes in self._bound.items() if one == name]

    @cached_property
    def _bound(self) -> dict[tuple[str, ast.AST], list[ast.AST]]:
        found: dict[tuple[str, ast.AST], list[ast.AST]] = {}
        for node in ast.walk(self._tree):
            for name in _binds(node):
                found.setdefault((name, self.scope(node)), []).append(node)
        return found

    def same_at(self, node: ast.expr, statement: ast.stmt) -> bool:
        """Tell whether an expression gives the same at a later statement as where it stands."""
        return all(self._same(name, node, statement) for name in _read(node))

    def _same(self, name: str, node: ast.expr, statement: ast.stmt) -> bool:
        here, there = self.scope(node), self.scope(statement)
        owner = self.owner(name, here)
        if owner is None:
            # Built in, or from a star import or another notebook: nothing here gives it another value.
            return self.owner(name, there) is None
        if self.owner(name, there) is not owner:
            return False
        first, last = node.lineno, statement.end_lineno or statement.lineno
        between = [one for one in self.bindings(name, owner) if first < getattr(one, "lineno", 0) <= last]
        return not between and (here is there or owner is not here or owner is self._tree)

    def owner(self, name: str, scope: Scope) -> Scope | None:
        """Return the scope that a name seen from another scope is bound in."""
        at: ast.AST = scope
        while True:
            if isinstance(at, (*_FUNCTIONS, ast.Module)) and self.bindings(name, at):
                return at
            if isinstance(at, ast.Module):
                return None
            at = self.scope(at)

    @property
    def _tree(self) -> ast.Module:
        return self.page.tree or ast.Module([], [])


def _read(node: ast.expr) -> Iterator[str]:
    inner = {one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
    for one in ast.walk(node):
        if isinstance(one, ast.Name) and one.id not in inner:
            yield one.id


def _binds(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    elif isinstance(node, ast.arg):
        yield node.arg
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Import | ast.ImportFrom):
        for alias in node.names:
            yield (alias.asname or alias.name).partition(".")[0]
    elif isinstance(node, ast.ExceptHandler) and node.name:
        yield node.name
