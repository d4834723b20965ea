"""Calls that change a service after it is deployed: what they set is not in the deployment, and must not get lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from compat.v1 import Service, Unread
from compat.value import known
from migrate.read.reading import Reading
from migrate.usage import Form, Usage

_CALLS = ("update", "update_version", "delete_version")
_OWNERS = ("Webservice", "AksWebservice", "AciWebservice", "AksEndpoint", "LocalWebservice")
# What a redeployment of the same code passes again; it is no new setting.
_SAME = frozenset({"models", "inference_config", "version_name"})


def with_later_changes(reading: Reading) -> Reading:
    """Return the reading with every later change listed as not followed, on the services it may be about."""
    services = list(reading.services)
    for usage in reading.usages if services else ():
        found = tuple(_changes(usage))
        if found:
            about = _about(usage, reading)
            services = [changed_by(one, found) if about(one) else one for one in services]
    return replace(reading, services=tuple(services))


def _about(usage: Usage, reading: Reading) -> Callable[[Service], bool]:
    """Return what tells whether a call may be about a service: by the call that deployed it, or by its name."""
    deployed = {service.place for service in reading.services}
    if usage.made and all(place in deployed for place in usage.made):
        return lambda service: service.place in usage.made
    names = {usage.called} if usage.called else _asked_for(usage, reading)
    if names and None not in names:
        return lambda service: known(service.name) is None or known(service.name) in names
    return lambda service: True


def _asked_for(usage: Usage, reading: Reading) -> set[object]:
    """Return the names that the object of a call was asked for with; None for one that is not known."""
    handles = [one for one in reading.usages if one.form is Form.CALL and one.place in usage.made]
    given = [item.value for one in handles for item in one.arguments if item.name == "name"]
    return {known(value) for value in given} if len(given) == len(usage.made) else {None}


def changed_by(service: Service, found: Iterable[Unread]) -> Service:
    """Return a service with later changes listed as not followed, each once."""
    return replace(service, unread=tuple(dict.fromkeys([*service.unread, *found])))


def changes_in(reading: Reading) -> Iterator[Unread]:
    """Yield what the calls of one file change on services after they are deployed."""
    for usage in reading.usages:
        yield from _changes(usage)


def _changes(usage: Usage) -> Iterator[Unread]:
    why = "it changes the service after the deployment, and is not followed"
    *above, call = usage.symbol.split(".")
    if call not in _CALLS or not above or above[-1] not in _OWNERS:
        return
    if call == "delete_version":
        yield Unread("delete_version", why, usage.place)
    for argument in usage.arguments:
        if argument.name not in _SAME:
            yield Unread(f"{call}({argument.name}=)", why, argument.place)
