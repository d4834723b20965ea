"""The deployment client of MLflow: with a configuration file that has a ``computeType``, it makes a v1 service.

Source: azureml-mlflow 1.62, ``create_deployment``; every other configuration file goes to v2.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

from compat.mapping.settings import SERVICE_SETTINGS
from compat.v1 import ModelRef, Service, ServiceKind
from compat.value import Known, Unresolved, Value
from migrate.read.configuration.document import Node, parse
from migrate.read.configuration.keys import KIND_KEY, FromFile, settings_from_file
from migrate.read.python import containers, functions, whereabouts
from migrate.read.python.arguments import Arguments, Passed
from migrate.read.python.domain import Abstract, Literal, Ref, plain
from migrate.read.python.evaluator import Evaluator
from migrate.read.python.state import State
from migrate.read.python.symbols import Symbol
from migrate.read.python.translation import Translator
from migrate.usage import Argument, Form

KIND = "deploy client"
_FILE = "deploy-config-file"
_OTHERS = re.compile(r"(?!azureml)\w[\w+.-]*(?::|$)")
_MODEL = re.compile(r"models:/([^/]+)/(\w+)")
_KINDS = {"aks": ServiceKind.AKS, "aci": ServiceKind.ACI}
_NAMES = ("name", "model_uri", "flavor", "config")
_SYMBOL = Symbol("mlflow.deployments", "create_deployment")


def client(ev: Evaluator, node: ast.Call, arguments: Arguments, _state: State) -> Abstract:
    """Return a deployment client; one of another target than azureml is nothing to us."""
    target = plain(arguments.get(0, "target_uri") or ev.opaque(node))
    if isinstance(target, Literal) and _OTHERS.match(str(target.value)):
        return ev.opaque(node, arguments.values())
    return ev.new(KIND, node)


def create(ev: Evaluator, node: ast.Call, arguments: Arguments, state: State) -> Abstract:
    """Run ``client.create_deployment``; where its configuration file is one of v1, record the service."""
    passed = dict(zip(_NAMES, arguments.positional, strict=False)) | dict(arguments.named)
    tree = _configuration(ev, passed, state)
    kind = tree.plain.get(KIND_KEY) if tree is not None and isinstance(tree.plain, dict) else None
    found = _KINDS.get(str(kind).lower())
    if tree is not None and found is not None:
        _record(ev, node, passed, settings_from_file(tree, found, SERVICE_SETTINGS), found, state)
    return ev.opaque(node, arguments.values())


def _configuration(ev: Evaluator, passed: Mapping[str, Passed], state: State) -> Node | None:
    """Return the configuration file that the call names under azureml's own key, if the tree has it."""
    config = state.project(plain(passed["config"].value)) if "config" in passed else None
    file = containers.lookup(state, config, Literal(_FILE)) if isinstance(config, Ref) else None
    named = plain(file) if file is not None else None
    path = whereabouts.find(ev, str(named.value), state) if isinstance(named, Literal) else None
    tree = parse(ev.files.text(path) or "", path) if path else None
    return tree if isinstance(tree, Node) and tree.is_mapping else None


def _record(
    ev: Evaluator,
    node: ast.Call,
    passed: Mapping[str, Passed],
    read: FromFile,
    kind: ServiceKind,
    state: State,
) -> None:
    place, translator = ev.place(node), Translator(state)
    values = {
        name: translator.value(one.value, source=one.source, place=one.place) for name, one in passed.items()
    }
    found = tuple(Argument(name, one.place, values[name]) for name, one in passed.items())
    ev.recorder.usage(_SYMBOL, place, Form.CALL, found)
    if ev.importing:
        return
    name = values.get("name", Unresolved("the call gives no name that could be read", "", place))
    models = (_model(values["model_uri"], passed["model_uri"]),) if "model_uri" in values else ()
    service = Service(
        kind, name, read.settings, models=models, api=_SYMBOL.name, place=place, unread=tuple(read.unread)
    )
    ev.recorder.service(ev.new("service").id, service, functions.key_of(ev.root) if ev.root else "")


def _model(value: Value, passed: Passed) -> ModelRef:
    """Return the model that a URI names: ``models:/name/version``."""
    match = _MODEL.fullmatch(str(value.value)) if isinstance(value, Known) else None
    if match is None:
        why = "MLflow names the model when the code runs"
        return ModelRef(Unresolved(why, place=passed.place), place=passed.place)
    version = Known(int(match[2]) if match[2].isdigit() else match[2], passed.place)
    return ModelRef(Known(match[1], passed.place), version, place=passed.place)
