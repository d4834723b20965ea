"""Paths of the scanned code: as they are written, or anchored at the root of the scanned tree.

``//jobs/score.py`` is a path from the root of the tree. It comes from ``__file__``; a path without the slashes is
relative to a working directory that nobody knows.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from migrate.read.reading import Files

ROOT = "//"
HERE = "./."
"""The working directory itself, told from the ``.`` that stands for an empty path."""


def anchored(path: str) -> str:
    """Return a path from the root in its shortest form; the root itself is ``//.``."""
    return ROOT + posixpath.normpath(path.lstrip("/") or ".")


def settled(path: str) -> str:
    """Return a path that is anchored in its shortest form, any other as it is."""
    return anchored(path) if path.startswith(ROOT) else path


def join(*parts: str) -> str:
    """Join path parts as they are written: with ``/``, whatever machine this runs on."""
    slashed = [part.replace("\\", "/") for part in parts]
    return settled(posixpath.join(*("." if part == HERE else part for part in slashed)))


def parent(path: str) -> str:
    """Return the folder a path is in; that of the working directory is the one above it."""
    if path.startswith(ROOT):
        return anchored(f"{path}/..")
    if path == HERE or posixpath.basename(path) == "..":
        return posixpath.normpath(f"{path}/..")
    return posixpath.dirname(path) or "."


def parents(path: str) -> list[str]:
    """Return the folders above a path, nearest first, as far as its text goes."""
    found = [parent(path)]
    while posixpath.basename(found[-1]) not in {".", "..", ""}:
        found.append(parent(found[-1]))
    return found


def name(path: str) -> str:
    """Return the last part of a path; raise ValueError for the root of the tree, whose name nobody knows."""
    if posixpath.basename(path) in {".", ".."}:
        raise ValueError(path)
    return posixpath.basename(path)


def absolute(path: str) -> str:
    """Return a path as ``abspath`` does: anchored stays anchored, the working directory is not known."""
    return HERE if path in {"", "."} else settled(path)


def shortest(path: str) -> str:
    """Return a path without detours."""
    return anchored(path) if path.startswith(ROOT) else posixpath.normpath(path)


def find(files: Files, path: str, beside: str) -> str | None:
    """Return the file of the tree that a path means; an anchored one is looked for nowhere else."""
    if not path.startswith(ROOT):
        return files.find(path, beside)
    plain = anchored(path).removeprefix(ROOT)
    return plain if files.text(plain) is not None else None
