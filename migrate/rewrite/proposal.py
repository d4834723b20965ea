"""What a codemod proposes: edits that belong together, how sure they are, and the imports they need."""

from __future__ import annotations

from dataclasses import dataclass, field

from compat.value import Place
from migrate.rules.rule import Safety


@dataclass(frozen=True, order=True)
class Edit:
    """One replacement in the decoded text of a file: half-open offsets in characters, and what goes there.

    In a notebook the text is the source of one cell, and ``cell`` its index over all cells, from 0.
    """

    start: int
    end: int
    text: str
    cell: int | None = None


@dataclass(frozen=True, order=True)
class Import:
    """``from module import name``, or ``import module`` where there is no name."""

    module: str
    name: str = ""


@dataclass(frozen=True)
class Proposal:
    """A rewrite of one construct in one file: all of its edits are applied, or none.

    ``adds`` are imports that the new text needs. ``marker`` is what has to be said beside code that stays; a
    proposal with a marker and no edits writes only that. ``message`` says what changes, for the diff's reader.
    """

    rule: str
    safety: Safety
    place: Place
    message: str
    edits: tuple[Edit, ...] = ()
    adds: tuple[Import, ...] = field(default=())
    marker: str = ""
