"""The cells of a notebook, and what they ``%run``, put together to one program in the order they run."""

from __future__ import annotations

import ast
import posixpath
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from compat.value import Place
from migrate.finding import Finding
from migrate.read.command_line.passage import Where
from migrate.read.command_line.reader import Block
from migrate.read.command_line.shell import Shell
from migrate.read.notebook import databricks
from migrate.read.notebook.cells import Cell, NotANotebookError, cells_of
from migrate.read.notebook.constants import Constants
from migrate.read.notebook.dissection import Flaw, Part, Use, dissected, parsed
from migrate.read.notebook.masking import Line, Masked, masked
from migrate.read.notebook.objection import BROKEN_CELL, NOT_FOLLOWED, OTHER_LANGUAGE, objection
from migrate.read.notebook.overlay import Overlay
from migrate.read.notebook.places import Origins, Stretch
from migrate.read.notebook.restoring import restored
from migrate.read.notebook.written import (
    Write,
    Written,
    last_of_each,
    target_of,
    tree_folder,
    tree_path,
    versions,
)
from migrate.read.python.source import is_notebook
from migrate.read.reading import Files

MOST_RUN = 16
"""Files that one notebook may take in by ``%run``, counted each time."""

_PROVIDED = "get_ipython = dbutils = spark = sc = input()"
"""Names that Jupyter or Databricks provides. What they give is only known when the code runs, like input."""

_R_PACKAGE = "azuremlsdk"
_SHELLS = {Use.SHELL: Shell.POSIX, Use.POWERSHELL: Shell.POWERSHELL, Use.BATCH: Shell.BATCH}


class Program:
    """One program. ``files`` None: what it runs is not followed."""

    def __init__(self, path: str, files: Files | None) -> None:
        self.path = path
        self.findings: list[Finding] = []
        self.commands: list[Block] = []
        self.writes: list[Write] = []
        self.inlined: dict[str, None] = {}
        self.origins = Origins()
        self._files = files
        self._lines: list[str] = []
        self._body: list[ast.stmt] = []
        self._constants = Constants()
        self._running = [path]
        self._taken = 0
        self._folder: str | None = posixpath.dirname(path)
        self._python(_PROVIDED, Masked(_PROVIDED), Place(path))

    @property
    def text(self) -> str:
        """The Python of all pieces, as it was written."""
        return "\n".join(self._lines)

    @property
    def tree(self) -> ast.Module:
        """The whole program, with lines as in ``text``."""
        return ast.Module(self._body, [])

    def notebook(self, cells: Iterable[Cell], path: str) -> None:
        """Add the cells of a notebook."""
        for cell in cells:
            part = dissected(cell)
            place = Place(path, part.first_line, cell=cell.number)
            if part.use is Use.PYTHON:
                self._cell(part, place)
            elif path != self.path:
                continue
            elif part.use is Use.FILE:
                self._write(part, cell.number)
            elif part.use is not Use.OTHER:
                self._shell(part.text, place, _SHELLS[part.use])
            elif _R_PACKAGE in part.text:
                said = f"Cell {cell.number} uses {_R_PACKAGE}, the R package of v1; R is not read."
                self.findings.append(objection(OTHER_LANGUAGE, said, place))

    def source(self, text: str, path: str) -> bool:
        """Add Python source, of Databricks or not; return whether it is valid Python."""
        parts = databricks.parts(text) if is_notebook(text) else ()
        shown, plain = databricks.masked(text, parts)
        flaw = self._python(plain.text, plain, Place(path), shown)
        for part in parts if path == self.path else ():
            if part.use is Use.FILE:
                self._write(part, None)
            elif part.use in _SHELLS:
                self._shell(part.text, Place(path, part.first_line), _SHELLS[part.use])
        return flaw is None

    def _cell(self, part: Part, place: Place) -> None:
        text = _dedented(part.text)
        plain = masked(text)
        flaw = self._python(plain.text, plain, place, shown=text)
        if flaw is None or not part.sure or place.path != self.path:
            return
        line = place.line + flaw.line - 1
        said = (
            f"Cell {place.cell} is not valid Python (line {line}); it was left out, "
            "and the rest of the notebook was read."
        )
        self.findings.append(
            objection(BROKEN_CELL, said, Place(place.path, line, flaw.column, 0, place.cell))
        )

    def _python(self, text: str, plain: Masked, place: Place, shown: str = "") -> Flaw | None:
        """Add statements; where they do not parse, only what their magics say is taken."""
        tree = parsed(text)
        statements: list[ast.stmt] = []
        above = len(self._lines)
        if not isinstance(tree, Flaw):
            self._lines += (shown or text).split("\n")
            self.origins.add(Stretch(above + 1, place.path, place.cell, place.line))
            statements = restored(tree, plain).body
            ast.increment_lineno(tree, above)
        _Walk(self, plain, place, above).over(statements)
        return tree if isinstance(tree, Flaw) else None

    def statement(self, statement: ast.stmt) -> None:
        """Add one statement at the left edge."""
        self._body.append(statement)
        self._constants.learn(statement, self._place)

    def _place(self, node: ast.AST) -> Place:
        line, column = getattr(node, "lineno", 1), getattr(node, "col_offset", 0) + 1
        return self.origins.place(Place(self.path, line, column, getattr(node, "end_lineno", line)))

    def shell_line(self, line: Line, place: Place) -> None:
        """Take a line after ``!``."""
        if place.path == self.path:
            self._shell(line.text, place, Shell.IPYTHON)

    def _shell(self, text: str, place: Place, shell: Shell) -> None:
        where = Where(place.path, place.line, place.column or 1, place.cell)
        known = self._constants.known if shell is Shell.IPYTHON else {}
        self.commands.append(Block(text, where, shell, dict(known)))

    def change_folder(self, line: Line) -> None:
        """Follow ``%cd``: what is written below stands in another folder."""
        filled = self._constants.filled(line.text.strip("\"'"))
        known = self._folder is not None and line.top
        self._folder = tree_folder(filled, self._folder or "") if known and filled else None

    def _write(self, part: Part, cell: int | None) -> None:
        target, append, sure = target_of(part.argument, self._constants.filled)
        inside = tree_path(target, self._folder) if sure and self._folder is not None else None
        loose = posixpath.join(posixpath.dirname(self.path), posixpath.basename(target))
        if target:
            path = inside or loose
            self.writes.append(Write(path, part.text, cell, part.first_line, append, inside is not None))

    def run(self, line: Line, place: Place) -> None:
        """Follow ``%run``, as if its code stood here."""
        if self._files is None:
            return
        why = self._followed(line, self._files)
        if why and place.path == self.path:
            said = f"%run {line.text.splitlines()[0] if line.text else ''} was not followed: {why}."
            self.findings.append(objection(NOT_FOLLOWED, said, place))

    def _followed(self, line: Line, files: Files) -> str:
        """Take in the file that ``%run`` names; return why not, if so."""
        target = self._constants.filled(_target(line.text))
        if target is None:
            return "its path is only known when the code runs"
        if not line.top:
            return "it stands in a branch, a loop or a function"
        files = Overlay(files, lambda: last_of_each(versions(self.writes, self.path)))
        found = next((one for name in _names(target) if (one := files.find(name, self.path))), None)
        text = files.text(found) if found else None
        if found is None or text is None:
            return "there is no such file in the scanned tree"
        if found in self._running:
            return ""
        self._taken += 1
        if self._taken > MOST_RUN:
            return f"more than {MOST_RUN} files are run"
        self._running.append(found)
        taken = self._take_in(found, text)
        self._running.pop()
        if taken:
            self.inlined[found] = None
        return "" if taken else f"{found} cannot be read"

    def _take_in(self, path: str, text: str) -> bool:
        if not path.endswith(".ipynb"):
            return self.source(text, path)
        try:
            self.notebook(cells_of(text), path)
        except NotANotebookError:
            return False
        return True


