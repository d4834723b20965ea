"""One way through the program at a time: choices decided, candidates gone through one by one."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import TypeVar

from compat.v1 import Given, Unread
from compat.value import Place, Value
from migrate.read.python.differences import conjunction, together
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
    same,
)
from migrate.read.python.state import State
from migrate.read.python.translation import Translator

MAX_CANDIDATES = 16

T = TypeVar("T")


class Undecided(Exception):  # noqa: N818 - not an error: the candidates part here
    """What is being built depends on a branch that this view leaves open."""

    def __init__(self, branch: Branch, arms: tuple[int, ...]) -> None:
        super().__init__()
        self.branch = branch
        self.arms = arms


class View:
    """The state as one candidate sees it.

    Only what makes another service of it parts the candidates (``identity``); a setting that differs by branch
    stays one setting, which says so. ``parting`` is off where there would be too many candidates; ``loops`` are
    the loops the code stands in.
    """

    def __init__(
        self,
        state: State,
        facts: Mapping[Branch, int],
        *,
        parting: bool = False,
        loops: frozenset[int] = frozenset(),
    ) -> None:
        self.state = state.fork(facts)
        self._parting = parting
        self._loops = loops
        self._translator = Translator(self.state, self.decide)

    def decide(self, value: Abstract) -> Abstract:
        """Return what a value is on this way; a choice where that differs by branch."""
        value = self.state.project(plain(value))
        while isinstance(value, Choice):
            one = self._one_thing(value)
            if one is None and value.branch.attempt:
                one = self._attempt(value)
            if one is None:
                break
            value = self.state.project(one)
        return value

    def identity(self, value: Abstract, trait: Callable[[Abstract], Hashable]) -> Abstract:
        """Decide a value that makes another service where its ``trait`` differs: there the candidates part.

        A branch of a loop that is over parts nothing: it went each way perhaps, one turn after the other.
        """
        found = self.decide(value)
        if isinstance(found, Choice) and len({trait(one) for one in leaves(found)}) > 1:
            self._part(found.branch, found)
        return found

    def _part(self, branch: Branch, value: Choice) -> None:
        if self._parting and branch.loops <= self._loops:
            raise Undecided(branch, tuple(arm for arm, _ in value.arms))

    def ways(self, value: Abstract) -> Iterator[tuple[str, View, Abstract]]:
        """Yield what a value can come out as, each with its condition and the view of that way."""
        found = self.decide(value)
        if not isinstance(found, Choice):
            yield "", self, found
            return
        for arm, one in found.arms:
            inner = View(self.state, {found.branch: arm}, loops=self._loops)
            label = found.branch.labels[arm]
            for rest, view, leaf in inner.ways(one):
                yield conjunction([label, rest]), view, leaf

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

        Where the ways give v1 objects of different kinds, or different plain values, nobody can tell.
        """
        arms = [one for _, one in value.arms if not _empty(one)]
        if not arms:
            return value.arms[0][1]
        kinds = {one.kind for one in arms if isinstance(one, Ref) and one.kind[:1].isupper()}
        scalars = [one for one in arms if isinstance(one, Literal)]
        differ = len(scalars) == len(arms) and not all(same(one, arms[0]) for one in arms)
        return None if len(kinds) > 1 or differ else arms[0]

    def slot(self, ref: Ref, name: Hashable) -> Abstract:
        """Return what stands in a slot of an object on this way."""
        return self.decide(self.state.get(ref.id, name))

    def value(
        self, abstract: Abstract, *, source: str = "", place: Place | None = None, name: str = ""
    ) -> Value:
        """Return the plain value of something; where it differs by branch, what it is on each way."""
        found = self.decide(abstract)
        if isinstance(found, Choice):
            rows = [
                (
                    label,
                    None if isinstance(leaf, Missing) else Given(view.value(leaf, place=place, name=name)),
                )
                for label, view, leaf in self.ways(found)
            ]
            differing = together(rows)
            if differing is not None:
                return differing.value
        return self._translator.value(abstract, source=source, place=place, name=name)

    def given(self, slot: Abstract, name: str, spelling: str = "") -> Given | None:
        """Return a slot as an argument that was given, or None where it is not set on this way."""
        found = self._meant(slot)
        if isinstance(found, Choice):
            rows = [(label, view.given(leaf, name, spelling)) for label, view, leaf in self._slots(found)]
            return together(rows)
        value, place = (found.value, found.place) if isinstance(found, Bound) else (found, None)
        value = self.decide(value)
        if isinstance(value, Missing):
            return None
        last = name.rsplit(".", maxsplit=1)[-1]
        return Given(self.value(value, place=place, name=last), spelling or name, place)

    def _meant(self, slot: Abstract) -> Abstract:
        """Return a slot with the ways of a ``try`` decided, keeping where the argument stands."""
        slot = self.state.project(slot)
        while isinstance(slot, Choice) and slot.branch.attempt:
            kept = next((one for _, one in slot.arms if not isinstance(one, Missing)), slot.arms[0][1])
            slot = self.state.project(kept)
        return slot

    def _slots(self, slot: Choice) -> Iterator[tuple[str, View, Abstract]]:
        for arm, one in slot.arms:
            view = View(self.state, {slot.branch: arm}, loops=self._loops)
            yield slot.branch.labels[arm], view, one

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


def candidates(
    state: State, build: Callable[[View], T], loops: frozenset[int] = frozenset()
) -> list[tuple[T, str]]:
    """Build something on every way that makes another thing of it; with the condition each stands under."""
    found: list[tuple[tuple[int, ...], T, str]] = []
    waiting: list[dict[Branch, int]] = [{}]
    inside = state.conditions()
    while waiting:
        level, waiting = waiting, []
        parting = len(found) + 2 * len(level) <= MAX_CANDIDATES
        for facts in level:
            try:
                built = build(View(state, facts, parting=parting, loops=loops))
            except Undecided as parted:
                waiting += [{**facts, parted.branch: arm} for arm in parted.arms]
                continue
            labels = [branch.labels[arm] for branch, arm in facts.items()]
            found.append((tuple(facts.values()), built, conjunction([*inside, *labels])))
    found.sort(key=lambda one: one[0])
    return [(built, condition) for _, built, condition in found]
