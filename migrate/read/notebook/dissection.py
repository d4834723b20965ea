"""What a cell is, by the magic it begins with: Python, lines for a shell, a file to write, or anything else.

Cell magics: https://ipython.readthedocs.io/en/stable/interactive/magics.html. Databricks begins a cell in another
language with a single ``%``: https://docs.databricks.com/aws/en/notebooks/notebooks-code.
"""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass
from enum import Enum

from migrate.read.notebook.cells import PYTHON, Cell


class Use(Enum):
    """What is done with the text of a cell."""

    PYTHON = "python"
    SHELL = "shell"
    POWERSHELL = "powershell"
    BATCH = "batch"
    FILE = "file"
    OTHER = "other"


_CELL_MAGICS = {
    "capture": Use.PYTHON,
    "debug": Use.PYTHON,
    "local": Use.PYTHON,
    "memit": Use.PYTHON,
    "prun": Use.PYTHON,
    "px": Use.PYTHON,
    "pyspark": Use.PYTHON,
    "python": Use.PYTHON,
    "python3": Use.PYTHON,
    "time": Use.PYTHON,
    "timeit": Use.PYTHON,
    "!": Use.SHELL,
    "bash": Use.SHELL,
    "sh": Use.SHELL,
    "sx": Use.SHELL,
    "system": Use.SHELL,
    "powershell": Use.POWERSHELL,
    "pwsh": Use.POWERSHELL,
    "cmd": Use.BATCH,
    "file": Use.FILE,
    "writefile": Use.FILE,
    "bigquery": Use.OTHER,
    "configure": Use.OTHER,
    "cython": Use.OTHER,
    "html": Use.OTHER,
    "javascript": Use.OTHER,
    "js": Use.OTHER,
    "julia": Use.OTHER,
    "latex": Use.OTHER,
    "markdown": Use.OTHER,
    "md": Use.OTHER,
    "perl": Use.OTHER,
    "pypy": Use.OTHER,
    "python2": Use.OTHER,
    "r": Use.OTHER,
    "ruby": Use.OTHER,
    "scala": Use.OTHER,
    "sparkr": Use.OTHER,
    "sql": Use.OTHER,
    "svg": Use.OTHER,
}
"""By name in lower case. A magic that is not here is Python if its cell parses as Python."""

_INTERPRETERS = {"bash": Use.SHELL, "sh": Use.SHELL, "zsh": Use.SHELL, "pwsh": Use.POWERSHELL}
"""What ``%%script`` may be given and we can read."""

_DATABRICKS = {
    "python": Use.PYTHON,
    "sh": Use.SHELL,
    "fs": Use.OTHER,
    "md": Use.OTHER,
    "md-sandbox": Use.OTHER,
    "r": Use.OTHER,
    "scala": Use.OTHER,
    "sql": Use.OTHER,
}
_LANGUAGES = {
    PYTHON: Use.PYTHON,
    "shellscript": Use.SHELL,
    "powershell": Use.POWERSHELL,
    "pwsh": Use.POWERSHELL,
}
_MAGIC = re.compile(r"[ \t]*(%%?)([!\w-]+)[ \t]*([^\n]*)")


@dataclass(frozen=True)
class Part:
    """The text of a cell that is to be read, and how.

    ``first_line`` is the line of the cell at which ``text`` begins; ``argument`` what the magic was given.
    ``sure`` is false where only the text itself can tell whether it is Python.
    """

    use: Use
    text: str
    first_line: int = 1
    argument: str = ""
    sure: bool = True


def dissected(cell: Cell) -> Part:
    """Return what a cell is."""
    use = _LANGUAGES.get(cell.language, Use.OTHER)
    return _dissected(cell.text, 1) if use is Use.PYTHON else Part(use, cell.text)


def _dissected(text: str, line: int) -> Part:
    lines = text.split("\n")
    skipped = next((at for at, one in enumerate(lines) if one.strip() and not _is_comment(one)), None)
    if skipped is None:
        return Part(Use.PYTHON, text, line)
    match = _MAGIC.match(lines[skipped])
    if match is None:
        return Part(Use.PYTHON, text, line)
    rest, after = "\n".join(lines[skipped + 1 :]), line + skipped + 1
    mark, name, argument = match.groups()
    if mark == "%":
        return _databricks(name.lower(), argument, rest, after) or Part(Use.PYTHON, text, line)
    return _of_cell_magic(name.lower(), argument.strip(), rest, after)


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")


def _of_cell_magic(name: str, argument: str, rest: str, line: int) -> Part:
    use = _CELL_MAGICS.get(name)
    if name == "script":
        use = _INTERPRETERS.get((argument.split() or [""])[-1].rpartition("/")[2], Use.OTHER)
    if use is None:
        inner = _dissected(rest, line)
        return Part(inner.use, inner.text, inner.first_line, inner.argument, sure=False)
    return _dissected(rest, line) if use is Use.PYTHON else Part(use, rest, line, argument)


def _databricks(name: str, argument: str, rest: str, line: int) -> Part | None:
    """Return a cell that Databricks runs in another language; None where the magic is one of IPython's lines."""
    use = _DATABRICKS.get(name)
    if use is None or (name == "sql" and argument and is_python(rest)):
        return None
    if use is Use.PYTHON:
        return _dissected(rest, line)
    text = f"{argument}\n{rest}" if argument else rest
    return Part(use, text, line - 1 if argument else line)


def is_python(text: str) -> bool:
    """Tell whether a text parses as Python."""
    return isinstance(parsed(text), ast.Module)


@dataclass(frozen=True)
class Flaw:
    """Where a text stops being Python; line and column count from 1, 0 is unknown."""

    line: int = 1
    column: int = 0


def parsed(text: str) -> ast.Module | Flaw:
    """Return the syntax tree of a text, or where it is not Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except SyntaxError as error:
        return Flaw(max(error.lineno or 1, 1), max(error.offset or 0, 0))
    except (ValueError, RecursionError, MemoryError):
        return Flaw()
