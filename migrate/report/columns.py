"""Text in columns of a terminal: how wide it is, where it breaks, and how it is coloured."""

from __future__ import annotations

import re
import unicodedata

_CODES = {
    "bold": "1",
    "dim": "2",
    "underline": "4",
    "red": "31",
    "green": "32",
    "yellow": "33",
    "magenta": "35",
    "cyan": "36",
}
"""Select Graphic Rendition, ECMA-48 8.3.117."""
_WORD = re.compile(r"\s*\S+\s*")


def width_of(text: str) -> int:
    """Return how many columns a text takes: two for a wide character, none for one that combines."""
    return len(text) if text.isascii() else sum(map(_width, text))


def filled(text: str, width: int) -> str:
    """Return a text with blanks up to a width."""
    return text + " " * (width - width_of(text))


def wrapped(text: str, width: int) -> list[str]:
    """Return the lines of a text that is ``width`` columns wide; a word that is longer is broken."""
    if width_of(text) <= width:
        return [text.rstrip()]
    lines, line, used = [], "", 0
    for word in _WORD.findall(text) or [""]:
        shown = word.rstrip()
        needed = width_of(shown)
        if used + needed > width and used:
            lines.append(line)
            line, used = "", 0
        if needed > width:
            *whole, shown = _broken(shown, width)
            lines += whole
        line += shown + word[len(word.rstrip()) :]
        used = width_of(line)
    return [one.rstrip() for one in (*lines, line)]


def styled(text: str, style: str, *, colour: bool) -> str:
    """Return a text in a style (``bold red``), if there is to be colour."""
    if not colour or not style or not text:
        return text
    return f"\x1b[{';'.join(_CODES[name] for name in style.split())}m{text}\x1b[0m"


def _width(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def _broken(word: str, width: int) -> list[str]:
    pieces, piece = [], ""
    for character in word:
        if width_of(piece + character) > width and piece:
            pieces.append(piece)
            piece = ""
        piece += character
    return [*pieces, piece]
