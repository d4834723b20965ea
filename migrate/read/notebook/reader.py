"""Reads notebooks: their Python as one program, the files their cells write, and their lines for a shell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from compat.value import Place
from migrate.read.command_line.reader import read_blocks
from migrate.read.notebook import written_files
from migrate.read.notebook.cells import Cell, NotANotebookError, cells_of
from migrate.read.notebook.objection import BROKEN_NOTEBOOK, objection
from migrate.read.notebook.overlay import Overlay
from migrate.read.notebook.places import moved
from migrate.read.notebook.program import Program
from migrate.read.notebook.written import last_of_each, versions
from migrate.read.python import Unit, read_program, read_python
from migrate.read.python.layout import Layout
from migrate.read.reading import Across, Files, Reading, SourceFile
from migrate.scripts import SYMBOL, completed, home
from migrate.usage import Form, Usage

_WORD = "azureml"
_V1 = re.compile(
    r"\bazureml\.(?!ms\b)\w|\bimport azureml\b|\baz\s+ml\b|Webservice|InferenceConfig|Model\.deploy"
    r"|computeType|entryScript"
)
"""What code that deploys with v1 speaks of. Where nothing does, a cell that cannot be read is no news."""


def read_notebook(source: SourceFile, files: Files) -> Reading | None:
    """Return what a notebook says; None where its code has nothing of v1. Never raises."""
    try:
        cells = cells_of(source.text)
    except NotANotebookError as error:
        return _broken(source, error)
    program = Program(source.path, files)
    program.notebook(cells, source.path)
    reading = _reading(program, files)
    return reading if _speaks_of_v1(cells) or reading.usages or reading.services else None


def read_databricks(source: SourceFile, files: Files) -> Reading:
    """Read a notebook that Databricks saved as Python source. Never raises."""
    program = Program(source.path, files)
    valid = program.source(source.text, source.path)
    reading = _reading(program, files)
    if valid or not _V1.search(source.text):
        return reading
    return replace(reading, findings=(*reading.findings, *read_python(source, files).findings))


def _broken(source: SourceFile, error: NotANotebookError) -> Reading | None:
    if not _V1.search(source.text):
        return None
    said = f"This notebook cannot be read: {error}. Nothing in it was analysed."
    return Reading(source.path, findings=(objection(BROKEN_NOTEBOOK, said, Place(source.path, error.line)),))


def _speaks_of_v1(cells: Iterable[Cell]) -> bool:
    return any(_V1.search(cell.text) for cell in cells)


def _reading(program: Program, files: Files) -> Reading:
    contents = versions(program.writes, program.path)
    view = Overlay(files, lambda: last_of_each(contents))
    parts = [_of_program(program, view)]
    parts.append(moved(read_blocks(program.path, program.commands, view), view.origins))
    parts += [written_files.read(content, view) for content in contents]
    whole = _joined(program.path, parts, [_alone(path, view) for path in program.inlined])
    told = {home(usage.place) for usage in whole.usages if usage.symbol == SYMBOL}
    scripts = tuple(one for one in written_files.scripts(whole, contents) if home(one.place) not in told)
    about = written_files.findings(whole, scripts, contents, view)
    return replace(
        whole,
        usages=tuple(sorted([*whole.usages, *scripts], key=_order)),
        findings=(*whole.findings, *program.findings, *about),
    )


def _of_program(program: Program, view: Overlay) -> Reading:
    """Read the Python of all cells; its places are lines of the joined text until they are moved."""
    if _WORD not in program.text:
        return Reading(program.path)
    reading = read_program(program.path, [Unit(program.tree, Layout(program.path, program.text))], view)
    services = tuple(completed(service, view) for service in reading.services)
    whole = tuple(one for one in reading.findings if one.place == Place(program.path))
    lines = tuple(one for one in reading.findings if one not in whole)
    reading = moved(replace(reading, services=services, findings=lines), {program.path: program.origins})
    return moved(replace(reading, findings=(*reading.findings, *whole)), view.origins)


def _alone(path: str, view: Overlay) -> Reading:
    """Return what a file that is run here says when it is read by itself."""
    program = Program(path, view)
    text = view.text(path) or ""
    if path.endswith(".ipynb"):
        program.notebook(cells_of(text), path)
    else:
        program.source(text, path)
    return _of_program(program, view)


def _joined(path: str, parts: Sequence[Reading], elsewhere: Sequence[Reading]) -> Reading:
    """Return the parts as one reading, without what another file's own reading says."""
    sites = {_site(usage): usage for part in reversed(parts) for usage in part.usages}
    told = {_site(usage) for other in elsewhere for usage in other.usages if usage.place.path != path}
    findings = dict.fromkeys(one for part in parts for one in part.findings)
    return Reading(
        path,
        tuple(usage for site, usage in sites.items() if site not in told),
        _new([part.services for part in parts], [other.services for other in elsewhere]),
        _new([part.clusters for part in parts], [other.clusters for other in elsewhere]),
        _new([part.environments for part in parts], [other.environments for other in elsewhere]),
        tuple(one for one in findings if all(one not in other.findings for other in elsewhere)),
        _across(parts),
    )


def _across(parts: Iterable[Reading]) -> Across:
    """Return what the parts say of other files; nobody calls a function of a notebook, so its roots are left out."""
    every = [part.across for part in parts]
    lent = tuple(pair for one in every for pair in one.lent)
    return Across((), lent, frozenset(key for one in every for key in one.entered))


class _Placed(Protocol):
    @property
    def place(self) -> Place | None: ...


Found = TypeVar("Found", bound=_Placed)


def _new(parts: Iterable[Sequence[Found]], elsewhere: Iterable[Sequence[Found]]) -> tuple[Found, ...]:
    told = [one for found in elsewhere for one in found]
    return tuple(
        one for found in parts for one in found if not any(one == o and one.place == o.place for o in told)
    )


def _site(usage: Usage) -> tuple[str, Place, Form]:
    return usage.symbol, usage.place, usage.form


def _order(usage: Usage) -> tuple[object, ...]:
    place = usage.place
    cell = -1 if place.cell is None else place.cell
    return (place.path, cell, place.line, place.column, usage.symbol, usage.form.value)
