"""Notebooks that Databricks saves as Python source: cells in other languages stand in comments.

The format: https://docs.databricks.com/aws/en/notebooks/notebook-format. A first line that says so, cells parted by
``# COMMAND ----------``, and ``# MAGIC`` before every line of a cell that begins with a magic.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.read.notebook.masking import Line, Masked

_FIRST = "# Databricks notebook source"
_BREAK = re.compile(r"^# COMMAND -{5,}[ \t]*$")
_MAGIC = re.compile(r"^# MAGIC ?")
_RUN = re.compile(r"^%run\b[ \t]*(.*)")
_SHELL = re.compile(r"^%sh\b")


def is_notebook(text: str) -> bool:
    """Tell whether Python source is a notebook of Databricks."""
    return text.removeprefix("\ufeff").startswith(_FIRST)


def masked(text: str) -> Masked:
    """Return the source with what its cells ``%run``; a blank statement stands where one does."""
    lines = text.removeprefix("\ufeff").split("\n")
    runs: list[Line] = []
    for at, line in enumerate(lines):
        magic = _MAGIC.match(line)
        run = _RUN.match(line[magic.end() :]) if magic else None
        if magic and run:
            runs.append(Line(at + 1, magic.end() + run.start(1) + 1, run.group(1).strip()))
            lines[at] = "pass"
    return Masked("\n".join(lines), tuple(runs))


def shells(text: str) -> Iterator[tuple[int, str]]:
    """Yield the cells for a shell, each with its first line; blanks stand for the comment marks."""
    taken: list[str] = []
    first = 0
    for number, line in enumerate([*text.split("\n"), "# COMMAND ----------"], 1):
        magic = _MAGIC.match(line)
        content = line[magic.end() :] if magic else ""
        if taken and (_BREAK.match(line) or not magic):
            yield first, "\n".join(taken)
            taken = []
        elif taken and magic:
            taken.append(" " * magic.end() + content)
        elif magic and (start := _SHELL.match(content)):
            first = number
            taken = [" " * (magic.end() + start.end()) + content[start.end() :]]
