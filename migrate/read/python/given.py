"""What whoever runs a script gives to it: arguments and environment variables, as abstract values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from compat.value import Expression, Known, Unresolved, Value
from migrate.read.python.domain import Abstract, Literal, Opaque


@dataclass(frozen=True)
class GivenToRun:
    """The command line of one run, and the variables its surroundings set."""

    arguments: tuple[Abstract, ...] = ()
    variables: Mapping[str, Abstract] = field(default_factory=dict)


def given_to_run(arguments: Sequence[Value], variables: Mapping[str, Value]) -> GivenToRun:
    """Return what a run is given, from what its command says."""
    return GivenToRun(
        tuple(abstract(one) for one in arguments),
        {name: abstract(one) for name, one in variables.items() if not isinstance(one, Unresolved)},
    )


def abstract(value: Value) -> Abstract:
    """Return a value of a command as one of the evaluator."""
    if isinstance(value, Known):
        return Literal(str(value.value), value.place)
    if isinstance(value, Expression):
        default = value.default
        known = Literal(str(default.value), default.place) if default is not None else None
        return Opaque(value.source, value.place, value.depends, known, ("given", value.source))
    return Opaque(value.source, value.place, why=value.why, settle=value.settle)


@dataclass(frozen=True)
class Option:
    """An option as a parser declares it; ``const`` is what a flag means, ``many`` that several values follow."""

    destination: str
    spelled: tuple[str, ...]
    flag: bool = False
    const: Literal | None = None
    many: bool = False


@dataclass(frozen=True)
class Declared:
    """An option with how its text is converted, and what it is where it is not given (None: nothing is)."""

    option: Option
    convert: Callable[[str], object] | None = None
    default: Abstract | None = None


def matched(
    options: Sequence[Option], arguments: Sequence[Abstract]
) -> Mapping[str, Sequence[Abstract]] | None:
    """Return what the arguments give to each option by destination; None where that cannot be told.

    What is not given is not in the result. Flags give their constant.
    """
    found: dict[str, list[Abstract]] = {}
    places = [one for one in options if not one.spelled[0].startswith("-")]
    waiting = list(arguments)
    while waiting:
        word = waiting.pop(0)
        if not isinstance(word, Literal):
            if not places:
                return None
            found.setdefault(places.pop(0).destination, []).append(word)
            continue
        text = str(word.value)
        name, sign, rest = text.partition("=")
        if not name.startswith("-") or name == "-":
            if places:
                found.setdefault(places[0].destination, []).append(word)
                places = places if places[0].many else places[1:]
            continue
        option = _option(options, name)
        if option is None:
            return None
        if option.flag:
            found[option.destination] = [option.const or Literal(True)]
        elif sign:
            found[option.destination] = [Literal(rest, word.place)]
        elif waiting:
            found[option.destination] = _values(option, waiting)
        else:
            return None
    return found


def _values(option: Option, waiting: list[Abstract]) -> list[Abstract]:
    values = [waiting.pop(0)]
    while option.many and waiting and not _starts_option(waiting[0]):
        values.append(waiting.pop(0))
    return values


def _starts_option(value: Abstract) -> bool:
    return isinstance(value, Literal) and str(value.value).startswith("-")


def _option(options: Sequence[Option], name: str) -> Option | None:
    """Return the option a word names, by its whole name or by a beginning that only one has."""
    whole = next((one for one in options if name in one.spelled), None)
    if whole is not None or not name.startswith("--"):
        return whole
    found = [one for one in options if any(spelled.startswith(name) for spelled in one.spelled)]
    return found[0] if len(found) == 1 else None
