"""Which proposals are applied: those that are sure enough, and of those that overlap the one that covers more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from migrate.rewrite.proposal import Edit, Proposal
from migrate.rules.rule import Safety


@dataclass(frozen=True)
class Choice:
    """``unsafe`` takes rewrites that want a look as well; ``wanted`` is asked about each that is left."""

    unsafe: bool = False

    def takes(self, proposal: Proposal) -> bool:
        """Tell whether a proposal may be applied: one that only marks what stays always is."""
        if proposal.marker and not proposal.edits:
            return True
        return proposal.safety is Safety.SAFE or (self.unsafe and proposal.safety is Safety.REVIEW)


def chosen(proposals: Iterable[Proposal]) -> list[Proposal]:
    """Return the proposals that can be applied together, whatever order they came in."""
    taken: list[Proposal] = []
    edits: list[Edit] = []
    for proposal in sorted(set(proposals), key=_order):
        if not any(_overlap(mine, other) for mine in proposal.edits for other in edits):
            taken.append(proposal)
            edits += proposal.edits
    return taken


def _order(proposal: Proposal) -> tuple[object, ...]:
    """Put first what covers most, so that what is inside of it gives way."""
    first = min(proposal.edits, default=Edit(0, 0, ""))
    width = sum(edit.end - edit.start for edit in proposal.edits)
    cell = -1 if first.cell is None else first.cell
    return (-width, cell, first.start, proposal.rule, proposal.message, proposal.edits)


def _overlap(one: Edit, other: Edit) -> bool:
    """Tell whether two edits cannot both be made; two insertions at one place can."""
    if one.cell != other.cell:
        return False
    if one.start == one.end and other.start == other.end:
        return False
    if one.start == one.end or other.start == other.end:
        point, span = (one, other) if one.start == one.end else (other, one)
        return span.start < point.start < span.end
    return one.start < other.end and other.start < one.end


def applied(text: str, edits: Sequence[Edit]) -> str:
    """Return the text with edits in it that do not overlap."""
    parts, at = [], 0
    for edit in sorted(edits):
        parts += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*parts, text[at:]])
