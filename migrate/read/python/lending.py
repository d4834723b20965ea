"""Services that a program deploys in a function of another file: told once, with what the caller gives.

Every file is read by itself. The file of the function says what it deploys for a caller nobody knows; a file that
calls it says the same with its values. Where there is a caller, the first is not told.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from compat.v1 import Service
from compat.value import DependsOn, Expression, Place
from migrate.later import changed_by, changes_in
from migrate.read.python.reader import read_caller
from migrate.read.python.unreached import UNREACHED
from migrate.read.reading import Files, Reading
from migrate.read.referrers import mentioning


@dataclass(frozen=True)
class _Told:
    """One service as one reading tells it. ``own`` says that its deploy call stands in the reading's file."""

    service: Service
    root: str
    reading: Reading
    own: bool


NEAR = 200
"""Files that are looked at for a caller, the nearest ones."""
MOST_CALLERS = 12
_TEST = re.compile(r"(?:^|/)(?:test_[^/]*|[^/]*_test|conftest)\.py$")
"""Tests call what deploys as well, but with values of their own."""


def settled(readings: Sequence[Reading], files: Files | None = None) -> tuple[Reading, ...]:
    """Return the readings with every service in the reading of the file it is deployed in, as its callers say.

    ``files`` is where callers are looked for that say nothing of v1 themselves, and so have no reading.
    """
    return _settled([*readings, *(_more(readings, files) if files is not None else ())])[: len(readings)]


def _more(readings: Sequence[Reading], files: Files) -> Iterator[Reading]:
    """Yield what files say that were not read, and call functions whose services wait for their caller."""
    seen = {reading.path for reading in readings}
    entered = {key for reading in readings for key in reading.across.entered}
    for reading in readings:
        open_ = [one for one in _told(reading) if one.own and one.root and one.root not in entered]
        if not reading.path.endswith(".py") or not any(_waits(one.service) for one in open_):
            continue
        stem = posixpath.basename(reading.path).removesuffix(".py")
        stem = posixpath.basename(posixpath.dirname(reading.path)) if stem == "__init__" else stem
        callers = mentioning(files, stem, (".py",), reading.path, NEAR) if stem else iter(())
        others = (one for one in callers if one not in seen and not _TEST.search(one))
        for path in islice(others, MOST_CALLERS):
            seen.add(path)
            found = read_caller(path, files)
            if found.across.lent:
                yield Reading(path, across=found.across)


def _waits(service: Service) -> bool:
    """Tell whether the name of a service is what its caller gives."""
    name = service.name
    return isinstance(name, Expression) and any(one.kind is DependsOn.PARAMETER for one in name.depends)


def _settled(readings: Sequence[Reading]) -> tuple[Reading, ...]:
    if not any(reading.across.lent for reading in readings):
        return tuple(readings)
    told: dict[Place | None, list[_Told]] = {}
    for reading in readings:
        for one in _told(reading):
            told.setdefault(one.service.place, []).append(one)
    homes = {reading.path for reading in readings}
    kept: dict[str, list[Service]] = {}
    for one in (one for found in told.values() for one in _called(found)):
        path = one.service.place.path if one.service.place is not None else one.reading.path
        kept.setdefault(path if path in homes else one.reading.path, []).append(_changed(one))
    return tuple(replace(reading, services=_ordered(kept.get(reading.path, ()))) for reading in readings)


def _told(reading: Reading) -> Iterator[_Told]:
    roots = reading.across.roots or ("",) * len(reading.services)
    for root, service in zip(roots, reading.services, strict=False):
        yield _Told(service, root, reading, own=True)
    for root, service in () if _TEST.search(reading.path) else reading.across.lent:
        yield _Told(service, root, reading, own=False)


def _called(found: Sequence[_Told]) -> Sequence[_Told]:
    """Return what is told of one deploy call without what another file's call says better."""
    if len(found) == 1:
        return found
    kept = [one for one in found if not any(_calls(other, one) for other in found)]
    return kept or [one for one in found if one.own] or found


def _calls(other: _Told, one: _Told) -> bool:
    if other.reading is one.reading:
        return False
    return one.root == UNREACHED or one.root in other.reading.across.entered


def _changed(one: _Told) -> Service:
    """Return a service with what the calling file changes on services later."""
    return one.service if one.own else changed_by(one.service, changes_in(one.reading))


def _ordered(services: Sequence[Service]) -> tuple[Service, ...]:
    found: list[Service] = []
    for service in services:
        if not any(one == service and one.place == service.place for one in found):
            found.append(service)
    return tuple(sorted(found, key=lambda one: one.place or Place("")))
