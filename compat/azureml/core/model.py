"""v1's ``Model``."""

from __future__ import annotations

import builtins
import json
import os
import re
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from compat.azureml.core.inference import InferenceConfig
from compat.azureml.core.resource_configuration import ResourceConfiguration
from compat.azureml.core.workspace import Workspace
from compat.azureml.exceptions import UserErrorException, WebserviceException
from compat.backends.backend import ModelFacts
from compat.runtime import registering
from compat.runtime.calls import call, refused
from compat.runtime.session import current
from compat.runtime.standing import ours

if TYPE_CHECKING:
    from compat.azureml.core.compute import ComputeTarget
    from compat.azureml.core.webservice import Webservice
    from compat.azureml.core.webservice.webservice import WebserviceDeploymentConfiguration
    from compat.v1 import Settings

__all__ = ["InferenceConfig", "Model"]
_NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9\-._]{0,254}")
_DATASET = "v2 models have no datasets."
_DEPLOY_WARNING = (
    "azureml.core.model:\nTo leverage new model deployment capabilities, AzureML recommends using CLI/SDK v2 to "
    "deploy models as online endpoint, \nplease refer to respective documentations \n"
    "https://docs.microsoft.com/azure/machine-learning/how-to-deploy-managed-online-endpoints /\n"
    "https://docs.microsoft.com/azure/machine-learning/how-to-attach-kubernetes-anywhere \n"
    "For more information on migration, see https://aka.ms/acimoemigration \n"
    "To disable CLI/SDK v1 deprecation warning set AZUREML_LOG_DEPRECATION_WARNING_ENABLED to 'False'"
)


