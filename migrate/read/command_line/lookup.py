"""The file of the tree that a path in a command means."""

from __future__ import annotations

import posixpath
import re

from compat.value import Expression, Known, Value
from migrate.read.command_line.scope import is_root
from migrate.read.reading import Files

_VARIABLE = re.compile(r"\$[({]{0,2}[^/\\)}]*[)}]{0,2}|%[^%/\\]+%|~|\.{1,2}")


def path_of(value: Value) -> str | None:
    """Return a path as it counts from where the command runs, or None where it is not known.

    The folder a pipeline checks the repository out to is the root of the tree.
    """
    if isinstance(value, Expression) and value.default and all(is_root(item.name) for item in value.depends):
        value = value.default
    if not isinstance(value, Known) or not value.value:
        return None
    return str(value.value).replace("\\", "/")


def find(value: Value, files: Files, beside: str, folder: str | None) -> str | None:
    """Return the tree path that a value names for a command in the file ``beside``.

    ``folder`` is where the command runs, relative to that file; None: nobody can tell.
    """
    path = path_of(value)
    if path is None:
        return None
    if folder:
        found = files.find(posixpath.join(folder, path), beside)
        if found is not None:
            return found
    return files.find(path, beside)


def guess(value: Value, files: Files, hint: str) -> str | None:
    """Return the one file of the tree whose path ends like the one named, or None where none or several do.

    ``hint`` is the text of the folder the command runs in. Where a step works on a copy of the repository, this is
    the file it was copied from, as far as names can tell.
    """
    path = path_of(value) or getattr(value, "source", "")
    parts = [part for part in f"{hint}/{path}".replace("\\", "/").strip("\"'").split("/") if part]
    tail = _tail(parts) if parts else []
    paths = files.folder("") if tail else ()
    for start in range(len(tail)):
        end = "/".join(tail[start:])
        found = [other for other in paths if other == end or other.endswith("/" + end)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _tail(parts: list[str]) -> list[str]:
    """Return the last parts of a path that are plain names."""
    tail: list[str] = []
    for part in reversed(posixpath.normpath("/".join(parts)).split("/")):
        if _VARIABLE.fullmatch(part) or "$" in part:
            break
        tail.insert(0, part)
    return tail
