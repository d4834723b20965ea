"""What ``[tool.migrate]`` in pyproject.toml says, for whatever the command line leaves open.

The file is that of the folder the command runs in, or of the nearest one above it up to the top of the repository:
what somebody runs is theirs to configure, not the scanned repository's.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

FILE = "pyproject.toml"
LISTS = ("select", "ignore", "exclude")
CHOICES = {"target": ("kubernetes", "managed", "both"), "lossy": ("allow", "deny")}
KEYS = (*LISTS, *CHOICES, "baseline")


class PreferenceError(Exception):
    """A preference that cannot be followed; the message says which, where and what to write instead."""


def prefer(arguments: argparse.Namespace) -> None:
    """Fill what the command line left open; raise ``PreferenceError`` for a key or value that means nothing."""
    if arguments.no_config:
        return
    for folder in _upward(os.getcwd()):
        table = _table(folder)
        if table is not None:
            for key, value in checked(table, folder).items():
                if hasattr(arguments, key) and not getattr(arguments, key):
                    setattr(arguments, key, value)
            return


def checked(table: dict[str, object], folder: str) -> dict[str, list[str] | str]:
    """Return the preferences of a table; a path in it is beside its file in ``folder``."""
    where = f"[tool.migrate] in {os.path.join(folder, FILE)}"
    found: dict[str, list[str] | str] = {}
    for key, value in table.items():
        if key not in KEYS:
            raise PreferenceError(
                f"{where} has the key {key!r}, which means nothing; there are {', '.join(KEYS)}"
            )
        if key in LISTS:
            if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
                raise PreferenceError(f'{where}: {key} is a list of texts, as in {key} = ["..."]')
            found[key] = [str(item) for item in value]
        elif not isinstance(value, str) or value not in CHOICES.get(key, (value,)):
            said = f"one of {', '.join(CHOICES[key])}" if key in CHOICES else "a text"
            raise PreferenceError(f"{where}: {key} is {said}")
        else:
            found[key] = os.path.join(folder, value) if key == "baseline" else value
    return found


def _upward(folder: str) -> list[str]:
    found = [folder]
    while not os.path.lexists(os.path.join(folder, ".git")) and os.path.dirname(folder) != folder:
        folder = os.path.dirname(folder)
        found.append(folder)
    return found


def _table(folder: str) -> dict[str, object] | None:
    """Return the table of a folder's file, or None; a file without these words is not parsed."""
    try:
        with open(os.path.join(folder, FILE), "rb") as stream:
            data = stream.read()
    except OSError:
        return None
    if b"tool.migrate" not in data:
        return None
    import sys

    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        tool = tomllib.loads(data.decode("utf-8")).get("tool")
    except ValueError as error:
        raise PreferenceError(f"{os.path.join(folder, FILE)} cannot be read: {error}") from None
    table = tool.get("migrate") if isinstance(tool, dict) else None
    return table if isinstance(table, dict) else None
