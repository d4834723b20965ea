"""v1's ``CondaDependencies``: a thin face of ``compat.mapping.conda``, which knows what each call does."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, ParamSpec

from compat.azureml.exceptions import UserErrorException
from compat.mapping import conda
from compat.mapping.conda_document import CondaError, copied
from compat.runtime.calls import call, refused
from compat.runtime.standing import ours

P = ParamSpec("P")
PYTHON_DEFAULT_VERSION = conda.PYTHON_OF_CREATE
_Document = dict[str, object]


def _spoken(change: Callable[P, _Document], said: str = "") -> Callable[P, _Document]:
    """Let a call of the mapping raise v1's exception, in v1's words where they are another sentence."""

    def done(*args: P.args, **kwargs: P.kwargs) -> _Document:
        try:
            return change(*args, **kwargs)
        except CondaError as error:
            raise UserErrorException(said or str(error)) from error

    return done


class CondaDependencies:
    """A conda specification."""

    DEFAULT_NUMBER_OF_CONDA_PACKAGES = 0
    DEFAULT_NUMBER_OF_PIP_PACKAGES = 0

    @call()
    def __init__(
        self,
        conda_dependencies_file_path: str | None = None,
        _underlying_structure: Mapping[str, object] | None = None,
    ) -> None:
        if conda_dependencies_file_path is not None:
            import yaml

            with Path(conda_dependencies_file_path).open(encoding="utf-8") as file:
                content = yaml.safe_load(file)
            self._document = _loaded(content)
        elif _underlying_structure is not None:
            self._document = _loaded(_underlying_structure)
        else:
            self._document = conda.empty()

    @staticmethod
    @call()
    def create(
        pip_indexurl: str | None = None,
        pip_packages: list[str] | None = None,
        conda_packages: list[str] | None = None,
        python_version: str = PYTHON_DEFAULT_VERSION,
        pin_sdk_version: bool = True,
    ) -> CondaDependencies:
        """Return a specification of packages."""
        made = CondaDependencies()
        create = _spoken(conda.created)
        made._document = create(pip_packages, conda_packages, python_version, pip_indexurl, pin_sdk_version)
        return made

    @property
    def conda_channels(self) -> Iterator[str]:
        """The channels."""
        found = self._document.get("channels")
        return iter([str(item) for item in found] if isinstance(found, list) else [])

    @property
    def conda_packages(self) -> Iterator[str]:
        """The conda packages, python and pip among them."""
        return iter(conda.conda_entries(self._document))

    @property
    def pip_packages(self) -> Iterator[str]:
        """The pip packages without options."""
        return iter([item for item in conda.pip_entries(self._document) if not item.startswith("-")])

    @property
    def pip_options(self) -> Iterator[str]:
        """The options of the pip list."""
        return iter([item for item in conda.pip_entries(self._document) if item.startswith("-")])

    @call()
    def add_channel(self, channel: str) -> None:
        """Add a channel."""
        self._document = conda.add_channel(self._document, channel)

    @call()
    def remove_channel(self, channel: str) -> None:
        """Remove a channel."""
        self._document = conda.remove_channel(self._document, channel)

    @call()
    def add_conda_package(self, conda_package: str) -> None:
        """Add a conda package."""
        self._document = _spoken(conda.add_conda_package)(self._document, conda_package)

    @call()
    def remove_conda_package(self, conda_package: str) -> None:
        """Remove a conda package."""
        self._document = _spoken(conda.remove_conda_package)(self._document, conda_package)

    @call()
    def add_pip_package(self, pip_package: str) -> None:
        """Add a pip package, in place of one of the same name."""
        _checked_package(pip_package)
        self._document = _spoken(conda.add_pip_package)(self._document, pip_package)

    @call()
    def remove_pip_package(self, pip_package: str) -> None:
        """Remove a pip package by its name."""
        self._document = _spoken(conda.remove_pip_package, f"Invalid package name {pip_package}")(
            self._document, pip_package
        )

    @call()
    def set_pip_option(self, pip_option: str) -> None:
        """Add an option of the pip list, in place of one of the same word."""
        self._document = _spoken(conda.set_pip_option, f"Invalid pip option {pip_option}")(
            self._document, pip_option
        )

    @call()
    def remove_pip_option(self, pip_option: str) -> None:
        """Remove an option of the pip list."""
        self._document = _spoken(conda.remove_pip_option, f"Invalid pip option {pip_option}")(
            self._document, pip_option
        )

    @call()
    def set_pip_index_url(self, index_url: str) -> None:
        """Add an option of the pip list: v1 takes the whole option here."""
        self.set_pip_option(index_url)

    @call()
    def set_pip_requirements(self, pip_requirements: list[str]) -> None:
        """Replace the pip list."""
        self._document = conda.set_pip_requirements(self._document, pip_requirements)

    @call()
    def set_python_version(self, version: str) -> None:
        """Set the interpreter."""
        self._document = conda.set_python_version(self._document, version)

    @call()
    def get_python_version(self) -> str | None:
        """Return the interpreter's version."""
        return conda.python_version(self._document)

    @call()
    def add_tensorflow_conda_package(self, core_type: str = "cpu", version: str | None = None) -> None:
        """Add TensorFlow of conda."""
        add = _spoken(conda.add_tensorflow_conda_package, _core(core_type))
        self._document = add(self._document, core_type, version or conda.TENSORFLOW)

    @call()
    def add_tensorflow_pip_package(self, core_type: str = "cpu", version: str | None = None) -> None:
        """Add TensorFlow of pip."""
        add = _spoken(conda.add_tensorflow_pip_package, _core(core_type))
        self._document = add(self._document, core_type, version or conda.TENSORFLOW)

    @call()
    def add_cntk_package(self, core_type: str = "cpu") -> None:
        """Add CNTK of pip."""
        self._document = _spoken(conda.add_cntk_package, _core(core_type))(self._document, core_type)

    @call(differs="Comments of the file it was read from are not kept.")
    def serialize_to_string(self) -> str:
        """Return the file's text."""
        import yaml

        return str(yaml.safe_dump(copied(self._document), sort_keys=False, allow_unicode=True))

    @call()
    def as_dict(self) -> Any:
        """Return the specification as plain data."""
        return json.loads(json.dumps(self._document))

    @call(differs="Comments of the file it was read from are not kept.")
    def save(self, path: str | None = None) -> str:
        """Write the file; return its path."""
        if path is None or Path(path).is_dir():
            raise UserErrorException(
                "Cannot save a conda environment specification file to a directory. "
                "Please specify a fully qualified path along with the file name to save the file."
            )
        if not Path(path).parent.is_dir():
            raise UserErrorException(
                "Cannot save the conda environment specification file to an invalid path."
            )
        self._check_python()
        Path(path).write_text(self.serialize_to_string(), encoding="utf-8")
        return path

    @call(differs="Comments of the file it was read from are not kept.")
    def save_to_file(self, base_directory: str, conda_file_path: str | None = None) -> str:
        """Write the file below a folder; return its path from there."""
        inside = conda_file_path or ".azureml/conda_dependencies.yml"
        self._check_python()
        (Path(base_directory) / inside).write_text(self.serialize_to_string(), encoding="utf-8")
        return inside

    @staticmethod
    @call()
    def merge_requirements(requirements: list[str]) -> list[str]:
        """Return requirements of one package joined."""
        return conda.merge_requirements(requirements)

    @staticmethod
    @refused("It is the address of v1's own package index.", "Name the index you want.")
    def sdk_origin_url() -> str:
        """Not in compat."""
        raise AssertionError

    @call()
    def get_default_number_of_packages(self) -> tuple[int, int]:
        """Return how many conda and pip packages a new specification has."""
        start = conda.empty()
        return len(conda.conda_entries(start)), len(conda.pip_entries(start))

    @ours
    def document(self) -> _Document:
        """Return a copy of the document, for the mapping."""
        return copy.deepcopy(self._document)

    def _check_python(self) -> None:
        if not any(item.partition("=")[0].strip() == "python" for item in self.conda_packages):
            raise UserErrorException("Python package is missing.")


def _loaded(content: object) -> _Document:
    if not isinstance(content, Mapping):
        raise UserErrorException("Environment error: not a valid YAML structure")
    try:
        return conda.loaded(content)
    except CondaError:
        known = {"name", "channels", "dependencies", "prefix", "variables"}
        odd = next(str(key) for key in content if str(key) not in known)
        raise UserErrorException(
            f"Environment error: unknown {odd} key in environment specification"
        ) from None


def _checked_package(package: str) -> None:
    if package.startswith("-"):
        raise UserErrorException(f"Invalid package name {package}")


def _core(core_type: str) -> str:
    return f"Invalid core type {core_type}. Only accept 'cpu' or 'gpu'"
