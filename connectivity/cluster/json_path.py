"""Reading parsed JSON whose shape nobody has checked: a wrong type reads as absent."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from connectivity.cluster.kubeconfig import Document


def at(document: object, *steps: str) -> object:
    """The value at the path, or None."""
    for step in steps:
        if not isinstance(document, dict):
            return None
        document = document.get(step)
    return document


def text(document: object, *steps: str) -> str:
    """A string, or an empty one."""
    value = at(document, *steps)
    return value if isinstance(value, str) else ""


def whole(document: object, *steps: str) -> int:
    """An integer, or 0."""
    value = at(document, *steps)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def rows(document: object, *steps: str) -> list[Document]:
    """The objects of a list, or none."""
    value = at(document, *steps)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def texts(document: object, *steps: str) -> tuple[str, ...]:
    """The strings of a list, or none."""
    value = at(document, *steps)
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def pairs(document: object, *steps: str) -> tuple[tuple[str, str], ...]:
    """A mapping of strings, sorted."""
    value = at(document, *steps)
    if not isinstance(value, dict):
        return ()
    return tuple(sorted((str(key), str(item)) for key, item in value.items()))


def name(document: object) -> str:
    """metadata.name."""
    return text(document, "metadata", "name")


def namespace(document: object) -> str:
    """metadata.namespace."""
    return text(document, "metadata", "namespace")


def labels(document: object) -> dict[str, str]:
    """metadata.labels."""
    return dict(pairs(document, "metadata", "labels"))
