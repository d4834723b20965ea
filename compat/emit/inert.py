"""Text from a scanned repository, made harmless for where it is written: a comment, a page, a command."""

from __future__ import annotations

import re
import shlex

_BREAKS = re.compile(r"[\s\x85\u2028\u2029]+")
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|#~])")


def inert(text: str) -> str:
    """Return the text on one line without control or invisible characters, each shown as ``?``."""
    line = _BREAKS.sub(" ", text).strip()
    return "".join(character if character.isprintable() else "?" for character in line)


def markdown(text: str) -> str:
    """Return the text for a Markdown page or table cell: nothing in it is markup."""
    return _MARKDOWN.sub(r"\\\1", inert(text))


def code(text: str) -> str:
    """Return the text as inline code of a Markdown page or table cell."""
    plain = inert(text).replace("`", "'").replace("|", "\\|")
    return f"`{plain}`" if plain else ""


def shell(text: str) -> str:
    """Return the text as one word of a POSIX shell command."""
    return shlex.quote(inert(text))
