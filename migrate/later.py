"""Calls that change a service after it is deployed: what they set is not in the deployment, and must not get lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from compat.v1 import Service, Unread
from migrate.read.reading import Reading

_CALLS = ("update", "update_version", "delete_version")
_OWNERS = ("Webservice", "AksWebservice", "AciWebservice", "AksEndpoint", "LocalWebservice")
# What a redeployment of the same code passes again; it is no new setting.
_SAME = frozenset({"models", "inference_config", "version_name"})


def with_later_changes(reading: Reading) -> Reading:
    """Return the reading with every later change listed on the services of the file as not followed."""
    found = tuple(changes_in(reading))
    if not found or not reading.services:
        return reading
    services = tuple(changed_by(service, found) for service in reading.services)
    return replace(reading, services=services)


def changed_by(service: Service, found: Iterable[Unread]) -> Service:
    """Return a service with later changes listed as not followed, each once."""
    return replace(service, unread=tuple(dict.fromkeys([*service.unread, *found])))


def changes_in(reading: Reading) -> Iterator[Unread]:
    """Yield what the calls of one file change on services after they are deployed."""
    why = "it changes the service after the deployment, and is not followed"
    for usage in reading.usages:
        *above, call = usage.symbol.split(".")
        if call not in _CALLS or not above or above[-1] not in _OWNERS:
            continue
        if call == "delete_version":
            yield Unread("delete_version", why, usage.place)
        for argument in usage.arguments:
            if argument.name not in _SAME:
                yield Unread(f"{call}({argument.name}=)", why, argument.place)
