"""The GitHub action ``Azure/aml-deploy``: its file of parameters to the v1 form.

Parameters, their defaults and what the action does with them are those of its README and its main program.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from compat.mapping.first_generation import legacy
from compat.mapping.setting import Api
from compat.mapping.settings import setting
from compat.v1 import Cluster, Given, ModelRef, Scoring, Service, ServiceKind, Unread
from compat.value import Dependency, DependsOn, Expression, Known, Place, Unresolved, Value
from migrate.finding import Finding
from migrate.read.command_line.objection import NOT_THERE, objection
from migrate.read.command_line.pipeline_variables import Variables, placed
from migrate.read.command_line.yaml_nodes import Nodes, child, entries, text_of
from migrate.read.configuration.document import Node, parse
from migrate.read.configuration.saved_environment import conda_from
from migrate.read.reading import Files
from migrate.usage import Argument, Form, Usage

if TYPE_CHECKING:
    import yaml

ACTION = re.compile(r"azure/aml-deploy@", re.IGNORECASE)
SYMBOL = "github action Azure/aml-deploy"
_FOLDER = ".cloud/.azure"
_RENAMED: Mapping[str, str] = {
    "model_data_collection_enabled": "collect_model_data",
    "authentication_enabled": "auth_enabled",
    "app_insights_enabled": "enable_app_insights",
    "inference_entry_script": "entry_script",
    "inference_source_directory": "source_directory",
    "custom_base_image": "base_image",
}
_DEFAULTS: Mapping[str, str] = {
    "entry_script": "score.py",
    "source_directory": "code/deploy/",
    "conda_file": "environment.yml",
    "runtime": "python",
}
_OF_THE_ACTION = re.compile(
    r"name|deployment_compute_target|(test|profiling)_.*|delete_service_after_deployment"
)
_RUNS_ELSEWHERE = ("skip_deployment", "create_image")

Found = tuple[Usage, Service | None, list[Finding]]


def action_service(
    step: yaml.Node, inputs: yaml.Node | None, nodes: Nodes, files: Files, variables: Variables
) -> Found:
    """Return the usage of the action, the service it deploys, and findings."""
    place = nodes.place(child(step, "uses") or step)
    given = {
        key: placed(text_of(node), nodes.place(node), variables)
        for key, node in entries(inputs or step)
        if inputs is not None
    }
    arguments = tuple(
        Argument(key, nodes.place(node), given[key]) for key, node in entries(inputs or step) if key in given
    )
    usage = Usage(SYMBOL, place, Form.COMMAND, arguments)
    document = _parameters(given.get("parameters_file"), files)
    if document is None:
        said = "The file of parameters is not in the repository, so the action's settings are not known."
        unread = (Unread("parameters_file", said, place),)
        service = Service(
            ServiceKind.UNKNOWN,
            _repository(place),
            models=_models(given, place),
            api=SYMBOL,
            place=place,
            unread=unread,
        )
        return usage, service, [objection(NOT_THERE, said, place)]
    path, tree = document
    return usage, _service(tree, path, given, place, files), []


def _parameters(named: Value | None, files: Files) -> tuple[str, Node] | None:
    name = named.value if isinstance(named, Known) else "deploy.json" if named is None else None
    for path in (posixpath.join(_FOLDER, str(name)), str(name)):
        text = files.text(path) if name else None
        tree = parse(text, path) if text is not None else None
        if isinstance(tree, Node) and tree.is_mapping:
            return path, tree
    return None


def _service(tree: Node, path: str, given: Mapping[str, Value], place: Place, files: Files) -> Service | None:
    values = {key: node for key, node in tree.children.items() if node.plain is not None}
    if "skip_deployment" in values and values["skip_deployment"].plain is True:
        return None
    target = values.get("deployment_compute_target")
    kind = ServiceKind.AKS if target is not None and target.plain else ServiceKind.ACI
    name = values.get("name")
    settings, unread = _settings(values, tree, kind)
    return Service(
        kind,
        Known(name.plain, name.place) if name is not None else _repository(place),
        settings,
        _scoring(values, tree, path, files),
        _models(given, place),
        Cluster(Known(target.plain, target.place), place=target.place)
        if target is not None and target.plain
        else None,
        overwrite=Known(True, place),
        api=SYMBOL,
        place=place,
        unread=tuple(unread),
    )


def _settings(
    values: Mapping[str, Node], tree: Node, kind: ServiceKind
) -> tuple[dict[str, Given], list[Unread]]:
    found: dict[str, Given] = {}
    unread: list[Unread] = []
    for key, node in values.items():
        row = setting(Api.SERVICE, _RENAMED.get(key, key))
        if row is not None and kind in row.kinds:
            found[row.key] = Given(Known(node.plain, node.place), key, tree.keys[key])
        elif row is not None:
            unread.append(Unread(key, f"the action does not use it for {kind.value}", tree.keys[key]))
        elif setting(Api.SCORING, _RENAMED.get(key, key)) is None and not _OF_THE_ACTION.fullmatch(key):
            why = (
                "it is done before or instead of deploying"
                if key in _RUNS_ELSEWHERE
                else "the action knows no such key"
            )
            unread.append(Unread(key, why, tree.keys[key]))
    return found, unread


def _scoring(values: Mapping[str, Node], tree: Node, path: str, files: Files) -> Scoring:
    """Return the script and its environment; paths count from the root of the repository."""
    place = Place(path, tree.place.line)
    found = {key: Given(Known(value, place), key, place) for key, value in _DEFAULTS.items()}
    for key, node in values.items():
        row = setting(Api.SCORING, _RENAMED.get(key, key))
        if row is not None and row.key != "description":
            found[row.key] = Given(Known(node.plain, node.place), key, tree.keys[key])
    folder, conda_file = (
        getattr(found[key].value, "value", "") for key in ("source_directory", "conda_file")
    )
    conda, _ = conda_from(posixpath.join(str(folder), str(conda_file)), path, files, place)
    return legacy(conda, Scoring(found, None, place))


def _models(given: Mapping[str, Value], place: Place) -> tuple[ModelRef, ...]:
    name = given.get("model_name") or Unresolved("the step names no model", place=place)
    return (ModelRef(name, given.get("model_version"), place=place),)


def _repository(place: Place) -> Value:
    """Return the name that the action makes up: repository and branch."""
    depends = (
        Dependency(DependsOn.ENVIRONMENT, "GITHUB_REPOSITORY"),
        Dependency(DependsOn.ENVIRONMENT, "GITHUB_REF"),
    )
    return Expression("<repository>-<branch>", place, depends)
