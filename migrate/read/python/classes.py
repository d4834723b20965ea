"""Classes of the source: their attributes, their instances, and looking a name up on either."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from migrate.read.python import functions, names, objects
from migrate.read.python.domain import (
    CLASS,
    MISSING,
    Abstract,
    Bound,
    Dotted,
    Function,
    Klass,
    Missing,
    Opaque,
    Ref,
    plain,
    without,
)
from migrate.read.python.evaluator import Evaluator, Frame
from migrate.read.python.state import State

if TYPE_CHECKING:
    from migrate.read.python.arguments import Arguments

_MAX_BASES = 20


def define(ev: Evaluator, node: ast.ClassDef, state: State) -> bool:
    """Run a ``class`` statement."""
    for decorator in node.decorator_list:
        ev.value(decorator, state)
    bases = tuple(plain(ev.value(base, state)) for base in node.bases)
    scope = ev.scope(ev.frame.scope, ev.layout, of_class=True)
    klass = Klass(node, scope, bases)
    ev.frames.append(Frame(scope, state, node))
    try:
        ev.run(node.body, state)
    finally:
        ev.frames.pop()
    names.assign(ev, node.name, klass, state)
    return True


def find(state: State, klass: Klass, name: str, depth: int = 0) -> Abstract:
    """Return an attribute of a class or its bases; MISSING where there is none."""
    found = without(state.get(klass.scope.id, name))
    if not isinstance(found, Missing) or depth > _MAX_BASES:
        return found
    for base in klass.bases:
        if isinstance(base, Klass):
            found = find(state, base, name, depth + 1)
        elif isinstance(base, Dotted) and objects.is_v1(base):
            found = Dotted(f"{base.name}.{name}")
        if not isinstance(found, Missing):
            return found
    return MISSING


def attribute(ev: Evaluator, node: ast.AST, klass: Klass, name: str, state: State) -> Abstract:
    """Return ``Class.name``."""
    found = find(state, klass, name)
    if isinstance(found, Missing):
        return ev.opaque(node, why=f"{klass.node.name} has no {name} in this file")
    if isinstance(found, Function) and _is_class_method(found):
        return Function(found.node, found.scope, klass, found.defaults)
    return found


def _is_class_method(function: Function) -> bool:
    decorators = [] if isinstance(function.node, ast.Lambda) else function.node.decorator_list
    return any(isinstance(one, ast.Name) and one.id == "classmethod" for one in decorators)


def of(state: State, ref: Ref) -> Klass | None:
    """Return the class of an instance."""
    found = state.get(ref.id, CLASS)
    return found if isinstance(found, Klass) else None


def instance_attribute(ev: Evaluator, node: ast.AST, ref: Ref, name: str, state: State) -> Abstract:
    """Return ``instance.name``: its own, else its class's, methods bound to it."""
    own = without(state.get(ref.id, name))
    if not isinstance(own, Missing):
        return plain(own)
    klass = of(state, ref)
    found = find(state, klass, name) if klass is not None else MISSING
    if isinstance(found, Function):
        receiver: Abstract = klass if klass is not None and _is_class_method(found) else ref
        bound = Function(found.node, found.scope, receiver, found.defaults, found.plain)
        if functions.is_property(bound):
            return functions.call(ev, node, bound, _no_arguments(), state)
        return bound
    if not isinstance(found, Missing):
        return found
    why = f"{klass.node.name}.{name} is not set in this file" if klass is not None else ""
    return ev.opaque(node, why=why)


def _no_arguments() -> Arguments:
    from migrate.read.python.arguments import Arguments

    return Arguments()


def instantiate(ev: Evaluator, node: ast.AST, klass: Klass, arguments: Arguments, state: State) -> Abstract:
    """Return a new instance, its ``__init__`` run; an enumeration gives the member's value."""
    v1 = next((base for base in klass.bases if isinstance(base, Dotted) and objects.is_v1(base)), None)
    init = find(state, klass, "__init__")
    if _is_enumeration(klass):
        return arguments.get(0) or ev.opaque(node)
    ref = ev.new("instance", node)
    state.put(ref.id, CLASS, klass)
    ev.instances.setdefault(klass.node, ref)
    if isinstance(init, Function):
        bound = Function(init.node, init.scope, ref, init.defaults)
        functions.call(ev, node, bound, arguments, state)
    elif v1 is None:
        _fill_fields(ev, klass, ref, arguments, state)
    return ref


def _is_enumeration(klass: Klass) -> bool:
    return any(isinstance(base, Dotted) and base.name.startswith("enum.") for base in klass.bases)


def _fill_fields(ev: Evaluator, klass: Klass, ref: Ref, arguments: Arguments, state: State) -> None:
    """Fill the fields of a dataclass or named tuple from the arguments, by position and name."""
    fields = list(_fields(klass))
    for name, passed in zip(fields, arguments.positional, strict=False):
        state.put(ref.id, name, Bound(passed.value, passed.place))
    for name, passed in arguments.named.items():
        state.put(ref.id, name, Bound(passed.value, passed.place))
    for name in fields:
        default = find(state, klass, name)
        if isinstance(state.get(ref.id, name), Missing) and isinstance(default, Opaque):
            factory = _factory(klass, name)
            if factory is not None:
                state.put(ref.id, name, Bound(ev.value(factory, state), ev.place(factory)))


def _fields(klass: Klass, depth: int = 0) -> list[str]:
    inherited = [
        name
        for base in klass.bases
        if isinstance(base, Klass) and depth < _MAX_BASES
        for name in _fields(base, depth + 1)
    ]
    own = [
        one.target.id
        for one in klass.node.body
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)
    ]
    return [*inherited, *own]


def _factory(klass: Klass, name: str) -> ast.expr | None:
    """Return the default of ``x: int = field(default=3)`` or the lambda body of its ``default_factory``."""
    for one in klass.node.body:
        if not (
            isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name) and one.target.id == name
        ):
            continue
        for keyword in one.value.keywords if isinstance(one.value, ast.Call) else ():
            if keyword.arg == "default":
                return keyword.value
            if keyword.arg == "default_factory" and isinstance(keyword.value, ast.Lambda):
                return keyword.value.body
    return None
