"""Markers: one comment beside code that a person has to change, with the id, the sentence and the link."""

from __future__ import annotations

import re
import textwrap

WORD = "migrate:"
FORM = re.compile(r"(?:#|REM)\s*migrate:\s*(AML\d{3})\b")
WIDTH = 110


def comment(rule: str, sentence: str, link: str = "", *, width: int = WIDTH) -> list[str]:
    """Return the lines of a marker, without indentation. Only the first names the id, so that it counts once."""
    text = " ".join(f"{WORD} {rule} {sentence} {link}".split())
    return textwrap.wrap(
        text,
        max(width, 40),
        initial_indent="# ",
        subsequent_indent="#   ",
        break_long_words=False,
        break_on_hyphens=False,
    )
