"""``try``: the body, then each handler as another way the code can go."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from migrate.read.python import names
from migrate.read.python.domain import Branch
from migrate.read.python.evaluator import Evaluator
from migrate.read.python.state import Outcome, State


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


def _body_or_handlers(ev: Evaluator, node: ast.Try, state: State) -> bool:
    born = ev.born()
    ev.new("branch")
    labels = ("", *(_label(ev, handler) for handler in node.handlers))
    branch = Branch(("try", ev.born(), id(node)), labels, attempt=True)
    outcomes: list[Outcome] = []
    body = state.fork({branch: 0}, inside=True)
    alive = ev.run(node.body, body)
    done = body.outcome(state)
    if alive and ev.run(node.orelse, body):
        outcomes.append(body.outcome(state))
    for number, handler in enumerate(node.handlers, 1):
        outcomes += _handler(ev, handler, state, branch, (number, done))
    if outcomes:
        state.merge(outcomes, born)
    return bool(outcomes)


def _handler(
    ev: Evaluator, handler: ast.ExceptHandler, state: State, branch: Branch, taken: tuple[int, Outcome]
) -> Sequence[Outcome]:
    """Run a handler on what the body has done: it is the last call of the body that fails, as a rule."""
    number, done = taken
    inner = state.fork({branch: number}, inside=True)
    for owner, slots in done.writes.items():
        for slot, value in slots.items():
            inner.put(owner, slot, value)
    if handler.type is not None:
        ev.value(handler.type, inner)
    if handler.name:
        names.assign(ev, handler.name, ev.opaque(handler.type or handler), inner)
    return [inner.outcome(state)] if ev.run(handler.body, inner) else []


def _label(ev: Evaluator, handler: ast.ExceptHandler) -> str:
    return f"except {ev.source(handler.type)}" if handler.type is not None else "except"
