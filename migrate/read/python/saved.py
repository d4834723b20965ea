"""Environments that v1 saved to a folder: ``Environment.load_from_directory`` joined with what the folder holds."""

from __future__ import annotations

from dataclasses import replace

from compat.v1 import Environment
from migrate.read.python import packages
from migrate.read.python.evaluator import Evaluator

ORIGIN = "Environment.load_from_directory"
_FILE = "azureml_environment.json"


def joined(ev: Evaluator, folder: str, environment: Environment) -> Environment | None:
    """Return the environment with the folder's content below what the code set since; None if it cannot be read.

    The folder is what ``Environment.save_to_directory`` of azureml-core writes: ``azureml_environment.json``, with
    ``conda_dependencies.yml`` and ``BaseDockerfile`` beside it.
    """
    from migrate.read.configuration.document import Node, parse
    from migrate.read.configuration.saved_environment import environment_from

    text, path = packages.file_text(ev, f"{folder.rstrip('/')}/{_FILE}")
    document = parse(text, path) if text is not None else None
    if not isinstance(document, Node):
        return None
    saved, _ = environment_from(document, ev.files, path=path)
    touched = environment.conda is not None and bool(environment.conda.document)
    return replace(
        environment,
        name=environment.name or saved.name,
        version=saved.version,
        settings={**saved.settings, **environment.settings},
        variables={**saved.variables, **environment.variables},
        conda=environment.conda if touched else saved.conda,
        unread=(*environment.unread, *saved.unread),
    )
