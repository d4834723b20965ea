"""Names of files and folders that are safe on every system, whatever text they come from."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

_LONGEST = 64
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


def safe(text: str, otherwise: str = "unnamed") -> str:
    """Return a name of ASCII letters, digits, ``-``, ``_`` and inner dots, at most 64 characters long.

    Names that Windows keeps for devices (``NUL``, ``COM1``) get a leading ``_``. Text that is too long is cut
    and told apart by a few digits of its hash.
    """
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip("-.") or otherwise
    name = re.sub(r"\.\.+", ".", name)
    if len(name) > _LONGEST:
        digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
        name = f"{name[: _LONGEST - 9].rstrip('-.')}-{digest[:8]}"
    return f"_{name}" if _RESERVED.fullmatch(name) else name


def distinct(names: Iterable[str]) -> list[str]:
    """Return the names in order, later ones numbered (``-2``) where only case or nothing tells them apart."""
    wanted = list(names)
    taken: set[str] = set()
    found: list[str] = []
    for name in wanted:
        number, candidate = 1, name
        while candidate.casefold() in taken:
            number += 1
            candidate = f"{name}-{number}"
        taken.add(candidate.casefold())
        found.append(candidate)
    return found
