"""Variables and objects at one point of the program, forked where the code branches and merged after it.

A fork holds only what was written since, so a branch costs what it changes.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from migrate.read.python.domain import (
    MAX_LEAVES,
    MISSING,
    Abstract,
    Branch,
    Choice,
    Missing,
    blurred,
    choose,
    same,
)

Facts = Mapping[Branch, int]
Writes = dict[int, dict[Hashable, Abstract]]


@dataclass(frozen=True)
class Outcome:
    """How one way ended: what was decided on it, what it wrote, what it gives back."""

    facts: Facts
    writes: Writes
    value: Abstract = MISSING


class State:
    """What holds at one point of the program."""

    def __init__(
        self, base: State | None = None, facts: Facts | None = None, *, inside: bool = False
    ) -> None:
        self.base = base
        self.writes: Writes = {}
        self.facts: dict[Branch, int] = dict(facts or {})
        self.path: tuple[tuple[Branch, int], ...] = tuple(self.facts.items()) if inside else ()

    def chain(self) -> Iterator[State]:
        """Yield this state and those it was forked from, nearest first."""
        state: State | None = self
        while state is not None:
            yield state
            state = state.base

    def get(self, owner: int, slot: Hashable) -> Abstract:
        """Return what stands in a slot, decided as far as this way is; MISSING where nothing does."""
        state: State | None = self
        while state is not None:
            found = state.writes.get(owner)
            if found is not None and slot in found:
                return self.project(found[slot])
            state = state.base
        return MISSING

    def put(self, owner: int, slot: Hashable, value: Abstract) -> None:
        """Write a slot on this way."""
        self.writes.setdefault(owner, {})[slot] = value

    def slots(self, owner: int) -> dict[Hashable, Abstract]:
        """Return the filled slots of a scope or object, in the order they were first written."""
        order: dict[Hashable, None] = {}
        for state in reversed(list(self.chain())):
            order.update(dict.fromkeys(state.writes.get(owner, ())))
        found = ((slot, self.get(owner, slot)) for slot in order)
        return {slot: value for slot, value in found if not isinstance(value, Missing)}

    def decided(self, branch: Branch) -> int | None:
        """Return the arm taken at a branch on this way, if it is known."""
        for state in self.chain():
            arm = state.facts.get(branch)
            if arm is not None:
                return arm
        return None

    def project(self, value: Abstract) -> Abstract:
        """Return a value with the choices left out that this way has decided."""
        while isinstance(value, Choice):
            arm = self.decided(value.branch)
            found = None if arm is None else next((one for n, one in value.arms if n == arm), None)
            if found is None:
                return value
            value = found
        return value

    def conditions(self) -> tuple[str, ...]:
        """Return the sources of the branches this point stands in, outermost first."""
        steps = [pair for state in reversed(list(self.chain())) for pair in state.path]
        labels = (branch.labels[arm] for branch, arm in steps if not branch.attempt)
        return tuple(dict.fromkeys(label for label in labels if label))

    def fork(self, facts: Facts | None = None, *, inside: bool = False) -> State:
        """Return a copy that can go its own way."""
        return State(self, facts, inside=inside)

    def outcome(self, since: State, value: Abstract = MISSING) -> Outcome:
        """Return what happened since a state this one was forked from."""
        steps: list[State] = []
        for state in self.chain():
            if state is since:
                break
            steps.append(state)
        writes: Writes = {}
        facts: dict[Branch, int] = {}
        for state in reversed(steps):
            facts.update(state.facts)
            for owner, slots in state.writes.items():
                writes.setdefault(owner, {}).update(slots)
        return Outcome(facts, writes, value)

    def merge(self, outcomes: Sequence[Outcome], born: int) -> Abstract:
        """Take over how all ways ended; return their values. Objects from ``born`` on are each way's own."""
        if len(outcomes) == 1:
            return self._absorb(outcomes[0])
        plan = plan_of(outcomes)
        touched: dict[tuple[int, Hashable], None] = {}
        for outcome in outcomes:
            for owner, slots in outcome.writes.items():
                touched.update(dict.fromkeys((owner, slot) for slot in slots))
        for owner, slot in touched:
            self._join(outcomes, plan, (owner, slot), born)
        return decide(plan, [one.value for one in outcomes])

    def _absorb(self, outcome: Outcome) -> Abstract:
        self.facts.update(outcome.facts)
        for owner, slots in outcome.writes.items():
            self.writes.setdefault(owner, {}).update(slots)
        return outcome.value

    def _join(self, outcomes: Sequence[Outcome], plan: Plan, at: tuple[int, Hashable], born: int) -> None:
        owner, slot = at
        having = [one for one in outcomes if owner in one.writes and slot in one.writes[owner]]
        if owner >= born and len(having) == 1:
            self.put(owner, slot, having[0].writes[owner][slot])
            return
        before = self.get(owner, slot)
        values = [one.writes.get(owner, {}).get(slot, before) for one in outcomes]
        self.put(owner, slot, decide(plan, values))


@dataclass(frozen=True)
class Parting:
    """A branch that tells ways apart, and what is left to tell on each arm: a way's number, or the next branch."""

    branch: Branch
    arms: tuple[tuple[int, Parting | int], ...]


Plan = Parting | int | None
"""How to tell ways apart; None where it takes too many branches."""


class _TooManyError(Exception):
    """The ways part too often."""


def plan_of(outcomes: Sequence[Outcome]) -> Plan:
    """Return how the branches tell some ways apart.

    A way on which a branch was not decided (or joined again since) is there whatever that branch says; where a
    way with more decided is there too, that one left earlier and counts.
    """
    try:
        return _parting(list(range(len(outcomes))), [one.facts for one in outcomes], {}, [MAX_LEAVES])
    except _TooManyError:
        return None


def _parting(numbers: list[int], facts: Sequence[Facts], told: Facts, room: list[int]) -> Parting | int:
    branch = _telling(numbers, facts, told) if len(numbers) > 1 else None
    if branch is None:
        room[0] -= 1
        if room[0] < 0:
            raise _TooManyError
        return max(numbers, key=lambda number: len(facts[number]))
    arms = {facts[number].get(branch, -1) for number in numbers}
    if -1 in arms:
        arms = set(range(len(branch.labels)))
    kept = []
    for arm in sorted(arms):
        inside = [number for number in numbers if facts[number].get(branch, arm) == arm]
        kept.append((arm, _parting(inside, facts, {**told, branch: arm}, room)))
    return Parting(branch, tuple(kept))


def _telling(numbers: list[int], facts: Sequence[Facts], told: Facts) -> Branch | None:
    """Return the first branch on which some of the ways differ."""
    for number in numbers:
        for branch, arm in facts[number].items():
            if branch not in told and any(facts[other].get(branch) != arm for other in numbers):
                return branch
    return None


def decide(plan: Plan, values: Sequence[Abstract]) -> Abstract:
    """Return one value for several ways."""
    first = values[0]
    if all(same(first, value) for value in values[1:]):
        return first
    return blurred(values) if plan is None else _filled(plan, values)


def _filled(plan: Parting | int, values: Sequence[Abstract]) -> Abstract:
    if isinstance(plan, int):
        return values[plan]
    return choose(plan.branch, tuple((arm, _filled(rest, values)) for arm, rest in plan.arms))
