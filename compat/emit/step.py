"""A step of the README: a title, commands of a POSIX shell, and what to know about them."""

from __future__ import annotations

from dataclasses import dataclass

from compat.documents.placeholder import placeholder
from compat.emit.inert import shell
from compat.value import Known, Secret, Value


@dataclass(frozen=True)
class Step:
    """``commands`` are lines of shell; ``note`` is Markdown."""

    title: str
    commands: tuple[str, ...]
    note: str = ""


def command(verb: str, *options: str) -> str:
    """Return a command, with one option a line where it would get long."""
    line = " ".join([verb, *options])
    return line if len(line) <= 100 else " \\\n  ".join([verb, *options])


def word(value: Value | None, path: str) -> str:
    """Return a value as one word of a shell command; a placeholder where it is unknown or secret."""
    if not isinstance(value, Known) or isinstance(value.value, Secret) or value.value is None:
        return shell(placeholder(path))
    return shell(str(value.value))
