"""Names: where a variable stands, and what a name means that no scope knows."""

from __future__ import annotations

import ast
import builtins

from migrate.read.python import anchors
from migrate.read.python.domain import Abstract, Dotted, Literal, Missing, Scope, plain, without
from migrate.read.python.evaluator import Evaluator
from migrate.read.python.state import State

_BUILTINS = frozenset(dir(builtins))


def assign(ev: Evaluator, name: str, value: Abstract, state: State) -> None:
    """Bind a name in the scope that owns it."""
    scope = ev.frame.shared.get(name, ev.frame.scope)
    state.put(scope.id, name, value)


def lookup(ev: Evaluator, name: str, state: State) -> Abstract | None:
    """Return what a name means here, looking outwards through the scopes; None where nobody binds it."""
    scope: Scope | None = ev.frame.shared.get(name, ev.frame.scope)
    start = scope
    while scope is not None:
        if scope is start or not scope.of_class:
            value = plain(without(state.get(scope.id, name)))
            if not isinstance(value, Missing):
                return value
        scope = scope.parent
    return None


def _module_name(ev: Evaluator) -> str:
    module = ev.modules.get(ev.path)
    return module.name if module is not None else ""


def read(ev: Evaluator, node: ast.Name, state: State) -> Abstract:
    """Return the value of a name."""
    found = lookup(ev, node.id, state)
    if found is not None:
        return found
    if node.id == "__name__":
        return Literal("__main__" if ev.at_home else _module_name(ev), ev.place(node))
    if node.id == "__file__":
        return Literal(f"{anchors.ROOT}{ev.layout.path}", ev.place(node))
    if node.id in _BUILTINS:
        return Dotted(f"builtins.{node.id}")
    return ev.opaque(
        node,
        why=f"the name {node.id} is not set in this file",
        settle="give the value in this file, or say where it comes from",
    )
