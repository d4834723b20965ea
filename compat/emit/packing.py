"""Several v1 models in one v2 deployment: one folder, registered as one model, and the load paths that follow.

A v2 deployment takes one model. A folder that keeps v1's own ``<name>/<version>`` layout leaves the scoring
script almost as it is; the registered folder's own name comes before it
(https://learn.microsoft.com/azure/machine-learning/concept-online-deployment-model-specification). A download
lands in ``<download path>/<model name>`` (azure-ai-ml 1.35, ``ModelOperations.download``).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from compat import v2
from compat.emit.inert import code, inert, shell
from compat.emit.step import Step, command, word
from compat.value import known

_ROOT = "models"
_DOWNLOADS = "download"


def packing_step(packing: v2.Packing, reference: object) -> Step:
    """Return the step that downloads every model and registers them as one; ``reference`` names that one."""
    lines = [line for model in packing.models for line in _download(_root(packing), model)]
    _, separator, version = _split(reference)
    lines.append(
        command(
            "az ml model create",
            f"--name {word(packing.name, 'packing.name')}",
            *([f"--version {shell(version)}"] if separator == ":" else []),
            f"--path {shell(f'./{_root(packing)}')}",
            "--type custom_model",
        )
    )
    note = "A v2 deployment takes one model: this puts the v1 models into one folder, in v1's own layout."
    return Step("Pack the models into one", tuple(lines), note)


def _root(packing: v2.Packing) -> str:
    """Return the folder that is registered: called like the model, whose load paths name it."""
    name = known(packing.name)
    return inert(name) if isinstance(name, str) and _is_place(name) and "/" not in name else _ROOT


def _download(root: str, model: v2.PackedModel) -> Iterator[str]:
    name, separator, version = _split(known(model.source))
    which = shell(version)
    folder = shell(f"{root}/{_folder(model)}")
    if separator == "@":
        which = '"$VERSION"'
        yield f"VERSION=$(az ml model show --name {shell(name)} --label {shell(version)} --query version -o tsv)"
        folder = folder if _is_place(known(model.folder)) else f'{shell(f"{root}/{name}")}/"$VERSION"'
    yield command(
        f"az ml model download --name {shell(name)} --version {which}", f"--download-path {_DOWNLOADS}"
    )
    yield f"mkdir -p {shell(posixpath.dirname(f'{root}/{_folder(model)}'))}"
    yield f"mv {shell(f'{_DOWNLOADS}/{name}')} {folder}"


def _folder(model: v2.PackedModel) -> str:
    folder = known(model.folder)
    if _is_place(folder):
        return inert(str(folder))
    return f"{_split(known(model.source))[0]}/<version>"


def _is_place(folder: object) -> bool:
    """Tell whether a folder is known and stays below the packed one."""
    return (
        isinstance(folder, str)
        and not folder.startswith("/")
        and not {"", "..", "."} & set(folder.split("/"))
    )


def _split(reference: object) -> tuple[str, str, str]:
    """Return name, ``:`` or ``@``, and version or label of ``azureml:name:version`` or ``azureml:name@label``."""
    if not isinstance(reference, str):
        return "<name>", ":", "<version>"
    text = reference.removeprefix("azureml:")
    for separator in (":", "@"):
        name, found, version = text.partition(separator)
        if found:
            return name, separator, version
    return text, "@", "latest"


def load_paths(packing: v2.Packing) -> list[tuple[str, str]]:
    """Return, for each model, where v1 had it and where it is now, as Markdown."""
    return [
        (
            code(f"$AZUREML_MODEL_DIR/{_folder(model)}"),
            code(f"$AZUREML_MODEL_DIR/{_root(packing)}/{_folder(model)}"),
        )
        for model in packing.models
    ]
