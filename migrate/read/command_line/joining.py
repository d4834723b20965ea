"""Services that two readers propose: a deploy command and the files it names, a script and the step that runs it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from compat.v1 import Service
from compat.value import Place
from migrate.read.command_line.shell import SHELLS
from migrate.read.configuration.objection import UNNAMED
from migrate.read.reading import Files, Reading
from migrate.usage import Form, Usage

_FILE = "config:deployment_config"


def joined(readings: Sequence[Reading], files: Files) -> tuple[Reading, ...]:
    """Return the readings with each service once.

    Two configuration files make a service without a name; a command that uses one of them has the name and
    everything the files say, so the nameless one goes, and what was said about its name. A script read with the
    variables of the pipeline that runs it says more than the script alone.
    """
    named = {path for reading in readings for path in _named(reading, files)}
    ran = {
        service.place
        for reading in readings
        for service in reading.services
        if service.place is not None and service.place.path != reading.path and _script(service.place)
    }
    return tuple(_without(reading, named, ran) for reading in readings)


def _named(reading: Reading, files: Files) -> Iterator[str]:
    """Yield the deployment files that the commands of one file use."""
    for service in reading.services:
        if not _of_files(service, reading):
            yield from (given.place.path for given in service.settings.values() if given.place is not None)
    if not reading.services:
        return
    for usage in reading.usages:
        for argument in usage.arguments if usage.form is Form.COMMAND else ():
            if argument.name in {"deployment_config", "deployConfig"}:
                from migrate.read.command_line.lookup import find

                path = find(argument.value, files, usage.place.path, "")
                yield from (path,) if path else ()


def _without(reading: Reading, named: set[str], ran: set[Place]) -> Reading:
    services = tuple(item for item in reading.services if not _told(item, reading, named, ran))
    findings = tuple(
        item for item in reading.findings if not (item.rule == UNNAMED and item.place.path in named)
    )
    same = len(services) == len(reading.services) and len(findings) == len(reading.findings)
    return reading if same else replace(reading, services=services, findings=findings)


def _told(service: Service, reading: Reading, named: set[str], ran: set[Place]) -> bool:
    """Tell whether another reading says more of a service."""
    if service.place is None or service.place.path != reading.path:
        return False
    return service.place in ran or (_of_files(service, reading) and service.place.path in named)


def _of_files(service: Service, reading: Reading) -> bool:
    """Tell whether a service comes from configuration files alone."""
    return any(_is_file(usage) and usage.place == service.place for usage in reading.usages)


def _is_file(usage: Usage) -> bool:
    return usage.form is Form.FILE and usage.symbol.startswith(_FILE)


def _script(place: Place) -> bool:
    return place.path[place.path.rfind(".") :].lower() in SHELLS
