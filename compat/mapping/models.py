"""The models of a service: references, registrations, and several in one.

Sources: azureml-core 1.61.0.post4 (``Model.register``, ``Model.deploy``), azure-ai-ml 1.35.2 (model files,
references) and https://learn.microsoft.com/azure/machine-learning/concept-online-deployment-model-specification
(one model a deployment, and where its files are).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import replace

from compat import v2
from compat.mapping.account import account, row_for, row_of, says_nothing, unknown
from compat.mapping.joining import joined
from compat.mapping.location import from_root
from compat.mapping.packing import packed
from compat.mapping.secrecy import secret_in, withheld
from compat.mapping.setting import LEARN, Api, Becomes, Change, Decision, Fate, Setting, same
from compat.mapping.subject import Subject
from compat.v1 import Given, ModelRef
from compat.v2 import Target
from compat.value import Known, Unresolved, Value, known

_LINK = LEARN + "concept-online-deployment-model-specification"
_ID = re.compile(r"[A-Za-z0-9][\w.-]*:\d+")
_REMOTE = re.compile(r"(https?|wasbs?)", re.IGNORECASE)

Planned = tuple[Value | None, tuple[v2.Model, ...], v2.Packing | None, list[Change]]


def _row(key: str, meaning: str, becomes: Becomes, kind: type = str) -> Setting:
    return Setting(Api.MODEL, key, meaning, *same(becomes), type=kind, link=_LINK)


def _lost(key: str, meaning: str, kind: type = str) -> Setting:
    return _row(key, meaning, Becomes("", Fate.DROPPED, f"A v2 model has no {key}.", loss=True), kind)


SETTINGS: tuple[Setting, ...] = (
    _row(
        "reference",
        "the model that the service loads",
        Becomes("deployment.model", Fate.CARRIED, "The registered model is used as it is."),
    ),
    _row(
        "several",
        "several models in one service",
        Becomes("deployment.model", Fate.MANUAL, "A v2 deployment takes one model."),
    ),
    _row(
        "no_code",
        "a service without a scoring script",
        Becomes("deployment.code_configuration", Fate.MANUAL, "v1 served the model by its framework alone."),
    ),
    _row("workspace", "the workspace", Becomes("", Fate.DROPPED, "The commands name the workspace.")),
    _row("model_name", "name of the model", Becomes("model.name", Fate.CARRIED, "The name is kept.")),
    _row(
        "model_path",
        "file or folder of the model",
        Becomes(
            "model.path",
            Fate.CARRIED,
            "The same file or folder is registered, so it keeps its place below AZUREML_MODEL_DIR.",
        ),
    ),
    _row("tags", "tags", Becomes("model.tags", Fate.CARRIED, "The tags are kept, as text."), dict),
    _row(
        "properties",
        "properties",
        Becomes("model.properties", Fate.CARRIED, "The properties are kept."),
        dict,
    ),
    _row(
        "description", "description", Becomes("model.description", Fate.CARRIED, "The description is kept.")
    ),
    _row(
        "model_framework",
        "framework of the model",
        Becomes("model.tags", Fate.CONVERTED, "A v2 model has no framework; it is kept as a tag."),
    ),
    _row(
        "model_framework_version",
        "version of the framework",
        Becomes("model.tags", Fate.CONVERTED, "A v2 model has no framework; its version is kept as a tag."),
    ),
    _row(
        "child_paths",
        "the files of the folder that belong to the model",
        Becomes(
            "",
            Fate.MANUAL,
            "v2 registers the whole folder.",
            decision=Decision("Copy these files alone into a folder, and register that.", "model.path="),
            loss=True,
        ),
        list,
    ),
    _lost("datasets", "datasets the model was trained on", list),
    _lost("sample_input_dataset", "dataset with sample input", object),
    _lost("sample_output_dataset", "dataset with sample output", object),
    _lost("resource_configuration", "resources for a service without a scoring script", object),
)


def plan(subject: Subject) -> Planned:
    """Return the model of the deployment, the models to register, the packing of several, and the changes.

    The changes account for every keyword of ``Model.register``; a name or a path passed to ``Model.deploy`` is
    accounted for under ``reference``.
    """
    registrations: list[v2.Model] = []
    references: list[Value] = []
    changes: list[Change] = []
    models = tuple(_as_id(model) for model in subject.models)
    for model in models:
        registration, about = _registration(model, subject)
        changes += about
        if registration is not None:
            registrations.append(registration)
        reference, change = _reference(model, registration, subject.target, alone=len(models) == 1)
        references.append(reference)
        changes.append(change)
    if subject.scoring is None and subject.models:
        changes.append(_no_code(subject))
    if len(references) < 2:
        return (references[0] if references else None), tuple(registrations), None, changes
    packing = packed(subject.service.name, models, tuple(registrations), references)
    changes.append(_several(packing, subject.target))
    return joined("azureml:", packing.name, "@latest"), tuple(registrations), packing, changes


def _as_id(model: ModelRef) -> ModelRef:
    """Return the model with name and version where its path is an id (``churn:3``), which v1 tries first."""
    path = known(model.path)
    if model.name is not None or not isinstance(path, str) or not _ID.fullmatch(path):
        return model
    name, version = path.split(":")
    return replace(model, name=Known(name), version=Known(version), path=None)


def _no_code(subject: Subject) -> Change:
    ask = Decision("Write a scoring script and an environment, or convert the model to MLflow or Triton.")
    return account(row_of(SETTINGS, "no_code"), None, subject.target, ask=ask)


def _several(packing: v2.Packing, target: Target) -> Change:
    name = known(packing.name)
    folder = name if isinstance(name, str) else "the folder"
    said = (
        f"A v2 deployment takes one model: the models go into one folder, {folder}, and keep their <name>/<version> "
        f"below it. AZUREML_MODEL_DIR is then the folder above: v1's AZUREML_MODEL_DIR is AZUREML_MODEL_DIR/{folder}."
    )
    ask = Decision(
        "Pack and register the folder as the README says, and change the load paths of the scoring script."
    )
    return account(row_of(SETTINGS, "several"), None, target, said, ask=ask)


def _reference(
    model: ModelRef, registration: v2.Model | None, target: Target, *, alone: bool
) -> tuple[Value, Change]:
    row, name, version = row_of(SETTINGS, "reference"), model.name, model.version
    where = (
        ""
        if not alone
        else " Its files are where v1 put them: below AZUREML_MODEL_DIR, under their own names."
    )
    if registration is not None:
        said = f"The model is registered from this repository; v2 takes the latest version when it deploys.{where}"
        return joined("azureml:", registration.name, "@latest"), account(
            row, None, target, said, fate=Fate.CONVERTED
        )
    if name is None:
        why = "the model is not known" if model.path is None else "the model's path is not in the source"
        said = f"No model can be named: {why}."
        ask = Decision("Which model does the service load?", "deployment.model=")
        return Unresolved(why), account(row, None, target, said, fate=Fate.MANUAL, ask=ask)
    if not isinstance(name, Known) or not isinstance(version or name, Known):
        said = "Which model, or which version of it, is not in the source."
        value = (
            joined("azureml:", name, "@latest") if version is None else joined("azureml:", name, ":", version)
        )
        ask = Decision("Which model does the service load?", "deployment.model=")
        return value, account(row, None, target, said, fate=Fate.MANUAL, ask=ask)
    if version is None or (isinstance(version, Known) and version.value is None):
        said = f"v1 took the latest version of that day; v2 takes the latest when the deployment is created.{where}"
        return joined("azureml:", name, "@latest"), account(row, None, target, said, fate=Fate.CONVERTED)
    return joined("azureml:", name, ":", version), account(
        row, None, target, f"{row.kubernetes.sentence}{where}"
    )


def _registration(model: ModelRef, subject: Subject) -> tuple[v2.Model | None, list[Change]]:
    given, target = model.registration, subject.target
    changes = [_keyword(key, item, target) for key, item in given.items()]
    if not given:
        return _on_the_fly(model, target)
    name = given["model_name"].value if "model_name" in given else model.name
    path = given["model_path"].value if "model_path" in given else None
    if name is None or path is None:
        return None, changes
    tags = {**_texts(given.get("tags")), **_framework(given)}
    description = given.get("description")
    return v2.Model(
        name=name,
        path=_from_root(path, model),
        tags=tags,
        properties=_texts(given.get("properties")),
        description=None if description is None or says_nothing(description) else description.value,
    ), changes


def _on_the_fly(model: ModelRef, target: Target) -> tuple[v2.Model | None, list[Change]]:
    """Return the registration that v1 makes of a plain path: under the file's name, cut at 30 characters."""
    path, row = known(model.path), row_of(SETTINGS, "model_path")
    if model.name is not None or not isinstance(path, str):
        return None, []
    if _REMOTE.match(path):
        said = "v1 registered a model from the web; v2 takes a path of the repository or of a datastore."
        ask = Decision("From where shall the model be registered?", "model.path=")
        return v2.Model(Unresolved("the model has no name"), Unresolved(said)), [
            account(row, None, target, said, fate=Fate.MANUAL, ask=ask)
        ]
    clean = path.replace("\\", "/").rstrip("/")
    name = posixpath.basename(clean)[:30]
    said = f"v1 registered the path by itself, under the name {name}; so does the model file."
    return v2.Model(Known(name), _from_root(Known(path), model)), [
        account(row, None, target, said, fate=Fate.CONVERTED)
    ]


