"""How a text is written: which shell would run it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum


class Shell(Enum):
    """The shells whose scripts are read. ``IPYTHON`` is a line after ``!``: POSIX, with ``{name}`` from Python."""

    POSIX = "sh"
    POWERSHELL = "powershell"
    BATCH = "cmd"
    IPYTHON = "ipython"


SHELLS: Mapping[str, Shell] = {
    ".sh": Shell.POSIX,
    ".bash": Shell.POSIX,
    ".ps1": Shell.POWERSHELL,
    ".psm1": Shell.POWERSHELL,
    ".cmd": Shell.BATCH,
    ".bat": Shell.BATCH,
}
"""The shell that runs a script, by the suffix of its name."""
