"""Calls: what is called, on each thing it can be, with arguments evaluated once."""

from __future__ import annotations

import ast

from migrate.read.python import (
    arguments,
    branching,
    classes,
    constructs,
    containers,
    documents,
    escapes,
    expressions,
    functions,
    inventory,
    library,
    mlflow_client,
    objects,
    settings_files,
    surroundings,
    symbols,
    texts,
    widgets,
)
from migrate.read.python.arguments import Arguments
from migrate.read.python.domain import (
    Abstract,
    Dotted,
    Function,
    Klass,
    Literal,
    Member,
    Opaque,
    Part,
    Ref,
    plain,
)
from migrate.read.python.evaluator import Evaluator
from migrate.read.python.state import State
from migrate.read.python.symbols import Symbol

_READS = frozenset({"read", "read_text"})


def evaluate(ev: Evaluator, node: ast.Call, state: State) -> Abstract:
    """Evaluate a call."""
    func = node.func
    if isinstance(func, ast.Attribute) and widgets.is_widget(func):
        return widgets.call(ev, node, func.attr, arguments.evaluate(ev, node, state), state)
    if isinstance(func, ast.Attribute):
        owner = ev.value(func.value, state)
        callee = branching.each(
            ev, state, owner, lambda one, inner: expressions.attribute(ev, func, one, inner, calling=True)
        )
    else:
        callee = ev.value(func, state)
    given = arguments.evaluate(ev, node, state)
    ev.reached.add(node)  # not before: arguments that take too long must not hide the call
    return branching.each(ev, state, callee, lambda one, inner: apply(ev, node, one, given, inner))


def apply(ev: Evaluator, node: ast.Call, callee: Abstract, given: Arguments, state: State) -> Abstract:
    """Call one thing."""
    if isinstance(callee, Function):
        return functions.call(ev, node, callee, given, state)
    if isinstance(callee, Klass):
        return classes.instantiate(ev, node, callee, given, state)
    if isinstance(callee, Member):
        return _method(ev, node, callee, given, state)
    if isinstance(callee, Dotted):
        symbol = symbols.resolve(callee.name)
        if symbol is None and symbols.is_v1(callee.name):
            symbol = Symbol(callee.name)
        if symbol is not None:
            ev.use(callee.name)
            return constructs.call(ev, node, symbol, given, state)
        return library.call(ev, node, callee.name, given, state)
    if isinstance(callee, Part):
        return callee  # ws.compute_targets() of early releases
    escapes.let_go(ev, node, given.values(), state)
    found = ev.opaque(node, (callee, *given.values()))
    why = callee.why if isinstance(callee, Opaque) else ""
    return Opaque(found.source, found.place, found.depends, why=why)


def _method(ev: Evaluator, node: ast.Call, member: Member, given: Arguments, state: State) -> Abstract:
    owner, name = plain(member.owner), member.name
    if isinstance(owner, Part):
        return _on_part(ev, node, owner, name, given, state)
    if isinstance(owner, Literal) and owner.path and name in {"open", "read_text"}:
        return _on_path(ev, node, owner, name, state)
    if isinstance(owner, Opaque):
        escapes.let_go(ev, node, given.values(), state)
    if isinstance(owner, Literal | Opaque):
        return texts.method(ev, node, owner, name, given, state)
    if not isinstance(owner, Ref):
        return ev.opaque(node, given.values())
    if objects.kind_known(owner.kind):
        return constructs.method(ev, node, owner, name, given, state)
    known = containers.METHODS.get((owner.kind, name))
    if known is not None:
        return known(ev, node, owner, given, state)
    return _of_surroundings(ev, node, owner, name, given, state)


def _of_surroundings(
    ev: Evaluator, node: ast.Call, owner: Ref, name: str, given: Arguments, state: State
) -> Abstract:
    """Call a method of what stands for something outside of the code: arguments, files, loaders, a client."""
    if owner.kind == "parser":
        return surroundings.parser_method(ev, node, owner, name, given, state)
    if owner.kind == mlflow_client.KIND and name == "create_deployment":
        return mlflow_client.create(ev, node, given, state)
    if owner.kind == "ini":
        return settings_files.ini_method(ev, node, owner, name, given, state)
    if owner.kind == "yaml loader" and name == "load":
        return documents.load_yaml(ev, node, given.get(0) or ev.opaque(node), state)
    if owner.kind == "file" and name in _READS:
        return documents.content(ev, node, owner, state)
    return ev.opaque(node, given.values())


def _on_path(ev: Evaluator, node: ast.Call, owner: Literal, name: str, state: State) -> Abstract:
    return (
        documents.opened(ev, node, owner, state) if name == "open" else documents.text(ev, node, owner, state)
    )


def _on_part(
    ev: Evaluator, node: ast.Call, part: Part, name: str, given: Arguments, state: State
) -> Abstract:
    """Call a method of a workspace's collection or of an environment's variables."""
    if part.path not in inventory.COLLECTIONS:
        mapping = objects.mapping(ev, part, state)
        known = containers.METHODS.get(("dict", name))
        if isinstance(mapping, Ref) and mapping.kind == "dict" and known is not None:
            return known(ev, node, mapping, given, state)
        return ev.opaque(node, given.values())
    key = given.get(0)
    if name == "get" and key is not None:
        return objects.collection_item(ev, node, part, key, state)
    source = ev.source(node.func)
    name_of_one = ev.opaque(node, why=f"it takes each name in {source}")
    one = objects.collection_item(ev, node, part, name_of_one, state)
    gap = "as many as the workspace has"
    if name == "items":
        return containers.new_list(
            ev, node, (containers.new_list(ev, node, (name_of_one, one), state),), state, gap
        )
    return containers.new_list(ev, node, (one if name == "values" else name_of_one,), state, gap)
