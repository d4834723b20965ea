"""What a report is shown on, and how text from a repository is made harmless there."""

from __future__ import annotations

import os
import re
import unicodedata
from typing import NamedTuple, TextIO

PIPED = 140
"""Columns of a report that is piped or written to a file."""


class Surface(NamedTuple):
    """The width in columns, and whether colour is wanted."""

    width: int = PIPED
    colour: bool = False


def surface_of(stream: TextIO) -> Surface:
    """Return what a stream can show: the terminal's width, and colour unless ``NO_COLOR`` is set."""
    if not stream.isatty():
        return Surface()
    import shutil

    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    return Surface(shutil.get_terminal_size((80, 24)).columns, not plain)


def clean(text: str) -> str:
    """Return text that cannot steer a terminal or hide: control, bidi and invisible characters are spelt out.

    Names and values come from repositories that nobody vouches for.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_harmless(character) for character in text)


def unheard(text: str, spelt: str) -> str:
    """Return text that gives no command to a pipeline whose log it goes to; the sign that begins one is spelt out.

    ``spelt`` is how, as a format of the sign's code: ``&#{};``. Azure Pipelines hears ``##vso[`` and ``##[`` anywhere,
    GitHub ``::`` where a line begins: https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands,
    https://docs.github.com/actions/reference/workflow-commands-for-github-actions.
    """
    text = _AZURE.sub(lambda _: spelt.format(ord("#")), text)
    return _GITHUB.sub(lambda match: match.group(1) + spelt.format(ord(":")), text)


_AZURE = re.compile(r"#(?=#(?:vso)?\[)", re.IGNORECASE)
_GITHUB = re.compile(r"^(\s*):(?=:)", re.MULTILINE)


def _harmless(character: str) -> str:
    if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"}:
        code = ord(character)
        return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
    return character
