"""Adds what a file shows as a caller to what its own reader says of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from compat.mapping.calling import Sign
from compat.mapping.secrecy import redacted
from compat.value import Known, Place
from migrate.read.callers.addresses import WORDS, addresses
from migrate.read.callers.habits import Habit, habits, habits_of_objects, sends
from migrate.read.callers.passages import Passage, passages
from migrate.read.callers.signs import HABITS, sign_of, symbol_of
from migrate.read.reading import Files, Reading, SourceFile
from migrate.usage import Argument, Form, Usage

OURS = '"migrate-scan/'
"""What a report of this program starts with: the addresses in it are those of the files it is about."""
LONGEST = 120
"""Characters of an address that are shown."""


def read_callers(source: SourceFile, files: Files) -> Reading | None:
    """Read a file of a kind that only callers are looked for in."""
    return with_callers(None, source)


def with_callers(reading: Reading | None, source: SourceFile) -> Reading | None:
    """Return the reading of a file with the addresses of v1 services in it, and how it calls them."""
    written = any(word in source.text for word in WORDS) and OURS not in source.text[:200]
    if not written and not _asks(reading):
        return reading
    pieces = tuple(passages(source))
    found = [usage for piece in pieces for usage in _addresses(piece)] if written else []
    if _asks(reading):
        found += [usage for piece in pieces for usage in _habits(piece, habits_of_objects)]
    if (found or _asks(reading)) and any(sends(piece.text) for piece in pieces):
        found += [usage for piece in pieces for usage in _habits(piece, habits)]
    if not found:
        return reading
    reading = reading or Reading(source.path)
    return replace(reading, usages=(*reading.usages, *found))


def _asks(reading: Reading | None) -> bool:
    """Tell whether a file uses a service by what its own reader found."""
    usages: Sequence[Usage] = () if reading is None else reading.usages
    return any(sign is not None and sign not in HABITS for sign in map(sign_of, usages))


def _addresses(piece: Passage) -> Iterator[Usage]:
    for address in addresses(piece.text):
        said = {"what": redacted(address.shown)[:LONGEST], "service": address.name, "label": address.label}
        yield _usage(Sign.ADDRESS, piece.place(address.start), **said, kind=address.kind.value)


def _habits(piece: Passage, search: Callable[[str], Iterator[Habit]]) -> Iterator[Usage]:
    for habit in search(piece.text):
        place = piece.place(habit.start)
        usage = _usage(habit.sign, place, what=redacted(habit.shown)[:LONGEST])
        if habit.seconds is not None:
            waits = Argument("seconds", place, Known(habit.seconds, place))
            usage = replace(usage, arguments=(*usage.arguments, waits))
        yield usage


def _usage(sign: Sign, place: Place, **said: str) -> Usage:
    arguments = tuple(Argument(name, place, Known(text, place)) for name, text in said.items() if text)
    return Usage(symbol_of(sign), place, Form.TEXT, arguments)
