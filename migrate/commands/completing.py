"""``migrate completion`` as a command: what a shell needs to complete our commands and options."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from migrate.cli import CLEAN, parser
from migrate.report.destination import write


def completion_command(arguments: argparse.Namespace) -> int:
    """Print the script for a shell; it is plain text, so that no key press starts Python."""
    import shtab

    top = parser()
    for action in _actions(top):
        name = str(action.metavar or "").rpartition("|")[2]
        if name in {"PATH", "FILE", "SCRIPT", "FILE.json", "OLD.json"}:
            action.complete = shtab.FILE  # type: ignore[attr-defined]
        elif name == "DIR":
            action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
    write(shtab.complete(top, arguments.shell).rstrip("\n") + "\n")
    return CLEAN


def _actions(command: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in command._actions:
        yield action
        if isinstance(action.choices, dict):
            for below in action.choices.values():
                yield from _actions(below)
