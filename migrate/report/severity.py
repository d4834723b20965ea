"""How much a finding weighs for other tools, which know errors, warnings and notes; the most urgent first."""

from __future__ import annotations

from collections.abc import Iterable

from migrate.finding import Level
from migrate.report.view import Note, Report, Section

ERROR, WARNING, NOTE = "error", "warning", "note"

SEVERITY = {
    Level.BLOCKER: ERROR,
    Level.FAILURE: ERROR,
    Level.DECISION: WARNING,
    Level.LOSS: WARNING,
    Level.CHANGE: NOTE,
    Level.ADVICE: NOTE,
}
"""Something is left for the user to do where it is not a note."""

_RANK = {level: rank for rank, level in enumerate(SEVERITY)}


def urgent_first(notes: Iterable[Note]) -> list[Note]:
    """Return notes by urgency, those of one level in the order they have."""
    return sorted(notes, key=lambda note: _RANK[note.finding.level])


def all_urgent_first(report: Report) -> list[tuple[Section, Note]]:
    """Return the notes of all repositories by urgency, each with the section it is from."""
    pairs = [(section, note) for section in report.sections for note in section.notes]
    return sorted(pairs, key=lambda pair: _RANK[pair[1].finding.level])


def said(note: Note) -> str:
    """Return what a finding says in one line: the service it belongs to, then the sentence."""
    finding = note.finding
    return f"{finding.service}: {finding.message}" if finding.service else finding.message
