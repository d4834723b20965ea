"""Files that are one script: shell, PowerShell, batch."""

from __future__ import annotations

from collections.abc import Mapping

from compat.value import Value
from migrate.read.command_line.passage import Passage, Where
from migrate.read.command_line.reader import may_hold, reading_of
from migrate.read.command_line.script import Script
from migrate.read.command_line.shell import SHELLS, Shell
from migrate.read.reading import Files, Reading, SourceFile


def read_script(source: SourceFile, files: Files) -> Reading | None:
    """Return what a script file says of v1, or None where it says nothing."""
    return read_with(source, files, {})


def read_with(source: SourceFile, files: Files, variables: Mapping[str, Value]) -> Reading | None:
    """Return what a script file says where a pipeline gives it variables."""
    if not may_hold(source.text):
        return None
    shell = SHELLS.get(source.path[source.path.rfind(".") :].lower(), Shell.POSIX)
    script = Script(Passage.of(source.text, Where(source.path)), shell, variables)
    found = list(script.invocations())
    reading = reading_of(source.path, found, files, of_v2=script.of_v2)
    return reading if reading.usages else None