class Model:
    """One version of a registered model. Making one looks it up."""

    class Framework:
        """What a model was made with."""

        CUSTOM = "Custom"
        TENSORFLOW = "TensorFlow"
        SCIKITLEARN = "ScikitLearn"
        ONNX = "Onnx"
        TFKERAS = "TfKeras"
        PYTORCH = "PyTorch"
        MULTI = "Multi"

    @call(differs="run_id finds nothing: v2 keeps the run elsewhere. Tags and properties are compared here.")
    def __init__(
        self,
        workspace: Workspace,
        name: str | None = None,
        id: str | None = None,
        tags: Sequence[object] | None = None,
        properties: Sequence[object] | None = None,
        version: int | str | None = None,
        run_id: str | None = None,
        model_framework: str | None = None,
        expand: bool = True,
        **kwargs: object,
    ) -> None:
        """Look up a model."""
        self.workspace = workspace
        facts = kwargs.get("_facts")
        if not isinstance(facts, ModelFacts):
            facts = registering.found(
                workspace.scope,
                name,
                id,
                version,
                registering.Wanted(tags, properties, model_framework, run_id),
            )
        self._take(facts)
        self.registration: Settings = {}

    def _take(self, facts: ModelFacts) -> None:
        self._facts = facts
        self.name, self.version = facts.name, registering.number(facts.version)
        self.id = f"{facts.name}:{facts.version}"
        self.description, self.created_time = facts.description, facts.created
        self.created_by = None if facts.created_by is None else dict(facts.created_by)
        framework = facts.tags.get("model_framework")
        self.model_framework, self.model_framework_version = (
            framework,
            facts.tags.get("model_framework_version"),
        )
        hidden = {"model_framework", "model_framework_version"}
        self.tags = {key: value for key, value in facts.tags.items() if key not in hidden}
        self.properties = dict(facts.properties)
        self.url = facts.uri
        self.mime_type, self.unpack = "application/x-python", False
        self.experiment_name: str | None = None
        self.run_id: str | None = None
        self.run: object = None
        self.parent_id: str | None = None
        self.derived_model_ids: builtins.list[str] | None = None
        self.datasets: dict[str, object] = {}
        self.sample_input_dataset: object = None
        self.sample_output_dataset: object = None
        self.resource_configuration: ResourceConfiguration | None = None

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}(workspace={self.workspace!r}, name={self.name}, id={self.id}, "
            f"version={self.version}, tags={self.tags}, properties={self.properties})"
        )

    @staticmethod
    @call(
        differs="datasets, sample datasets, child_paths and resource_configuration are refused: v2 has none."
    )
    def register(
        workspace: Workspace,
        model_path: str,
        model_name: str,
        tags: dict[str, str] | None = None,
        properties: dict[str, str] | None = None,
        description: str | None = None,
        datasets: Sequence[object] | None = None,
        model_framework: str | None = None,
        model_framework_version: str | None = None,
        child_paths: Sequence[str] | None = None,
        sample_input_dataset: object = None,
        sample_output_dataset: object = None,
        resource_configuration: ResourceConfiguration | None = None,
    ) -> Model:
        """Register a file or folder under a name; print so, and return the new version."""
        given = {key: value for key, value in locals().items() if key != "workspace" and value is not None}
        if not _NAME.fullmatch(model_name):
            raise WebserviceException(
                "Error, provided model name is invalid. It must only consist of letters, numbers, dashes, periods, "
                "or underscores, start with a letter or number, and be between 1 and 255 characters long."
            )
        if model_framework is None and model_framework_version is not None:
            raise WebserviceException("Model framework version cannot be provided without a valid framework")
        _check_path(model_path)
        registering.refuse_lost(given)
        print(f"Registering model {model_name}")
        _check_labels(tags, properties)
        facts, settings = registering.registered(workspace.scope, given)
        made = Model(workspace, _facts=facts)
        made.registration = settings
        return made

    @staticmethod
    @call(differs="run_id and dataset_id match nothing: v2 keeps them elsewhere.")
    def list(
        workspace: Workspace,
        name: str | None = None,
        tags: Sequence[object] | None = None,
        properties: Sequence[object] | None = None,
        run_id: str | None = None,
        latest: bool = False,
        dataset_id: str | None = None,
        expand: bool = True,
        page_count: int = 255,
        model_framework: str | None = None,
    ) -> builtins.list[Model]:
        """Return models, the newest versions first."""
        if page_count and not 20 <= page_count <= 255:
            raise UserErrorException(
                f"Expected page_count value is between 20 and 255. Provided: {page_count}"
            )
        if tags is not None and type(tags) is not builtins.list:
            raise UserErrorException(
                f'Expected tags must be list type. Ex. ["key", ["key2", "key2 value"]]: provided {type(tags)}'
            )
        wanted = registering.Wanted(tags, properties, model_framework, run_id or dataset_id)
        found = current().backend.models(workspace.scope, name, latest=latest)
        return [Model(workspace, _facts=facts) for facts in found if wanted.fits(facts)]

    @staticmethod
    @call(
        differs="The endpoint is made before it returns; the deployment goes on, and gets its traffic in "
        "wait_for_deployment or when the script ends. Open services, several models, services without a scoring "
        "script and LocalWebservice are refused."
    )
    def deploy(
        workspace: Workspace,
        name: str,
        models: Sequence[Model],
        inference_config: InferenceConfig | None = None,
        deployment_config: WebserviceDeploymentConfiguration | None = None,
        deployment_target: ComputeTarget | None = None,
        overwrite: bool = False,
        show_output: bool = False,
    ) -> Webservice:
        """Deploy models behind a service; return it while it is Transitioning."""
        from compat.azureml.core.webservice import deploying

        if os.environ.get("AZUREML_LOG_DEPRECATION_WARNING_ENABLED", "True") != "False":
            warnings.warn(_DEPLOY_WARNING, FutureWarning, stacklevel=3)
        deploying.check_name(name)
        if show_output:
            Model.print_configuration(models, inference_config, deployment_config, deployment_target)
        made = deploying.deployed(
            workspace,
            name,
            deploying.Parts(models, inference_config, deployment_config, deployment_target),
            overwrite=overwrite,
        )
        if show_output:
            print(
                "Request submitted, please run wait_for_deployment(show_output=True) to get deployment status."
            )
        return made

    @staticmethod
    @call()
    def print_configuration(
        models: Sequence[Model],
        inference_config: InferenceConfig | None,
        deployment_config: WebserviceDeploymentConfiguration | None,
        deployment_target: ComputeTarget | None,
    ) -> None:
        """Print what will be deployed."""
        if len(models) > 0:
            print(f"Models: {[model.id for model in models]}")
        if deployment_target:
            print(f"Compute target: {deployment_target.name}")
        if inference_config:
            inference_config.print_parts()
        if deployment_config:
            deployment_config.print_deploy_configuration()

    @call(differs="The files of the v2 model are downloaded.")
    def download(self, target_dir: str = ".", exist_ok: bool = False, exists_ok: bool | None = None) -> str:
        """Download the model below a folder; return its path."""
        if exists_ok is not None:
            raise WebserviceException("Both exists_ok and exist_ok are set. Please use exist_ok only.")
        return registering.downloaded(self.workspace.scope, self._facts, target_dir, exist_ok)

    @call()
    def add_tags(self, tags: dict[str, str]) -> None:
        """Add tags."""
        self.update_tags_properties(add_tags=tags)
        print("Model tag add operation complete.")

    @call()
    def remove_tags(self, tags: str | Sequence[str]) -> None:
        """Remove tags by their keys."""
        self.update_tags_properties(remove_tags=tags)
        print("Model tag remove operation complete.")

    @call()
    def add_properties(self, properties: dict[str, str]) -> None:
        """Add properties; those that are there cannot be changed."""
        self.update_tags_properties(add_properties=properties)
        print("Model properties add operation complete.")

    @call()
    def update_tags_properties(
        self,
        add_tags: Mapping[str, str] | None = None,
        remove_tags: str | Sequence[str] | None = None,
        add_properties: Mapping[str, str] | None = None,
    ) -> None:
        """Add and remove tags, add properties."""
        present = [key for key in add_properties or () if key in self.properties]
        if present:
            raise WebserviceException(
                "Error, properties are immutable, the following keys cannot be added/modified: "
                + ",".join(present)
            )
        registering.add(self.tags, add_tags or {})
        registering.remove(self.tags, remove_tags)
        self.properties.update(add_properties or {})
        if add_tags is not None or remove_tags is not None or add_properties is not None:
            self._write()

    @call(differs="Sample datasets and resource configurations are refused: v2 has none.")
    def update(
        self,
        tags: dict[str, str] | None = None,
        description: str | None = None,
        sample_input_dataset: object = None,
        sample_output_dataset: object = None,
        resource_configuration: ResourceConfiguration | None = None,
    ) -> None:
        """Replace the tags, the description."""
        registering.refuse_lost({key: value for key, value in locals().items() if value is not None})
        self.tags = tags or self.tags
        self.description = description or self.description
        self._write()

    @call(differs="The version is archived: v2 does not delete one.")
    def delete(self) -> None:
        """Take the version away."""
        current().backend.archive_model(self.workspace.scope, self.name, self._facts.version)

    @call()
    def serialize(self) -> dict[str, object]:
        """Return the model as plain data."""
        return {
            "createdTime": self.created_time.isoformat() if self.created_time else None,
            "createdBy": self.created_by,
            "description": self.description,
            "id": self.id,
            "mimeType": self.mime_type,
            "name": self.name,
            "framework": self.model_framework,
            "frameworkVersion": self.model_framework_version,
            "tags": self.tags,
            "properties": self.properties,
            "unpack": self.unpack,
            "url": self.url,
            "version": self.version,
            "experimentName": self.experiment_name,
            "runId": self.run_id,
            "runDetails": str(self.run),
            "datasets": [],
            "resourceConfiguration": None,
            "sampleInputDatasetId": None,
            "sampleOutputDatasetId": None,
        }

    @staticmethod
    @refused("It reads v1's own documents.", "Model(ws, name, version=...).")
    def deserialize(workspace: Workspace, model_payload: dict[str, object]) -> Model:
        """Not in compat."""
        raise AssertionError

    @staticmethod
    @refused(
        "It belongs into scoring scripts, and v1's layout is not in a v2 image.",
        "os.path.join(os.environ['AZUREML_MODEL_DIR'], ...).",
    )
    def get_model_path(
        model_name: str, version: int | None = None, _workspace: Workspace | None = None
    ) -> str:
        """Not in compat."""
        raise AssertionError

    @refused("v2 gives no such addresses.", "Model.download.")
    def get_sas_urls(self) -> dict[str, str]:
        """Not in compat."""
        raise AssertionError

    @refused(_DATASET, "Keep their ids as tags.")
    def add_dataset_references(self, datasets: Sequence[object]) -> None:
        """Not in compat."""

    @staticmethod
    @refused("v2 makes no images on request.", "Deploy it; the image is built then.")
    def package(
        workspace: Workspace,
        models: Sequence[Model],
        inference_config: InferenceConfig | None = None,
        generate_dockerfile: bool = False,
        image_name: str | None = None,
        image_label: str | None = None,
    ) -> object:
        """Not in compat."""
        raise AssertionError

    @staticmethod
    @refused("v2 has no profiling.", "Measure a deployment, and set cpu_cores and memory_gb yourself.")
    def profile(
        workspace: Workspace,
        profile_name: str,
        models: Sequence[Model],
        inference_config: InferenceConfig,
        input_dataset: object,
        cpu: float | None = None,
        memory_in_gb: float | None = None,
        description: str | None = None,
    ) -> object:
        """Not in compat."""
        raise AssertionError

    @ours
    def is_assumed(self) -> bool:
        """Tell whether it stands for the latest version, whichever that is."""
        return self._facts.assumed

    def _write(self) -> None:
        framework = {
            key: value
            for key, value in self._facts.tags.items()
            if key in {"model_framework", "model_framework_version"}
        }
        facts = ModelFacts(
            self.name,
            self._facts.version,
            self.description,
            {**self.tags, **framework},
            self.properties,
            self.created_time,
            self.created_by,
            self.url,
        )
        current().backend.change_model(self.workspace.scope, facts)
        self._facts = facts


def _check_path(model_path: str) -> None:
    here = Path.cwd()
    path = os.path.normpath(here / model_path)
    if not Path(path).exists():
        raise FileNotFoundError("Path does not exist")
    if not path.startswith(str(here)):
        raise PermissionError("Unauthorized access: Path outside current working directory")


def _check_labels(tags: object, properties: object) -> None:
    for name, value in (("Tags", tags), ("Properties", properties)):
        if value and not isinstance(value, dict):
            raise WebserviceException(f"{name} must be a dict")
        try:
            json.dumps(value)
        except (TypeError, ValueError):
            raise WebserviceException(
                f"Error with JSON serialization for {name.lower()}, be sure they are properly formatted."
            ) from None
