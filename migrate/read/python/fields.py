"""Fields of classes that have no ``__init__`` of their own: dataclasses, named tuples, models and settings classes.

A settings class (pydantic's ``BaseSettings``) reads each field from an environment variable; what the class says is
the default.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from compat.value import Place
from migrate.read.python import variables
from migrate.read.python.domain import (
    MISSING,
    Abstract,
    Bound,
    Dotted,
    Klass,
    Literal,
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
_MAKERS = frozenset({"field", "Field", "ib", "attrib"})


def names(klass: Klass, depth: int = 0) -> list[str]:
    """Return the fields of a class, those of its bases first."""
    inherited = [
        name
        for base in klass.bases
        if isinstance(base, Klass) and depth < _MAX_BASES
        for name in names(base, depth + 1)
    ]
    own = [one.target.id for one in _annotated(klass) if isinstance(one.target, ast.Name)]
    return [*inherited, *(one for one in own if one not in inherited)]


def _annotated(klass: Klass) -> list[ast.AnnAssign]:
    return [one for one in klass.node.body if isinstance(one, ast.AnnAssign)]


def fill(ev: Evaluator, klass: Klass, ref: Ref, arguments: Arguments, state: State) -> None:
    """Fill the fields from the arguments, by position and name, and the rest from their defaults."""
    every = names(klass)
    for name, passed in zip(every, arguments.positional, strict=False):
        state.put(ref.id, name, Bound(passed.value, passed.place))
    for name, passed in arguments.named.items():
        state.put(ref.id, name, Bound(passed.value, passed.place))
    for name in every:
        given = not isinstance(state.get(ref.id, name), Missing)
        found = MISSING if given else _default(ev, klass, name, state)
        if not isinstance(found, Missing):
            state.put(ref.id, name, Bound(found))


def _default(ev: Evaluator, klass: Klass, name: str, state: State, depth: int = 0) -> Abstract:
    """Return the default of ``x: int = field(default=3)`` or what its ``default_factory`` makes, else nothing.

    A dataclass has its plain defaults (``x: int = 3``) in ``__init__``: what a class below says without being one
    itself does not count. Elsewhere a plain default is an attribute of the class, and found there.
    """
    for one in _annotated(klass):
        if isinstance(one.target, ast.Name) and one.target.id == name:
            made = _made_by(one.value)
            if made is None and _is_dataclass(klass) and not isinstance(one.value, ast.Call):
                made = one.value
            return MISSING if made is None else _inside(ev, klass, made, state)
    for base in klass.bases:
        if isinstance(base, Klass) and depth < _MAX_BASES:
            found = _default(ev, base, name, state, depth + 1)
            if not isinstance(found, Missing):
                return found
    return MISSING


def _is_dataclass(klass: Klass) -> bool:
    for decorator in klass.node.decorator_list:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        if (called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")) == "dataclass":
            return True
    return False


def _made_by(value: ast.expr | None) -> ast.expr | None:
    """Return the expression that a field's declaration takes its default from."""
    if not isinstance(value, ast.Call):
        return None
    called = value.func.attr if isinstance(value.func, ast.Attribute) else getattr(value.func, "id", "")
    if called not in _MAKERS:
        return None
    for keyword in value.keywords:
        if keyword.arg == "default":
            return keyword.value
        if keyword.arg in {"default_factory", "factory"}:
            factory = keyword.value
            inner = factory.body if isinstance(factory, ast.Lambda) else ast.Call(factory, [], [])
            return ast.copy_location(inner, factory)
    first = value.args[0] if value.args and called == "Field" else None
    return None if isinstance(first, ast.Constant) and first.value is ... else first


def _inside(ev: Evaluator, klass: Klass, node: ast.expr, state: State) -> Abstract:
    """Evaluate an expression where the class stands, for its names are those of that module."""
    ev.frames.append(Frame(klass.scope, state, klass.node))
    try:
        return ev.value(node, state)
    finally:
        ev.frames.pop()


def reads_environment(klass: Klass, depth: int = 0) -> bool:
    """Tell whether a class is a settings class."""
    return any(
        (isinstance(base, Dotted) and base.name.rpartition(".")[2] == "BaseSettings")
        or (isinstance(base, Klass) and depth < _MAX_BASES and reads_environment(base, depth + 1))
        for base in klass.bases
    )


def ask_environment(ev: Evaluator, klass: Klass, ref: Ref, arguments: Arguments, state: State) -> None:
    """Make every field of a settings class that is not given what its environment variable holds."""
    prefix, file = _configured(ev, klass, state, "env_prefix"), _configured(ev, klass, state, "env_file")
    written = variables.defaults(ev, file, state) if file else {}
    for name in names(klass):
        if name in arguments.named:
            continue
        variable = _alias(klass, name) or f"{prefix}{name}".upper()
        own = plain(without(state.get(ref.id, name)))
        found = plain(without(state.get(klass.scope.id, name))) if isinstance(own, Missing) else own
        default = written.get(variable) or (found if isinstance(found, Literal) else None)
        source = f"{klass.node.name}.{name}"
        key = ("environment", variable, default)
        state.put(ref.id, name, Bound(variables.asked(variable, source, _place(klass, name), default, key)))


def _place(klass: Klass, name: str) -> Place | None:
    node = next((one for one in _annotated(klass) if getattr(one.target, "id", "") == name), None)
    return None if node is None else klass.scope.layout.place(node)


def _alias(klass: Klass, name: str) -> str:
    """Return the variable that a field's declaration names: ``Field("x", env="NAME")``."""
    for one in _annotated(klass):
        if getattr(one.target, "id", "") == name and isinstance(one.value, ast.Call):
            for keyword in one.value.keywords:
                if keyword.arg in {"env", "validation_alias", "alias"} and isinstance(
                    keyword.value, ast.Constant
                ):
                    return str(keyword.value.value)
    return ""


def _configured(ev: Evaluator, klass: Klass, state: State, name: str) -> str:
    """Return what an inner ``Config`` class, or ``model_config``, says."""
    inner = plain(without(state.get(klass.scope.id, "Config")))
    found: Abstract = MISSING
    if isinstance(inner, Klass):
        found = plain(without(state.get(inner.scope.id, name)))
    settings = plain(without(state.get(klass.scope.id, "model_config")))
    if isinstance(settings, Ref) and settings.kind == "dict":
        found = plain(without(state.get(settings.id, name)))
    return found.value if isinstance(found, Literal) and isinstance(found.value, str) else ""
