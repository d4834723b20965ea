"""One folder for each service, with a name that is safe everywhere and the same in every run."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Sequence

from compat.documents.filename import distinct, safe
from compat.emit.secrecy import hidden, secrets_in
from compat.mapping.translation import Translation
from compat.value import known


def folders(services: Sequence[Translation]) -> list[str]:
    """Return a folder name for each service, in order.

    The service's name where it is known, else ``unnamed-`` and the script's. Services that share a name (but for
    case) get what they ran on behind it (``churn-aks``, ``churn-aci``); those alike in that too get numbers in
    the order of their places.
    """
    names = [_name(each) for each in services]
    shared = Counter(name.casefold() for name in names)
    named = [
        f"{name}-{each.service.kind.value.lower()}" if shared[name.casefold()] > 1 else name
        for name, each in zip(names, services, strict=True)
    ]
    order = sorted(range(len(named)), key=lambda index: (_place(services[index]), index))
    found = distinct(named[index] for index in order)
    by_index = dict(zip(order, found, strict=True))
    return [by_index[index] for index in range(len(named))]


def _name(translation: Translation) -> str:
    for value in (translation.plan.endpoint.name, translation.service.name):
        text = known(value)
        if isinstance(text, str) and text:
            return safe(hidden(text, secrets_in(translation)))
    place = translation.service.place
    stem = posixpath.splitext(posixpath.basename(place.path))[0] if place else ""
    return safe(f"unnamed-{stem}" if stem else "unnamed")


def _place(translation: Translation) -> tuple[str, int, int, int]:
    place = translation.service.place
    if place is None:
        return ("", 0, 0, 0)
    return (place.path, -1 if place.cell is None else place.cell, place.line, place.column)
