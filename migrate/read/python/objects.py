"""v1 objects in the state: their attributes read and set, and what an annotation says a value is."""

from __future__ import annotations

import ast

from migrate.read.python import containers, inventory, names, symbols
from migrate.read.python.domain import (
    Abstract,
    Bound,
    Dotted,
    Literal,
    Member,
    Missing,
    Opaque,
    Part,
    Ref,
    Scope,
    plain,
)
from migrate.read.python.evaluator import Evaluator
from migrate.read.python.state import State
from migrate.read.python.symbols import Symbol
from migrate.usage import Form

_PARTS = {"Environment": frozenset({"docker", "python", "spark", "databricks", "r", "environment_variables"})}
_CONDA = "python.conda_dependencies"
_VARIABLES = "environment_variables"


def is_v1(value: Abstract) -> bool:
    """Tell whether a value is a v1 class or function, or an object of one."""
    if isinstance(value, Dotted):
        return symbols.resolve(value.name) is not None
    return isinstance(value, Ref) and kind_known(value.kind)


def kind_known(kind: str) -> bool:
    """Tell whether the kind of an object is a v1 class."""
    return kind[:1].isupper()


def called(ref: Ref, state: State) -> str:
    """Return the name a service was asked for with; empty where none is known."""
    name = plain(state.get(ref.id, "name")) if ref.kind in inventory.SERVICES else None
    return name.value if isinstance(name, Literal) and isinstance(name.value, str) else ""


def set_attribute(owner: Ref | Part, name: str, bound: Bound, state: State) -> None:
    """Run ``owner.name = value``."""
    if isinstance(owner, Ref):
        state.put(owner.id, name, bound)
    elif isinstance(owner.base, Ref):
        state.put(owner.base.id, f"{owner.path}.{name}", bound)


def get_attribute(ev: Evaluator, node: ast.Attribute, ref: Ref, state: State, *, calling: bool) -> Abstract:
    """Return ``ref.name`` of a v1 object."""
    name = node.attr
    if calling and _is_method(ref.kind, name):
        return Member(ref, name)
    if ref.kind in inventory.SERVICES or ref.kind == "Model":
        _note_read(ev, node, ref, called(ref, state))
    slot = plain(state.get(ref.id, name))
    if not isinstance(slot, Missing):
        return slot
    links = [(cls, name) for cls in symbols.lineage(ref.kind)]
    linked = next((inventory.ATTRIBUTES[one] for one in links if one in inventory.ATTRIBUTES), None)
    if linked is not None:
        other = ev.new(linked, node)
        state.put(ref.id, name, Bound(other))
        return other
    if ref.kind == "Workspace" and name in inventory.COLLECTIONS:
        return Part(ref, name)
    if name in _PARTS.get(ref.kind, ()):
        return Part(ref, name)
    return Member(ref, name) if calling else ev.opaque(node)


def _is_method(kind: str, name: str) -> bool:
    if kind in inventory.SERVICES and symbols.service_method(kind, name) is not None:
        return True
    return symbols.parameters(kind, name) is not None


def _note_read(ev: Evaluator, node: ast.Attribute, ref: Ref, name: str) -> None:
    owner = ref.kind if ref.kind == "Model" else "Webservice"
    if node.attr == "versions":
        owner = "AksEndpoint"
    if node.attr == "name" and owner != "Model":
        return  # it has the same name in v2
    if isinstance(node.ctx, ast.Load) and not _is_method(ref.kind, node.attr):
        ev.recorder.usage(
            Symbol(owner, node.attr), ev.place(node), Form.ATTRIBUTE, made=ref.place, called=name
        )


def get_part(ev: Evaluator, node: ast.Attribute, part: Part, state: State, *, calling: bool) -> Abstract:
    """Return an attribute below a part: ``env.docker.base_image``, ``env.python.conda_dependencies``."""
    path = f"{part.path}.{node.attr}"
    if not isinstance(part.base, Ref):
        return Member(part, node.attr) if calling else ev.opaque(node)
    slot = plain(state.get(part.base.id, path))
    if not isinstance(slot, Missing):
        return slot
    if path == _CONDA:
        conda = ev.new("CondaDependencies", node)
        state.put(part.base.id, path, Bound(conda))
        return conda
    if calling and (part.path in inventory.COLLECTIONS or part.path == _VARIABLES):
        return Member(part, node.attr)
    return Part(part.base, path)


def mapping(ev: Evaluator, part: Part, state: State) -> Abstract:
    """Return the mapping a part stands for (environment variables), made where nobody has set it."""
    if not isinstance(part.base, Ref):
        return part
    found = plain(state.get(part.base.id, part.path))
    if isinstance(found, Missing):
        found = containers.new_dict(ev, None, {}, state)
        state.put(part.base.id, part.path, Bound(found))
    return found


def collection_item(ev: Evaluator, node: ast.AST, part: Part, key: Abstract, state: State) -> Abstract:
    """Return ``ws.compute_targets["x"]``: an object that is known by its name alone."""
    kind = inventory.COLLECTIONS.get(part.path)
    if kind is None:
        return ev.opaque(node, (key,))
    ref = ev.new(kind, node)
    state.put(ref.id, "name", Bound(key, ev.place(node)))
    return ref


def annotated(ev: Evaluator, one: ast.arg, scope: Scope) -> Ref | None:
    """Return an object of the v1 class a parameter is annotated with."""
    symbol = _annotation(ev, one.annotation, scope)
    if symbol is None or symbol.member:
        return None
    ref = ev.new(symbol.owner)
    return Ref(ref.id, ref.kind, scope.layout.place(one), one.arg)


def _annotation(ev: Evaluator, node: ast.expr | None, scope: Scope) -> Symbol | None:
    if isinstance(node, ast.Subscript):  # Optional[Workspace]
        return _annotation(ev, node.slice, scope)
    if isinstance(node, ast.BinOp):  # Workspace | None
        return _annotation(ev, node.left, scope)
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    found = names.lookup(ev, node.id, ev.module_state)
    if not isinstance(found, Dotted):
        return None
    return symbols.resolve(".".join([found.name, *reversed(parts)]))


def note_decorator(ev: Evaluator, node: ast.expr, value: Abstract) -> None:
    """Record a v1 decorator (``@rawhttp``)."""
    if isinstance(value, Dotted) and not isinstance(node, ast.Call):
        symbol = symbols.resolve(value.name)
        if symbol is not None:
            ev.use(value.name)
            ev.recorder.usage(symbol, ev.place(node), Form.CALL)


def note_exception(ev: Evaluator, node: ast.expr, value: Abstract) -> None:
    """Record a name of one of v1's exceptions: a handler for it never runs without the v1 SDK."""
    if isinstance(value, Dotted) and symbols.is_exception(value.name):
        ev.use(value.name)
        ev.recorder.usage(Symbol(value.name), ev.place(node), Form.ATTRIBUTE)


def add_gap(ev: Evaluator, ref: Ref, why: str, node: ast.AST, state: State) -> None:
    """Say that something was done to an object that could not be followed."""
    containers.add_gap(ev, ref, Opaque(ev.source(node), ev.place(node), why=why), state)