def _keyword(key: str, given: Given, target: Target) -> Change:
    row, plain = row_for(SETTINGS, key), known(given.value)
    if row is None:
        return unknown(Api.MODEL, key, given)
    if says_nothing(given):
        return account(row, given, target)
    if key in {"tags", "properties"} and not isinstance(plain, Mapping):
        said = f"The {key} could not be read one by one."
        return account(
            row, given, target, said, fate=Fate.MANUAL, ask=Decision(f"Which {key}?", f"model.{key}=")
        )
    if key == "model_path" and isinstance(plain, str) and posixpath.normpath(plain).startswith("../"):
        said = "The model lies outside the folder that the script ran in; v1 1.61 refuses that, v2 does not."
        return account(row, given, target, said)
    return account(row, given, target)


def _texts(given: Given | None) -> dict[str, Value]:
    plain = None if given is None else known(given.value)
    if not isinstance(plain, Mapping):
        return {}
    texts = {str(key): Known("" if item is None else str(item)) for key, item in plain.items()}
    return {key: withheld(key, text) or text for key, text in texts.items()}


def _framework(given: Mapping[str, Given]) -> dict[str, Value]:
    keys = ("model_framework", "model_framework_version")
    return {key: given[key].value for key in keys if key in given and not says_nothing(given[key])}


def _from_root(path: Value, model: ModelRef) -> Value:
    """Return a path written beside the registering code as a path from the root of the repository."""
    plain = known(path)
    if not isinstance(plain, str) or "://" in plain:
        return (
            Unresolved("the address holds a secret") if isinstance(plain, str) and secret_in(plain) else path
        )
    return Known(from_root(plain, model.place), path.place)
