"""Notebooks that Databricks saves as Python source: cells that begin with a magic stand in comments.

The format: https://docs.databricks.com/aws/en/notebooks/notebook-format. A first line that says so, cells parted by
``# COMMAND ----------``, and ``# MAGIC`` before every line of a cell that begins with a magic.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from migrate.read.notebook.cells import Cell
from migrate.read.notebook.dissection import Part, Use, dissected, is_python
from migrate.read.notebook.masking import Masked
from migrate.read.notebook.masking import masked as masked_python

_MAGIC = re.compile(r"^# MAGIC(?: |$)")


def parts(text: str) -> tuple[Part, ...]:
    """Return the cells in comments, without the marks; ``first_line`` counts in the file."""
    return tuple(_parts(text.split("\n")))


def _parts(lines: Sequence[str]) -> Iterator[Part]:
    taken: list[str] = []
    for number, line in enumerate([*lines, ""], 1):
        magic = _MAGIC.match(line)
        if magic:
            taken.append(line[magic.end() :])
        elif taken:
            part = dissected(Cell(0, "\n".join(taken)))
            yield replace(part, first_line=number - len(taken) + part.first_line - 1)
            taken = []


def masked(text: str, cells: Sequence[Part]) -> tuple[str, Masked]:
    """Return the source with the Python of its comments uncovered, as it is written and as plain Python."""
    shown, plain = text.split("\n"), text.split("\n")
    found = Masked("")
    for part in cells:
        inner = masked_python(part.text)
        if part.use is not Use.PYTHON or not is_python(inner.text):
            continue
        above = part.first_line - 1
        end = above + part.text.count("\n") + 1
        shown[above:end] = part.text.split("\n")
        plain[above:end] = inner.text.split("\n")
        found = _with(found, inner, above)
    return "\n".join(shown), replace(found, text="\n".join(plain))


def _with(found: Masked, inner: Masked, above: int) -> Masked:
    return Masked(
        "",
        (*found.runs, *(replace(one, line=one.line + above) for one in inner.runs)),
        (*found.shells, *(replace(one, line=one.line + above) for one in inner.shells)),
        (*found.folders, *(replace(one, line=one.line + above) for one in inner.folders)),
        found.captured | {line + above for line in inner.captured},
        found.timed | {line + above for line in inner.timed},
    )
