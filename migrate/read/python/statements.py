"""Statements: what running one line means on abstract values. Each returns whether the next one is reached."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from migrate.read.python import attempts, branching, classes, functions, imports, loops, presence, stores
from migrate.read.python.domain import MISSING, Abstract, Branch
from migrate.read.python.evaluator import Evaluator, Run
from migrate.read.python.state import State


def _expression(ev: Evaluator, node: ast.Expr, state: State) -> bool:
    ev.value(node.value, state)
    return True


def _assign(ev: Evaluator, node: ast.Assign, state: State) -> bool:
    value = ev.value(node.value, state)
    for target in node.targets:
        stores.store(ev, target, value, state)
    return True


def _annotated(ev: Evaluator, node: ast.AnnAssign, state: State) -> bool:
    if node.value is not None:
        stores.store(ev, node.target, ev.value(node.value, state), state)
    return True


def _augmented(ev: Evaluator, node: ast.AugAssign, state: State) -> bool:
    stores.augment(ev, node, state)
    return True


def _if(ev: Evaluator, node: ast.If, state: State) -> bool:
    value = ev.value(node.test, state)
    found = branching.ways(ev, node.test, value, state)
    return branching.run_ways(
        ev,
        state,
        found,
        lambda way, inner: ev.run(node.body if way.holds else node.orelse, inner),
        shown=not presence.asked(ev, node, value, state),
    )


def _return(ev: Evaluator, node: ast.Return, state: State) -> bool:
    value: Abstract = MISSING if node.value is None else ev.value(node.value, state)
    ev.frame.returns.append(state.outcome(ev.frame.entry, value))
    return False


def _raise(ev: Evaluator, node: ast.Raise, state: State) -> bool:
    if node.exc is not None:
        ev.value(node.exc, state)
    return False


def _break(ev: Evaluator, _node: ast.Break, state: State) -> bool:
    if ev.frame.loops:
        loop = ev.frame.loops[-1]
        loop.broken.append(state.outcome(loop.entry))
    return False


def _continue(ev: Evaluator, _node: ast.Continue, state: State) -> bool:
    if ev.frame.loops:
        loop = ev.frame.loops[-1]
        loop.left.append(state.outcome(loop.turn))
    return False


def _assert(ev: Evaluator, node: ast.Assert, state: State) -> bool:
    ev.value(node.test, state)
    return True


def _delete(ev: Evaluator, node: ast.Delete, state: State) -> bool:
    for target in node.targets:
        stores.remove(ev, target, state)
    return True


def _with(ev: Evaluator, node: ast.With | ast.AsyncWith, state: State) -> bool:
    for item in node.items:
        value = ev.value(item.context_expr, state)
        if item.optional_vars is not None:
            stores.store(ev, item.optional_vars, value, state)
    return ev.run(node.body, state)


def _shared(ev: Evaluator, node: ast.Global | ast.Nonlocal, _state: State) -> bool:
    scope = ev.frame.scope
    while scope.parent is not None and isinstance(node, ast.Global):
        scope = scope.parent
    if isinstance(node, ast.Nonlocal) and scope.parent is not None:
        scope = scope.parent
    for name in node.names:
        ev.frame.shared[name] = scope
    return True


def _match(ev: Evaluator, node: ast.Match, state: State) -> bool:
    subject = ev.value(node.subject, state)
    source = ev.source(node.subject)
    ev.new("branch")
    labels = [f"{source} matches {_pattern(ev, case)}" for case in node.cases]
    branch = Branch(("match", ev.born(), id(node)), (*labels, f"{source} matches nothing"), loops=ev.loops())
    taken = stores.matching(subject, node.cases, state)
    if taken is not None:
        return ev.run(node.cases[taken].body, state) if taken < len(node.cases) else True
    numbers = range(len(node.cases) + (0 if stores.catches_all(node.cases[-1]) else 1))
    found = [branching.Way(((branch, number),), holds=True) for number in numbers]

    def run(way: branching.Way, inner: State) -> bool:
        number = way.facts[0][1]
        if number == len(node.cases):
            return True
        case = node.cases[number]
        stores.capture(ev, case.pattern, subject, inner)
        return ev.run(case.body, inner)

    return branching.run_ways(ev, state, found, run)


def _pattern(ev: Evaluator, case: ast.match_case) -> str:
    return ev.source(case.pattern)


STATEMENTS: Mapping[type[ast.stmt], Run] = {
    ast.Expr: _expression,
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.If: _if,
    ast.Return: _return,
    ast.Raise: _raise,
    ast.Break: _break,
    ast.Continue: _continue,
    ast.Assert: _assert,
    ast.Delete: _delete,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Global: _shared,
    ast.Nonlocal: _shared,
    ast.Match: _match,
    ast.For: loops.run_for,
    ast.AsyncFor: loops.run_for,
    ast.While: loops.run_while,
    ast.Try: attempts.run_try,
    ast.Import: imports.run_import,
    ast.ImportFrom: imports.run_import_from,
    ast.FunctionDef: functions.define,
    ast.AsyncFunctionDef: functions.define,
    ast.ClassDef: classes.define,
}
if hasattr(ast, "TryStar"):  # Python 3.11 and later
    STATEMENTS = {**STATEMENTS, ast.TryStar: attempts.run_try}
