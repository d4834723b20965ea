"""The arguments of a call: evaluated once, then matched with the parameters of what is called."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from compat.value import Place
from migrate.read.python import containers
from migrate.read.python.domain import (
    MISSING,
    Abstract,
    Bound,
    Opaque,
    filled,
    leaves,
    plain,
)
from migrate.read.python.evaluator import Evaluator
from migrate.read.python.state import State

MAX_NAMED = 12


@dataclass(frozen=True)
class Passed:
    """One argument: its value (with where that was written), where it stands, its text."""

    value: Abstract
    place: Place
    source: str = ""


@dataclass(frozen=True)
class Arguments:
    """The arguments of one call; ``gaps`` are those that could not be unpacked, as (``*`` or ``**``, value)."""

    positional: tuple[Passed, ...] = ()
    placed: int | None = None
    """How many of the positional ones have a known position: none does after a list of unknown length."""
    named: Mapping[str, Passed] = field(default_factory=dict)
    gaps: tuple[tuple[str, Opaque], ...] = ()

    def values(self) -> Iterator[Abstract]:
        """Yield every value."""
        for passed in (*self.positional, *self.named.values()):
            yield passed.value
        for _, gap in self.gaps:
            yield gap

    def get(self, index: int, name: str = "") -> Abstract | None:
        """Return the value at a position or of a keyword."""
        if index < len(self.positional):
            return self.positional[index].value
        return self.named[name].value if name in self.named else None


def evaluate(ev: Evaluator, node: ast.Call, state: State) -> Arguments:
    """Evaluate the arguments of a call, in order."""
    positional: list[Passed] = []
    named: dict[str, Passed] = {}
    gaps: list[tuple[str, Opaque]] = []
    placed: int | None = None
    for one in node.args:
        if isinstance(one, ast.Starred):
            _unpack_list(ev, one, state, positional, gaps)
            placed = len(positional) if gaps and placed is None else placed
        else:
            positional.append(Passed(ev.value(one, state), ev.place(one), ev.source(one)))
    for keyword in node.keywords:
        if keyword.arg is None:
            _unpack_mapping(ev, keyword, state, named, gaps)
        else:
            value = ev.value(keyword.value, state)
            named[keyword.arg] = Passed(value, ev.place(keyword), ev.source(keyword.value))
    return Arguments(tuple(positional), placed, named, tuple(gaps))


def _unpack_list(
    ev: Evaluator, node: ast.Starred, state: State, into: list[Passed], gaps: list[tuple[str, Opaque]]
) -> None:
    value = state.project(plain(ev.value(node.value, state)))
    items = containers.elements(ev, node, value, state)
    if items is None or items.gap:
        why = f"what {ev.source(node)} unpacks is not known"
        gaps.append(("*", ev.opaque(node, (value,), why=why)))
        return
    into += [Passed(plain(one), ev.place(node), ev.source(node)) for one in items.values]


def _unpack_mapping(
    ev: Evaluator, node: ast.keyword, state: State, into: dict[str, Passed], gaps: list[tuple[str, Opaque]]
) -> None:
    value = state.project(plain(ev.value(node.value, state)))
    unknown: list[Abstract] = []
    for name, slot in containers.mapping(state, value, unknown).items():
        place = next((one.place for one in leaves(slot) if isinstance(one, Bound) and one.place), None)
        before = into.get(name)
        found = filled(plain(slot), before.value if before else MISSING)
        into[name] = Passed(found, place or ev.place(node))
    for one in unknown:
        why = f"what **{ev.source(node.value)} unpacks is not known"
        if isinstance(one, Opaque) and one.why:
            why = f"{why}: {one.why}"
        gaps.append(("**", Opaque(f"**{ev.source(node.value)}", ev.place(node), why=why)))
        break


def explained(arguments: Arguments, parameters: Sequence[str] | None) -> Arguments:
    """Say of what could not be unpacked which parameters it may hold: those the call does not give itself."""
    given = match(arguments, parameters)
    names = (one.lstrip("/") for one in parameters or ())
    open_ = [one for one in names if one and one not in given and one not in {"workspace", "*"}]
    if not arguments.gaps or not open_:
        return arguments
    more = f" and {len(open_) - MAX_NAMED} more" if len(open_) > MAX_NAMED else ""
    holds = f"it may hold {', '.join(open_[:MAX_NAMED])}{more}"
    gaps = tuple((mark, replace(gap, why=f"{gap.why}; {holds}")) for mark, gap in arguments.gaps)
    return replace(arguments, gaps=gaps)


def match(arguments: Arguments, parameters: Sequence[str] | None) -> dict[str, Passed]:
    """Return the arguments by parameter name; positions that are not known or not there are ``*1``, ``*2``, ..."""
    names = [one for one in parameters or () if not one.startswith("/")]
    found: dict[str, Passed] = {}
    placed = len(names) if arguments.placed is None else min(arguments.placed, len(names))
    for number, passed in enumerate(arguments.positional):
        found[names[number] if number < placed else f"*{number + 1}"] = passed
    for name, passed in arguments.named.items():
        found[name] = passed
    return found
