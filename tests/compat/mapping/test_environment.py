from collections.abc import Iterator

import pytest
from azureml.core.environment import DEFAULT_CPU_IMAGE, DEFAULT_GPU_IMAGE, Environment
from hypothesis import given
from hypothesis import strategies as st

from compat import v1
from compat.mapping import conda
from compat.mapping.account import row_for
from compat.mapping.conda_rows import SERVER
from compat.mapping.environment import plan
from compat.mapping.environment_rows import CPU_IMAGE, GPU_IMAGE, SETTINGS
from compat.mapping.first_generation import legacy
from compat.mapping.scoring import OF_THE_ENVIRONMENT
from compat.mapping.setting import Api, Fate
from compat.v1 import Conda
from compat.value import Expression, Known, Secret, Unresolved
from tests.compat.mapping import subjects
from tests.compat.mapping.subjects import about, accounted, environment, facts, subject

READY = Conda(
    {"name": "x", "channels": ["conda-forge"], "dependencies": ["python=3.11", "pip", {"pip": [SERVER]}]}
)


def planned(scoring: v1.Scoring):
    result, variables, changes = plan(subject(scoring), frozenset())
    assert result is not None
    return result, variables, changes


def of(**more: object):
    return planned(subjects.scoring(environment(**{"conda": READY, **more}), entry_script="score.py"))


def attributes(thing: object, path: str = "") -> Iterator[str]:
    properties = [name for name, item in vars(type(thing)).items() if isinstance(item, property)]
    for name in [*vars(thing), *properties]:
        if not name.startswith("_"):
            yield f"{path}{name}"


def test_every_attribute_of_the_installed_package_has_a_row() -> None:
    environment = Environment("x")
    names = [
        *attributes(environment),
        *attributes(environment.python, "python."),
        *attributes(environment.docker, "docker."),
        *attributes(environment.docker.base_image_registry, "docker.base_image_registry."),
        *attributes(environment.spark, "spark."),
        *attributes(environment.databricks, "databricks."),
    ]
    assert "docker.base_image" in names
    sections = {"python", "docker"}
    assert [name for name in names if name not in sections and row_for(SETTINGS, name) is None] == []


def test_every_row_is_an_attribute_or_an_argument_of_the_package() -> None:
    thing = Environment("x")
    missing = [row.key for row in SETTINGS if not _has(thing, row.key.split("."))]
    assert missing == [
        "python.base_conda_environment",
        "docker.build_context.location_type",
        "docker.build_context.location",
        "docker.build_context.dockerfile_path",
    ]


def _has(thing: object, path: list[str]) -> bool:
    for name in path:
        if not hasattr(thing, name):
            return False
        thing = getattr(thing, name)
    return True


def test_json_keys_are_those_the_package_writes() -> None:
    written = Environment._serialize_to_dict(Environment("x"))
    assert {row.spelling.file for row in SETTINGS if "." not in row.key} - set(written) == {"label"}
    for section in ("python", "docker"):
        keys = {row.spelling.file.split(".")[1] for row in SETTINGS if row.key.startswith(section + ".")}
        assert set(written[section]) <= keys
        assert keys - set(written[section]) <= {"gpuSupport"}


def test_images_are_those_of_the_package() -> None:
    assert (CPU_IMAGE, GPU_IMAGE) == (DEFAULT_CPU_IMAGE, DEFAULT_GPU_IMAGE)
    assert {row.api for row in SETTINGS} == {Api.ENVIRONMENT}


def test_conda_on_an_image() -> None:
    result, variables, changes = of(docker__base_image=CPU_IMAGE)
    assert (result.name, result.version, result.image) == (Known("churn-env"), None, Known(CPU_IMAGE))
    assert result.conda == READY.document
    assert variables == {}
    assert [change.key for change in changes if change.decision] == []


def test_the_default_image_and_the_default_conda_are_written_out() -> None:
    result, _, changes = of(conda=None)
    assert result.image == Known(CPU_IMAGE)
    assert result.conda is not None
    assert result.conda["dependencies"][0] == "python=3.8.13"
    assert about(changes, "docker.base_image").fate is Fate.WRITTEN_OUT
    assert about(changes, "python.conda_dependencies").fate is Fate.WRITTEN_OUT


@pytest.mark.parametrize(
    "image",
    ["mcr.microsoft.com/azureml/openmpi3.1.2-ubuntu18.04", "mcr.microsoft.com/azureml/base:latest", "mine:1"],
)
def test_an_old_or_foreign_image_is_a_decision(image: str) -> None:
    result, _, changes = of(docker__base_image=image)
    assert result.image == Known(image)
    assert about(changes, "docker.base_image").decision is not None


def test_an_image_with_its_own_packages_takes_no_conda() -> None:
    result, _, changes = of(
        python__user_managed_dependencies=True, docker__base_image="team.azurecr.io/scorer:1"
    )
    assert result.conda is None
    assert about(changes, "python.user_managed_dependencies").decision is not None


