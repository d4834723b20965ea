"""What the built-in functions make of lists and dicts: their length, their order, their pairs."""

from __future__ import annotations

import ast

from migrate.read.python import containers
from migrate.read.python.arguments import Arguments
from migrate.read.python.domain import Abstract, Bound, Literal, Ref, plain
from migrate.read.python.evaluator import Evaluator
from migrate.read.python.operations import lift
from migrate.read.python.state import State

SAME = frozenset(
    [
        "builtins.sorted",
        "builtins.reversed",
        "builtins.list",
        "builtins.tuple",
        "builtins.set",
        "builtins.frozenset",
        "builtins.iter",
        "copy.copy",
        "copy.deepcopy",
    ]
)
ONE_OF = frozenset({"builtins.next", "builtins.max", "builtins.min"})


def sequence(ev: Evaluator, node: ast.Call, name: str, arguments: Arguments, state: State) -> Abstract:
    """Return what going through something, or taking one of it, gives."""
    value = arguments.get(0)
    if value is None:
        return containers.new_list(ev, node, (), state)
    found = state.project(plain(value))
    if isinstance(found, Ref) and found.kind == "dict" and name.startswith("copy."):
        return containers.copy(ev, node, found, state)
    if name.startswith("copy.") and isinstance(found, Ref) and found.kind != "list":
        return containers.copy(ev, node, found, state)
    items = containers.elements(ev, node, found, state)
    if items is None:
        return ev.opaque(node, arguments.values())
    if name in ONE_OF:
        alone = len(items.values) == 1
        return plain(items.values[0]) if alone else ev.opaque(node, arguments.values())
    values: tuple[Abstract, ...] | None = items.values
    if name == "builtins.sorted" and len(items.values) > 1:
        values = None if arguments.named else _sorted(items.values)
    elif name == "builtins.reversed":
        values = items.values[::-1]
    if values is None:
        return ev.opaque(node, items.values)
    return containers.new_list(ev, node, values, state, items.gap)


def _sorted(values: tuple[Abstract, ...]) -> tuple[Abstract, ...] | None:
    """Return texts in their order; None where the order is not known."""
    found = {one.value: one for one in values if isinstance(one, Literal) and isinstance(one.value, str)}
    texts_ = sorted(str(one) for one in found)
    return tuple(found[one] for one in texts_) if len(found) == len(values) else None


def dict_(ev: Evaluator, node: ast.Call, arguments: Arguments, state: State) -> Abstract:
    """Return what ``dict(...)`` makes."""
    ref = containers.new_dict(ev, node, {}, state)
    value = arguments.get(0)
    if value is not None:
        containers.update(ev, node, ref, _from_pairs(ev, node, value, state), state)
    for name, passed in arguments.named.items():
        state.put(ref.id, name, Bound(passed.value, passed.place))
    for _, gap in arguments.gaps:
        containers.add_gap(ev, ref, gap, state)
    return ref


def _from_pairs(ev: Evaluator, node: ast.AST, value: Abstract, state: State) -> Abstract:
    """Return the dict that a list of pairs makes; anything else as it is."""
    items = containers.elements(ev, node, value, state)
    if not (isinstance(value, Ref) and value.kind == "list") or items is None or items.gap:
        return value
    entries: dict[object, Abstract] = {}
    for one in items.values:
        pair = containers.elements(ev, node, one, state)
        key = pair.values[0] if pair is not None and len(pair.values) == 2 else None
        if pair is None or not isinstance(key, Literal):
            return value
        entries[key.value] = Bound(pair.values[1], ev.place(node))
    return containers.new_dict(ev, node, entries, state)


def range_(ev: Evaluator, node: ast.Call, arguments: Arguments, state: State) -> Abstract:
    """Return what ``range(...)`` counts, where it is not long."""
    bounds = [one.value.value for one in arguments.positional if isinstance(one.value, Literal)]
    numbers = [one for one in bounds if isinstance(one, int)]
    if len(numbers) != len(arguments.positional) or not numbers:
        return ev.opaque(node, arguments.values())
    try:
        values = range(*numbers)
    except (TypeError, ValueError):
        return ev.opaque(node)
    if len(values) > 1000:
        return ev.opaque(node)
    return containers.new_list(ev, node, [Literal(one, ev.place(node)) for one in values], state)


def enumerate_(ev: Evaluator, node: ast.Call, arguments: Arguments, state: State) -> Abstract:
    """Return the pairs of ``enumerate(...)``."""
    items = containers.elements(ev, node, arguments.get(0) or Literal(None), state)
    start = arguments.get(1, "start")
    first = start.value if isinstance(start, Literal) and isinstance(start.value, int) else 0
    if items is None or items.gap:
        return ev.opaque(node, arguments.values())
    pairs = [
        containers.new_list(ev, node, (Literal(number), one), state)
        for number, one in enumerate(items.values, first)
    ]
    return containers.new_list(ev, node, pairs, state)


def zip_(ev: Evaluator, node: ast.Call, arguments: Arguments, state: State) -> Abstract:
    """Return the rows of ``zip(...)``."""
    lists = [containers.elements(ev, node, one.value, state) for one in arguments.positional]
    known = [one.values for one in lists if one is not None and not one.gap]
    if len(known) != len(lists):
        return ev.opaque(node, arguments.values())
    rows = [containers.new_list(ev, node, row, state) for row in zip(*known, strict=False)]
    return containers.new_list(ev, node, rows, state)


def len_(ev: Evaluator, node: ast.Call, arguments: Arguments, state: State) -> Abstract:
    """Return how long something is."""
    value = arguments.get(0)
    if isinstance(value, Literal):
        return lift(ev, node, (value,), len)
    items = containers.elements(ev, node, value, state) if value is not None else None
    if items is None or items.gap:
        return ev.opaque(node, arguments.values())
    return Literal(len(items.values), ev.place(node))
