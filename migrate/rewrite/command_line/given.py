"""The options of a v1 command with their values as written, checked against what the reader found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from compat.mapping.command import OF_AZ, Command, key_of, option_for, takes_no_value
from migrate.rewrite.command_line.raw_words import RawCommand, RawWord
from migrate.rewrite.page import Page
from migrate.usage import Usage

_FLAG = re.compile(r"(-[A-Za-z]|--[A-Za-z][\w-]*)(?:=(.*))?", re.DOTALL)


class NotUnderstoodError(Exception):
    """The command is written in a way that cannot be rewritten safely; the message is one sentence."""


@dataclass(frozen=True)
class Option:
    """One option: the key of its meaning, the flag as written, and its value as written (empty for a switch)."""

    key: str
    flag: str
    value: str
    start: int


@dataclass(frozen=True)
class Given:
    """All options of a command. ``of_az`` are those that every command of ``az`` has, as they stand."""

    options: tuple[Option, ...]
    of_az: tuple[str, ...] = ()
    values: dict[str, str] = field(default_factory=dict)

    def every(self, key: str) -> list[str]:
        """Return all values of a key, in order."""
        return [item.value for item in self.options if item.key == key]

    def flag(self, key: str) -> str:
        """Return the flag that a key was given by."""
        return next((item.flag for item in self.options if item.key == key), key)

    def has(self, name: str) -> bool:
        """Tell whether an option of ``az`` itself is given."""
        return any(text.partition(" ")[0] == name for text in self.of_az)


def given_of(row: Command, command: RawCommand, usage: Usage, page: Page) -> Given:
    """Return the options of a raw command.

    Raises ``NotUnderstoodError`` unless they are those of the usage, flag for flag and place for place.
    """
    verb = 2 + len(row.verb.split())
    options, of_az = _parsed(row, command.words[verb:])
    expected = {page.offset(item.place.line, item.place.column or 1) for item in usage.arguments}
    starts = {item.start for item in options}
    several = {item.key for item in options if item.key in {"tags", "properties"}}
    if (
        not expected <= starts
        or {item.key for item in options} != {item.name for item in usage.arguments} | several
    ):
        raise NotUnderstoodError(
            "The command is written over several lines or in quotes, and is left for you."
        )
    return Given(options, of_az, {item.key: item.value for item in reversed(options)})


def _parsed(row: Command, words: Sequence[RawWord]) -> tuple[tuple[Option, ...], tuple[str, ...]]:
    found: list[Option] = []
    of_az: list[str] = []
    at = 0
    while at < len(words):
        matched = _FLAG.fullmatch(words[at].text)
        if matched is None:
            raise NotUnderstoodError(
                f"{words[at].text} belongs to no option, and what it means is not certain."
            )
        flag, value, first = matched[1], matched[2], words[at]
        at += 1
        if value is None and at < len(words) and _takes(row, flag) and not words[at].text.startswith("-"):
            value = words[at].text
            at += 1
        if flag in OF_AZ:
            of_az.append(f"{flag} {value}" if value else flag)
        else:
            found.append(Option(key_of(row, flag), flag, value or "", first.start))
    return tuple(found), tuple(of_az)


def _takes(row: Command, flag: str) -> bool:
    option = option_for(row, flag)
    if flag in {"--yes", "-y", "--exist-ok"} or (option is not None and option.switch):
        return False
    return not takes_no_value(flag)
