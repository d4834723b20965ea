"""``Model.get_model_path`` becomes a path below ``AZUREML_MODEL_DIR``."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from compat.value import Known
from migrate.doctor.script import Script
from migrate.rewrite.page import Page
from migrate.rewrite.proposal import Import, Proposal
from migrate.rewrite.scoring.layout import Spot, UnknownSpotError, spot_of
from migrate.rewrite.scoring.written_cell import Home, home_of, with_imports
from migrate.rewrite.source import Source
from migrate.rules.rule import Safety, argument
from migrate.scripts import home as place_of
from migrate.usage import Usage

_RULE = "AML401"
_REGISTERED = "the model's file was registered under this name"
_ONLY_ONE = "the only entry there, as v1 had it: the name of the model's file is not in the source"
_PACKED = "in the folder that holds the models of the service; pack it as the README of the service says"


def codemod(usage: Usage, source: Source) -> Iterator[Proposal]:
    """Propose the path, or the marker that says why it cannot be known.

    A cell that writes the script is rewritten as a whole, at its first usage: its imports are edits too.
    """
    home = home_of(source.page(usage.place))
    if home is None:
        return
    mine = [
        item for item in source.usages if item.symbol == usage.symbol and item.place.cell == usage.place.cell
    ]
    if not home.written:
        yield from _one(usage, home, source)
    elif usage.place == min(item.place for item in mine):
        found = [proposal for item in mine for proposal in _one(item, home, source)]
        yield from (proposal for proposal in found if not proposal.edits)
        yield from _together(home, [proposal for proposal in found if proposal.edits])


def _together(home: Home, found: Sequence[Proposal]) -> Iterator[Proposal]:
    """Yield the proposals of a written script as one, with its imports."""
    if found:
        edits = with_imports(
            home,
            [edit for proposal in found for edit in proposal.edits],
            {one for proposal in found for one in proposal.adds},
        )
        safe = all(proposal.safety is Safety.SAFE for proposal in found)
        yield replace(found[0], edits=edits, adds=(), safety=Safety.SAFE if safe else Safety.REVIEW)


def _one(usage: Usage, home: Home, source: Source) -> Iterator[Proposal]:
    page = home.page
    call = page.call(usage.place, "get_model_path")
    if page.tree is None or call is None:
        return
    script = Script(home.path, page.tree)
    try:
        spot = _spot(usage, home, source)
    except UnknownSpotError as error:
        if _serves(script, usage, source):
            yield Proposal(_RULE, Safety.MANUAL, usage.place, str(error), marker=str(error))
        return
    text, modules = _path(spot, script.names, _quote(call, page))
    yield Proposal(
        _RULE,
        Safety.SAFE if spot.whole and len(spot.parts) == 1 else Safety.REVIEW,
        usage.place,
        f"The model lies below AZUREML_MODEL_DIR: {_ONLY_ONE if not spot.whole else _REGISTERED}"
        f"{f', {_PACKED}' if len(spot.parts) > 1 else ''}.",
        (page.replaced(call, text),),
        tuple(Import(module) for module in modules),
    )


def _serves(script: Script, usage: Usage, source: Source) -> bool:
    """Tell whether a script answers requests: a service names it, or it has both functions and takes no batches.

    Jobs find the models of v1 as before; nothing is said in their code.
    """
    if place_of(usage.place) in source.context.scoring_scripts:
        return True
    run = script.function("run")
    first = next(iter(run.args.args), None) if run is not None else None
    return first is not None and script.function("init") is not None and "batch" not in first.arg


def _spot(usage: Usage, home: Home, source: Source) -> Spot:
    name, version = argument(usage, "model_name"), argument(usage, "version")
    if not isinstance(name, Known) or not isinstance(name.value, str):
        raise UnknownSpotError(
            "Which model this is, is not in the source: join AZUREML_MODEL_DIR with its file."
        )
    if version is not None and not isinstance(version, Known):
        raise UnknownSpotError(
            "Which version this is, is not in the source: join AZUREML_MODEL_DIR with its file."
        )
    return spot_of(name.value, None if version is None else version.value, home.path, source.outcomes)


def _path(spot: Spot, names: Mapping[str, str], quote: str) -> tuple[str, tuple[str, ...]]:
    """Return the expression, and the modules it needs imported."""
    root = f"os.environ[{quote}AZUREML_MODEL_DIR{quote}]"
    parts = [root, *(f"{quote}{part}{quote}" for part in spot.parts)]
    needs = () if names.get("os") == "os" else ("os",)
    if spot.whole:
        return f"os.path.join({', '.join(parts)})", needs
    inside = f"os.path.join({', '.join([*parts, f'{quote}*{quote}'])})"
    if names.get("glob") == "glob.glob":
        return f"glob({inside})[0]", needs
    return f"glob.glob({inside})[0]", needs if names.get("glob") == "glob" else (*needs, "glob")


def _quote(call: ast.Call, page: Page) -> str:
    """Return the quotation mark that the call has around its own texts."""
    for node in ast.walk(call):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            mark = page.source(node)[:1]
            return mark if mark in {"'", '"'} else '"'
    return '"'
