"""Lists and dicts that are written out, and comprehensions."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from migrate.read.python import branching, containers, loops, stores
from migrate.read.python.domain import Abstract, Bound, Literal, Opaque, plain
from migrate.read.python.evaluator import MAX_UNROLL, Evaluator
from migrate.read.python.state import State


def sequence(ev: Evaluator, node: ast.List | ast.Tuple | ast.Set, state: State) -> Abstract:
    """Evaluate a list, tuple or set that is written out."""
    values: list[Abstract] = []
    gap = ""
    for one in node.elts:
        if isinstance(one, ast.Starred):
            items = containers.elements(ev, one, ev.value(one.value, state), state)
            values += items.values if items is not None else ()
            gap = gap or (items.gap if items is not None else f"what {ev.source(one)} unpacks is not known")
        else:
            values.append(ev.value(one, state))
    return containers.new_list(ev, node, values, state, gap)


def mapping(ev: Evaluator, node: ast.Dict, state: State) -> Abstract:
    """Evaluate a dict that is written out."""
    ref = containers.new_dict(ev, node, {}, state)
    for key, value in zip(node.keys, node.values, strict=True):
        found = ev.value(value, state)
        if key is None:
            containers.update(ev, value, ref, found, state)
            continue
        name = state.project(plain(ev.value(key, state)))
        if isinstance(name, Literal):
            state.put(ref.id, name.value, Bound(found, ev.place(key)))
        else:
            why = f"the key {ev.source(key)} is not known"
            containers.add_gap(ev, ref, Opaque(ev.source(key), ev.place(key), why=why), state)
    return ref


def _rounds(
    ev: Evaluator, generators: Sequence[ast.comprehension], state: State, gap: list[str]
) -> Iterator[None]:
    """Go through every round of a comprehension with its variables set; ``gap`` gets why there may be more."""
    if not generators:
        yield
        return
    first, rest = generators[0], generators[1:]
    iterated = ev.value(first.iter, state)
    items = containers.elements(ev, first.iter, iterated, state)
    if items is None or items.gap or len(items.values) > MAX_UNROLL * 4:
        gap.append(f"it goes through {ev.source(first.iter)}, which is not known")
        values: Sequence[Abstract] = (loops.variable(ev, first.iter, iterated, items),)
    else:
        values = items.values
    for value in values:
        stores.store(ev, first.target, plain(value), state)
        tests = [branching.truth(state, ev.value(test, state)) for test in first.ifs]
        if False in tests:
            continue
        if None in tests:
            gap.append(f"the condition {ev.source(first.ifs[0])} is not known")
        yield from _rounds(ev, rest, state, gap)


def comprehension(
    ev: Evaluator, node: ast.ListComp | ast.SetComp | ast.GeneratorExp, state: State
) -> Abstract:
    """Evaluate a comprehension: item by item where what it goes through is known."""
    gap: list[str] = []
    inner = state.fork()
    values = [ev.value(node.elt, inner) for _ in _rounds(ev, node.generators, inner, gap)]
    state.merge([inner.outcome(state)], ev.born())
    return containers.new_list(ev, node, values, state, gap[0] if gap else "")


def mapping_comprehension(ev: Evaluator, node: ast.DictComp, state: State) -> Abstract:
    """Evaluate a dict comprehension."""
    gap: list[str] = []
    ref = containers.new_dict(ev, node, {}, state)
    for _ in _rounds(ev, node.generators, state, gap):
        key, value = plain(ev.value(node.key, state)), ev.value(node.value, state)
        if isinstance(key, Literal):
            state.put(ref.id, key.value, Bound(value, ev.place(node.value)))
        else:
            gap.append(f"the key {ev.source(node.key)} is not known")
    if gap:
        containers.add_gap(ev, ref, Opaque(ev.source(node), ev.place(node), why=gap[0]), state)
    return ref
