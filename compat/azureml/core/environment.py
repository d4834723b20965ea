"""v1's ``Environment`` and its sections."""

from __future__ import annotations

import copy
import logging
from pathlib import Path
from typing import TextIO

from compat.azureml.core.conda_dependencies import PYTHON_DEFAULT_VERSION, CondaDependencies
from compat.azureml.core.container_registry import ContainerRegistry
from compat.azureml.core.workspace import Workspace
from compat.azureml.exceptions import UserErrorException
from compat.backends.backend import EnvironmentFacts
from compat.mapping.environment_rows import CPU_IMAGE, GPU_IMAGE
from compat.runtime import environments
from compat.runtime.calls import call, refused
from compat.runtime.session import current
from compat.runtime.standing import ours

DEFAULT_CPU_IMAGE = CPU_IMAGE
DEFAULT_GPU_IMAGE = GPU_IMAGE
_LOGGER = logging.getLogger(__name__)
_BUILD = "v2 builds the image when the environment is first used."


class DockerSection:
    """The image of an environment: an image, a Dockerfile or a build context; setting one resets the others."""

    def __init__(self, **kwargs: object) -> None:
        self._base_image: str | None = CPU_IMAGE
        self._base_dockerfile: str | None = None
        self._build_context: DockerBuildContext | None = None
        self.base_image_registry = ContainerRegistry()
        self.platform: object = None
        self.enabled = False
        self.shared_volumes = True
        self.gpu_support = False
        self.arguments: list[str] = []
        self.shm_size: str | None = "2g"

    @property
    def base_image(self) -> str | None:
        """The image to build on."""
        return self._base_image

    @base_image.setter
    def base_image(self, value: str | None) -> None:
        self._base_image = value or None
        if value:
            self._reset("base_image", "base_dockerfile", "build_context")

    @property
    def base_dockerfile(self) -> str | None:
        """The text of a Dockerfile; set to a path, the file is read."""
        return self._base_dockerfile

    @base_dockerfile.setter
    def base_dockerfile(self, value: str | TextIO | None) -> None:
        if not value:
            self._base_dockerfile = None
            return
        text = value if isinstance(value, str) else value.read()
        is_file = isinstance(value, str) and "\n" not in text and Path(text).is_file()
        self._base_dockerfile = Path(text).read_text(encoding="utf-8") if is_file else text
        self._reset("base_dockerfile", "base_image", "build_context")

    @property
    def build_context(self) -> DockerBuildContext | None:
        """A folder that makes the whole image."""
        return self._build_context

    @build_context.setter
    def build_context(self, value: DockerBuildContext | None) -> None:
        self._build_context = value or None
        if value:
            self._reset("build_context", "base_image", "base_dockerfile")

    def _reset(self, kept: str, *others: str) -> None:
        for name in others:
            if getattr(self, f"_{name}"):
                setattr(self, f"_{name}", None)
                _LOGGER.warning(
                    "Property %s is mutually exclusive with %s. Reset %s to None", name, kept, name
                )


class PythonSection:
    """The Python packages of an environment."""

    def __init__(self, **kwargs: object) -> None:
        self.interpreter_path = "python"
        self.user_managed_dependencies = False
        self.conda_dependencies_file: str | None = None
        self.base_conda_environment: str | None = None
        self._start = CondaDependencies()
        self.conda_dependencies: CondaDependencies | None = self._start

    @ours
    def untouched(self, dependencies: CondaDependencies) -> bool:
        """Tell whether these are the packages that every new environment starts with."""
        return dependencies is self._start and dependencies.document() == CondaDependencies().document()


class RSection:
    """The R packages of an environment; v2 has none, so a service that sets any is refused."""

    def __init__(self) -> None:
        self.r_version: str | None = None
        self.cran_packages: list[object] | None = None


class DockerBuildContext:
    """A folder with a Dockerfile that makes the whole image."""

    def __init__(self) -> None:
        self.location_type: str | None = None
        self.location: str | None = None
        self.dockerfile_path = "Dockerfile"


