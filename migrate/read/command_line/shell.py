"""How a text is written: which shell would run it."""

from __future__ import annotations

from enum import Enum


class Shell(Enum):
    """The shells whose scripts are read. ``IPYTHON`` is a line after ``!``: POSIX, with ``{name}`` from Python."""

    POSIX = "sh"
    POWERSHELL = "powershell"
    BATCH = "cmd"
    IPYTHON = "ipython"
