"""Live v1 objects, read into the v1 form: the same keys that static reading gives, so the same plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import compat.mapping.settings as rows
from compat import v1
from compat.mapping.first_generation import legacy
from compat.mapping.script_imports import imports_of
from compat.mapping.setting import Api
from compat.runtime import environments
from compat.v1 import Given, ModelRef, Scoring, Service, ServiceKind, Settings
from compat.value import Known, Secret

if TYPE_CHECKING:
    from compat.azureml.core.model import InferenceConfig, Model


def given(values: Mapping[str, object], kind: ServiceKind) -> dict[str, Given]:
    """Return what was given of the settings a kind of service takes; secrets are wrapped."""
    known = {row.key: row for row in rows.for_kind(kind)}
    found = {}
    for key, value in values.items():
        if key in known and value is not None:
            secret = known[key].secret
            found[key] = Given(Known(Secret(str(value)) if secret else value), key)
    return found


def scoring(config: InferenceConfig) -> Scoring:
    """Return the scoring part: paths from the working directory, a first-generation conda file, imports."""
    keys = [row.key for row in rows.SETTINGS if row.api is Api.SCORING and row.key != "environment"]
    found = {key: Given(Known(value), key) for key in keys if (value := _part(config, key)) is not None}
    script = _absolute(config.source_directory, config.entry_script)
    source = _from_here(Path(config.source_directory).resolve() if config.source_directory else script.parent)
    inside = config.entry_script if config.source_directory else script.name
    found["source_directory"] = Given(Known(source), "source_directory")
    found["entry_script"] = Given(Known(str(inside)), "entry_script")
    imports = imports_of(script.read_text(encoding="utf-8", errors="replace")) if script.is_file() else None
    made = Scoring(found, imports=imports, script=_from_here(script))
    if config.environment is not None:
        return Scoring(found, environments.read(config.environment), None, (), imports, made.script)
    if not config.conda_file:
        return made
    return legacy(environments.from_file(_yaml(_absolute(config.source_directory, config.conda_file))), made)


def _part(config: InferenceConfig, key: str) -> object:
    if key == "base_image_registry":
        return config.base_image_registry.address
    if key in {"entry_script", "source_directory"}:
        return None
    value: object = getattr(config, key, None)
    return value


def _absolute(folder: str | None, path: str) -> Path:
    return (Path(folder) / path if folder else Path(path)).resolve()


def _from_here(path: Path) -> str:
    """Return a path as one from the working directory where it is below: recorded files may move with it."""
    here = Path.cwd().resolve()
    return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()


def _yaml(path: Path) -> object:
    import yaml

    return yaml.safe_load(path.read_text(encoding="utf-8"))


def models(wanted: Sequence[Model | str]) -> tuple[ModelRef, ...]:
    """Return the models of a deploy call."""
    return tuple(_model(one) for one in wanted)


def _model(one: Model | str) -> ModelRef:
    if isinstance(one, str):
        return ModelRef(None, path=Known(one))
    version = None if one.is_assumed() else Known(one.version)
    return ModelRef(Known(one.name), version, registration=one.registration)


def service(
    kind: ServiceKind,
    name: str,
    settings: Settings,
    parts: tuple[Scoring | None, tuple[ModelRef, ...]],
    cluster: v1.Cluster | None,
    overwrite: bool,
) -> Service:
    """Return the service of a deploy call."""
    return Service(
        kind,
        Known(name),
        settings,
        parts[0],
        parts[1],
        cluster,
        overwrite=Known(overwrite),
        api="azureml.core.model.Model.deploy",
    )
