"""One way through the program at a time: choices decided, candidates gone through one by one."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import TypeVar

from compat.v1 import Given, Unread
from compat.value import Place, Value
from migrate.read.python.domain import (
    API,
    GAPS,
    Abstract,
    Bound,
    Branch,
    Choice,
    Items,
    Literal,
    Missing,
    Opaque,
    Ref,
    leaves,
    plain,
)
from migrate.read.python.state import State
from migrate.read.python.translation import Translator

MAX_CANDIDATES = 16
# Beyond this many, a setting that differs is not known; the parts of a service still part the candidates.
MAX_FOR_SETTINGS = 4

T = TypeVar("T")


class Undecided(Exception):  # noqa: N818 - not an error: the candidates part here
    """What is being built depends on a branch that this view leaves open."""

    def __init__(self, branch: Branch, arms: tuple[int, ...]) -> None:
        super().__init__()
        self.branch = branch
        self.arms = arms


class View:
    """The state as one candidate sees it. A choice that is not decided parts the candidates.

    ``if_parted`` is how many there will be if all of this round part in two.
    """

    def __init__(self, state: State, facts: Mapping[Branch, int], if_parted: int = 0) -> None:
        self.state = state.fork(facts)
        self.parting = if_parted <= MAX_CANDIDATES
        self._settings = if_parted <= MAX_FOR_SETTINGS
        self._translator = Translator(self.state, self.decide)

    def decide(self, value: Abstract) -> Abstract:
        """Return what a value is on this way."""
        value = self.state.project(plain(value))
        while isinstance(value, Choice):
            one = self._one_thing(value)
            if one is None and value.branch.attempt:
                one = self._attempt(value)
            if one is None:
                break
            value = self.state.project(one)
        if isinstance(value, Choice) and self.parting:
            raise Undecided(value.branch, tuple(arm for arm, _ in value.arms))
        return value

    def setting(self, value: Abstract) -> Abstract:
        """Return what a setting is on this way; too many candidates do not part over settings any further."""
        parting, self.parting = self.parting, self.parting and self._settings
        try:
            return self.decide(value)
        finally:
            self.parting = parting

    def _one_thing(self, value: Choice) -> Abstract | None:
        """Return the one thing that all ways mean: fetched by its name on one way, made under it on another."""
        refs = [one for one in leaves(value) if not _empty(one)]
        objects = [one for one in refs if isinstance(one, Ref) and one.kind[:1].isupper()]
        if len(objects) < 2 or len(objects) < len(refs) or not _whole(value):
            return None
        names = {_label(self.state, one) for one in objects}
        made = [one for one in objects if not _fetched(self.state, one)]
        if len(names) > 1 or None in names or len(made) > 1:
            return None
        return made[0] if made else objects[0]

    def _attempt(self, value: Choice) -> Abstract | None:
        """Return what a ``try`` is meant to give: the body's, or the first handler's that gives something.

        Where the ways give v1 objects of different kinds, the candidates part.
        """
        arms = [one for _, one in value.arms if not _empty(one)]
        if not arms:
            return value.arms[0][1]
        kinds = {one.kind for one in arms if isinstance(one, Ref) and one.kind[:1].isupper()}
        return None if len(kinds) > 1 and self.parting else arms[0]

    def slot(self, ref: Ref, name: Hashable) -> Abstract:
        """Return what stands in a slot of an object on this way."""
        return self.decide(self.state.get(ref.id, name))

    def value(
        self, abstract: Abstract, *, source: str = "", place: Place | None = None, name: str = ""
    ) -> Value:
        """Return the plain value of something."""
        return self._translator.value(abstract, source=source, place=place, name=name)

    def given(self, slot: Abstract, name: str, spelling: str = "") -> Given | None:
        """Return a slot as an argument that was given, or None where it is not set on this way."""
        parting, self.parting = self.parting, self.parting and self._settings
        try:
            found = self._filled(slot)
            if found is None:
                return None
            value, place = found
            last = name.rsplit(".", maxsplit=1)[-1]
            return Given(self.value(value, place=place, name=last), spelling or name, place)
        finally:
            self.parting = parting

    def _filled(self, slot: Abstract) -> tuple[Abstract, Place | None] | None:
        slot = self.state.project(slot)
        while isinstance(slot, Choice):
            decided = self.decide_slot(slot)
            if decided is slot:
                break
            slot = decided
        if isinstance(slot, Missing):
            return None
        if isinstance(slot, Bound):
            value = self.decide(slot.value)
            return None if isinstance(value, Missing) else (value, slot.place)
        value = self.decide(slot)
        return None if isinstance(value, Missing) else (value, None)

    def decide_slot(self, slot: Choice) -> Abstract:
        """Decide a choice of slots, keeping where the argument stands."""
        if slot.branch.attempt:
            return self.state.project(
                next((one for _, one in slot.arms if not isinstance(one, Missing)), slot)
            )
        if self.parting:
            raise Undecided(slot.branch, tuple(arm for arm, _ in slot.arms))
        return slot

    def gaps(self, ref: Ref) -> tuple[Unread, ...]:
        """Return what could not be followed on an object."""
        found = self.slot(ref, GAPS)
        if isinstance(found, Choice):
            return (
                Unread(
                    ref.source, "what is set on it is another thing on each way through the code", ref.place
                ),
            )
        values = found.values if isinstance(found, Items) else ()
        return tuple(unread(one) for one in values if isinstance(one, Opaque))


def unread(gap: Opaque) -> Unread:
    """Return a gap as an entry of the ledger."""
    return Unread(gap.source, gap.why or "it could not be followed", gap.place)


_FETCHED = frozenset(
    {
        "Environment.get",
        "Model",
        "ComputeTarget",
        "AksCompute",
        "Webservice",
        "AksWebservice",
        "AciWebservice",
    }
)


def _fetched(state: State, ref: Ref) -> bool:
    """Tell whether an object is one that exists already, known by its name."""
    api = plain(state.get(ref.id, API))
    return isinstance(api, Missing) or (isinstance(api, Literal) and api.value in _FETCHED)


def _whole(value: Choice) -> bool:
    """Tell whether a choice gives something on every way, but for those of a ``try`` that failed."""
    return value.branch.attempt or not any(_empty(one) for one in leaves(value))


def _empty(value: Abstract) -> bool:
    value = plain(value)
    return isinstance(value, Missing) or (isinstance(value, Literal) and value.value is None)


def _label(state: State, ref: Ref) -> Hashable:
    for slot in ("name", "model_name", "new_name"):
        found = state.project(plain(state.get(ref.id, slot)))
        if isinstance(found, Literal):
            return found.value
        if isinstance(found, Opaque):
            return found.key or ("source", found.source)
    return None


def candidates(state: State, build: Callable[[View], T]) -> list[tuple[T, str]]:
    """Build something on every way that makes a difference to it; with the condition each stands under."""
    found: list[tuple[tuple[int, ...], T, str]] = []
    waiting: list[dict[Branch, int]] = [{}]
    inside = state.conditions()
    while waiting:
        level, waiting = waiting, []
        if_parted = len(found) + 2 * len(level)
        for facts in level:
            try:
                built = build(View(state, facts, if_parted))
            except Undecided as parted:
                waiting += [{**facts, parted.branch: arm} for arm in parted.arms]
                continue
            labels = [branch.labels[arm] for branch, arm in facts.items()]
            condition = " and ".join(_bracketed(dict.fromkeys([*inside, *filter(None, labels)])))
            found.append((tuple(facts.values()), built, condition))
    found.sort(key=lambda one: one[0])
    return [(built, condition) for _, built, condition in found]


def _bracketed(labels: Mapping[str, None]) -> list[str]:
    many = len(labels) > 1
    return [f"({one})" if many and (" or " in one or " if " in one) else one for one in labels]
