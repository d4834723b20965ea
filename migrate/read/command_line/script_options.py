"""Options that a shell script takes apart itself, with ``getopts`` or a ``case`` over ``$1``."""

from __future__ import annotations

import re
from collections.abc import Mapping

_LETTERS = re.compile(
    r"\b([A-Za-z])\s*\)\s*([A-Za-z_]\w*)=[\"']?\$\{?OPTARG\}?[\"']?\s*(?:;|$)", re.MULTILINE
)
_WORDS = re.compile(
    r"[\"']?(--?[A-Za-z][\w-]*)[\"']?(?:\s*\|\s*[\"']?(--?[A-Za-z][\w-]*)[\"']?)?\s*\)\s*"
    r"(?:shift\s*;?\s*)?([A-Za-z_]\w*)=[\"']?\$\{?(?:2|1)\}?[\"']?\s*(?:;|$)",
    re.MULTILINE,
)


def options_of(text: str) -> Mapping[str, tuple[str, ...]]:
    """Return the variables that options of a script fill, each with the spellings of its option."""
    found: dict[str, tuple[str, ...]] = {}
    if "OPTARG" in text:
        found.update({one[2]: (f"-{one[1]}",) for one in _LETTERS.finditer(text)})
    for one in _WORDS.finditer(text) if "case" in text else ():
        found[one[3]] = tuple(spelled for spelled in (one[1], one[2]) if spelled)
    return found
