"""What is checked: one YAML document as plain data, with what its text adds to it."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

DocumentPath = tuple[Hashable, ...]
"""Keys and list indexes from the top of a document to a value; ``()`` is the document."""


class Kind(Enum):
    """What a document describes. The value is the name people read."""

    KUBERNETES_ENDPOINT = "Kubernetes online endpoint"
    MANAGED_ENDPOINT = "managed online endpoint"
    KUBERNETES_DEPLOYMENT = "Kubernetes online deployment"
    MANAGED_DEPLOYMENT = "managed online deployment"
    ENVIRONMENT = "environment"
    MODEL = "model"
    KUBERNETES_COMPUTE = "Kubernetes compute"
    INSTANCE_TYPE = "instance type of a cluster"
    CONDA = "conda file"


ENDPOINTS = frozenset({Kind.KUBERNETES_ENDPOINT, Kind.MANAGED_ENDPOINT})
DEPLOYMENTS = frozenset({Kind.KUBERNETES_DEPLOYMENT, Kind.MANAGED_DEPLOYMENT})
ON_KUBERNETES = frozenset({Kind.KUBERNETES_ENDPOINT, Kind.KUBERNETES_DEPLOYMENT})
V2 = ENDPOINTS | DEPLOYMENTS | {Kind.ENVIRONMENT, Kind.MODEL, Kind.KUBERNETES_COMPUTE}
EVERY_KIND = frozenset(Kind)


@dataclass(frozen=True)
class Document:
    """One document.

    ``file`` is the path of its file as the user gave it; ``data`` plain YAML values; ``kind`` what it is, or
    None to find out by its keys; ``index`` its number in the file, from 0, and ``siblings`` how many the file
    has. ``plain`` holds the text of scalars written without quotes, by path: a version ``1.10`` is the number
    1.1 in ``data``. ``repeated`` are the keys written more than once.
    """

    file: str
    data: object
    kind: Kind | None = None
    index: int = 0
    siblings: int = 1
    plain: Mapping[DocumentPath, str] = field(default_factory=dict)
    repeated: tuple[DocumentPath, ...] = ()


class Files(Protocol):
    """The local files a document names. Paths are relative to the folder of the document's file."""

    def is_file(self, document: str, path: str) -> bool:
        """Tell whether a path is an existing file."""

    def is_folder(self, document: str, path: str) -> bool:
        """Tell whether a path is an existing folder."""

    def text(self, document: str, path: str) -> str | None:
        """Return the text of a file; None where it cannot be read as UTF-8."""

    def hidden(self, document: str, folder: str) -> tuple[str, ...]:
        """Return the files below a folder that its ignore file keeps out of an upload, sorted."""


def at(data: object, *path: Hashable) -> object:
    """Return the value at a path of mappings and lists, or None where there is none."""
    for step in path:
        if isinstance(data, Mapping):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and -len(data) <= step < len(data):
            data = data[step]
        else:
            return None
    return data


def mapping(data: object, *path: Hashable) -> Mapping[Hashable, object]:
    """Return the mapping at a path; an empty one where there is something else or nothing."""
    value = at(data, *path)
    return value if isinstance(value, Mapping) else {}


def text(data: object, *path: Hashable) -> str | None:
    """Return the text at a path, or None."""
    value = at(data, *path)
    return value if isinstance(value, str) else None


def whole(data: object, *path: Hashable) -> int | None:
    """Return the whole number at a path as Azure's loader reads it, or None: ``"3"`` is 3, and 3.9 is 3 too."""
    value = at(data, *path)
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    try:
        return int(value)
    except (ValueError, OverflowError):
        return None


def leaves(data: object, path: DocumentPath = ()) -> Iterator[tuple[DocumentPath, object]]:
    """Yield every scalar of a document with its path."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield from leaves(value, (*path, key))
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from leaves(value, (*path, number))
    else:
        yield path, data


def spelled(path: DocumentPath) -> str:
    """Return a path as people write it: ``resources.limits.cpu``, ``user_assigned_identities[0]``."""
    parts = [
        f"[{step}]" if isinstance(step, int) and number else f".{step}" for number, step in enumerate(path)
    ]
    return "".join(parts).lstrip(".") or "the document"
