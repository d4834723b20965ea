"""New commands in the place of an old one: its indentation and continuations, and what stands beside it, are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.rewrite.command_line.raw_words import RawCommand
from migrate.rewrite.page import Page
from migrate.rewrite.room import scalars

_YAML = (".yml", ".yaml")
_POWERSHELL = (".ps1", ".psm1")
_WIDTH = 100
_ALONE = re.compile(r"[ \t]*!?[ \t]*")
_OF_RECIPE = re.compile(r"\t[ \t@+-]*")
_NOTHING_MORE = re.compile(r"[ \t]*(#.*)?")


def spliced(page: Page, command: RawCommand, lines: tuple[str, ...]) -> str | None:
    """Return the text for the command's place, or None where the file would not read as it should."""
    for text in _ways(page, command, lines):
        after = page.text[: command.start] + text + page.text[command.end :]
        if not page.path.lower().endswith(_YAML) or _yaml_has(page.text, after, text):
            return text
    return None


def _ways(page: Page, command: RawCommand, lines: tuple[str, ...]) -> Iterator[str]:
    folded = [_folded(line, command.continuation) for line in lines]
    if len(lines) == 1:
        yield folded[0]
        yield lines[0]
        return
    prefix = _prefix(page, command)
    if prefix is not None:
        yield f"\n{prefix}".join(folded)
    yield ("; " if page.path.lower().endswith(_POWERSHELL) else " && ").join(lines)


def _prefix(page: Page, command: RawCommand) -> str | None:
    """Return what stands before a command that has its lines to itself."""
    first = page.text.rfind("\n", 0, command.start) + 1
    last = page.text.find("\n", command.end)
    prefix = page.text[first : command.start]
    after = page.text[command.end : len(page.text) if last < 0 else last]
    if not _NOTHING_MORE.fullmatch(after):
        return None
    return prefix if _ALONE.fullmatch(prefix) or _OF_RECIPE.fullmatch(prefix) else None


def _folded(line: str, continuation: str) -> str:
    """Return a long command over several lines, if the old one was."""
    if not continuation or len(line) <= _WIDTH:
        return line
    pieces = re.split(r" (?=--?[A-Za-z])", line)
    return continuation.join([pieces[0] + " ", *(f"{piece} " for piece in pieces[1:])]).rstrip()


def _yaml_has(before: str, after: str, text: str) -> bool:
    """Tell whether a YAML text differs in one scalar alone, and has the new commands in it as they are written."""
    old, new = scalars(before), scalars(after)
    if old is None or new is None or len(old) != len(new):
        return False
    changed = [value for value, was in zip(new, old, strict=True) if value != was]
    return (
        len(changed) == 1
        and _plain(text) in _plain(changed[0])
        and changed[0].count("\n") >= text.count("\n")
    )


def _plain(text: str) -> str:
    return "\n".join(line.strip() for line in text.split("\n"))
