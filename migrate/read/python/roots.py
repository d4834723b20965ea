"""Functions nothing in the source calls: somebody else does, or a framework, so they are run as well."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress

from migrate.read.python import classes, environments, functions, inventory, symbols
from migrate.read.python.domain import CLASS, Abstract, Dotted, Function, Klass, Module, Ref, leaves, plain
from migrate.read.python.evaluator import Evaluator, Leaves
from migrate.read.python.state import State

_BY_NAME = frozenset(inventory.COLLECTIONS)


def flat(tree: ast.AST) -> list[ast.AST]:
    """Return every node of a tree, without recursion and faster than ``ast.walk``."""
    found: list[ast.AST] = []
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        found.append(node)
        for name in node._fields:
            value = getattr(node, name, None)
            if isinstance(value, list):
                waiting += [one for one in value if isinstance(one, ast.AST)]
            elif isinstance(value, ast.AST) and value._fields:
                waiting.append(value)
    return found


def run_all(ev: Evaluator, nodes: Sequence[Sequence[ast.AST]], state: State) -> None:
    """Run every function that evaluation has not entered and that can have to do with v1."""
    mentioned = {
        node.id
        for inside in nodes
        for node in inside
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    values = {
        name: list(leaves(plain(value)))
        for name, value in state.slots(ev.frame.scope.id).items()
        if isinstance(name, str)
    }
    lively = _lively(values, ev.home)
    for target in _roots(ev, values, mentioned, lively, state):
        _run(ev, target, state)
    while ev.inner:
        target, where = ev.inner.pop(0)
        if not target.scope.of_class and _mentions([target.node]) & {None, *lively}:
            _run(ev, target, where)


def _run(ev: Evaluator, target: Function, state: State) -> None:
    if target.node in ev.entered:
        return
    inner = state.fork()
    with suppress(Leaves):
        functions.call_root(ev, target, inner)
    environments.record_all(ev, inner)


def _roots(
    ev: Evaluator,
    values: Mapping[str, Sequence[Abstract]],
    mentioned: AbstractSet[str],
    lively: AbstractSet[str],
    state: State,
) -> Iterator[Function]:
    """Yield the functions nothing mentions first, then methods, then the rest."""
    named = [(name, one) for name, found in values.items() if name in lively for one in found]
    own = [
        (name, one)
        for name, one in named
        if isinstance(one, Function) and one.receiver is None and one.scope.layout.path == ev.home
    ]
    yield from (one for name, one in own if name not in mentioned)
    for _, klass in named:
        if isinstance(klass, Klass) and klass.scope.layout.path == ev.home:
            yield from _methods(ev, klass, state)
    yield from (one for _, one in own)


def _lively(values: Mapping[str, Sequence[Abstract]], home: str) -> set[str]:
    """Return the names of the module that can lead to v1: its imports, objects, and what mentions those."""
    found = {name for name, ones in values.items() if any(_leads(one, home) for one in ones)}
    bodies = {
        name: _mentions([one.node for one in ones if isinstance(one, Function | Klass)])
        for name, ones in values.items()
        if name not in found and any(isinstance(one, Function | Klass) for one in ones)
    }
    growing = True
    while growing:
        more = {name for name, body in bodies.items() if name not in found and (None in body or body & found)}
        found |= more
        growing = bool(more)
    return found


def _leads(value: Abstract, home: str) -> bool:
    if isinstance(value, Dotted):
        return value.name in {"azureml", "mlflow"} or symbols.is_v1(value.name)
    if isinstance(value, Function | Klass):
        return value.scope.layout.path != home
    if isinstance(value, Module):
        return True
    return isinstance(value, Ref) and value.kind not in {"parser", "namespace", "file"}


def _mentions(nodes: Sequence[ast.AST]) -> set[str | None]:
    """Return the names some code reads; None stands among them for what can be v1 by itself."""
    found: set[str | None] = set()
    for node in (inner for one in nodes for inner in flat(one)):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names] + [getattr(node, "module", None) or ""]
            if any(name.split(".")[0] in {"azureml", "mlflow"} for name in names):
                found.add(None)
        elif isinstance(node, ast.Attribute) and node.attr in _BY_NAME:
            found.add(None)
    return found


def _methods(ev: Evaluator, klass: Klass, state: State) -> Iterator[Function]:
    """Yield the methods of a class, on an instance the source makes or on one made for the purpose."""
    methods = [one for one in state.slots(klass.scope.id).values() if isinstance(one, Function)]
    receiver = ev.instances.get(klass.node)
    if receiver is None and any(one.node not in ev.entered for one in methods):
        receiver = _specimen(ev, klass, state)
    for one in methods:
        yield Function(one.node, one.scope, receiver, one.defaults, one.plain)


def _specimen(ev: Evaluator, klass: Klass, state: State) -> Ref:
    ref = ev.new("instance")
    state.put(ref.id, CLASS, klass)
    ev.instances[klass.node] = ref
    init = classes.find(state, klass, "__init__")
    if isinstance(init, Function):
        bound = Function(init.node, init.scope, ref, init.defaults)
        with suppress(Leaves):
            functions.call_root(ev, bound, state)
    return ref
