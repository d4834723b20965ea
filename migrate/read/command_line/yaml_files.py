"""A YAML file: a configuration file of v1, or a pipeline with commands in its steps."""

from __future__ import annotations

from migrate.read.command_line.pipeline import read_pipeline
from migrate.read.configuration.reader import read_configuration
from migrate.read.reading import Files, Reading, SourceFile


def read_yaml(source: SourceFile, files: Files) -> Reading | None:
    """Return what a YAML file says of v1, or None where it says nothing."""
    return read_configuration(source, files) or read_pipeline(source, files)
