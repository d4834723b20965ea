"""The v1 command line wherever it stands: scripts, pipelines, build files, documentation."""

from __future__ import annotations

from migrate.read.command_line.passage import Where
from migrate.read.command_line.reader import Block, read_blocks, read_commands
from migrate.read.command_line.shell import Shell

__all__ = ["Block", "Shell", "Where", "read_blocks", "read_commands"]
