"""What every call on a v1 ``CondaDependencies`` makes of the conda document, as pure functions.

A document is what v1 saves: a mapping with ``name``, ``channels`` and ``dependencies`` (strings, and one
mapping ``{"pip": [...]}``). Each function returns a new document and leaves its argument alone. Where v1
itself would raise, ``CondaError`` is raised. The behaviour, oddities included, is that of azureml-core
1.61.0.post4; a test runs the same calls on the installed package.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence

from compat.mapping.conda_document import (
    CondaError,
    Document,
    append,
    copied,
    dependencies,
    first_word,
    is_python,
    list_at,
    option_word,
    option_words,
    package_name,
    packages,
    pip_sections,
    remove_last,
    version_in,
)

PYTHON_OF_EMPTY = "3.8.13"
PYTHON_OF_CREATE = "3.10.18"
TENSORFLOW = "2.2.0"
CNTK = "2.7"

# v1 adds two option lines that point at the index its own package names. The address is of no use to anyone,
# so this mark stands for it: the clean-up for v2 removes both lines.
V1_INDEX = "<index of the v1 SDK>"

_KEYS = frozenset({"name", "channels", "dependencies", "prefix", "variables"})


def empty() -> Document:
    """Return the document of ``CondaDependencies()``."""
    return {
        "name": "project_environment",
        "dependencies": [f"python={PYTHON_OF_EMPTY}", {"pip": ["azureml-defaults"]}],
        "channels": ["anaconda", "conda-forge"],
    }


def loaded(document: object) -> Document:
    """Return the document of ``CondaDependencies(conda_dependencies_file_path=...)`` for a file's content."""
    if not isinstance(document, Mapping):
        raise CondaError("a conda file must hold a mapping")
    for key in document:
        if str(key) not in _KEYS:
            raise CondaError(f"v1 knows no key {key!r} in a conda file")
    return {str(key): copy.deepcopy(value) for key, value in document.items()}


def created(
    pip_packages: Sequence[str] | None = None,
    conda_packages: Sequence[str] | None = None,
    python_version: str | None = None,
    pip_indexurl: str | None = None,
    pin_sdk_version: bool = True,
) -> Document:
    """Return the document of ``CondaDependencies.create``.

    ``pin_sdk_version`` is accepted and does nothing: the list of packages that 1.61 would pin holds single
    letters. ``python_version`` None stands for not given.
    """
    document = set_pip_option(empty(), f"--find-links {pip_indexurl or V1_INDEX + '/index.html'}")
    document = set_pip_option(document, f"--extra-index-url {V1_INDEX}")
    document = set_python_version(document, python_version or PYTHON_OF_CREATE)
    if pip_packages is not None:
        document = remove_pip_package(document, "azureml-defaults")
    for package in ["azureml-defaults"] if pip_packages is None else pip_packages:
        document = add_pip_package(document, package)
    for package in conda_packages or ():
        document = remove_conda_package(document, package)
    for package in conda_packages or ():
        document = add_conda_package(document, package)
    return document


def from_conda_specification(document: object) -> Document:
    """Return the conda part of ``Environment.from_conda_specification`` for a file's content.

    Where v1 cannot read a version from the python entry (none, bare ``python``, ``python=3.7.*``, a build
    string), it puts its own default in place of the entry.
    """
    result = loaded(document)
    if python_version(result) is None:
        return set_python_version(result, PYTHON_OF_CREATE)
    return result


def replaced_python(document: object) -> str | None:
    """Return the python entry of a file that ``from_conda_specification`` puts its own default in place of.

    azureml-core 1.61 does so where it cannot read the version (``python=3.7.*``); older releases kept the entry,
    so what the service ran on is not certain. None where the entry is kept, or there is none.
    """
    content = loaded(document)
    found = [item for item in conda_entries(content) if is_python(item)]
    return found[0] if found and python_version(content) is None else None


def from_pip_requirements(lines: Iterable[str], pip_version: str | None = None) -> Document:
    """Return the conda part of ``Environment.from_pip_requirements`` for the lines of a requirements file."""
    document = set_pip_requirements(empty(), list(lines))
    return add_conda_package(document, f"pip={pip_version}" if pip_version else "pip")


def pip_entries(document: Mapping[str, object]) -> list[str]:
    """Return the pip list, options included; of several pip sections the last, as v1 does."""
    sections = pip_sections(document)
    return list(sections[-1]) if sections else []


def conda_entries(document: Mapping[str, object]) -> list[str]:
    """Return the conda packages, ``python`` and ``pip`` among them."""
    return [item for item in dependencies(document) or () if isinstance(item, str)]


def python_version(document: Mapping[str, object]) -> str | None:
    """Return the interpreter version as v1 reads it, or None (also where it is not a plain version)."""
    for item in conda_entries(document):
        if is_python(item):
            return version_in(item)
    return None


def add_pip_package(document: Mapping[str, object], package: str) -> Document:
    """``add_pip_package``: append; an entry of the same name goes first."""
    result = remove_pip_package(document, package)
    sections = pip_sections(result)
    if not sections:
        append(result, "dependencies", {"pip": [package]})
    elif package not in packages(sections):
        for section in sections:
            section.append(package)
    return result


def remove_pip_package(document: Mapping[str, object], package: str) -> Document:
    """``remove_pip_package``: remove by name, whatever version is asked for; may leave an empty list."""
    if package.startswith("-"):
        raise CondaError(f"{package!r} is a pip option, not a package")
    result = copied(document)
    sections = pip_sections(result)
    wanted = package_name(package)
    if wanted in [package_name(item) for item in packages(sections)]:
        for section in sections:
            remove_last(section, [item for item in section if package_name(item) == wanted])
    return result


