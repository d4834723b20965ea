"""Rewrites that are certain, as edits of the file itself: what a report offers beside a finding."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from itertools import accumulate
from typing import NamedTuple

from compat.value import Place
from migrate.read.gathering import Gathered
from migrate.rewrite.draft import NOTEBOOK, Draft
from migrate.rewrite.engine import offered
from migrate.rewrite.notebook import edits_of_json
from migrate.rewrite.original import NotEditableError
from migrate.rewrite.proposal import Edit, Proposal
from migrate.rules.rule import Safety
from migrate.scan import Repository


class Replacement(NamedTuple):
    """New text for a part of a file: lines and columns from 1, the end one past the last character."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str


class Offer(NamedTuple):
    """Replacements that belong together, in the file as it is."""

    message: str
    safety: Safety
    replacements: tuple[Replacement, ...]


Offers = Mapping[tuple[str, Place], tuple[Offer, ...]]
"""Offers by rule and place of a finding."""


def offers(tree: Gathered, repository: Repository) -> Offers:
    """Return what can be offered: what is safe and needs nothing elsewhere in the file, as an import would be."""
    found: dict[tuple[str, Place], tuple[Offer, ...]] = {}
    for place, draft, proposal in offered(tree, repository):
        if proposal.safety is Safety.SAFE and proposal.edits and not proposal.adds:
            key = (proposal.rule, place)
            found[key] = (*found.get(key, ()), *_offer(draft, proposal))
    return found


def _offer(draft: Draft, proposal: Proposal) -> Iterator[Offer]:
    text = draft.original.text
    edits = proposal.edits
    if draft.path.lower().endswith(NOTEBOOK):
        try:
            edits = tuple(edits_of_json(text, edits))
        except NotEditableError:
            return
    yield Offer(proposal.message, proposal.safety, tuple(replacements(text, edits)))


def replacements(text: str, edits: tuple[Edit, ...]) -> Iterator[Replacement]:
    """Yield edits by lines and columns."""
    starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]

    def position(offset: int) -> tuple[int, int]:
        line = bisect_right(starts, offset) - 1
        return line + 1, offset - starts[line] + 1

    for edit in sorted(edits):
        yield Replacement(*position(edit.start), *position(edit.end), edit.text)
