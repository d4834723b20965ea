"""Reading of Kubernetes JSON that may lack any field or have the wrong type in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from connectivity.codec import Json

QUANTITY = re.compile(r"([0-9.]+)([a-zA-Z]*)\Z")
UNITS = {
    "": 1.0, "m": 1e-3, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12,
    "Ki": 2.0**10, "Mi": 2.0**20, "Gi": 2.0**30, "Ti": 2.0**40, "n": 1e-9, "u": 1e-6,
}  # fmt: skip


def at(value: Json, *path: str) -> Json:
    """The value below these keys, or None."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def text(value: Json, *path: str) -> str:
    """A text below these keys, or an empty one."""
    found = at(value, *path)
    return found if isinstance(found, str) else ""


def number(value: Json, *path: str) -> int:
    """A whole number below these keys, or 0."""
    found = at(value, *path)
    return found if isinstance(found, int) and not isinstance(found, bool) else 0


def each(value: Json, *path: str) -> list[dict[str, Json]]:
    """The objects of a list below these keys."""
    found = at(value, *path)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def pairs(value: Json, *path: str) -> tuple[tuple[str, str], ...]:
    """Labels and the like, sorted."""
    found = at(value, *path)
    return tuple(sorted((key, str(item)) for key, item in found.items())) if isinstance(found, dict) else ()


def quantity(value: Json) -> float:
    """``500m`` as 0.5, ``2Gi`` in bytes; 0 for what is not a quantity."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    match = QUANTITY.match(value) if isinstance(value, str) else None
    if match is None or match[2] not in UNITS:
        return 0.0
    try:
        return float(match[1]) * UNITS[match[2]]
    except ValueError:
        return 0.0
