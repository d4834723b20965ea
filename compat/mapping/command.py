"""A v1 command as a row: its words, its options, and the v2 commands that do the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from compat.mapping.setting import LEARN

OF_AZ = frozenset(
    {
        *("-o", "--output", "--query", "--debug", "--verbose", "--only-show-errors", "-h", "--help"),
        *("--subscription",),
    }
)
"""Options of every command of ``az``: they say nothing of v1."""

_SWITCHES_OF_AZ = frozenset({"--debug", "--verbose", "--only-show-errors", "-h", "--help"})


@dataclass(frozen=True)
class Option:
    """One option of a v1 command: the name we give its meaning, and its spellings.

    ``switch`` tells that it takes no value.
    """

    key: str
    flags: tuple[str, ...]
    switch: bool = False


@dataclass(frozen=True)
class Command:
    """One v1 command: its words after ``az ml``, and the v2 commands that do the same.

    In ``becomes``, ``{key}`` is the value of an option, ``[...]`` a piece that is written only if the options
    in it are given, ``[key: ...]`` one that is written if that option is. ``shared``: v2 has a command
    of the same words; then ``only_v1`` and ``only_v2`` are the flags by which to tell them apart. ``lost``: v2 has
    nothing that does the same.
    """

    verb: str
    becomes: tuple[str, ...] = ()
    note: str = ""
    options: tuple[Option, ...] = ()
    shared: bool = False
    only_v1: frozenset[str] = frozenset()
    only_v2: frozenset[str] = frozenset()
    lost: bool = False
    link: str = LEARN + "how-to-configure-cli"

    @property
    def symbol(self) -> str:
        """The name of its usages."""
        return f"az ml {self.verb}"

    def certain(self, keys: Iterable[str]) -> bool:
        """Tell whether the options given, by their keys, show that this is the command of v1."""
        return not self.shared or bool({key_of(self, flag) for flag in self.only_v1}.intersection(keys))


def option(key: str, *flags: str, switch: bool = False) -> Option:
    """Return an option."""
    return Option(key, flags, switch)


COMMON = (
    option("workspace", "-w", "--workspace-name"),
    option("resource_group", "-g", "--resource-group"),
    option("subscription", "--subscription-id"),
    option("path", "--path"),
    option("show_output", "-v", switch=True),
    option("no_wait", "--no-wait", switch=True),
)


def option_for(command: Command, flag: str) -> Option | None:
    """Return the option of a command by a flag, or by the beginning of a long one that fits no other."""
    options = (*command.options, *COMMON)
    for option in options:
        if flag in option.flags:
            return option
    if not flag.startswith("--"):
        return None
    begun = [option for option in options if any(item.startswith(flag) for item in option.flags)]
    return begun[0] if len(begun) == 1 else None


def key_of(command: Command, flag: str) -> str:
    """Return the key of an option by its flag; of a flag that no row has, the flag without its dashes."""
    found = option_for(command, flag)
    return found.key if found is not None else flag.lstrip("-").replace("-", "_")


def takes_no_value(flag: str) -> bool:
    """Tell whether an option of every ``az`` command stands alone."""
    return flag in _SWITCHES_OF_AZ


def written(command: Command, given: Mapping[str, str]) -> tuple[str, ...]:
    """Return the v2 commands, with the values of the options as they were written."""
    return tuple(_filled(line, given) for line in command.becomes)


def _filled(line: str, given: Mapping[str, str]) -> str:
    def piece(found: re.Match[str]) -> str:
        keys = [found.group(1)] if found.group(1) else re.findall(r"\{(\w+)\}", found.group(2))
        return found.group(2) if all(key in given for key in keys) else ""

    line = re.sub(r"\[(?:(\w+):)?([^\[\]]*)\]", piece, line)
    return re.sub(r"\{(\w+)\}", lambda found: given.get(found.group(1), f"<{found.group(1)}>"), line)
