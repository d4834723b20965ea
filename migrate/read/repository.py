"""The repository that a folder is a part of, seen without running git."""

from __future__ import annotations

import os
import posixpath


def top_of(folder: str) -> str:
    """Return the top of the repository that a folder lies in, as an absolute path; empty where there is none."""
    top = os.path.abspath(folder)
    while not os.path.lexists(os.path.join(top, ".git")):
        parent = os.path.dirname(top)
        if parent == top:
            return ""
        top = parent
    return top


def inside(folder: str) -> str | None:
    """Return where a folder lies in its repository, with ``/``: empty at its top, None where there is none."""
    top = top_of(folder)
    if not top:
        return None
    below = os.path.relpath(os.path.abspath(folder), top).replace(os.sep, "/")
    return "" if below == "." else posixpath.normpath(below)
