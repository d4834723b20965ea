"""Python source: a plain file, or a notebook that Databricks saved as one. Only that loads what reads notebooks."""

from __future__ import annotations

from migrate.read.python.reader import read_python
from migrate.read.reading import Files, Reading, SourceFile

DATABRICKS = "# Databricks notebook source"
"""The first line of a notebook of Databricks, https://docs.databricks.com/aws/en/notebooks/notebook-format."""


def is_notebook(text: str) -> bool:
    """Tell whether Python source is a notebook of Databricks."""
    return text.removeprefix("\ufeff").startswith(DATABRICKS)


def read_source(source: SourceFile, files: Files) -> Reading:
    """Read Python source of either kind. Never raises."""
    if not is_notebook(source.text):
        return read_python(source, files)
    from migrate.read.notebook.reader import read_databricks

    return read_databricks(source, files)
