"""Classes of the source: their attributes, their instances, and looking a name up on either."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from migrate.read.python import fields, functions, names, objects
from migrate.read.python.domain import (
    CLASS,
    MISSING,
    Abstract,
    Dotted,
    Function,
    Klass,
    Missing,
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
    decorators = [(one, plain(ev.value(one, state))) for one in node.decorator_list]
    bases = tuple(plain(ev.value(base, state)) for base in node.bases)
    scope = ev.scope(ev.frame.scope, ev.layout, of_class=True)
    klass = Klass(node, scope, bases)
    ev.frames.append(Frame(scope, state, node))
    try:
        ev.run(node.body, state)
    finally:
        ev.frames.pop()
    made: Abstract = klass
    for decorator, value in reversed(decorators):
        if isinstance(value, Function):
            made = functions.call(ev, decorator, value, _one_argument(ev, made, decorator), state)
    names.assign(ev, node.name, made, state)
    return True


def _one_argument(ev: Evaluator, value: Abstract, node: ast.AST) -> Arguments:
    from migrate.read.python.arguments import Arguments, Passed

    return Arguments((Passed(value, ev.place(node)),))


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
    if klass is not None and _made_above(state, klass):
        return ev.opaque(node, why=f"{klass.node.name}.{name} may be set by the __init__ of a base class")
    if not isinstance(found, Missing):
        return found
    why = f"{klass.node.name}.{name} is not set in this file" if klass is not None else ""
    return ev.opaque(node, why=why)


def _made_above(state: State, klass: Klass) -> bool:
    """Tell whether ``__init__`` hands over to that of a base, which sets attributes that are not followed."""
    init = find(state, klass, "__init__")
    if not isinstance(init, Function) or not any(
        isinstance(one, ast.Attribute) and one.attr == "__init__" for one in ast.walk(init.node)
    ):
        return False
    return any(_sets_attributes(state, base) for base in klass.bases)


def _sets_attributes(state: State, base: Abstract) -> bool:
    if not isinstance(base, Klass):
        return not (isinstance(base, Dotted) and base.name in {"object", "builtins.object"})
    return isinstance(find(state, base, "__init__"), Function) or bool(fields.names(base))


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
        fields.fill(ev, klass, ref, arguments, state)
        if fields.reads_environment(klass):
            fields.ask_environment(ev, klass, ref, arguments, state)
        _after_filling(ev, node, klass, ref, state)
    return ref


_AFTER_FILLING = ("__post_init__", "__attrs_post_init__")


def _after_filling(ev: Evaluator, node: ast.AST, klass: Klass, ref: Ref, state: State) -> None:
    """Run what a class without ``__init__`` does with its fields once they are filled."""
    for name in _AFTER_FILLING:
        after = find(state, klass, name)
        if isinstance(after, Function):
            bound = Function(after.node, after.scope, ref, after.defaults)
            functions.call(ev, node, bound, _no_arguments(), state)


def _is_enumeration(klass: Klass) -> bool:
    return any(isinstance(base, Dotted) and base.name.startswith("enum.") for base in klass.bases)
