"""What static reading can say of a value: it is known, it is an expression, or it cannot be known.

The three cases are a closed union, ``Value``. Nothing downstream may guess: a ``Known`` is written
as it is, an ``Expression`` can be carried into rewritten code but not into YAML, an ``Unresolved``
says why nobody can tell without running the code.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any


@dataclass(frozen=True, order=True)
class Place:
    """Where something stands: a path inside the scanned tree, and a position in it.

    ``path`` uses ``/`` and is relative to the scanned root; ``line`` counts from 1; ``column`` from 1
    (0: unknown); ``cell`` is the index over all cells of a notebook, from 0, and ``line`` then counts
    inside that cell.
    """

    path: str
    line: int = 1
    column: int = 0
    end_line: int = 0
    cell: int | None = None

    def __str__(self) -> str:
        cell = "" if self.cell is None else f":cell {self.cell}"
        return f"{self.path}{cell}:{self.line}"


class Secret:
    """A string that must never be written or printed. ``reveal`` is for the one door that sends it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the secret itself; the caller takes over the duty not to store or show it."""
        return self._text

    def __repr__(self) -> str:
        return "<secret>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)


class DependsOn(Enum):
    """What a value that is not in the source waits for."""

    ENVIRONMENT = "environment variable"
    ARGUMENT = "command-line argument"
    PARAMETER = "function parameter"
    FILE = "file"
    AZURE = "answer from Azure"


@dataclass(frozen=True)
class Dependency:
    """One thing from outside that an expression needs, such as ``SERVICE_NAME`` or ``--replicas``."""

    kind: DependsOn
    name: str

    def __str__(self) -> str:
        return f"{self.kind.value} {self.name}"


@dataclass(frozen=True)
class Known:
    """A value that is certain: str, int, float, bool, None, list, dict of those, or ``Secret``."""

    value: Any
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Expression:
    """Source text with what it depends on; ``default`` is the value where nothing is given from outside.

    A default is what the code falls back to, not what ran in production: it is never treated as known.
    """

    source: str
    place: Place | None = field(default=None, compare=False)
    depends: tuple[Dependency, ...] = ()
    default: Known | None = None


@dataclass(frozen=True)
class Unresolved:
    """A value that reading cannot give, why, and what would settle it."""

    why: str
    source: str = ""
    place: Place | None = field(default=None, compare=False)
    settle: str = ""


Value = Known | Expression | Unresolved


def known(value: Value | None) -> Any | None:
    """Return the plain value if it is known, else None (also for a known None)."""
    return value.value if isinstance(value, Known) else None


def is_known(value: Value | None) -> bool:
    """Tell whether a value is there and certain."""
    return isinstance(value, Known)


def describe(value: Value | None) -> str:
    """Return one short line for people: the value, the expression, or why it is not known."""
    if value is None:
        return ""
    if isinstance(value, Known):
        return str(value.value)
    if isinstance(value, Expression):
        waits = ", ".join(str(item) for item in value.depends)
        fallback = f", default {value.default.value}" if value.default is not None else ""
        return f"{value.source} ({waits}{fallback})" if waits else value.source
    return f"unresolved: {value.why}"
