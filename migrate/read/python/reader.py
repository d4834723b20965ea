"""Python source to what it says: parse, evaluate, join; then look for what evaluation did not reach."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Protocol

from compat.value import Expression, Known, Place, Secret
from migrate.finding import Finding
from migrate.read.python import clusters, environments, imports, modules, roots, runs, secrecy, unreached
from migrate.read.python.commands import Told
from migrate.read.python.evaluator import MAX_STEPS, BoundReached, Evaluator, Frame
from migrate.read.python.failures import Failure
from migrate.read.python.given import GivenToRun
from migrate.read.python.layout import Layout
from migrate.read.python.parsing import parse
from migrate.read.python.recorder import Recorder
from migrate.read.python.tables import EXPRESSIONS, STATEMENTS
from migrate.read.reading import Across, Files, Reading, SourceFile
from migrate.scripts import SYMBOL, has_init_and_run
from migrate.usage import Form, Usage

# What a source must have to get at v1: an import of it, wherever on the line, or mlflow's old module.
_V1 = re.compile(
    r"\b(?:from|import)\b[^\n]*\bazureml\b|mlflow\s*\.\s*azureml|[\"']azureml\.(?!ai\b)|\\\n\s*azureml\b|\baz ml \w"
)


@dataclass(frozen=True)
class Unit:
    """One piece of a program that is parsed on its own: a file, or one cell of a notebook."""

    tree: ast.Module
    layout: Layout


def read_python(source: SourceFile, files: Files) -> Reading:
    """Read one Python file. Never raises: what cannot be read or analysed is a finding."""
    parsed = parse(source.text, source.path)
    if isinstance(parsed, Finding):
        return Reading(source.path, findings=(parsed,))
    if _V1.search(source.text) is None:
        return Reading(source.path)
    layout = Layout(source.path, source.text.removeprefix("\ufeff"))
    reading = runs.read(read_program, source.path, [Unit(parsed, layout)], files)
    if not reading.usages or reading.services or not has_init_and_run(parsed):
        return reading
    return replace(reading, usages=(Usage(SYMBOL, Place(source.path, 1, 1), Form.FILE), *reading.usages))


def read_caller(path: str, files: Files) -> Reading:
    """Read a file for what it calls in other files, though it may say nothing of v1 itself."""
    text = files.text(path) or ""
    parsed = parse(text, path)
    if isinstance(parsed, Finding):
        return Reading(path)
    return runs.read(read_program, path, [Unit(parsed, Layout(path, text.removeprefix("\ufeff")))], files)


def read_program(path: str, units: Sequence[Unit], files: Files, given: GivenToRun | None = None) -> Reading:
    """Read a program of several units that run one after the other and share their names.

    ``given`` is what one run of it is given; without it, anybody may give anything.
    """
    recorder = Recorder()
    ev = Evaluator(recorder, files, EXPRESSIONS, STATEMENTS, path, given)
    nodes = [roots.flat(unit.tree) for unit in units]
    try:
        _evaluate(ev, units, nodes)
    except BoundReached:
        why = f"it takes more than {MAX_STEPS} steps"
        recorder.finding(Failure.TOO_MUCH.at(Place(path), why))
    except RecursionError:
        recorder.finding(Failure.TOO_DEEP.at(Place(path), "the analysis gave up"))
    for unit, inside in zip(units, nodes, strict=True):
        unreached.collect(ev, unit.tree, unit.layout, inside)
    imports.record_unused(ev)
    clusters.record_all(ev)
    usages = sorted(recorder.usages.values(), key=lambda one: (one.place, one.symbol, one.form.value))
    services = recorder.services()
    own = [pair for pair in services if _at(path, pair[1])]
    reading = Reading(
        path,
        tuple(one for one in usages if _at(path, one)),
        tuple(service for _, service in own),
        tuple(one for one in recorder.clusters if _at(path, one)),
        tuple(one for one in recorder.environments if _at(path, one)),
        tuple(one for one in recorder.findings if _at(path, one)),
        Across(
            tuple(root for root, _ in own),
            tuple(pair for pair in services if not _at(path, pair[1])),
            frozenset(ev.lent),
        ),
    )
    for told in ev.commands:
        reading = _with_command(reading, told, files)
    inside_modules = (node for tree in modules.trees(ev) for node in roots.flat(tree))
    secrets = secrecy.written(chain(*nodes, inside_modules))
    return secrecy.scrubbed(reading, {*secrets, *_secrets(usages)})


def _with_command(reading: Reading, told: Told, files: Files) -> Reading:
    """Return a reading with what a command says that the program runs."""
    from migrate.read.command_line.passage import Where
    from migrate.read.command_line.reader import Block, read_blocks

    where = Where(told.place.path, told.place.line, told.place.column, told.place.cell)
    said = read_blocks(reading.path, [Block(told.text, where, variables=told.variables)], files)
    seen = {(usage.symbol, usage.place) for usage in reading.usages}
    return replace(
        reading,
        usages=(*reading.usages, *(one for one in said.usages if (one.symbol, one.place) not in seen)),
        services=(*reading.services, *said.services),
        clusters=(*reading.clusters, *said.clusters),
        findings=(*reading.findings, *said.findings),
        across=replace(reading.across, roots=(*reading.across.roots, *(told.root for _ in said.services))),
    )


class _Placed(Protocol):
    @property
    def place(self) -> Place | None: ...


def _at(path: str, one: _Placed) -> bool:
    """Tell whether something stands in the program itself, not in a module it imports: that has its own reading."""
    return one.place is None or one.place.path == path


def _secrets(usages: Iterable[Usage]) -> Iterator[str]:
    """Yield the secrets that reached an argument, wherever they were written."""
    for usage in usages:
        for argument in usage.arguments:
            value = argument.value
            values = (value, value.default) if isinstance(value, Expression) else (value,)
            for one in values:
                if isinstance(one, Known) and isinstance(one.value, Secret):
                    yield one.value.reveal()


def _evaluate(ev: Evaluator, units: Sequence[Unit], nodes: Sequence[Sequence[ast.AST]]) -> None:
    state = ev.module_state
    top = None
    for unit in units:
        scope = ev.scope(None, unit.layout) if top is None else ev.again(top, unit.layout)
        top = top or scope
        ev.frames.append(Frame(scope, state))
        try:
            ev.run(unit.tree.body, state)
        finally:
            ev.frames.pop()
    if top is None:
        return
    ev.frames.append(Frame(top, state))
    environments.record_all(ev, state)
    roots.run_all(ev, nodes, state)
