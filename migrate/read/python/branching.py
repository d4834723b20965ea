"""Where code goes one of several ways: the ways of a test, and running each on a copy of the state."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from migrate.read.python.domain import (
    GAPS,
    ITEMS,
    MISSING,
    Abstract,
    Branch,
    Choice,
    Function,
    Items,
    Klass,
    Literal,
    Member,
    Missing,
    Module,
    Opaque,
    Ref,
    leaves,
    plain,
)
from migrate.read.python.evaluator import MAX_ALTERNATIVES, Evaluator
from migrate.read.python.state import Outcome, State


@dataclass(frozen=True)
class Way:
    """One way a test can come out: what is decided on it, and whether the test holds."""

    facts: tuple[tuple[Branch, int], ...]
    holds: bool


def truth(state: State, value: Abstract) -> bool | None:
    """Return whether a value counts as true, or None where only running the code would tell."""
    found = plain(value)
    if isinstance(found, Literal):
        return bool(found.value)
    if isinstance(found, Function | Klass | Member | Module):
        return True
    if not isinstance(found, Ref):
        return None
    if found.kind == "list":
        items = state.get(found.id, ITEMS)
        if isinstance(items, Items):
            return True if items.values else (None if items.gap else False)
        return None
    if found.kind == "dict":
        slots = state.slots(found.id)
        return None if GAPS in slots else bool(slots)
    return True


def ways(ev: Evaluator, node: ast.expr, value: Abstract, state: State) -> list[Way]:
    """Return the ways a test can come out; one way where it is known or decided already."""
    value = state.project(plain(value))
    known = truth(state, value)
    if known is not None:
        return [Way((), known)]
    if isinstance(value, Choice):
        unknown = _unknown(state, value) if value.branch.attempt else None
        if unknown is None:
            return _of_choice(ev, node, value, state)
        value = unknown
    negated = isinstance(value, Opaque) and value.negated
    source = ev.source(node) + (f" (turn {ev.turn} of the loop)" if ev.unrolled > 1 else "")
    labels = (source, f"not ({source})")
    key = value.key if isinstance(value, Opaque) and value.key is not None else ("test", ev.born(), id(node))
    ev.new("branch")
    branch = Branch(key, labels[::-1] if negated else labels, loops=ev.loops())
    arm = state.decided(branch)
    if arm is not None:
        return [Way((), (arm == 0) != negated)]
    return [Way(((branch, int(negated)),), True), Way(((branch, int(not negated)),), False)]


def _unknown(state: State, value: Choice) -> Abstract | None:
    """Return what a test stands on where a ``try`` leaves something unknown: what its handler puts there instead
    (an empty dict for a file that is missing) is one more thing the unknown value can be.
    """
    found = (one for one in leaves(value) if not isinstance(one, Missing))
    return next((one for one in found if truth(state, one) is None), None)


def _of_choice(ev: Evaluator, node: ast.expr, value: Choice, state: State) -> list[Way]:
    found: list[Way] = []
    for arm, one in value.arms:
        if isinstance(one, Missing):
            continue
        inner = state.fork({value.branch: arm})
        for way in ways(ev, node, one, inner):
            found.append(Way(((value.branch, arm), *way.facts), way.holds))
    if len({way.holds for way in found}) == 1:
        return [Way((), found[0].holds)]
    return found[:MAX_ALTERNATIVES] or [Way((), True)]


def run_ways(
    ev: Evaluator,
    state: State,
    found: Sequence[Way],
    run: Callable[[Way, State], bool],
    *,
    shown: bool = True,
) -> bool:
    """Run each way on a copy and merge what those leave that reach the end; return whether any does.

    What is found on a way that is not ``shown`` does not name the way as its condition.
    """
    if len(found) == 1 and not found[0].facts:
        return run(found[0], state)
    born = ev.born()
    outcomes: list[Outcome] = []
    for way in found:
        inner = state.fork(dict(way.facts), inside=shown)
        if run(way, inner):
            outcomes.append(inner.outcome(state))
    if outcomes:
        state.merge(outcomes, born)
    return bool(outcomes)


def each(
    ev: Evaluator, state: State, value: Abstract, act: Callable[[Abstract, State], Abstract]
) -> Abstract:
    """Act on every value a choice can come out as, each on its own copy of the state; return the results."""
    value = state.project(plain(value))
    if not isinstance(value, Choice):
        return act(value, state)
    born = ev.born()
    outcomes = []
    for arm, one in value.arms:
        if isinstance(one, Missing) or (isinstance(one, Literal) and one.value is None):
            continue
        inner = state.fork({value.branch: arm})
        result = each(ev, inner, one, act)
        outcomes.append(inner.outcome(state, result))
    if not outcomes:
        return MISSING
    if len(outcomes) == 1:
        # The other ways would fail here: what follows stands on this one.
        return _only(state, outcomes[0])
    return state.merge(outcomes, born)


def _only(state: State, outcome: Outcome) -> Abstract:
    for owner, slots in outcome.writes.items():
        for slot, value in slots.items():
            state.put(owner, slot, value)
    return outcome.value


def compared(state: State, left: Abstract, right: Abstract) -> bool | None:
    """Tell whether two values are the same thing, for ``is`` and ``==``, where one is an object or None."""
    left, right = state.project(plain(left)), state.project(plain(right))
    solid = (Ref, Function, Klass, Module)
    if isinstance(left, solid) and isinstance(right, Literal):
        return False if right.value is None else None
    if isinstance(right, solid) and isinstance(left, Literal):
        return False if left.value is None else None
    return None
