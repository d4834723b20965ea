"""Workspaces, models, environments and computes, by azure-ai-ml."""

from __future__ import annotations

import io
import json
import shutil
import tempfile
import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from compat import v2
from compat.backends.backend import (
    ComputeFacts,
    EnvironmentFacts,
    Failure,
    ModelFacts,
    Scope,
    WorkspaceFacts,
)
from compat.backends.live.client import Connected, failures, maybe
from compat.documents import documents
from compat.emit.rebase import rebased
from compat.value import Known, Unresolved, known

_NEWEST_LABEL = "latest"


def loaded(load: Callable[..., Any], document: Mapping[str, object], folder: Path) -> Any:
    """Return the vendor's entity for a plain document, by the vendor's own loader: it reads JSON as YAML."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the vendor's loader uses deprecated parts of marshmallow
        return load(source=io.StringIO(json.dumps(document)), relative_origin=str(folder / "document.yml"))


def here(plan: v2.Plan) -> v2.Plan:
    """Return the plan with its local paths as absolute ones: they count from the working directory."""
    return rebased(plan, str(Path.cwd()))


class Assets(Connected):
    """Requests about what services are made from."""

    def workspace(self, scope: Scope) -> WorkspaceFacts:
        """Return the workspace."""
        with failures():
            found = self.ml(scope).workspaces.get(scope.workspace)
        details = {
            "id": found.id,
            "name": found.name,
            "location": found.location,
            "description": found.description,
            "friendlyName": found.display_name,
            "tags": dict(found.tags or {}),
        }
        return WorkspaceFacts(
            str(found.id), found.location, dict(found.tags or {}), found.discovery_url, details
        )

    def model(self, scope: Scope, name: str, version: str | None) -> ModelFacts | None:
        """Return a version of a model."""
        wanted = {"version": version} if version else {"label": _NEWEST_LABEL}
        return maybe(lambda: _model(self.ml(scope).models.get(name, **wanted)))

    def models(self, scope: Scope, name: str | None, *, latest: bool) -> Sequence[ModelFacts]:
        """Return versions of one model, or the newest of every model with, unless ``latest``, its older ones."""
        models = self.ml(scope).models
        with failures():
            names = [name] if name else [one.name for one in models.list()]
        found: list[ModelFacts] = []
        for each in names:
            versions = maybe(partial(_versions, models, each)) or []
            found += versions[:1] if latest else versions
        return found

    def register(self, scope: Scope, model: v2.Model) -> ModelFacts:
        """Register a new version from a local file or folder."""
        from azure.ai.ml import load_model

        item = v2.DeploymentPlan(_only_environment(None), models=(model,))
        document = next(
            content
            for file, content in documents(here(_plan(item))).items()
            if file.startswith("model") and isinstance(content, Mapping)
        )
        with failures():
            return _model(self.ml(scope).models.create_or_update(loaded(load_model, document, Path.cwd())))

    def change_model(self, scope: Scope, model: ModelFacts) -> None:
        """Write tags, properties and description of a version."""
        with failures():
            models = self.ml(scope).models
            found = models.get(model.name, version=model.version)
            found.tags, found.properties = dict(model.tags), dict(model.properties)
            found.description = model.description
            models.create_or_update(found)

    def archive_model(self, scope: Scope, name: str, version: str) -> None:
        """Take a version out of sight."""
        with failures():
            self.ml(scope).models.archive(name, version=version)

    def download(self, scope: Scope, name: str, version: str, folder: str) -> str:
        """Download a version below a folder; return the path of the file or folder."""
        with failures(), tempfile.TemporaryDirectory() as parent:
            self.ml(scope).models.download(name, version, download_path=parent)
            root = Path(parent) / name
            inside = sorted(root.iterdir()) if root.is_dir() else []
            if not inside:
                raise Failure(f"The model {name}:{version} has no files to download.")
            for one in inside:
                Path(folder).mkdir(parents=True, exist_ok=True)
                _moved(one, Path(folder) / one.name)
        return str(Path(folder) / inside[0].name) if len(inside) == 1 else folder

    def environment(
        self, scope: Scope, name: str, version: str | None, label: str | None
    ) -> EnvironmentFacts | None:
        """Return a version of an environment."""
        wanted = {"version": version} if version else {"label": label or _NEWEST_LABEL}
        return maybe(lambda: _environment(self.ml(scope).environments.get(name, **wanted)))

    def environments(self, scope: Scope) -> Sequence[EnvironmentFacts]:
        """Return the latest version of every environment."""
        with failures():
            names = [one.name for one in self.ml(scope).environments.list()]
        found = [self.environment(scope, name, None, None) for name in names]
        return [one for one in found if one is not None]

    def create_environment(self, scope: Scope, environment: v2.Environment) -> EnvironmentFacts:
        """Register an environment, unless its latest version is equal."""
        from azure.ai.ml import load_environment

        name = str(known(environment.name))
        plan = here(_plan(v2.DeploymentPlan(_only_environment(environment))))
        with tempfile.TemporaryDirectory() as parent:
            document = written(plan, Path(parent))
            present = self.environment(scope, name, None, None)
            if present is not None and _same(present, environment):
                return present
            with failures():
                made = loaded(load_environment, document, Path(parent))
                return _environment(self.ml(scope).environments.create_or_update(made))

    def compute(self, scope: Scope, name: str) -> ComputeFacts | None:
        """Return a compute by the name v2 knows."""
        return maybe(lambda: _compute(self.ml(scope).compute.get(name)))

    def computes(self, scope: Scope) -> Sequence[ComputeFacts]:
        """Return every compute."""
        with failures():
            return [_compute(one) for one in self.ml(scope).compute.list()]


def _plan(item: v2.DeploymentPlan) -> v2.Plan:
    """Return a plan around one asset, to be written as documents."""
    nothing = Unresolved("only the asset counts")
    endpoint = v2.Endpoint(v2.Target.KUBERNETES, nothing, nothing)
    return v2.Plan(endpoint, (item,))


def _only_environment(environment: v2.Environment | None) -> v2.Deployment:
    nothing = Known("blue")
    return v2.Deployment(v2.Target.KUBERNETES, nothing, nothing, environment=environment)


def written(plan: v2.Plan, folder: Path) -> Mapping[str, object]:
    """Write the files that stand beside an environment into a folder; return the environment's document."""
    found: Mapping[str, object] = {}
    for file, content in documents(plan).items():
        if file.startswith("environment") and isinstance(content, Mapping):
            found = content
        elif file.startswith(("conda", "docker")):
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            text = content if isinstance(content, str) else json.dumps(content)
            (folder / file).write_text(text, encoding="utf-8")
    return found


