"""What a test sees of a text of commands: one short line a command."""

from __future__ import annotations

from collections.abc import Mapping

from compat.value import Known, Value, describe
from migrate.read.command_line.passage import Where
from migrate.read.command_line.reader import read_commands
from migrate.read.command_line.shell import Shell
from migrate.read.reading import Reading
from migrate.usage import Usage
from tests.migrate.read.configuration.files import Memory


def read(
    text: str,
    shell: Shell = Shell.POSIX,
    files: Mapping[str, object] | None = None,
    variables: Mapping[str, Value] | None = None,
    path: str = "deploy.sh",
) -> Reading:
    return read_commands(text, Where(path), Memory(dict(files or {})), shell=shell, variables=variables)


def shown(reading: Reading | None) -> list[str]:
    return [] if reading is None else [line(usage) for usage in reading.usages]


def line(usage: Usage) -> str:
    given = " ".join(f"{item.name}={describe(item.value)}" for item in usage.arguments)
    return f"{usage.place.line}: {usage.symbol} {given}".rstrip()


def known(**values: object) -> dict[str, Value]:
    return {name: Known(value) for name, value in values.items()}
