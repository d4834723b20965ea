"""Where a model of v1 lies below ``AZUREML_MODEL_DIR`` in v2, by what the services that name a script say.

Source: https://learn.microsoft.com/azure/machine-learning/concept-online-deployment-model-specification, and
``Model.get_model_path`` of azureml-core 1.61, which returns the one entry of ``azureml-models/<name>/<version>``.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from compat.v1 import ModelRef
from compat.v2 import Packing
from compat.value import Known, known
from migrate.scan import Outcome
from migrate.scripts import loads


@dataclass(frozen=True)
class Spot:
    """Folders and file below ``AZUREML_MODEL_DIR``; ``whole`` is False if the last part is not known.

    v1 refuses a folder with more than one entry, so the entry is then the only one there.
    """

    parts: tuple[str, ...]
    whole: bool


class UnknownSpotError(Exception):
    """Where the model lies cannot be said; the message is one sentence that says why, and what to do."""


def spot_of(name: str, version: object, path: str, outcomes: Sequence[Outcome]) -> Spot:
    """Return where the model of a name lies for the script of a tree path, in all services that name the script.

    ``version`` is None where the script asks for the latest. Raises ``UnknownSpotError``.
    """
    found = {
        _spot(name, version, models, packing)
        for outcome in outcomes
        for models, packing in _loads(outcome, path)
    }
    if not found:
        raise UnknownSpotError(
            "No service here names this script, so it is not known which file was registered: "
            "join AZUREML_MODEL_DIR with it."
        )
    if len(found) > 1:
        raise UnknownSpotError("The services that use this script have the model in different places.")
    return found.pop()


def packings(path: str, outcomes: Sequence[Outcome]) -> frozenset[str | None]:
    """Return the folder that v2 puts between AZUREML_MODEL_DIR and v1's layout, for each service of a script.

    None stands for a service with one model, and for one whose folder is not known.
    """
    return frozenset(
        _text(packing.name) if packing is not None else None
        for outcome in outcomes
        for _, packing in _loads(outcome, path)
    )


def _loads(outcome: Outcome, path: str) -> Iterator[tuple[Sequence[ModelRef], Packing | None]]:
    if outcome.plan is not None:
        for script, models, packing in loads(outcome.service, outcome.plan):
            if script == path:
                yield models, packing


def _spot(name: str, version: object, models: Sequence[ModelRef], packing: Packing | None) -> Spot:
    mine = [number for number, model in enumerate(models) if _name(model) == name]
    if len(mine) != 1:
        said = f"The service of this script has no model that is known to be called {name}"
        raise UnknownSpotError(f"{said}: join AZUREML_MODEL_DIR with the file that was registered.")
    model = models[mine[0]]
    number = _text(model.version)
    if version is not None and number and str(version) != number:
        raise UnknownSpotError(f"The script asks for version {version}, the service has version {number}.")
    entry = _entry(model)
    if len(models) == 1:
        return Spot((entry,) if entry else (), bool(entry))
    folder = _text(packing.models[mine[0]].folder) if packing is not None else ""
    root = _text(packing.name) if packing is not None else ""
    if not folder or not root:
        said = "The service has several models, and their folders hold version numbers that are not in the source"
        raise UnknownSpotError(f"{said}: join AZUREML_MODEL_DIR with the packed folder, as the README says.")
    return Spot((root, *folder.split("/"), *((entry,) if entry else ())), bool(entry))


def _name(model: ModelRef) -> str:
    given = model.registration.get("model_name")
    if given is not None:
        return _text(given.value)
    if model.name is None and isinstance(model.path, Known):
        return posixpath.basename(str(model.path.value).replace("\\", "/").rstrip("/"))[:30]
    return _text(model.name)


def _entry(model: ModelRef) -> str:
    """Return the name of the file or folder that was registered; empty if it is not in the source."""
    given = model.registration.get("model_path")
    value = given.value if given is not None else model.path
    path = known(value) if value is not None else None
    if "child_paths" in model.registration or not isinstance(path, str) or "://" in path:
        return ""
    name = posixpath.basename(posixpath.normpath(path.replace("\\", "/")))
    return "" if name in {"", ".", ".."} else name


def _text(value: object) -> str:
    return str(value.value) if isinstance(value, Known) and value.value is not None else ""