def _same(present: EnvironmentFacts, wanted: v2.Environment) -> bool:
    if wanted.dockerfile is not None or wanted.build_path is not None or wanted.dockerfile_path is not None:
        return False
    conda = None if wanted.conda is None else dict(wanted.conda)
    return present.image == known(wanted.image) and (present.conda or None) == (conda or None)


def _versions(models: Any, name: str) -> list[ModelFacts]:
    return [_model(one) for one in models.list(name=name)]


def _model(found: Any) -> ModelFacts:
    context = found.creation_context
    person = None if context is None else {"userName": context.created_by}
    return ModelFacts(
        found.name,
        str(found.version),
        found.description,
        dict(found.tags or {}),
        {key: value for key, value in (found.properties or {}).items() if not key.startswith("azureml.")},
        None if context is None else context.created_at,
        person,
        None if found.path is None else str(found.path),
    )


def _environment(found: Any) -> EnvironmentFacts:
    conda = found.conda_file
    return EnvironmentFacts(
        found.name,
        str(found.version),
        found.image,
        conda if isinstance(conda, Mapping) else None,
        None,
        dict(found.tags or {}),
    )


def _compute(found: Any) -> ComputeFacts:
    kind = str(found.type)
    return ComputeFacts(
        found.name,
        "Kubernetes" if kind.lower() == "kubernetes" else kind,
        str(found.id),
        found.provisioning_state,
        found.location,
        found.description,
        getattr(found, "resource_id", None),
        dict(getattr(found, "tags", None) or {}),
    )


def _moved(source: Path, target: Path) -> None:
    if source.is_dir():
        for one in source.rglob("*"):
            if one.is_file():
                _moved(one, target / one.relative_to(source))
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(source, target)
