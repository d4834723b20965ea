"""What our conda functions make of a document is what the installed azureml-core makes of it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping

import pytest
import yaml
from azureml._vendor.ruamel.yaml import YAML
from azureml.core.conda_dependencies import DEFAULT_SDK_ORIGIN, CondaDependencies
from azureml.core.environment import Environment
from azureml.exceptions import UserErrorException
from hypothesis import given
from hypothesis import strategies as st

from compat.mapping import conda

Call = tuple[str, tuple[object, ...]]

PIP = [
    "numpy",
    "numpy==1.0",
    "numpy>=1,<2",
    "inference-schema[numpy-support]",
    "joblib~=1.0",
    "azureml-defaults",
]
PIP += ["tensorflow==1.15", "tensorflow-serving-api", "https://example.test/wheels/mine-1.0-py3-none-any.whl"]
CONDA = [
    "python=3.7",
    "python=3.8.13",
    "python>=3.6",
    "python",
    "python=3.7.*",
    "python-dateutil",
    "pip",
    "pip=20",
]
CONDA += ["scikit-learn==0.22", "tensorflow=2.0", "numpy"]
PYTHONS = [item for item in CONDA if conda.package_name(item) == "python"]
OPTIONS = ["--extra-index-url https://feed.example.test/simple", "--pre", "--find-links ./wheels", "no-dash"]
CHANNELS = ["anaconda", "conda-forge", "pytorch"]

FILES: list[Mapping[str, object]] = [
    {"name": "x", "dependencies": ["python=3.6.2", {"pip": ["numpy", "joblib"]}]},
    {"name": "x", "dependencies": ["python=3.7.*", "pip", {"pip": ["numpy", "--pre", "numpy==1.0"]}]},
    {"name": "x", "channels": ["defaults"], "dependencies": ["scikit-learn==0.22", "tensorflow=2.0"]},
    {"channels": []},
    {"dependencies": ["python>=3.6,<3.8", {"pip": []}], "variables": {"A": "1"}},
    {"dependencies": ["python", {"pip": None}]},
    {"dependencies": ["python=3.7", {"pip": ["joblib", ""]}], "prefix": "/opt/env"},
]

calls = st.one_of(
    st.tuples(
        st.sampled_from(["add_pip_package", "remove_pip_package"]), st.tuples(st.sampled_from([*PIP, "-e ."]))
    ),
    st.tuples(
        st.sampled_from(["add_conda_package", "remove_conda_package"]), st.tuples(st.sampled_from(CONDA))
    ),
    st.tuples(st.sampled_from(["add_channel", "remove_channel"]), st.tuples(st.sampled_from(CHANNELS))),
    st.tuples(
        st.sampled_from(["set_pip_option", "remove_pip_option", "set_pip_index_url"]),
        st.tuples(st.sampled_from(OPTIONS)),
    ),
    st.tuples(st.just("set_python_version"), st.tuples(st.sampled_from(["3.7", "3.8.13", "3.10.18"]))),
    st.tuples(
        st.just("set_pip_requirements"),
        st.tuples(st.lists(st.sampled_from([*PIP, *OPTIONS]), unique=True, max_size=4)),
    ),
    st.tuples(
        st.sampled_from(["add_tensorflow_pip_package", "add_tensorflow_conda_package"]),
        st.tuples(st.sampled_from(["cpu", "gpu", "tpu"]), st.sampled_from([None, "1.15.0"])),
    ),
    st.tuples(st.just("add_cntk_package"), st.tuples(st.sampled_from(["cpu", "gpu"]))),
)


def theirs(document: Mapping[str, object]) -> CondaDependencies:
    return CondaDependencies(_underlying_structure=YAML(typ="rt").load(yaml.safe_dump(dict(document))))


def marked(document: dict[str, object]) -> object:
    """Put our mark in place of the index that the package itself wrote."""
    for item in document.get("dependencies", ()):  # type: ignore[attr-defined]
        if isinstance(item, dict) and item.get("pip"):
            item["pip"] = [_marked(line) for line in item["pip"]]
    return document


def _marked(line: str) -> str:
    if line.startswith("-"):
        line = line.replace(CondaDependencies.sdk_origin_url(), conda.V1_INDEX + "/index.html")
        line = line.replace(DEFAULT_SDK_ORIGIN, conda.V1_INDEX)
    return line


def both(document: Mapping[str, object], v1: CondaDependencies, call: Call) -> Mapping[str, object]:
    """Make one call on both sides; where one refuses, the other must too, and nothing is compared after."""
    name, arguments = call
    ours: Callable[..., Mapping[str, object]] = getattr(conda, name)
    try:
        getattr(v1, name)(*copy.deepcopy(arguments))
    except (UserErrorException, TypeError, AttributeError, IndexError):
        with pytest.raises(conda.CondaError):
            ours(document, *arguments)
        raise
    return ours(document, *arguments)


@given(st.sampled_from([conda.empty(), *FILES]), st.lists(calls, max_size=6))
def test_the_same_calls_give_the_same_document(start: Mapping[str, object], sequence: list[Call]) -> None:
    document, v1 = conda.loaded(start), theirs(start)
    for call in sequence:
        if "dependencies" not in document and call[1][0] in PYTHONS:
            return  # v1 then forgets which version it wrote, in an attribute that no document shows
        try:
            document = both(document, v1, call)
        except (UserErrorException, TypeError, AttributeError, IndexError):
            return
    assert document == v1.as_dict()


packages = st.none() | st.lists(st.sampled_from(PIP), max_size=3)


@given(
    packages,
    st.none() | st.lists(st.sampled_from([*CONDA, "python=3.10.18"]), max_size=3),
    st.sampled_from([None, "3.6.2", "3.9"]),
    st.sampled_from([None, "https://feed.example.test/simple/"]),
    st.booleans(),
)
def test_create(
    pip: list[str] | None, packages: list[str] | None, version: str | None, index: str | None, pin: bool
) -> None:
    given_version = {} if version is None else {"python_version": version}
    try:
        v1 = CondaDependencies.create(index, pip, packages, pin_sdk_version=pin, **given_version)
    except (UserErrorException, TypeError):
        with pytest.raises(conda.CondaError):
            conda.created(pip, packages, version, index, pin)
        return
    assert conda.created(pip, packages, version, index, pin) == marked(v1.as_dict())


@given(st.sampled_from(FILES))
def test_calls_leave_their_argument_alone(start: Mapping[str, object]) -> None:
    before = copy.deepcopy(start)
    conda.add_conda_package(start, "numpy")
    conda.set_pip_requirements(start, ["numpy"])
    conda.add_channel(start, "pytorch")
    assert start == before


def test_empty() -> None:
    assert conda.empty() == CondaDependencies().as_dict()


@pytest.mark.parametrize("start", FILES)
def test_environment_from_conda_specification(start: Mapping[str, object], tmp_path) -> None:
    path = tmp_path / "conda.yml"
    path.write_text(yaml.safe_dump(dict(start)))
    environment = Environment.from_conda_specification("x", str(path))
    assert conda.from_conda_specification(start) == environment.python.conda_dependencies.as_dict()


@pytest.mark.parametrize("version", [None, "21.0"])
def test_environment_from_pip_requirements(version: str | None, tmp_path) -> None:
    lines = ["numpy==1.0", "", "# a note", "-r more.txt"]
    path = tmp_path / "requirements.txt"
    path.write_text("\n".join(lines))
    environment = Environment.from_pip_requirements("x", str(path), version)
    assert conda.from_pip_requirements(lines, version) == environment.python.conda_dependencies.as_dict()


@given(st.lists(st.sampled_from([*PIP, "numpy !=1.5", "numpy"]), max_size=6))
def test_merge_requirements(requirements: list[str]) -> None:
    assert conda.merge_requirements(requirements) == CondaDependencies.merge_requirements(requirements)


@pytest.mark.parametrize("content", [[], "text", None, {"packages": []}])
def test_what_v1_does_not_load(content: object) -> None:
    with pytest.raises(conda.CondaError):
        conda.loaded(content)
    with pytest.raises(UserErrorException):
        CondaDependencies._validate_yaml(content)


def test_every_mutator_of_the_installed_package_is_here() -> None:
    verbs = ("add_", "remove_", "set_", "merge_")
    calls = [name for name in vars(CondaDependencies) if name.startswith(verbs)]
    assert calls
    assert [name for name in calls if not hasattr(conda, name)] == []


@pytest.mark.parametrize("start", FILES)
def test_which_python_entry_the_package_replaces(start: Mapping[str, object]) -> None:
    before = [item for item in conda.conda_entries(start) if conda.package_name(item) == "python"]
    after = conda.conda_entries(conda.from_conda_specification(start))
    replaced = [item for item in before if item not in after]
    assert conda.replaced_python(start) == (replaced[0] if replaced else None)
