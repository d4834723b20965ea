"""Files that are one script: shell, PowerShell, batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from compat.v1 import Service
from compat.value import Known, Value
from migrate.read.command_line.passage import Passage, Where
from migrate.read.command_line.reader import may_hold, reading_of
from migrate.read.command_line.script import Script
from migrate.read.command_line.shell import SHELLS, Shell
from migrate.read.reading import Files, Reading, SourceFile


def read_script(source: SourceFile, files: Files) -> Reading | None:
    """Return what a script file says of v1, or None where it says nothing."""
    reading = read_with(source, files, {})
    if reading is None or not any(_waits(service) for service in reading.services):
        return reading
    from migrate.read.command_line.script_runs import runs_of

    found: list[Service] = []
    for run in runs_of(source.path, files):
        again = read_with(source, files, {**run.variables, **positions(run.arguments)})
        found += again.services if again is not None else ()
    services = {(repr(one), one.place): one for one in found}
    return replace(reading, services=tuple(services.values())) if services else reading


def _waits(service: Service) -> bool:
    """Tell whether something of a service is what whoever runs the script gives."""
    values = [service.name, *(given.value for given in service.settings.values())]
    values += [] if service.cluster is None else [service.cluster.name]
    values += [one for model in service.models for one in (model.name, model.version) if one is not None]
    return not all(isinstance(one, Known) for one in values) or bool(service.unread)


def positions(arguments: Sequence[Value]) -> Mapping[str, Value]:
    """Return the arguments of a script under the names it has for them: ``$1``, and a parameter of PowerShell."""
    found = {str(number): one for number, one in enumerate(arguments, 1)}
    for word, value in pairwise(arguments):
        if isinstance(word, Known) and str(word.value).startswith("-"):
            found[str(word.value).lower()] = found[str(word.value)] = value
    for word in arguments:
        name, sign, text = str(word.value if isinstance(word, Known) else "").partition("=")
        if sign and name.startswith("--"):
            found[name] = Known(text, word.place)
    return found


def read_with(source: SourceFile, files: Files, variables: Mapping[str, Value]) -> Reading | None:
    """Return what a script file says where a pipeline gives it variables."""
    if not may_hold(source.text):
        return None
    shell = SHELLS.get(source.path[source.path.rfind(".") :].lower(), Shell.POSIX)
    script = Script(Passage.of(source.text, Where(source.path)), shell, variables)
    found = list(script.invocations())
    reading = reading_of(source.path, found, files, of_v2=script.of_v2)
    return reading if reading.usages else None
