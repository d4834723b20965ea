"""Lists and dicts of the scanned code: made, filled, gone through."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from migrate.read.python.domain import (
    GAPS,
    ITEMS,
    MISSING,
    Abstract,
    Bound,
    Branch,
    Choice,
    Items,
    Literal,
    Missing,
    Opaque,
    Ref,
    choose,
    filled,
    plain,
)
from migrate.read.python.evaluator import Evaluator
from migrate.read.python.state import State

if TYPE_CHECKING:
    from migrate.read.python.arguments import Arguments


def new_list(
    ev: Evaluator, node: ast.AST | None, values: Sequence[Abstract], state: State, gap: str = ""
) -> Ref:
    """Return a new list (or tuple, or set) of some values; ``gap`` says why there may be more."""
    ref = ev.new("list", node)
    state.put(ref.id, ITEMS, Items(tuple(values), gap))
    return ref


def new_dict(ev: Evaluator, node: ast.AST | None, entries: Mapping[Any, Abstract], state: State) -> Ref:
    """Return a new dict."""
    ref = ev.new("dict", node)
    for key, value in entries.items():
        state.put(ref.id, key, value)
    return ref


def elements(ev: Evaluator, node: ast.AST, value: Abstract, state: State) -> Items | None:
    """Return what going through a value yields, or None where that is not known."""
    value = state.project(plain(value))
    if isinstance(value, Ref) and value.kind == "list":
        items = state.project(state.get(value.id, ITEMS))
        return items if isinstance(items, Items) else None
    if isinstance(value, Ref) and value.kind == "dict":
        slots = state.slots(value.id)
        if GAPS in slots or any(isinstance(slot, Choice) and _optional(slot) for slot in slots.values()):
            return None
        keys = [key for key in slots if isinstance(key, str | int | float | bool) or key is None]
        return Items(tuple(Literal(key, ev.place(node)) for key in keys))
    return None


def _optional(slot: Choice) -> bool:
    return any(
        isinstance(one, Missing) or (isinstance(one, Choice) and _optional(one)) for _, one in slot.arms
    )


def add(items: Abstract, value: Abstract, gap: str) -> Abstract:
    """Return the content of a list with a value at its end."""
    if isinstance(items, Choice):
        return choose(items.branch, tuple((arm, add(one, value, gap)) for arm, one in items.arms))
    if isinstance(items, Items):
        return Items((*items.values, value), items.gap or gap)
    return Items((value,), gap)


def loop_gap(ev: Evaluator, ref: Ref) -> str:
    """Return why a list filled here may have more than is known, or an empty text."""
    source = next((source for source, born in ev.uncertain if ref.id < born), "")
    return f"it is filled in a loop over {source}, whose length is not known" if source else ""


def append(ev: Evaluator, ref: Ref, value: Abstract, state: State) -> None:
    """Put a value at the end of a list."""
    state.put(ref.id, ITEMS, add(state.get(ref.id, ITEMS), value, loop_gap(ev, ref)))


def extend(ev: Evaluator, node: ast.AST, ref: Ref, value: Abstract, state: State) -> None:
    """Put every value of another list at the end of a list."""
    more = elements(ev, node, value, state)
    content = state.get(ref.id, ITEMS)
    if more is None:
        gap = f"it is extended by {ev.source(node)}, which is not known"
        content = Items(content.values, gap) if isinstance(content, Items) else Items((), gap)
    else:
        gap = more.gap or loop_gap(ev, ref)
        for one in more.values:
            content = add(content, one, gap)
        if gap and isinstance(content, Items):
            content = Items(content.values, content.gap or gap)
    state.put(ref.id, ITEMS, content)


def add_gap(ev: Evaluator, ref: Ref, why: Opaque, state: State) -> None:
    """Say that a dict or an object has more than is known."""
    state.put(ref.id, GAPS, add(state.get(ref.id, GAPS), why, ""))


def blur(ev: Evaluator, node: ast.AST, owner: int, why: str, state: State) -> None:
    """Take nothing for certain any more that stands in a dict, an object or a scope."""
    for name, slot in state.slots(owner).items():
        found = plain(slot)
        if not isinstance(name, str) or not isinstance(found, Literal | Opaque):
            continue
        known = f"it was {found.value!r}; " if isinstance(found, Literal) else ""
        place = slot.place if isinstance(slot, Bound) else None
        settle = "give the value in this file"
        unsure = Opaque(ev.source(node), ev.place(node), why=known + why, settle=settle)
        state.put(owner, name, Bound(unsure, place) if isinstance(slot, Bound) else unsure)


def update(ev: Evaluator, node: ast.AST, ref: Ref, value: Abstract, state: State) -> None:
    """Put every entry of another mapping into a dict."""
    unknown: list[Abstract] = []
    for name, slot in mapping(state, value, unknown).items():
        state.put(ref.id, name, filled(slot, state.get(ref.id, name)))
    for one in unknown:
        why = one.why if isinstance(one, Opaque) else ""
        source = ev.source(node)
        blur(ev, node, ref.id, f"{source} may set it as well, and is not known", state)
        add_gap(ev, ref, Opaque(source, ev.place(node), why=why or f"what {source} adds is not known"), state)


def item(ev: Evaluator, node: ast.AST, ref: Ref, key: Abstract, state: State) -> Abstract:
    """Return ``ref[key]``."""
    if ref.kind == "dict":
        found = lookup(state, ref, key)
        if found is not None and not isinstance(found, Missing):
            return found
        why = f"the key {ev.source(node)} is not set in this file" if found is MISSING else ""
        return ev.opaque(node, (key,), why=why)
    items = state.project(state.get(ref.id, ITEMS))
    if isinstance(items, Items) and isinstance(key, Literal) and isinstance(key.value, int):
        values = items.values
        if items.gap and len(values) == 1:
            return plain(values[0])
        if not items.gap and -len(values) <= key.value < len(values):
            return plain(values[key.value])
    return ev.opaque(node, (key,))


def lookup(state: State, ref: Ref, key: Abstract) -> Abstract | None:
    """Return the value under a key of a dict, MISSING where there is none, None where nobody can tell."""
    if not isinstance(key, Literal):
        return None
    slot = state.get(ref.id, key.value)
    if isinstance(slot, Missing):
        return None if not isinstance(state.get(ref.id, GAPS), Missing) else MISSING
    return plain(slot)


def mapping(state: State, value: Abstract, unknown: list[Abstract]) -> dict[str, Abstract]:
    """Return the entries of a mapping by name, on every way; what is not readable goes to ``unknown``."""
    value = state.project(plain(value))
    if isinstance(value, Choice):
        return _choice(state, value, unknown)
    if isinstance(value, Literal) and value.value is None:
        return {}
    if not isinstance(value, Ref) or value.kind not in {"dict", "namespace"}:
        unknown.append(value)
        return {}
    slots = state.slots(value.id)
    gap = slots.pop(GAPS, None)
    if gap is not None:
        found = state.project(gap)
        unknown += found.values if isinstance(found, Items) else [found]
    return {name: slot for name, slot in slots.items() if isinstance(name, str)}


def _choice(state: State, value: Choice, unknown: list[Abstract]) -> dict[str, Abstract]:
    arms = [(arm, mapping(state.fork({value.branch: arm}), one, unknown)) for arm, one in value.arms]
    names = dict.fromkeys(name for _, entries in arms for name in entries)
    return {
        name: _arms(value.branch, [(arm, entries.get(name, MISSING)) for arm, entries in arms])
        for name in names
    }


def _arms(branch: Branch, arms: Sequence[tuple[int, Abstract]]) -> Abstract:
    return choose(branch, tuple(arms))


def _append(ev: Evaluator, _node: ast.Call, ref: Ref, arguments: Arguments, state: State) -> Abstract:
    value = arguments.get(0)
    if value is not None:
        append(ev, ref, value, state)
    return Literal(None)


def _extend(ev: Evaluator, node: ast.Call, ref: Ref, arguments: Arguments, state: State) -> Abstract:
    value = arguments.get(0)
    if value is not None:
        extend(ev, node, ref, value, state)
    return Literal(None)


def _insert(ev: Evaluator, node: ast.Call, ref: Ref, arguments: Arguments, state: State) -> Abstract:
    items, at, value = state.get(ref.id, ITEMS), arguments.get(0), arguments.get(1)
    if (
        value is not None
        and isinstance(items, Items)
        and isinstance(at, Literal)
        and isinstance(at.value, int)
    ):
        values = list(items.values)
        values.insert(at.value, value)
        state.put(ref.id, ITEMS, Items(tuple(values), items.gap or loop_gap(ev, ref)))
    elif value is not None:
        append(ev, ref, value, state)
    return Literal(None)


def _get(ev: Evaluator, node: ast.Call, ref: Ref, arguments: Arguments, state: State) -> Abstract:
    key, default = arguments.get(0), arguments.get(1, "default") or Literal(None, ev.place(node))
    found = lookup(state, ref, key) if key is not None else None
    if found is None:
        return ev.opaque(node, arguments.values())
    return filled(found, default)


def _update(ev: Evaluator, node: ast.Call, ref: Ref, arguments: Arguments, state: State) -> Abstract:
    value = arguments.get(0)
    if value is not None:
        update(ev, node, ref, value, state)
    for name, passed in arguments.named.items():
        state.put(ref.id, name, Bound(passed.value, passed.place))
    for _, gap in arguments.gaps:
        add_gap(ev, ref, gap, state)
    return Literal(None)


def _setdefault(ev: Evaluator, node: ast.Call, ref: Ref, arguments: Arguments, state: State) -> Abstract:
    key = arguments.get(0)
    found = _get(ev, node, ref, arguments, state)
    if isinstance(key, Literal) and isinstance(state.get(ref.id, key.value), Missing):
        state.put(ref.id, key.value, Bound(found, ev.place(node)))
    return found


def _keys(ev: Evaluator, node: ast.Call, ref: Ref, _arguments: Arguments, state: State) -> Abstract:
    keys = elements(ev, node, ref, state)
    return ev.opaque(node) if keys is None else new_list(ev, node, keys.values, state)


def _values(ev: Evaluator, node: ast.Call, ref: Ref, _arguments: Arguments, state: State) -> Abstract:
    if elements(ev, node, ref, state) is None:
        return ev.opaque(node)
    return new_list(ev, node, [plain(slot) for slot in state.slots(ref.id).values()], state)


def _pairs(ev: Evaluator, node: ast.Call, ref: Ref, _arguments: Arguments, state: State) -> Abstract:
    keys = elements(ev, node, ref, state)
    if keys is None:
        return ev.opaque(node)
    slots = state.slots(ref.id)
    pairs = [
        new_list(ev, node, (key, plain(slots[key.value])), state)
        for key in keys.values
        if isinstance(key, Literal)
    ]
    return new_list(ev, node, pairs, state)


def _copy(ev: Evaluator, node: ast.Call, ref: Ref, _arguments: Arguments, state: State) -> Abstract:
    return copy(ev, node, ref, state)


def copy(ev: Evaluator, node: ast.AST, ref: Ref, state: State) -> Ref:
    """Return a new object with the same content."""
    other = ev.new(ref.kind, node)
    for slot, value in state.slots(ref.id).items():
        state.put(other.id, slot, value)
    return other


def _pop(ev: Evaluator, node: ast.Call, ref: Ref, arguments: Arguments, state: State) -> Abstract:
    key = arguments.get(0)
    if ref.kind == "dict" and isinstance(key, Literal):
        found = _get(ev, node, ref, arguments, state)
        state.put(ref.id, key.value, MISSING)
        return found
    items = state.get(ref.id, ITEMS)
    if ref.kind == "list" and key is None and isinstance(items, Items) and items.values and not items.gap:
        state.put(ref.id, ITEMS, Items(items.values[:-1]))
        return plain(items.values[-1])
    state.put(
        ref.id, ITEMS if ref.kind == "list" else GAPS, Items((), f"{ev.source(node)} took something out")
    )
    return ev.opaque(node)


_Method = Callable[[Evaluator, ast.Call, Ref, "Arguments", State], Abstract]
METHODS: Mapping[tuple[str, str], _Method] = {
    ("list", "append"): _append,
    ("list", "add"): _append,
    ("list", "extend"): _extend,
    ("list", "insert"): _insert,
    ("list", "copy"): _copy,
    ("list", "pop"): _pop,
    ("dict", "get"): _get,
    ("dict", "update"): _update,
    ("dict", "setdefault"): _setdefault,
    ("dict", "keys"): _keys,
    ("dict", "values"): _values,
    ("dict", "items"): _pairs,
    ("dict", "copy"): _copy,
    ("dict", "pop"): _pop,
}
