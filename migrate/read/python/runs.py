"""A script that others of the tree run: read once for each run, where what they give to it says more."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from compat.v1 import Service
from compat.value import DependsOn, Expression, Place, Value
from migrate.read.python.given import GivenToRun, given_to_run
from migrate.read.reading import Across, Files, Reading

if TYPE_CHECKING:
    from migrate.read.python.reader import Unit

    Read = Callable[[str, Sequence[Unit], Files, GivenToRun | None], Reading]

_ASKS = re.compile(r"\b(?:argparse|argv|environ|getenv|click|typer|docopt)\b")
"""What source holds that goes one way or another by what it is given."""
_OUTSIDE = frozenset({DependsOn.ARGUMENT, DependsOn.ENVIRONMENT})


def read(read_program: Read, path: str, units: Sequence[Unit], files: Files) -> Reading:
    """Read a script; where its services wait for what runs it, take them from its runs."""
    reading = read_program(path, units, files, None)
    services = [*reading.services, *(service for _, service in reading.across.lent)]
    decided = any(service.condition or service.unread for service in services)
    asks = decided and any(_ASKS.search(unit.layout.text) for unit in units)
    if not asks and not any(_waits(service) for service in services):
        return reading
    from migrate.read.command_line.runners import runners

    if not runners(path, files):
        return reading
    from migrate.read.command_line.script_runs import runs_of

    runs = [given_to_run(run.arguments, run.variables) for run in runs_of(path, files)]
    return _with(reading, [read_program(path, units, files, run) for run in runs])


def _waits(service: Service) -> bool:
    """Tell whether something of a service is an argument or a variable that a run gives."""
    values = [service.name, *(given.value for given in service.settings.values())]
    values += [] if service.cluster is None else [service.cluster.name]
    for model in service.models:
        values += [one for one in (model.name, model.version, model.path) if one is not None]
    if service.scoring is not None:
        values += [given.value for given in service.scoring.settings.values()]
    return any(_outside(value) for value in values)


def _outside(value: Value) -> bool:
    return isinstance(value, Expression) and any(one.kind in _OUTSIDE for one in value.depends)


def _with(reading: Reading, runs: Sequence[Reading]) -> Reading:
    """Return a reading with the services of its runs; where no run gets to a deploy call, what was read stays."""
    if not runs:
        return reading
    own = _pairs(zip(reading.across.roots, reading.services, strict=True), [_own(run) for run in runs])
    lent = _pairs(reading.across.lent, [run.across.lent for run in runs])
    entered = reading.across.entered.union(*(run.across.entered for run in runs))
    across = Across(tuple(root for root, _ in own), lent, entered)
    return replace(reading, services=tuple(service for _, service in own), across=across)


_Pair = tuple[str, Service]


def _own(run: Reading) -> tuple[_Pair, ...]:
    return tuple(zip(run.across.roots, run.services, strict=True))


def _pairs(before: Iterable[_Pair], runs: Sequence[Iterable[_Pair]]) -> tuple[_Pair, ...]:
    told = [pair for run in runs for pair in run if not pair[0]]
    places = {service.place for _, service in told}
    kept: list[_Pair] = [pair for pair in before if pair[1].place not in places]
    for pair in told:
        if not any(one == pair[1] and one.place == pair[1].place for _, one in kept):
            kept.append(pair)
    return tuple(sorted(kept, key=lambda pair: pair[1].place or Place("")))