def test_a_dockerfile_gets_the_steps_that_v1_added() -> None:
    result, _, changes = of(docker__base_dockerfile="FROM ubuntu:22.04\nRUN echo hello")
    assert result.image is None
    assert result.dockerfile is not None
    assert result.dockerfile.startswith("FROM ubuntu:22.04\nRUN echo hello\n")
    assert "COPY conda.yml" in result.dockerfile
    assert result.conda == READY.document
    assert about(changes, "docker.base_dockerfile").decision is not None


def test_a_dockerfile_alone_is_written_as_it_is() -> None:
    result, _, _ = of(docker__base_dockerfile="FROM ubuntu\n", python__user_managed_dependencies=True)
    assert result.dockerfile == "FROM ubuntu\n"


def test_a_dockerfile_by_path() -> None:
    result, _, _ = of(docker__base_dockerfile="docker/Dockerfile", python__user_managed_dependencies=True)
    assert (result.build_path, result.dockerfile_path) == (Known("deploy/docker"), Known("Dockerfile"))
    assert result.dockerfile is None


@pytest.mark.parametrize(
    "line", ["ENV API_KEY=abc123", "ENV API_KEY abc123", "RUN pip install git+https://abc123@h/x"]
)
def test_a_dockerfile_with_a_secret_is_not_written(line: str) -> None:
    result, _, changes = of(docker__base_dockerfile=f"FROM ubuntu\n{line}\n")
    assert result.dockerfile is None
    assert "abc123" not in repr((result, [change.sentence for change in changes]))


def test_a_build_context_in_the_repository() -> None:
    result, _, changes = of(
        conda=None,
        docker__build_context__location="../docker",
        docker__build_context__dockerfile_path="Dockerfile.cpu",
    )
    assert (result.build_path, result.dockerfile_path) == (Known("docker"), Known("Dockerfile.cpu"))
    assert (result.image, result.conda) == (None, None)
    assert not [change for change in changes if change.decision]


@pytest.mark.parametrize("location", ["https://code.example.test/x.git#main", "git@code.example.test:x.git"])
def test_a_build_context_elsewhere_is_a_decision(location: str) -> None:
    result, _, changes = of(conda=None, docker__build_context={"locationType": "git", "location": location})
    assert isinstance(result.build_path, Unresolved)
    assert about(changes, "docker.build_context").decision is not None


def test_what_is_set_last_wins() -> None:
    result, _, changes = of(docker__base_image="mine:1", docker__base_dockerfile="FROM ubuntu\n")
    assert result.image is None
    assert about(changes, "docker.base_image").fate is Fate.COMBINED
    result, _, _ = of(docker__base_dockerfile="FROM ubuntu\n", docker__base_image="mine:1")
    assert (result.image, result.dockerfile) == (Known("mine:1"), None)


def test_the_address_of_a_private_registry_goes_into_the_name() -> None:
    result, _, changes = of(
        docker__base_image="scorer:1",
        docker__base_image_registry__address="team.azurecr.io",
        docker__base_image_registry__username="team",
        docker__base_image_registry__password=Secret("hunter2"),
    )
    assert result.image == Known("team.azurecr.io/scorer:1")
    assert about(changes, "docker.base_image_registry.password").fate is Fate.MANUAL
    assert "hunter2" not in repr(changes)


def test_a_name_with_a_registry_stays() -> None:
    result, _, _ = of(
        docker__base_image="a.azurecr.io/x:1", docker__base_image_registry={"address": "b.azurecr.io"}
    )
    assert result.image == Known("a.azurecr.io/x:1")


@pytest.mark.parametrize(
    ("more", "reference"),
    [
        ({"version": Known("4")}, "azureml:churn-env:4"),
        ({"version": Known(None)}, "azureml:churn-env@latest"),
        ({}, "azureml:churn-env@latest"),
        ({"label": "latest"}, "azureml:churn-env@latest"),
        ({"name": Known("AzureML-Minimal")}, "azureml:AzureML-Minimal@latest"),
    ],
)
def test_registered_environments_are_references(more: dict[str, object], reference: str) -> None:
    result, _, changes = of(registered=True, conda=None, **more)
    assert result.reference == Known(reference)
    assert (result.image, result.conda, result.name) == (None, None, None)
    assert [change for change in changes if change.decision]


def test_a_curated_environment_is_named() -> None:
    _, _, changes = of(registered=True, conda=None, name=Known("AzureML-Minimal"))
    assert any("AzureML-Minimal is a curated" in change.sentence for change in changes)


def test_a_registered_environment_that_the_code_changes_is_a_decision() -> None:
    _, variables, changes = of(registered=True, docker__base_image="mine:1", variables={"A": "1"})
    assert about(changes, "docker.base_image").decision is not None
    assert about(changes, "python.conda_dependencies").decision is not None
    assert variables == {"A": Known("1")}


