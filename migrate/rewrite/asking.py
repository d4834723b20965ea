"""Change by change: shows what a proposal does, and asks whether to do it."""

from __future__ import annotations

from typing import TextIO

from migrate.report.surface import clean
from migrate.rewrite.choosing import applied
from migrate.rewrite.proposal import Proposal
from migrate.rewrite.source import Source


class Asking:
    """Asks on two streams. ``a`` takes all that is left, ``q`` or the end of input none of it."""

    def __init__(self, answers: TextIO, questions: TextIO) -> None:
        self._answers = answers
        self._questions = questions
        self._rest: bool | None = None

    def ask(self, source: Source, proposal: Proposal) -> bool:
        """Return whether the user wants a proposal."""
        if self._rest is not None:
            return self._rest
        self._questions.write(clean(f"{proposal.place}: {proposal.rule} {proposal.message}") + "\n")
        for line in _shown(source, proposal):
            self._questions.write(clean(line) + "\n")
        while True:
            self._questions.write("Rewrite this? [y]es, [n]o, [a]ll, [q]uit: ")
            self._questions.flush()
            word = self._answers.readline()
            answer = word.strip().lower()[:1] if word else "q"
            if answer in {"a", "q"}:
                self._rest = answer == "a"
                return self._rest
            if answer in {"y", "n"}:
                return answer == "y"


def _shown(source: Source, proposal: Proposal) -> list[str]:
    """Return the lines that go and the lines that come."""
    cell = proposal.edits[0].cell if proposal.edits else None
    page = next((page for page in source.pages if page.cell == cell), None)
    edits = [edit for edit in proposal.edits if edit.cell == cell]
    if page is None or not edits:
        return []
    first = page.starts[page.line(min(edit.start for edit in edits)) - 1]
    last = page.text.find("\n", max(edit.end for edit in edits))
    last = len(page.text) if last < 0 else last
    moved = [type(edit)(edit.start - first, edit.end - first, edit.text, edit.cell) for edit in edits]
    old = page.text[first:last]
    new = applied(old, [edit for edit in moved if edit.end <= len(old)])
    return [*(f"- {line}" for line in old.split("\n")), *(f"+ {line}" for line in new.split("\n"))]
