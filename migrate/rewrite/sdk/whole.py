"""What a file of deploy code needs beside the rewrites of its usages: renamed clients, definitions that go."""

from __future__ import annotations

from collections.abc import Iterator

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
