"""A text of commands to what they say of v1."""

from __future__ import annotations

from collections.abc import Mapping

from compat.value import Value
from migrate.read.command_line.passage import Where
from migrate.read.command_line.shell import Shell
from migrate.read.reading import Files, Reading


def read_commands(
    text: str,
    where: Where,
    files: Files,
    *,
    shell: Shell = Shell.POSIX,
    variables: Mapping[str, Value] | None = None,
) -> Reading:
    """Return the usages, services and clusters of the v1 commands in a text; nothing is executed.

    ``where`` says where the text's first character stands, so that places are right in the file or the cell.
    ``variables`` are values known before the text starts, by name. For a line after ``!`` in a notebook: the
    text without the ``!``, ``Shell.IPYTHON``, and the Python names of the cells above.
    """
    return Reading(where.path)
