"""Reading a stored report: what is not there, or is of another kind than it should be, is empty."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from migrate.report.document import Json

    Object = dict[str, Json]


def objects(holder: Json, *path: str) -> list[Object]:
    """Return the objects in a list, by the keys that lead to it."""
    found = _at(holder, path)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def entry(holder: Json, *path: str) -> Object:
    """Return an object, by the keys that lead to it."""
    found = _at(holder, path)
    return found if isinstance(found, dict) else {}


def text(holder: Json, *path: str) -> str:
    """Return a text, by the keys that lead to it."""
    found = _at(holder, path)
    return found if isinstance(found, str) else ""


def number(holder: Json, *path: str) -> float:
    """Return a number, by the keys that lead to it; 0 where there is none."""
    found = _at(holder, path)
    return found if isinstance(found, (int, float)) and not isinstance(found, bool) else 0


def count(holder: Json, *path: str) -> int:
    """Return a whole number, by the keys that lead to it; 0 where there is none."""
    return int(number(holder, *path))


def _at(holder: Json, path: tuple[str, ...]) -> Json:
    for key in path:
        if not isinstance(holder, dict):
            return None
        holder = holder.get(key)
    return holder