def test_variables_stand_in_the_deployment() -> None:
    _, variables, changes = of(
        variables={
            "EXAMPLE_ENV_VAR": "EXAMPLE_VALUE",
            "AZUREML_ENTRY_SCRIPT": "score.py",
            "THRESHOLD": 0.7,
            "MODE": "fast",
            "EMPTY": None,
            "API_KEY": "abc123",
            "DEBUG": True,
            "REGION": Expression("args.region"),
        }
    )
    assert list(variables) == ["THRESHOLD", "MODE", "API_KEY", "DEBUG", "REGION"]
    assert variables["THRESHOLD"] == Known("0.7")
    assert isinstance(variables["API_KEY"], Unresolved)
    assert about(changes, "environment_variables.DEBUG").decision is not None
    assert about(changes, "environment_variables.MODE").fate is Fate.CARRIED
    assert "abc123" not in repr((variables, [change.sentence for change in changes]))


def test_an_example_that_was_changed_is_no_example() -> None:
    assert of(variables={"EXAMPLE_ENV_VAR": "mine"})[1] == {"EXAMPLE_ENV_VAR": Known("mine")}


def test_the_first_generation_becomes_the_environment_of_v1() -> None:
    scoring = subjects.scoring(entry_script="score.py", runtime="python", conda_file="conda.yml")
    scoring = legacy(Conda(conda.from_conda_specification({"dependencies": ["numpy"]})), scoring)
    result, _, changes = planned(scoring)
    assert (result.name, result.image) == (Known("churn-env"), Known(CPU_IMAGE))
    assert result.conda is not None
    assert "numpy" in result.conda["dependencies"]
    assert about(changes, "conda_file").fate is Fate.COMBINED
    assert about(changes, "runtime").fate is Fate.DROPPED


def test_a_conda_file_that_was_not_read_stays_open() -> None:
    result, _, changes = planned(
        subjects.scoring(entry_script="score.py", runtime="python", conda_file="conda.yml")
    )
    assert result.conda is not None
    assert isinstance(result.conda["dependencies"][0], Unresolved)
    assert about(changes, "unread").decision is not None


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"runtime": "spark-py"}, "runtime"),
        ({"runtime": "python", "enable_gpu": True}, "enable_gpu"),
        ({"runtime": "python", "cuda_version": "10.0"}, "cuda_version"),
        ({"runtime": "python", "extra_docker_file_steps": "steps"}, "extra_docker_file_steps"),
        (
            {"runtime": "python", "base_image": "mine:1", "base_image_registry": {"password": "p"}},
            "base_image_registry",
        ),
        ({}, "environment"),
    ],
)
def test_parts_of_the_first_generation_that_need_a_decision(values: dict[str, object], key: str) -> None:
    _, _, changes = planned(subjects.scoring(entry_script="score.py", **values))
    assert about(changes, key).decision is not None


def test_parts_that_say_nothing_need_none() -> None:
    nulls = dict.fromkeys(("extra_docker_file_steps", "base_image", "base_image_registry", "cuda_version"))
    _, _, changes = planned(
        subjects.scoring(entry_script="score.py", runtime="python", enable_gpu=False, **nulls)
    )
    assert [change.key for change in changes if change.decision] == ["python"]


def test_gpu_takes_the_gpu_image() -> None:
    result, _, _ = planned(subjects.scoring(entry_script="s.py", runtime="python", enable_gpu=True))
    assert result.image == Known(GPU_IMAGE)
    result, _, _ = planned(
        subjects.scoring(entry_script="s.py", runtime="python", enable_gpu=True, base_image="m:1")
    )
    assert result.image == Known("m:1")


def test_an_environment_that_could_not_be_read() -> None:
    result, _, changes = planned(
        subjects.scoring(entry_script="s.py", environment=Unresolved("it comes from a call"))
    )
    assert result.reference == Unresolved("it comes from a call")
    assert about(changes, "environment").decision is not None


def test_the_service_name_may_be_unknown() -> None:
    scoring = subjects.scoring(entry_script="s.py", runtime="python")
    result, _, _ = plan(subject(scoring, name=Unresolved("an argument")), frozenset())
    assert result is not None
    assert result.name == Unresolved("an argument")


def test_no_scoring_no_environment() -> None:
    assert plan(subject(None)) == (None, {}, [])


values = st.one_of(
    st.none(),
    st.booleans(),
    st.just("docker/Dockerfile"),
    st.just("FROM x\n"),
    st.just({"location": "x", "address": "y"}),
    st.just(Expression("e")),
    st.just(Unresolved("why")),
)
variables = st.dictionaries(st.sampled_from(["A", "API_KEY", "EXAMPLE_ENV_VAR"]), values)


@given(
    st.dictionaries(st.sampled_from([*[row.key for row in SETTINGS], "spark.packages", "new"]), values),
    variables,
    st.dictionaries(st.sampled_from(sorted(OF_THE_ENVIRONMENT)), values),
    st.sampled_from([None, READY]),
    st.booleans(),
    st.sampled_from(["", "InferenceConfig"]),
)
def test_every_fact_ends_once(own, variables, parts, conda, registered, origin) -> None:
    found = v1.Environment(
        Known("e"),
        settings={} if origin else subjects.settings(own),
        variables=subjects.settings(variables),
        conda=conda,
        registered=registered and not origin,
        origin=origin,
    )
    scoring = subjects.scoring(found, **parts)
    _, _, changes = plan(subject(scoring))
    assert accounted(changes) == facts(found.settings, found.variables, scoring.settings)
