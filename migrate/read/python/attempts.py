"""``try``: the body, then each handler as another way the code can go."""

from __future__ import annotations

import ast
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from migrate.read.python import names
from migrate.read.python.domain import Abstract, Bound, Branch, Dotted, Literal, Opaque, plain, same
from migrate.read.python.evaluator import Evaluator
from migrate.read.python.state import Outcome, State

_At = tuple[int, Hashable]
_MOST = 60
"""Statements of a body that are watched one by one."""
_SAFE = (ast.Constant, ast.Name, ast.Assign, ast.AnnAssign, ast.Pass, ast.Load, ast.Store, ast.Expr, ast.List)


def run_try(ev: Evaluator, node: ast.Try, state: State) -> bool:
    """Run a ``try`` statement."""
    run = _body_or_handlers if node.handlers else _body
    alive = run(ev, node, state)
    if not node.finalbody:
        return alive
    if alive:
        return ev.run(node.finalbody, state)
    ev.run(node.finalbody, state.fork())
    return False


def _body(ev: Evaluator, node: ast.Try, state: State) -> bool:
    return ev.run([*node.body, *node.orelse], state)


@dataclass(frozen=True)
class _Left:
    """What a body leaves where it fails: what it has done, and what it may not have got to."""

    done: Outcome
    unsure: Mapping[_At, Opaque]


def _body_or_handlers(ev: Evaluator, node: ast.Try, state: State) -> bool:
    born = ev.born()
    ev.new("branch")
    labels = ("", *(_label(ev, handler) for handler in node.handlers))
    branch = Branch(("try", ev.born(), id(node)), labels, attempt=True)
    outcomes: list[Outcome] = []
    body = state.fork({branch: 0}, inside=True)
    alive, before = _watched(ev, node.body, body)
    done = body.outcome(state)
    if alive and _cannot_fail(ev, node.body, body):
        alive = ev.run(node.orelse, body)
        state.merge([body.outcome(state)], born)
        return alive
    left = _Left(done, _unsure(ev, node, state, done, before))
    if alive and ev.run(node.orelse, body):
        outcomes.append(body.outcome(state))
    handled: list[Outcome] = []
    for number, handler in enumerate(node.handlers, 1):
        handled += _handler(ev, handler, state, branch, (number, left))
    outcomes += handled
    if outcomes:
        state.merge(outcomes, born)
    for owner, slot in left.unsure:
        if any(one.writes.get(owner, {}).get(slot) is left.unsure[owner, slot] for one in handled):
            state.put(owner, slot, left.unsure[owner, slot])
    return bool(outcomes)


def _watched(
    ev: Evaluator, body: Sequence[ast.stmt], state: State
) -> tuple[bool, list[Mapping[_At, Abstract]]]:
    """Run a body; return what was written before each statement that may fail, and whether its end is reached."""
    before: list[Mapping[_At, Abstract]] = []
    for statement in body[:_MOST]:
        if not _is_safe(statement):
            before.append(_written(state))
        if not ev.run([statement], state):
            return False, before
        if isinstance(statement, ast.With | ast.For | ast.If | ast.While):
            before.append(_written(state))
    return ev.run(body[_MOST:], state), before


def _written(state: State) -> Mapping[_At, Abstract]:
    return {(owner, slot): value for owner, slots in state.writes.items() for slot, value in slots.items()}


def _is_safe(statement: ast.stmt) -> bool:
    """Tell whether a statement cannot fail: it binds what is written out."""
    return all(isinstance(one, _SAFE) for one in ast.walk(statement))


def _cannot_fail(ev: Evaluator, body: Sequence[ast.stmt], state: State) -> bool:
    """Tell whether a body imports only what the tree has, and binds what is written out."""
    imports_ = [one for one in body if isinstance(one, ast.Import | ast.ImportFrom)]
    bound = [(alias.asname or alias.name.split(".")[0]) for one in imports_ for alias in one.names]
    found = [names.lookup(ev, one, state) for one in bound]
    return all(one in imports_ or _is_safe(one) for one in body) and not any(
        one is None or isinstance(one, Dotted | Opaque) for one in found
    )


def _unsure(
    ev: Evaluator, node: ast.Try, state: State, done: Outcome, before: Sequence[Mapping[_At, Abstract]]
) -> Mapping[_At, Opaque]:
    """Return the slots that hold one scalar or another by how far the body gets, with what to say of them."""
    found: dict[_At, Opaque] = {}
    for owner, slots in done.writes.items():
        for slot, last in slots.items():
            earlier = [plain(one.get((owner, slot), state.get(owner, slot))) for one in before]
            values = [one for one in (*earlier, plain(last)) if isinstance(one, Literal)]
            if len(values) == len(earlier) + 1 and any(not same(one, values[-1]) for one in values):
                shown = " or ".join(dict.fromkeys(repr(one.value) for one in values))
                why = f"it is {shown}, by how far the code gets that is tried"
                place = last.place if isinstance(last, Bound) else None
                found[owner, slot] = Opaque(str(slot), place or ev.place(node), why=why)
    return found


def _handler(
    ev: Evaluator, handler: ast.ExceptHandler, state: State, branch: Branch, taken: tuple[int, _Left]
) -> Sequence[Outcome]:
    """Run a handler on what the body has done: it is the last call of the body that fails, as a rule."""
    number, left = taken
    inner = state.fork({branch: number}, inside=True)
    for owner, slots in left.done.writes.items():
        for slot, value in slots.items():
            inner.put(owner, slot, left.unsure.get((owner, slot), value))
    if handler.type is not None:
        ev.value(handler.type, inner)
    if handler.name:
        names.assign(ev, handler.name, ev.opaque(handler.type or handler), inner)
    return [inner.outcome(state)] if ev.run(handler.body, inner) else []


def _label(ev: Evaluator, handler: ast.ExceptHandler) -> str:
    return f"except {ev.source(handler.type)}" if handler.type is not None else "except"
