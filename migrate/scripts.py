"""Scoring scripts and what stands beside them: found by what the services say, read where they name files."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from compat.mapping.location import ANCHOR, below, clean
from compat.mapping.script_imports import imports_of
from compat.v1 import ModelRef, Scoring, Service
from compat.v2 import Packing, Plan
from compat.value import Known, Place, known
from migrate.read.reading import Files, Reading
from migrate.usage import Form, Usage

RAW_MODULES = frozenset({"azureml.contrib.services.aml_request", "azureml.contrib.services.aml_response"})
"""Modules that the v2 server stands in for, but whose parent packages it has not."""

SYMBOL = "scoring_script"
"""The usage by which a reader says that a file is a scoring script though no service names it."""


def scoring_scripts(readings: Iterable[Reading], files: Files) -> frozenset[str]:
    """Return the scoring scripts of all services, by what ``home`` calls the places in them."""
    return frozenset(_scripts(readings, files))


def home(place: Place) -> str:
    """Return what scoring scripts are known by: the path of the file, and the cell that writes it in a notebook."""
    return place.path if place.cell is None else f"{place.path}:cell {place.cell}"


def script_of(scoring: Scoring | None) -> str:
    """Return the scoring script of a service as its code names it, below its source folder; empty if unknown."""
    if scoring is None or "entry_script" not in scoring.settings:
        return ""
    script = known(scoring.settings["entry_script"].value)
    folder = (
        known(scoring.settings["source_directory"].value) if "source_directory" in scoring.settings else None
    )
    if not isinstance(script, str):
        return ""
    return below(
        folder if isinstance(folder, str) else "", script if script.startswith(ANCHOR) else clean(script)
    )


def shown(scoring: Scoring | None) -> str:
    """Return the scoring script for people: where it was found, or as the code names it."""
    found = scoring.script if scoring is not None else None
    return found or script_of(scoring).removeprefix(ANCHOR)


def named(readings: Iterable[Reading], files: Files) -> tuple[Reading, ...]:
    """Return a reading for each scoring script that a service names and no reader has called one."""
    found = tuple(readings)
    told = {usage.place.path for reading in found for usage in reading.usages if usage.symbol == SYMBOL}
    plain = sorted(
        path for path in scoring_scripts(found, files) if ":cell " not in path and path not in told
    )
    return tuple(Reading(path, (Usage(SYMBOL, Place(path), Form.FILE),)) for path in plain)


def whole_modules(readings: Iterable[Reading]) -> frozenset[str]:
    """Return the files that import a module of raw HTTP itself: what they use of it is not found in v2."""
    return frozenset(
        usage.place.path
        for reading in readings
        for usage in reading.usages
        if usage.form is Form.IMPORT and usage.symbol in RAW_MODULES
    )


def loads(service: Service, plan: Plan) -> Iterator[tuple[str, Sequence[ModelRef], Packing | None]]:
    """Yield the scoring script of each deployment of a service, its models, and what v2 packs these in."""
    packs = [deployment.packing for deployment in plan.deployments]
    parts = [(service.scoring, service.models), *((item.scoring, item.models) for item in service.versions)]
    for number, (scoring, models) in enumerate(parts):
        if scoring is not None and scoring.script:
            yield scoring.script, models, packs[number] if number < len(packs) else None


SEVERAL = "scoring_script of several models"
"""The usage by which a script says that it loads models that v2 packs into one folder."""


def of_several(packed: Iterable[str]) -> tuple[Reading, ...]:
    """Return a reading for each scoring script that has to name the folder of its models."""
    return tuple(Reading(path, (Usage(SEVERAL, Place(path), Form.FILE),)) for path in sorted(packed))


def packed(planned: Iterable[tuple[Service, Plan]], files: Files) -> dict[str, str]:
    """Return the scripts of several models that do not name the folder of these yet, with that folder's name."""
    found: dict[str, set[str]] = {}
    for service, plan in planned:
        for script, _, packing in loads(service, plan):
            name = known(packing.name) if packing is not None else None
            found.setdefault(script, set()).add(name if isinstance(name, str) else "")
    one = {script: next(iter(names)) for script, names in found.items() if len(names) == 1}
    return {script: name for script, name in one.items() if name and name not in (files.text(script) or name)}


def completed(service: Service, files: Files) -> Service:
    """Return the service with what its scoring scripts import, and what first-generation conda files hold."""
    versions = tuple(replace(item, scoring=_completed(item.scoring, files)) for item in service.versions)
    return replace(service, scoring=_completed(service.scoring, files), versions=versions)


def _completed(scoring: Scoring | None, files: Files) -> Scoring | None:
    if scoring is None or scoring.place is None:
        return scoring
    if scoring.environment is None and "conda_file" in scoring.settings:
        from migrate.read.configuration.inference import with_conda_file

        scoring, _ = with_conda_file(scoring, files, scoring.place.path)
    if scoring.imports is not None or scoring.place is None or not script_of(scoring):
        return scoring
    return with_script(scoring, _found(scoring, files, scoring.place.path), files)


def with_script(scoring: Scoring, path: str | None, files: Files) -> Scoring:
    """Return the scoring part with its script at a path of the tree, and what that imports; None: it is not there."""
    text = files.text(path) if path else None
    return replace(scoring, script=path or "", imports=None if text is None else imports_of(text))


def _found(scoring: Scoring, files: Files, beside: str) -> str | None:
    """Return the script of a service in the tree: from where its name is written, or where the call stands."""
    script = scoring.settings["entry_script"].value if "entry_script" in scoring.settings else None
    written = script.place.path if isinstance(script, Known) and script.place is not None else beside
    stands = scoring.place.path if scoring.place is not None else beside
    paths = (files.find(script_of(scoring), one) for one in dict.fromkeys((written, stands, beside)))
    return next((path for path in paths if path), None)


def has_init_and_run(tree: ast.Module) -> bool:
    """Tell whether a script is one for a web service.

    The ``run`` of a batch job takes a ``mini_batch``, and its ``init`` may read arguments: those of a web service
    get none.
    """
    made = {one.name: one for one in tree.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)}
    if not {"init", "run"} <= set(made) or made["init"].args.args or not made["run"].args.args:
        return False
    if any("batch" in one.arg for one in made["run"].args.args):
        return False
    names = (one.id for one in ast.walk(made["init"]) if isinstance(one, ast.Name))
    return "argparse" not in names


def _scripts(readings: Iterable[Reading], files: Files) -> Iterator[str]:
    for reading in readings:
        yield from (home(usage.place) for usage in reading.usages if usage.symbol == SYMBOL)
        for service in reading.services:
            for scoring in _scorings(service):
                found = scoring.script or _found(scoring, files, reading.path)
                if found:
                    yield found


def _scorings(service: Service) -> Iterator[Scoring]:
    for scoring in (service.scoring, *(version.scoring for version in service.versions)):
        if scoring is not None:
            yield scoring
