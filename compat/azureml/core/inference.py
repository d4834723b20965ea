"""v1's ``InferenceConfig``: the script and the environment of a service."""

from __future__ import annotations

import os
from collections.abc import Sequence
from keyword import iskeyword
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compat.azureml.core.container_registry import ContainerRegistry
from compat.azureml.core.environment import Environment
from compat.azureml.core.workspace import Workspace
from compat.azureml.exceptions import UserErrorException, WebserviceException
from compat.runtime.calls import call, refused
from compat.runtime.standing import ours

if TYPE_CHECKING:
    from compat.azureml.core.model import Model


class InferenceConfig:
    """Script and environment of a service, of either generation. Its files are checked when it is made."""

    @call()
    def __init__(
        self,
        entry_script: str,
        runtime: str | None = None,
        conda_file: str | None = None,
        extra_docker_file_steps: str | None = None,
        source_directory: str | None = None,
        enable_gpu: bool | None = None,
        description: str | None = None,
        base_image: str | None = None,
        base_image_registry: ContainerRegistry | None = None,
        cuda_version: str | None = None,
        environment: Environment | None = None,
    ) -> None:
        """Check and keep what a service is made from."""
        self.entry_script = entry_script
        self.runtime = runtime
        self.conda_file = conda_file
        self.extra_docker_file_steps = extra_docker_file_steps
        self.source_directory = source_directory
        self.enable_gpu = enable_gpu
        self.cuda_version = cuda_version
        self.description = description
        self.base_image = base_image
        self.base_image_registry = base_image_registry or ContainerRegistry()
        self.environment = environment
        self.validate_configuration()

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}(entry_script={self.entry_script}, runtime={self.runtime}, "
            f"conda_file={self.conda_file}, extra_docker_file_steps={self.extra_docker_file_steps}, "
            f"source_directory={self.source_directory}, enable_gpu={self.enable_gpu}, base_image={self.base_image}, "
            f"base_image_registry={self.base_image_registry})"
        )

    @call()
    def validate_configuration(self) -> None:
        """Raise v1's exceptions for what v1 refuses."""
        if not self.entry_script:
            raise WebserviceException("Error, need to specify entry_script.")
        self._check_generation()
        if self.source_directory:
            self.source_directory = os.path.realpath(self.source_directory)
            _check_exists(self.source_directory, "source directory")
        _check_exists(
            self._path(self.entry_script),
            "entry_script",
            "entry_script should be path relative to current working directory",
        )
        stem, ending = os.path.splitext(os.path.basename(self.entry_script))  # noqa: PTH119, PTH122 - v1's own rules
        if ending != ".py":
            raise WebserviceException("Invalid driver type. Currently only Python drivers are supported.")
        if not stem.isidentifier() or iskeyword(stem):
            raise WebserviceException(
                f'Error, invalid name "{stem}" for provided entry script. The script must be importable as a valid '
                "python module, and must adhere to standard module naming. This means it must be a valid python "
                "identifier and not a part of the set of python standard keywords."
            )
        if self.conda_file:
            _check_exists(self._path(self.conda_file), "Conda file")
        if self.extra_docker_file_steps:
            _check_exists(self._path(self.extra_docker_file_steps), "extra docker file steps")
        self.validation_script_content()

    def _check_generation(self) -> None:
        if self.environment is None:
            return
        others = (
            *(self.runtime, self.conda_file, self.extra_docker_file_steps),
            *(self.enable_gpu, self.cuda_version, self.base_image),
        )
        if any(others):
            raise WebserviceException(
                "Error, unable to provide runtime, conda_file, extra_docker_file_steps, "
                "enable_gpu, cuda_version, or base_image along with an environment object."
            )

    @call()
    def validation_script_content(self) -> None:
        """Raise v1's exception for a script that cannot be read or does not parse."""
        import ast

        path = self._path(self.entry_script)
        try:
            text = Path(path).read_text(encoding="utf-8")
        except OSError:
            raise UserErrorException(
                f"Failed to open {path}, please check if it exists and the read permission. "
                "We can not deploy the model if we can not access this file."
            ) from None
        try:
            ast.parse(text, path)
        except (SyntaxError, ValueError) as error:
            raise UserErrorException(
                f"{error}. Please check it and try local deployment to verify."
            ) from error

    @ours
    def print_parts(self) -> None:
        """Print script, image and packages, as ``Model.deploy`` does with ``show_output``."""
        folder = os.path.basename(self.source_directory) if self.source_directory else ""  # noqa: PTH119 - as in v1
        script = self.entry_script if self.source_directory else os.path.basename(self.entry_script)  # noqa: PTH119
        print(f"Entry script: {os.path.join(folder, script)}")  # noqa: PTH118 - v1's own text
        if self.base_image:
            print(f"Base image: {self.base_image}")
        wanted = self.environment
        if wanted is None:
            return
        if wanted.environment_variables and len(wanted.environment_variables) > 1:
            print(f"Environment variables: {wanted.environment_variables}")
        dependencies = wanted.python.conda_dependencies
        packages = dependencies.document().get("dependencies") if dependencies is not None else None
        if packages:
            print(f"Environment dependencies: {packages}")
        if wanted.docker.base_image:
            print(f"Environment docker image: {wanted.docker.base_image}")
        if wanted.docker.base_dockerfile:
            print(f"Environment docker file: {wanted.docker.base_dockerfile}")

    @refused("It makes v1's own documents.", "python -m compat record.")
    def build_create_payload(
        self, workspace: Workspace, name: str, model_ids: Sequence[str]
    ) -> dict[str, Any]:
        """Not in compat."""
        raise AssertionError

    @refused("v2 has no profiling.", "Measure a deployment.")
    def build_profile_payload(
        self,
        profile_name: str,
        input_data: object = None,
        workspace: Workspace | None = None,
        models: Sequence[Model] | None = None,
        dataset_id: str | None = None,
        container_resource_requirements: object = None,
        description: str | None = None,
    ) -> dict[str, Any]:
        """Not in compat."""
        raise AssertionError

    def _path(self, inside: str) -> str:
        return os.path.join(self.source_directory, inside) if self.source_directory else inside  # noqa: PTH118


def _check_exists(path: str, what: str, more: str = "") -> None:
    normal = os.path.normpath(path)
    if not Path(normal).exists():
        raise WebserviceException(f"{what} {normal} doesn't exist. {more}")