class Environment:
    """What a scoring script runs in."""

    @call()
    def __init__(self, name: str, **kwargs: object) -> None:
        if name is not None and not isinstance(name, str):
            raise TypeError(f"Environment name expected str, {type(name)} found")
        self.name = name
        self.version: str | None = None
        self.python = PythonSection()
        self.docker = DockerSection()
        self.spark: object = None
        self.databricks: object = None
        self.environment_variables: dict[str, str] = dict([environments.EXAMPLE])
        self.inferencing_stack_version: str | None = None
        self.r: RSection | None = None
        self.asset_id: str | None = None
        self._registered = ""

    def __repr__(self) -> str:
        return f"Environment(Name: {self.name},\nVersion: {self.version})"

    @staticmethod
    @call()
    def from_conda_specification(name: str, file_path: str) -> Environment:
        """Return an environment with the packages of a conda file."""
        made = Environment(name)
        dependencies = CondaDependencies(conda_dependencies_file_path=file_path)
        if not dependencies.get_python_version():
            _LOGGER.warning('No Python version provided, defaulting to "%s"', PYTHON_DEFAULT_VERSION)
            dependencies.set_python_version(PYTHON_DEFAULT_VERSION)
        made.python.conda_dependencies = dependencies
        return made

    @staticmethod
    @call()
    def from_pip_requirements(name: str, file_path: str, pip_version: str | None = None) -> Environment:
        """Return an environment with the packages of a pip file."""
        made = Environment(name)
        lines = Path(file_path).read_text(encoding="utf-8").splitlines()
        dependencies = CondaDependencies()
        dependencies.set_pip_requirements(lines)
        dependencies.add_conda_package(f"pip={pip_version}" if pip_version else "pip")
        made.python.conda_dependencies = dependencies
        return made

    @staticmethod
    @call()
    def from_docker_image(
        name: str,
        image: str,
        container_registry: ContainerRegistry | None = None,
        conda_specification: str | None = None,
        pip_requirements: str | None = None,
    ) -> Environment:
        """Return an environment on an image."""
        made = _from_dependencies(name, conda_specification, pip_requirements)
        made.docker.base_image = image
        if container_registry:
            made.docker.base_image_registry = container_registry
        return made

    @staticmethod
    @call()
    def from_dockerfile(
        name: str,
        dockerfile: str,
        conda_specification: str | None = None,
        pip_requirements: str | None = None,
    ) -> Environment:
        """Return an environment whose image a Dockerfile makes: its text, or a path to it."""
        made = _from_dependencies(name, conda_specification, pip_requirements)
        made.docker.base_image = None
        made.docker.base_dockerfile = dockerfile
        return made

    @staticmethod
    @call()
    def from_docker_build_context(name: str, docker_build_context: DockerBuildContext) -> Environment:
        """Return an environment whose image a folder makes."""
        made = Environment(name)
        made.docker.base_image = None
        made.docker.build_context = docker_build_context
        made.python.user_managed_dependencies = True
        return made

    @staticmethod
    @refused("It reads a conda environment of this machine.", "Export it: conda env export > conda.yml.")
    def from_existing_conda_environment(name: str, conda_environment_name: str) -> Environment:
        """Not in compat."""
        raise AssertionError

    @staticmethod
    @call(differs="The v2 environment is fetched: image and packages, without v1's other attributes.")
    def get(
        workspace: Workspace, name: str, version: str | None = None, label: str | None = None
    ) -> Environment:
        """Return a registered environment."""
        if label and version:
            raise UserErrorException("Only one of version or label can be specified")
        found = current().backend.environment(workspace.scope, name, version, label)
        if found is None:
            wanted = f"name {name}" + (f" version {version}" if version else "")
            raise _not_there(wanted)
        return registered(found)

    @staticmethod
    @call(differs="The v2 environments are listed.")
    def list(workspace: Workspace) -> dict[str, Environment]:
        """Return the latest version of every environment."""
        return {one.name: registered(one) for one in current().backend.environments(workspace.scope)}

    @call(
        differs="It becomes a v2 environment, cleaned up for v2; an equal latest version is taken as it is."
    )
    def register(self, workspace: Workspace) -> Environment:
        """Register the environment; return it as it is registered."""
        made = current().backend.create_environment(workspace.scope, environments.planned(self))
        found = self.clone(self.name)
        found.version = made.version
        found._registered = environments.print_of(found)
        return found

    @call()
    def clone(self, new_name: str) -> Environment:
        """Return a copy under another name."""
        if not new_name:
            raise UserErrorException("Name is required to instantiate an Environment object")
        made = copy.deepcopy(self)
        made.name, made.version, made.asset_id, made._registered = new_name, None, None, ""
        return made

    @staticmethod
    @refused("v2 resolves only the label latest.", "Name the version.")
    def label(workspace: Workspace, name: str, version: str, labels: object) -> None:
        """Not in compat."""

    @staticmethod
    @refused("It is the layout of v1's own files.", "az ml environment create --file environment.yml.")
    def load_from_directory(path: str) -> Environment:
        """Not in compat."""
        raise AssertionError

    @refused("It is the layout of v1's own files.", "python -m compat record writes environment.yml.")
    def save_to_directory(self, path: str, overwrite: bool = False) -> None:
        """Not in compat."""

    @refused(_BUILD, "Register it.")
    def build(self, workspace: Workspace, image_build_compute: str | None = None) -> object:
        """Not in compat."""
        raise AssertionError

    @refused(_BUILD, "Register it.")
    def build_local(self, workspace: Workspace, platform: object = None, **kwargs: object) -> object:
        """Not in compat."""
        raise AssertionError

    @refused(_BUILD, "Read the environment's image in the studio.")
    def get_image_details(self, workspace: Workspace) -> object:
        """Not in compat."""
        raise AssertionError

    @staticmethod
    @refused(
        "v2 has no storage for wheels.", "Put the wheel into the code folder, or on an index of your own."
    )
    def add_private_pip_wheel(workspace: Workspace, file_path: str, exist_ok: bool = False) -> str:
        """Not in compat."""
        raise AssertionError

    @ours
    def is_registered(self) -> bool:
        """Tell whether it was fetched or registered, and not changed since."""
        return bool(self._registered) and self._registered == environments.print_of(self)


def registered(facts: EnvironmentFacts) -> Environment:
    """Return a v1 object for a v2 environment."""
    made = Environment(facts.name)
    made.version = facts.version
    made.environment_variables = {}
    made.docker.base_image = facts.image
    made.docker.base_dockerfile = facts.dockerfile
    if facts.conda is None:
        made.python.user_managed_dependencies = True
        made.python.conda_dependencies = None
    else:
        made.python.conda_dependencies = CondaDependencies(_underlying_structure=facts.conda)
    made._registered = environments.print_of(made)
    return made


def _from_dependencies(name: str, conda_file: str | None, pip_file: str | None) -> Environment:
    if conda_file and pip_file:
        raise UserErrorException("Only one of conda_specification or pip_requirements can be specified")
    if conda_file:
        return Environment.from_conda_specification(name, conda_file)
    if pip_file:
        return Environment.from_pip_requirements(name, pip_file)
    made = Environment(name)
    made.python.user_managed_dependencies = True
    return made


def _not_there(wanted: str) -> Exception:
    return Exception(f"Error retrieving the environment definition. Environment with {wanted} was not found.")
