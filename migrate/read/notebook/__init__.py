"""Notebooks that use Azure ML v1: those of Jupyter, and those that Databricks saves as Python source."""

from __future__ import annotations

from migrate.read.notebook.reader import read_notebook, read_source

__all__ = ["read_notebook", "read_source"]
