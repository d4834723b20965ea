"""Paths that a script makes from ``AZUREML_MODEL_DIR`` for several models get the folder that v2 packs them in."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.doctor.checks.surroundings import read_variables
from migrate.doctor.script import Script
from migrate.rewrite.proposal import Import, Proposal
from migrate.rewrite.scoring.layout import packings
from migrate.rewrite.source import Source
from migrate.rules.rule import Safety
from migrate.usage import Usage

_RULE = "AML406"
_VARIABLE = "AZUREML_MODEL_DIR"


def codemod(usage: Usage, source: Source) -> Iterator[Proposal]:
    """Propose the join with the folder at every reading of the variable, once for the file."""
    page = source.page(usage.place)
    found = packings(source.path, source.outcomes)
    folder = next(iter(found), None)
    if page is None or page.tree is None or len(found) != 1 or not folder or f'"{folder}"' in page.text:
        return
    script = Script(source.path, page.tree)
    reads = [node for node, name in read_variables(script) if name == _VARIABLE]
    if not reads:
        return
    yield Proposal(
        _RULE,
        Safety.REVIEW,
        usage.place,
        f"v2 packs the models of this service into one folder, {folder}, below {_VARIABLE}.",
        tuple(page.replaced(node, f'os.path.join({page.source(node)}, "{folder}")') for node in reads),
        () if script.names.get("os") == "os" else (Import("os"),),
    )