@dataclass
class _Walk:
    """Goes over the statements of one piece with its magics, in the order they run."""

    program: Program
    plain: Masked
    place: Place
    above: int

    def over(self, statements: list[ast.stmt]) -> None:
        """Add the statements; what magics say is taken when the statement they stand in has been."""
        runs = {one.line: one for one in self.plain.runs}
        waiting = sorted([*self.plain.shells, *self.plain.folders], key=lambda one: one.line)
        for statement in statements:
            line = statement.lineno - self.above
            run_here = runs.pop(line, None) if line in runs and runs[line].top else None
            if run_here is not None:
                self.program.run(run_here, self._at(run_here))
            else:
                self.program.statement(statement)
            end = (statement.end_lineno or statement.lineno) - self.above
            while waiting and waiting[0].line <= end:
                self._take(waiting.pop(0))
        for one in waiting:
            self._take(one)
        for run in runs.values():
            self.program.run(run, self._at(run))

    def _take(self, line: Line) -> None:
        if line in self.plain.folders:
            self.program.change_folder(line)
        else:
            self.program.shell_line(line, self._at(line))

    def _at(self, line: Line) -> Place:
        return Place(self.place.path, self.place.line + line.line - 1, line.column, 0, self.place.cell)


def files_of(path: str, text: str) -> Mapping[str, Written]:
    """Return the files that the cells of a notebook write, by tree path."""
    program = Program(path, None)
    try:
        program.notebook(cells_of(text), path)
    except NotANotebookError:
        return {}
    return last_of_each(versions(program.writes, path))


def _dedented(text: str) -> str:
    """Return a cell without the indent of its first line, as IPython runs it."""
    first = next(
        (line for line in text.split("\n") if line.strip() and not line.lstrip().startswith("#")), ""
    )
    indent = first[: len(first) - len(first.lstrip())]
    return "\n".join(line.removeprefix(indent) for line in text.split("\n")) if indent else text


def _target(argument: str) -> str:
    """Return what ``%run`` is given, without its options and the arguments of the script."""
    try:
        words = shlex.split(argument)
    except ValueError:
        words = argument.split()
    return next((word for word in words if not word.startswith("-")), "")


def _names(target: str) -> tuple[str, ...]:
    """Return the files a target may mean: Jupyter leaves out ``.py``, Databricks every suffix."""
    if target.endswith((".py", ".ipynb")):
        return (target,)
    return (f"{target}.ipynb", f"{target}.py") if target else ()
