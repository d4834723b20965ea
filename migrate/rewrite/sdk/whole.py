"""What a file of deploy code needs beside the rewrites of its usages: renamed clients, definitions that go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migrate.rewrite.proposal import Proposal
from migrate.rewrite.sdk.removal import removals
from migrate.rewrite.sdk.script import script_of
from migrate.rewrite.sdk.workspaces import Workspaces
from migrate.rewrite.source import Source


def whole_file(source: Source) -> Iterator[Proposal]:
    """Yield the proposals that follow from all others."""
    if not source.path.lower().endswith((".py", ".pyw", ".ipynb")):
        return
    script = script_of(source)
    if script.covers:
        yield from Workspaces.of(script).proposals()
        yield from removals(script)


def clashes(source: Source, proposals: Iterable[Proposal]) -> frozenset[str]:
    """Return the names of new code that code of v1 which stays uses, too."""
    wanted = {one.name for proposal in proposals for one in proposal.adds if one.module.endswith(".entities")}
    return script_of(source).taken_names(wanted) if wanted else frozenset()
