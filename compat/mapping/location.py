"""Where a path that v1 code names lies in the repository.

A path counts from the folder of the file that names it, unless it is anchored: ``//jobs/score.py`` counts from the
root of the scanned tree. Readers anchor what they have looked up.
"""

from __future__ import annotations

import posixpath

from compat.value import Place

ANCHOR = "//"


def clean(path: str) -> str:
    """Return a path with slashes only, and relative: v1's files meant ``/score.py`` below the folder they name."""
    return path.replace("\\", "/").lstrip("/") or "."


def from_root(path: str, place: Place | None) -> str:
    """Return a path as one from the root of the tree; ``..`` at its start leads out of it."""
    if path.startswith(ANCHOR):
        return posixpath.normpath(path.removeprefix(ANCHOR) or ".")
    folder = posixpath.dirname(place.path) if place else ""
    return posixpath.normpath(posixpath.join(folder, path.replace("\\", "/")))


def below(folder: str, path: str) -> str:
    """Return a path written below a folder; an anchored one stands for itself, and an anchored folder stays so."""
    if path.startswith(ANCHOR) or folder in {"", "."}:
        return path
    return f"{folder.rstrip('/')}/{clean(path)}"
