"""What the codemods propose for a file of a small tree, and the text with that applied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from migrate.read.gathering import gathered
from migrate.read.registry import KINDS
from migrate.read.tree import Tree
from migrate.rewrite.choosing import applied, chosen
from migrate.rewrite.draft import Draft
from migrate.rewrite.proposal import Proposal
from migrate.rewrite.source import Source
from migrate.rules import answering
from migrate.rules.rule import Context
from migrate.scan import Scanner
from migrate.scripts import scoring_scripts


@dataclass(frozen=True)
class Proposed:
    """``text`` has everything applied that has edits; ``before`` is what it was."""

    before: str
    text: str
    proposals: tuple[Proposal, ...]

    @property
    def markers(self) -> list[str]:
        """What is said beside code that stays."""
        return [item.marker for item in self.proposals if item.marker]

    @property
    def one(self) -> Proposal:
        """The only proposal."""
        (found,) = self.proposals
        return found

    @property
    def changed(self) -> list[str]:
        """The lines that are not those of before."""
        return [line for line in self.text.split("\n") if line not in self.before.split("\n")]


def proposed(folder: Path, files: Mapping[str, str], path: str) -> Proposed:
    """Write the files, scan them, and return what is proposed for one of them."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode())
    return proposed_in(folder, path)


def proposed_in(folder: Path, path: str) -> Proposed:
    """Return what is proposed for a file of a tree."""
    (repository,) = Scanner(packages=True).scan(gathered([str(folder)], KINDS)).repositories
    draft = Draft(path, (folder / path).read_bytes())
    usages = tuple(item for item in repository.usages if item.place.path == path)
    reported = frozenset((item.rule, item.place) for item in repository.findings)
    context = Context(scoring_scripts(repository.readings, Tree(str(folder))))
    source = Source(path, draft.pages, usages, repository.outcomes, context, reported=reported)
    found = tuple(
        dict.fromkeys(
            proposal
            for usage in usages
            for rule in answering(usage.symbol, usage.form)
            if rule.codemod is not None and (rule.id, usage.place) in reported
            for proposal in rule.codemod(usage, source)
        )
    )
    before = draft.original.text
    after = applied(before, [edit for item in chosen(found) for edit in item.edits])
    return Proposed(before, after, found)
