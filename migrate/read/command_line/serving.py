"""Script and environment of a deploy command: the inference file, or options of its own."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from compat.mapping.first_generation import legacy
from compat.mapping.scoring import SETTINGS as ROWS
from compat.mapping.setting import Api
from compat.v1 import Environment, Scoring, Unread
from compat.value import Known, known
from migrate.read.command_line.invocation import Filled, Invocation
from migrate.read.command_line.lookup import find, path_of
from migrate.read.command_line.option_values import settings
from migrate.read.configuration.document import Node, parse
from migrate.read.configuration.inference import scoring_from_file
from migrate.read.configuration.saved_environment import conda_from, environment_from
from migrate.read.reading import Files
from migrate.scripts import script_of, with_script

if TYPE_CHECKING:
    from migrate.read.command_line.deployment import Parts

_NAME = ("-e", "--environment-name")
_VERSION = ("--ev", "--environment-version")
_FOLDER = ("--ed", "--environment-directory")
SAVED = "azureml_environment.json"


def scoring(found: Invocation, files: Files, parts: Parts) -> Scoring | None:
    """Return what serves the model; None where the command names neither script nor file."""
    base = _from_file(found, files, parts)
    given = settings(found.options, Api.SCORING)
    if base is None and not given and not any(found.every("environment")):
        return None
    base = base or Scoring({}, place=found.place)
    made = replace(base, settings={**base.settings, **given})
    if "conda_file" in given:
        made = _with_conda(made, found, files, parts)
    made = _with_script(made, found, files) if "entry_script" in given else made
    environment = _environment(found, files, parts)
    return made if environment is None else replace(made, environment=environment)


def _with_script(made: Scoring, found: Invocation, files: Files) -> Scoring:
    """Look for the script of a command from where the command runs; what is not there is looked for later."""
    script = script_of(made)
    there = find(Known(script), files, found.place.path, found.folder) if script and found.folder else None
    return made if there is None else with_script(made, there, files)


def _from_file(found: Invocation, files: Files, parts: Parts) -> Scoring | None:
    option = found.first("inference_config")
    if option is None or not option.values:
        return None
    path = parts.locate(option, found, files)
    text = files.text(path) if path else None
    tree = parse(text, path) if text is not None and path else None
    if path is None or not isinstance(tree, Node) or not tree.is_mapping:
        parts.miss(option, option.values[0])
        return Scoring({}, place=option.place, unread=(Unread(option.flag, "it was not read", option.place),))
    # What there is to say of the file itself, its own reader says.
    return scoring_from_file(tree, files, path, ROWS)[0]


def _with_conda(made: Scoring, found: Invocation, files: Files, parts: Parts) -> Scoring:
    given = made.settings["conda_file"]
    path = path_of(given.value)
    if path is None:
        return made
    folder = known(made.settings["source_directory"].value) if "source_directory" in made.settings else None
    beside = found.place.path
    for candidate in (posixpath.join(str(folder), path) if isinstance(folder, str) else path, path):
        there = find(Known(candidate), files, beside, found.folder)
        if there is not None:
            conda, about = conda_from(posixpath.basename(there), there, files, given.place or found.place)
            parts.findings += about
            return legacy(conda, made)
    conda, about = conda_from(path, beside, files, given.place or found.place)
    parts.findings += about
    return legacy(conda, made)


def _environment(found: Invocation, files: Files, parts: Parts) -> Environment | None:
    options = list(found.every("environment"))
    folder = _last(options, _FOLDER)
    if folder is not None and folder.values:
        return _saved(folder, found, files, parts)
    name = _last(options, _NAME)
    if name is None or not name.values:
        return None
    version = _last(options, _VERSION)
    return Environment(
        name.values[0],
        version.values[0] if version is not None and version.values else None,
        registered=True,
        origin=name.flag,
        place=name.place,
    )


def _saved(option: Filled, found: Invocation, files: Files, parts: Parts) -> Environment | None:
    folder = path_of(option.values[0])
    path = None
    if folder is not None:
        path = find(Known(posixpath.join(folder, SAVED)), files, found.place.path, found.folder)
    text = files.text(path) if path else None
    tree = parse(text, path) if text is not None and path else None
    if path is None or not isinstance(tree, Node):
        parts.miss(option, option.values[0])
        return None
    return environment_from(tree, files, path=path)[0]


def _last(options: Sequence[Filled], flags: Sequence[str]) -> Filled | None:
    return next((item for item in reversed(options) if item.flag in flags), None)
