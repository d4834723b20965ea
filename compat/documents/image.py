"""The files of environments: ``environment.yml`` with its conda file, or with a Dockerfile's folder.

Keys: https://learn.microsoft.com/azure/machine-learning/reference-yaml-environment. ``image`` with
``conda_file``, or ``build``, never both; so a conda document that goes with a Dockerfile is written where the
Dockerfile can copy it.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence

from compat import v2
from compat.documents.form import TEXT, AsIs, Fixed, Form, Row, Shape, Table
from compat.documents.online import schema
from compat.documents.part import Kind, Part, groups
from compat.documents.placeholder import GUARD, guarded, placeholder, undecided
from compat.value import Expression, Known, Secret, Unresolved, known

_NAMED = (schema("environment"), Row("name", TEXT), Row("version", TEXT))


def shape(conda_file: Form, build: Form, *, named: bool = True) -> Shape:
    """Return the shape of ``environment.yml``, or of the mapping inside a deployment if not ``named``."""
    return Shape(
        dict,
        (
            *(_NAMED if named else ()),
            Row("image", TEXT),
            Row("conda_file", conda_file),
            Row("build", build),
            Row("description", TEXT),
            Row("tags", Table()),
        ),
    )


def environments(
    deployments: Sequence[v2.DeploymentPlan], suffixes: Sequence[str]
) -> tuple[list[Part], dict[int, object]]:
    """Return the files of all environments, and what each deployment writes at its key ``environment``."""
    found = [(index, item.deployment.environment) for index, item in enumerate(deployments)]
    different = groups([(index, wanted) for index, wanted in found if wanted is not None])
    parts: list[Part] = []
    keys: dict[int, object] = {}
    for wanted, owners in different:
        suffix = suffixes[owners[0]] if len(different) > 1 else ""
        files, plain = _files(wanted, suffix, owners)
        parts += files
        keys.update(dict.fromkeys(owners, plain))
    return parts, keys


def _files(wanted: v2.Environment, suffix: str, owners: tuple[int, ...]) -> tuple[list[Part], object]:
    if wanted.reference is not None:
        return [], TEXT.write(wanted.reference, "environment.reference")
    beside, keys = _beside(wanted, suffix, owners)
    named = wanted.name is not None
    form = shape(Fixed(keys.get("conda_file")), Fixed(keys.get("build")), named=named)
    content = form.write(wanted, "environment") or {}
    if not named:
        return beside, content or None
    return [
        Part(f"environment{suffix}.yml", Kind.ENVIRONMENT, _guarded(content, beside), owners),
        *beside,
    ], reference(wanted)


def _guarded(content: Mapping[str, object], beside: Sequence[Part]) -> dict[str, object]:
    """Return the document guarded, for gaps in its conda file too: the loader takes any text for a package."""
    open_file = any(True for part in beside if part.kind is Kind.CONDA for _ in undecided(part.content))
    found = guarded(content)
    if not open_file or not isinstance(content.get("conda_file"), str):
        return found
    listed = found.get(GUARD)
    keys = [*(listed if isinstance(listed, list) else []), "conda_file"]
    schema = {key: value for key, value in content.items() if key == "$schema"}
    return {**schema, GUARD: keys, **{key: value for key, value in content.items() if key != "$schema"}}


def _beside(
    wanted: v2.Environment, suffix: str, owners: tuple[int, ...]
) -> tuple[list[Part], dict[str, object]]:
    keys: dict[str, object] = {}
    parts: list[Part] = []
    build = _build(wanted, f"docker{suffix}")
    if wanted.conda is not None:
        own = wanted.dockerfile is not None and wanted.build_path is None
        file = f"docker{suffix}/conda.yml" if own else f"conda{suffix}.yml"
        content = plain_conda(wanted.conda)
        parts.append(Part(file, Kind.CONDA, content if isinstance(content, Mapping) else {}, owners))
        if not build:
            keys["conda_file"] = f"./{file}"
    if build:
        keys["build"] = build
        if wanted.dockerfile is not None and wanted.build_path is None:
            parts.insert(0, Part(f"docker{suffix}/Dockerfile", Kind.DOCKERFILE, wanted.dockerfile, owners))
    return parts, keys


def _build(wanted: v2.Environment, folder: str) -> dict[str, object]:
    """Return the key ``build``: the repository's own folder if it is known, else the one written here."""
    inside = TEXT.write(wanted.dockerfile_path, "environment.dockerfile_path")
    if wanted.build_path is not None:
        found = {"path": TEXT.write(wanted.build_path, "environment.build_path"), "dockerfile_path": inside}
        return {key: value for key, value in found.items() if value is not None}
    if wanted.dockerfile is not None:
        return {"path": f"./{folder}", "dockerfile_path": "Dockerfile"}
    if inside is None:
        return {}
    if not isinstance(known(wanted.dockerfile_path), str):
        return {"path": placeholder("environment.dockerfile_path"), "dockerfile_path": inside}
    above, file = posixpath.split(str(inside))
    return {"path": above or ".", "dockerfile_path": file}


def reference(wanted: v2.Environment) -> str:
    """Return how a deployment names a registered environment; one undecided part leaves all undecided."""
    name, version = known(wanted.name), known(wanted.version)
    if not isinstance(name, str):
        return placeholder("environment.name")
    if wanted.version is None:
        return f"azureml:{name}@latest"
    return (
        f"azureml:{name}:{version}" if isinstance(version, (str, int)) else placeholder("environment.version")
    )


def plain_conda(part: object, path: str = "environment.conda") -> object:
    """Return a conda document as plain data; what is unknown or secret becomes a placeholder."""
    if isinstance(part, (Expression, Unresolved, Secret)):
        return placeholder(path)
    if isinstance(part, Known):
        return plain_conda(part.value, path)
    if isinstance(part, Mapping):
        return {str(key): plain_conda(value, f"{path}.{key}") for key, value in part.items()}
    if isinstance(part, (list, tuple)):
        return [plain_conda(value, f"{path}.{index}") for index, value in enumerate(part)]
    return part


def environment_from(
    plain: Mapping[str, object], files: Mapping[str, object], *, named: bool
) -> v2.Environment:
    """Return the environment of a document, with the conda document and Dockerfile found beside it."""
    found = shape(AsIs(), AsIs(), named=named).read(plain, "environment")
    conda_file, build = found.pop("conda_file", None), found.pop("build", None)
    if isinstance(conda_file, str):
        conda_file = files[posixpath.normpath(conda_file)]
    if not isinstance(build, Mapping):
        return v2.Environment(**found, conda=conda_file)
    folder = posixpath.normpath(str(build["path"]))
    dockerfile = files.get(f"{folder}/Dockerfile")
    if isinstance(dockerfile, str):
        return v2.Environment(**found, dockerfile=dockerfile, conda=files.get(f"{folder}/conda.yml"))  # type: ignore[arg-type]
    inside = build.get("dockerfile_path")
    return v2.Environment(
        **found,
        build_path=TEXT.read(build["path"], "environment.build.path"),
        dockerfile_path=None if inside is None else TEXT.read(inside, "environment.build.dockerfile_path"),
    )
