"""Loops: turned as often as the code says where that is known, else once with a loop variable nobody knows."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from migrate.read.python import branching, containers, names, stores
from migrate.read.python.domain import Abstract, Items, Literal, Opaque, plain
from migrate.read.python.evaluator import MAX_COUNT, MAX_TURNS, MAX_UNROLL, Evaluator, Loop
from migrate.read.python.state import State


def run_for(ev: Evaluator, node: ast.For | ast.AsyncFor, state: State) -> bool:
    """Run a ``for`` loop."""
    iterated = ev.value(node.iter, state)
    items = containers.elements(ev, node.iter, state.project(plain(iterated)), state)
    rounds = len(items.values) if items is not None and not items.gap else MAX_UNROLL + 1
    if items is not None and rounds <= _longest(node.iter) and rounds * ev.unrolled <= MAX_TURNS:
        ev.unrolled *= max(rounds, 1)
        try:
            return _turns(ev, node, items.values, state, certain=True)
        finally:
            ev.unrolled //= max(rounds, 1)
    with _Uncertain(ev, node, state):
        return _turns(ev, node, [variable(ev, node.iter, iterated, items)], state, certain=False)


def _longest(iterated: ast.expr) -> int:
    """Return how many turns are followed: a long count up is training as a rule, a long list is not."""
    counts = (
        isinstance(iterated, ast.Call) and isinstance(iterated.func, ast.Name) and iterated.func.id == "range"
    )
    return MAX_COUNT if counts else MAX_UNROLL


def run_while(ev: Evaluator, node: ast.While, state: State) -> bool:
    """Run a ``while`` loop: not at all where its test fails, else once."""
    value = ev.value(node.test, state)
    if branching.truth(state, state.project(plain(value))) is False:
        return ev.run(node.orelse, state)
    with _Uncertain(ev, node, state):
        endless = isinstance(node.test, ast.Constant) and bool(node.test.value)
        return _turns(ev, node, [None], state, certain=endless)


def variable(ev: Evaluator, node: ast.expr, iterated: Abstract, items: Items | None) -> Abstract:
    """Return the loop variable of a loop whose turns are not known."""
    if items is not None and len(items.values) == 1 and items.gap:
        return items.values[0]
    source = ev.source(node)
    base = ev.opaque(node, (plain(iterated),))
    why = f"it takes each value of {source}"
    if items is not None and not items.gap:
        why = f"it takes each of the {len(items.values)} values of {source}, more than are followed"
    return Opaque(f"each of {source}", base.place, base.depends, why=why, settle="write the values out")


class _Uncertain:
    """A loop of unknown length: what it adds up is not known before, during and after it."""

    def __init__(self, ev: Evaluator, node: ast.For | ast.AsyncFor | ast.While, state: State) -> None:
        self._ev = ev
        self._node, self._state = node, state
        always = isinstance(node, ast.While) and isinstance(node.test, ast.Constant)
        set_inside = () if always else sorted(set(_assigned(node.body)))
        self._before = {name: names.lookup(ev, name, state) for name in set_inside}
        for name in sorted(set(_accumulated(node.body))):
            if names.lookup(ev, name, state) is not None:
                _blur(ev, name, node, state)
        head = node.test if isinstance(node, ast.While) else node.iter
        self._source = ev.source(head)

    def __enter__(self) -> None:
        self._ev.uncertain.append((self._source, self._ev.born()))

    def __exit__(self, *_: object) -> None:
        self._ev.uncertain.pop()
        for name, before in self._before.items():
            after = names.lookup(self._ev, name, self._state)
            if isinstance(before, Literal) and isinstance(after, Literal) and before.value != after.value:
                why = f"it is {before.value!r}, or {after.value!r} where the loop over {self._source} runs"
                unsure = Opaque(name, self._ev.place(self._node), why=why)
                names.assign(self._ev, name, unsure, self._state)


def _blur(ev: Evaluator, name: str, node: ast.stmt, state: State) -> None:
    before = plain(names.lookup(ev, name, state) or Literal(None))
    if isinstance(before, Literal | Opaque):
        place = ev.place(node)
        names.assign(ev, name, Opaque(name, place, why=f"{name} changes in a loop"), state)


def _assigned(body: Sequence[ast.stmt]) -> Iterator[str]:
    """Yield the names that a loop's body sets: whether it runs at all is not known."""
    for statement in body:
        for node in ast.walk(statement):
            if isinstance(node, ast.Assign):
                yield from (one.id for one in node.targets if isinstance(one, ast.Name))


def _accumulated(body: Sequence[ast.stmt]) -> Iterator[str]:
    """Yield the names that a loop's body computes from their own last value."""
    for statement in body:
        for node in ast.walk(statement):
            if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
                yield node.target.id
            elif isinstance(node, ast.Assign):
                used = {one.id for one in ast.walk(node.value) if isinstance(one, ast.Name)}
                targets = {one.id for one in node.targets if isinstance(one, ast.Name)}
                yield from used & targets


def _turns(
    ev: Evaluator,
    node: ast.For | ast.AsyncFor | ast.While,
    values: Sequence[Abstract | None],
    state: State,
    *,
    certain: bool,
) -> bool:
    born = ev.born()
    current = state.fork()
    loop = Loop(ev.new("loop").id, state, current)
    ev.frame.loops.append(loop)
    alive = True
    try:
        for number, value in enumerate(values, 1):
            ev.turn = number
            alive = _turn(ev, node, value, loop)
            if not alive:
                break
    finally:
        ev.frame.loops.pop()
    endless = isinstance(node, ast.While) and certain
    if not alive and not certain:
        alive = not loop.broken
    if alive and not (endless and loop.broken) and ev.run(node.orelse, current):
        loop.broken.append(current.outcome(state))
    if loop.broken:
        state.merge(loop.broken, born)
    return bool(loop.broken)


def _turn(
    ev: Evaluator, node: ast.For | ast.AsyncFor | ast.While, value: Abstract | None, loop: Loop
) -> bool:
    born = ev.born()
    turn = loop.turn.fork()
    loop.left = []
    if value is not None and not isinstance(node, ast.While):
        stores.store(ev, node.target, value, turn)
    if ev.run(node.body, turn):
        loop.left.append(turn.outcome(loop.turn))
    if loop.left:
        loop.turn.merge(loop.left, born)
    return bool(loop.left)
