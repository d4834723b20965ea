"""The file of the tree that a path in a command means."""

from __future__ import annotations

import posixpath
import re

from compat.value import Expression, Known, Value
from migrate.read.reading import Files

_ROOT = re.compile(
    r"""^(?:\$\((?:Build\.SourcesDirectory|System\.DefaultWorkingDirectory|Build\.Repository\.LocalPath|pwd)\)
    |\$\{?(?:env:)?(?:BUILD_SOURCESDIRECTORY|SYSTEM_DEFAULTWORKINGDIRECTORY|GITHUB_WORKSPACE|PWD|PSScriptRoot
    |CI_PROJECT_DIR|BITBUCKET_CLONE_DIR)\}?|\$\{\{\s*github\.workspace\s*\}\}|%(?:CD|~dp0)%?|`pwd`)[/\\]+(?=\w|\.)""",
    re.VERBOSE | re.IGNORECASE,
)
_OPEN = re.compile(r"[$%{}`]")


def path_of(value: Value) -> str | None:
    """Return a path as it counts from where the command runs, or None where it is not known.

    The folder a pipeline checks the repository out to is the root of the tree.
    """
    if isinstance(value, Known):
        return str(value.value).replace("\\", "/") if value.value else None
    source = value.source if isinstance(value, Expression) else getattr(value, "source", "")
    stripped = _ROOT.sub("", source)
    if stripped == source or _OPEN.search(stripped):
        return None
    return stripped.strip("\"'").replace("\\", "/")


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
