"""Variables and objects at one point of the program, forked where the code branches and merged after it.

A fork holds only what was written since, so a branch costs what it changes.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from migrate.read.python.domain import MISSING, Abstract, Branch, Choice, Missing, choose, same

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
        touched: dict[tuple[int, Hashable], None] = {}
        for outcome in outcomes:
            for owner, slots in outcome.writes.items():
                touched.update(dict.fromkeys((owner, slot) for slot in slots))
        for owner, slot in touched:
            self._join(outcomes, owner, slot, born)
        return decide(outcomes, [one.value for one in outcomes])

    def _absorb(self, outcome: Outcome) -> Abstract:
        self.facts.update(outcome.facts)
        for owner, slots in outcome.writes.items():
            self.writes.setdefault(owner, {}).update(slots)
        return outcome.value

    def _join(self, outcomes: Sequence[Outcome], owner: int, slot: Hashable, born: int) -> None:
        having = [one for one in outcomes if owner in one.writes and slot in one.writes[owner]]
        if owner >= born and len(having) == 1:
            self.put(owner, slot, having[0].writes[owner][slot])
            return
        before = self.get(owner, slot)
        values = [one.writes.get(owner, {}).get(slot, before) for one in outcomes]
        self.put(owner, slot, decide(outcomes, values))


def decide(outcomes: Sequence[Outcome], values: Sequence[Abstract]) -> Abstract:
    """Return one value for several ways, as a tree of the branches that tell the ways apart."""
    return _tree([(dict(one.facts), value) for one, value in zip(outcomes, values, strict=True)])


def _tree(ways: list[tuple[dict[Branch, int], Abstract]]) -> Abstract:
    first = ways[0][1]
    if all(same(first, value) for _, value in ways[1:]):
        return first
    branch = next((one for facts, _ in ways for one in facts), None)
    if branch is None:
        return ways[-1][1]
    arms = sorted({facts[branch] for facts, _ in ways if branch in facts})
    kept = []
    for arm in arms:
        inside = [
            ({k: v for k, v in facts.items() if k != branch}, value)
            for facts, value in ways
            if facts.get(branch, arm) == arm
        ]
        kept.append((arm, _tree(inside)))
    return choose(branch, tuple(kept))
