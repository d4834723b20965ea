"""What happens to a thing that is passed to code nobody can look into: it may come back changed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from migrate.read.python import containers, inventory
from migrate.read.python.domain import (
    ITEMS,
    Abstract,
    Bound,
    Items,
    Klass,
    Literal,
    Member,
    Module,
    Opaque,
    Ref,
    leaves,
    plain,
)
from migrate.read.python.evaluator import Evaluator
from migrate.read.python.state import State

_MOST = 200
_FIXED = frozenset({"name", "workspace"})
# Objects in Azure: handing one out changes nothing of what the source says of it.
_HANDLES = (
    inventory.SERVICES
    | inventory.COMPUTES
    | inventory.IMAGES
    | {
        "Workspace",
        "Model",
        "Run",
        "Experiment",
        "Dataset",
        "Datastore",
        "Keyvault",
        "ModelPackage",
        "ModelProfile",
    }
)
_PASSING = re.compile(
    r"(?:log|info|debug|warn|error|exception|critical|print|write|dump|save|send|post|put|get|submit|append|extend"
    r"|add|insert|update|register|fit|predict|transform|run|display|track|set_tags|upload)(?:_\w+|ing)?$"
)
"""Methods that take what they are given in, or tell of it; what they do to it is not what they are for."""


def let_go(ev: Evaluator, node: ast.Call, values: Iterable[Abstract], state: State) -> None:
    """Note that the code passes some things to a function that cannot be followed."""
    source = ev.source(node.func)
    if isinstance(node.func, ast.Attribute) and _PASSING.match(node.func.attr):
        return
    for ref in _reachable(values, state):
        _blur(ev, node, ref, f"it is passed to {source}, which is not followed and may change it", state)


def _reachable(values: Iterable[Abstract], state: State) -> Iterator[Ref]:
    """Yield the things that some values are or hold and that can change."""
    seen: set[int] = set()
    waiting = list(values)
    while waiting and len(seen) < _MOST:
        for one in leaves(plain(waiting.pop())):
            if isinstance(one, Items):
                waiting += one.values
            elif isinstance(one, Module | Klass) and one.scope.id not in seen:
                seen.add(one.scope.id)
                yield Ref(one.scope.id, "instance")
            elif isinstance(one, Member) or not isinstance(one, Ref) or one.id in seen:
                continue
            elif one.kind not in _HANDLES and one.kind not in {"file", "parser", "namespace"}:
                seen.add(one.id)
                yield one
                waiting += state.slots(one.id).values()


def _blur(ev: Evaluator, node: ast.Call, ref: Ref, why: str, state: State) -> None:
    if ref.kind == "list":
        items = state.get(ref.id, ITEMS)
        if isinstance(items, Items):
            state.put(ref.id, ITEMS, Items(items.values, items.gap or why))
        return
    for name, slot in state.slots(ref.id).items():
        found = plain(slot)
        if isinstance(name, str) and name not in _FIXED and all(_plain(one) for one in leaves(found)):
            place = slot.place if isinstance(slot, Bound) else None
            state.put(ref.id, name, Bound(_unsure(ev, node, found, why), place or ev.place(node)))
    containers.add_gap(ev, ref, Opaque(ev.source(node), ev.place(node), why=why), state)


def _plain(value: Abstract) -> bool:
    return isinstance(value, Literal | Opaque)


def _unsure(ev: Evaluator, node: ast.Call, found: Abstract, why: str) -> Opaque:
    known = f"it was {found.value!r}; " if isinstance(found, Literal) else ""
    return Opaque(ev.source(node), ev.place(node), why=known + why, settle="look at what that function does")
