"""A requirement of v1 makes way for those of v2, in the way in which the list is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from compat.mapping.conda_rows import ROW, SERVER
from compat.mapping.requirements import Package, normal, package_of
from compat.mapping.script_imports import needs_the_sdk
from compat.v1 import Scoring
from compat.value import known
from migrate.read.requirements import Entry, entries
from migrate.rewrite.page import Page
from migrate.rewrite.proposal import Edit, Proposal
from migrate.rewrite.requirements.writing import removed, replaced
from migrate.rewrite.source import Source
from migrate.rules.rule import Safety
from migrate.usage import Usage

_RULE = "AML340"
_DEFAULTS = "azureml-defaults"
_OLD_PYTHON = re.compile(r"^[ \t]*-[ \t]+(python[ \t]*[=<~]+[ \t]*3\.[5-8]\b[\d.]*)", re.MULTILINE)
_RAW = "azureml-contrib-services"
_LOCKED = "This list was written by a tool: change what it is made from, and let the tool write it again."
_NOT_PLAIN = "This requirement has more than a name and a version: write {specs} in its place."
_EITHER = (
    f"No service here is known to use this list. For the image of a service write {SERVER} in the place of "
    "azureml-defaults; for training jobs of v2, azureml-mlflow."
)
_IMPORTED = (
    "The scoring script imports the v1 SDK, or could not be read: the image needs {name} until it does not."
)


def codemod(usage: Usage, source: Source) -> Iterator[Proposal]:
    """Propose what takes a requirement's place, or say why it stays."""
    page = source.page(usage.place)
    if page is None or page.cell is not None:
        return
    listed = entries(page.path, page.text)
    start = page.offset(usage.place.line, usage.place.column or 1)
    entry = next((item for item in listed if item.start == start), None)
    package = package_of(entry.name) if entry is not None else None
    if entry is None or package is None:
        return
    if package.name == _RAW and any(_takes_raw(scoring) for scoring in _served(source)):
        return
    mates = [item for item in listed if item.group == entry.group]
    specs, said = _becomes(package, source, mates)
    if entry.locked or not entry.plain or specs is None:
        yield _marked(
            usage, _LOCKED if entry.locked else said or _NOT_PLAIN.format(specs=", ".join(specs or ()))
        )
        return
    edits = _edits(page, entry, specs, mates)
    if edits is None:
        yield _marked(usage, _NOT_PLAIN.format(specs=", ".join(specs) or "nothing"))
        return
    said = " ".join([said or _message(package, specs), *_warnings(package, page, source)])
    yield Proposal(_RULE, Safety.REVIEW, usage.place, said, edits)


def _marked(usage: Usage, said: str) -> Proposal:
    return Proposal(_RULE, Safety.MANUAL, usage.place, said, marker=said)


def _message(package: Package, specs: Sequence[str]) -> str:
    if not specs:
        return f"{package.name} is not needed any more: look whether other code still imports it."
    return f"{package.name} makes way for {' and '.join(specs)}: look whether other code still imports it."


def _warnings(package: Package, page: Page, source: Source) -> Iterator[str]:
    """Yield what else stands in the way of an image with the v2 server."""
    if package.name != _DEFAULTS:
        return
    if any(needs_the_sdk(scoring.imports) for scoring in _served(source)):
        yield "The scoring script imports the v1 SDK, which azureml-defaults brought: it has to change too."
    found = _OLD_PYTHON.search(page.text)
    if found:
        yield f"{found.group(1)} {ROW['python'].kubernetes.sentence}"


def _becomes(package: Package, source: Source, listed: Sequence[Entry]) -> tuple[Sequence[str] | None, str]:
    """Return what takes a package's place, or None and the reason why it stays; without what is listed already."""
    served = list(_served(source))
    if package.name == _DEFAULTS and not served:
        return None, _EITHER
    specs: Sequence[str] = package.image if served else package.code
    if package.sdk and served:
        if any(needs_the_sdk(scoring.imports) for scoring in served):
            return None, _IMPORTED.format(name=package.name)
        said = f"{package.name} is not needed in an image: the scoring script does not import it."
    else:
        said = ""
    there = {normal(entry.name) for entry in listed}
    earlier = {
        normal(spec.partition("~")[0])
        for entry in listed
        for row in [package_of(entry.name)]
        if row is not None and row is not package and _first(row, package, listed)
        for spec in (row.image if served else row.code)
    }
    return [spec for spec in specs if normal(spec.partition("~")[0]) not in there | earlier], said


def _takes_raw(scoring: Scoring) -> bool:
    return scoring.imports is None or any(
        name.startswith("azureml.contrib.services") for name in scoring.imports
    )


def _first(one: Package, other: Package, listed: Sequence[Entry]) -> bool:
    """Tell whether one package is listed before another: the first of two writes what both make way for."""
    names = [normal(entry.name) for entry in listed]
    return names.index(one.name) < names.index(other.name)


def _served(source: Source) -> Iterator[Scoring]:
    """Yield the scorings whose image is made from this list."""
    for outcome in source.outcomes:
        service = outcome.service
        for scoring in (service.scoring, *(version.scoring for version in service.versions)):
            if scoring is not None and _of_file(scoring, source.path):
                yield scoring


def _of_file(scoring: Scoring, path: str) -> bool:
    conda = scoring.environment.conda if scoring.environment is not None else None
    given = known(conda.path) if conda is not None and conda.path is not None else None
    if not isinstance(given, str) and "conda_file" in scoring.settings:
        given = known(scoring.settings["conda_file"].value)
    plain = str(given or "").replace("\\", "/").lstrip("./")
    return bool(plain) and (path == plain or path.endswith(f"/{plain}"))


def _edits(
    page: Page, entry: Entry, specs: Sequence[str], listed: Sequence[Entry]
) -> tuple[Edit, ...] | None:
    if specs:
        return (replaced(page, entry, specs),)
    edit = removed(page, entry, listed)
    return None if edit is None else (edit,)