def set_pip_requirements(document: Mapping[str, object], requirements: Sequence[str]) -> Document:
    """``set_pip_requirements``: replace the whole pip list."""
    result = copied(document)
    items = dependencies(result)
    sections = [item for item in items or () if isinstance(item, dict) and "pip" in item]
    for section in sections:
        section["pip"] = list(requirements)
    if not sections:
        append(result, "dependencies", {"pip": list(requirements)})
    return result


def set_pip_option(document: Mapping[str, object], option: str) -> Document:
    """``set_pip_option``: append the option line, or replace the one that starts with the same word."""
    word = option_word(option)
    result = copied(document)
    sections = pip_sections(result)
    if not sections:
        append(result, "dependencies", {"pip": [option]})
    elif word not in option_words(sections):
        for section in sections:
            section.append(option)
    else:
        for section in sections:
            section[:] = [option if first_word(item) == word else item for item in section]
    return result


def remove_pip_option(document: Mapping[str, object], option: str) -> Document:
    """``remove_pip_option``: remove the option line that starts with the same word."""
    word = option_word(option)
    result = copied(document)
    sections = pip_sections(result)
    if word in option_words(sections):
        for section in sections:
            remove_last(section, [item for item in section if first_word(item) == word])
    return result


def set_pip_index_url(document: Mapping[str, object], index_url: str) -> Document:
    """``set_pip_index_url``: v1 takes the whole option line here (``--index-url ...``)."""
    return set_pip_option(document, index_url)


def add_conda_package(document: Mapping[str, object], package: str) -> Document:
    """``add_conda_package``: append; a python entry sets the version instead (``python>=3.7`` gives 3.7)."""
    result = copied(document)
    items = dependencies(result)
    if items is None:
        result["dependencies"] = [package]
    elif package not in items:
        if is_python(package):
            return set_python_version(result, version_in(package))
        items.append(package)
    return result


def remove_conda_package(document: Mapping[str, object], package: str) -> Document:
    """``remove_conda_package``: remove the entry that is spelled exactly so; python cannot be removed."""
    result = copied(document)
    items = dependencies(result)
    if items is not None and package in items:
        if is_python(package):
            raise CondaError("python must not be removed from conda dependencies")
        items.remove(package)
    return result


def set_python_version(document: Mapping[str, object], version: str | None) -> Document:
    """``set_python_version``: put ``python=<version>`` in place of the python entry, or append it."""
    result = copied(document)
    items = dependencies(result)
    indices = [index for index, item in enumerate(items or ()) if is_python(item)]
    if items is not None and indices and python_version(result) == version:
        return result
    if version is None:
        raise CondaError("v1 reads no python version there")
    if items is not None and indices:
        items[indices[0]] = f"python={version}"
    else:
        append(result, "dependencies", f"python={version}")
    return result


def add_channel(document: Mapping[str, object], channel: str) -> Document:
    """``add_channel``: append a channel that is not there yet."""
    result = copied(document)
    if channel not in (list_at(result, "channels") or ()):
        append(result, "channels", channel)
    return result


def remove_channel(document: Mapping[str, object], channel: str) -> Document:
    """``remove_channel``: remove a channel; may leave an empty list."""
    result = copied(document)
    channels = list_at(result, "channels")
    if channels is not None and channel in channels:
        channels.remove(channel)
    return result


def add_tensorflow_pip_package(
    document: Mapping[str, object], core_type: str = "cpu", version: str | None = None
) -> Document:
    """``add_tensorflow_pip_package``: every pip package that starts with ``tensorflow`` goes first."""
    return _add_framework(document, "tensorflow", core_type, f"=={version or TENSORFLOW}")


def add_tensorflow_conda_package(
    document: Mapping[str, object], core_type: str = "cpu", version: str | None = None
) -> Document:
    """``add_tensorflow_conda_package``: every conda package that starts with ``tensorflow`` goes first."""
    name = _with_core("tensorflow", core_type)
    result = copied(document)
    for item in conda_entries(result):
        if item.startswith("tensorflow"):
            result = remove_conda_package(result, item)
    return add_conda_package(result, f"{name}={version or TENSORFLOW}")


def add_cntk_package(document: Mapping[str, object], core_type: str = "cpu") -> Document:
    """``add_cntk_package``: the obsolete Cognitive Toolkit, 2.7."""
    return _add_framework(document, "cntk", core_type, f"=={CNTK}")


def merge_requirements(requirements: Iterable[str]) -> list[str]:
    """``merge_requirements``: join the version specifications of one package with commas."""
    merged: dict[str, list[str]] = {}
    for requirement in requirements:
        name = package_name(requirement)
        merged.setdefault(name, []).append(requirement[len(name) :].strip())
    return [name + ",".join(part for part in parts if part) for name, parts in merged.items()]


def _with_core(name: str, core_type: str) -> str:
    if core_type not in {"cpu", "gpu"}:
        raise CondaError(f"the core type is cpu or gpu, not {core_type!r}")
    return f"{name}-gpu" if core_type == "gpu" else name


def _add_framework(document: Mapping[str, object], name: str, core_type: str, version: str) -> Document:
    package = _with_core(name, core_type) + version
    result = copied(document)
    for section in pip_sections(result):
        for item in [entry for entry in section if entry.startswith(name)]:
            result = remove_pip_package(result, item)
    return add_pip_package(result, package)
