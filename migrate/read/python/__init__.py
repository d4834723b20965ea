"""Reading Python source that uses Azure ML v1."""

from __future__ import annotations

from migrate.read.python.reader import Unit, read_program, read_python

__all__ = ["Unit", "read_program", "read_python"]
