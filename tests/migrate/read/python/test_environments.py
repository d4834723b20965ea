"""Environments, conda dependencies and inference configurations, with every change made to them since."""

from __future__ import annotations

import pytest

from compat.v1 import Conda, Environment, Scoring
from compat.value import Known, Secret
from tests.migrate.read.python.tree import plain, read, service

HEAD = """
import os
from azureml.core import ContainerRegistry, Environment, Workspace
from azureml.core.conda_dependencies import CondaDependencies
from azureml.core.environment import DockerSection, PythonSection
from azureml.core.model import InferenceConfig, Model
ws = Workspace.from_config()
"""
FILES = {
    "conda.yml": "name: x\ndependencies:\n- python=3.7\n- pip:\n  - joblib==1.0\n",
    "requirements.txt": "# comment\nnumpy==1.0\n\npandas\n",
    "Dockerfile": "FROM scratch\n",
}


def environment(code: str) -> Environment:
    *_, found = read(HEAD + code, FILES).environments
    return found


def set_on(found: Environment) -> dict[str, object]:
    return {key: plain(given.value) for key, given in found.settings.items()}


def variables(found: Environment) -> dict[str, object]:
    return {key: plain(given.value) for key, given in found.variables.items()}


def conda(found: Environment) -> Conda:
    assert found.conda is not None
    return found.conda


def pip(found: Environment) -> list[str]:
    (section,) = [one["pip"] for one in dependencies(found) if isinstance(one, dict)]
    assert isinstance(section, list)
    return [one for one in section if not one.startswith("--")]


def dependencies(found: Environment) -> list[object]:
    listed = conda(found).document["dependencies"]
    assert isinstance(listed, list)
    return listed


@pytest.mark.parametrize(
    ("code", "settings", "registered", "origin"),
    [
        ("Environment('e')", {}, False, "Environment"),
        ("Environment.get(ws, 'e', '3')", {}, True, "Environment.get"),
        ("Environment.get(ws, name='e', label='latest')", {"label": "latest"}, True, "Environment.get"),
        (
            "Environment.from_docker_image('e', 'img:1')",
            {"docker.base_image": "img:1", "python.user_managed_dependencies": True},
            False,
            "Environment.from_docker_image",
        ),
        (
            "Environment.from_docker_image('e', 'img:1', conda_specification='conda.yml')",
            {"docker.base_image": "img:1"},
            False,
            "Environment.from_docker_image",
        ),
        (
            "Environment.from_dockerfile('e', open('Dockerfile').read(), pip_requirements='requirements.txt')",
            {"docker.base_dockerfile": "FROM scratch\n"},
            False,
            "Environment.from_dockerfile",
        ),
    ],
)
def test_how_it_came_to_be(code: str, settings: dict[str, object], registered: bool, origin: str) -> None:
    found = environment(code)
    assert (plain(found.name), set_on(found), found.registered, found.origin) == (
        "e",
        settings,
        registered,
        origin,
    )


def test_a_version_is_asked_for() -> None:
    assert environment("Environment.get(ws, 'e', '3')").version == Known("3")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("e.docker.base_image = 'i'", {"docker.base_image": "i"}),
        ("e.docker.enabled = True\ne.docker.enabled = False", {"docker.enabled": False}),
        ("d = DockerSection()\nd.base_image = 'i'\ne.docker = d", {"docker.base_image": "i"}),
        ("e.docker = DockerSection()\ne.docker.base_image = 'i'", {"docker.base_image": "i"}),
        ("e.python.user_managed_dependencies = True", {"python.user_managed_dependencies": True}),
        ("e.inferencing_stack_version = 'latest'", {"inferencing_stack_version": "latest"}),
        (
            "r = e.docker.base_image_registry\nr.password = 'pw'",
            {"docker.base_image_registry.password": Secret("pw")},
        ),
        (
            "r = ContainerRegistry()\nr.address = 'a'\nr.password = 'pw'\ne.docker.base_image_registry = r",
            {"docker.base_image_registry.address": "a", "docker.base_image_registry.password": Secret("pw")},
        ),
        ("def f(e):\n    e.docker.base_image = 'i'\n    return e\nx = f(e)", {"docker.base_image": "i"}),
        ("setattr(e, 'inferencing_stack_version', 'latest')", {"inferencing_stack_version": "latest"}),
    ],
)
def test_attributes_set_since(code: str, expected: dict[str, object]) -> None:
    found = environment(f"e = Environment('e')\n{code}")
    assert (set_on(found), found.unread) == (expected, ())


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("e.environment_variables = {'A': 'b', 'N': 1}", {"A": "b", "N": 1}),
        ("e.environment_variables['A'] = 'b'", {"A": "b"}),
        (
            "e.environment_variables.update({'A': 'b'})\ne.environment_variables['C'] = 'd'",
            {"A": "b", "C": "d"},
        ),
        ("e.environment_variables = dict(A='b')\ne.environment_variables['A'] = 'c'", {"A": "c"}),
    ],
)
def test_variables(code: str, expected: dict[str, object]) -> None:
    assert variables(environment(f"e = Environment('e')\n{code}")) == expected


def test_variables_that_are_not_known_are_said() -> None:
    found = environment("e = Environment('e')\ne.environment_variables = {**load(), 'A': 'b'}")
    assert variables(found) == {"A": "b"}
    assert len(found.unread) == 1
    found = environment("e = Environment('e')\ne.environment_variables = {'A': 'b', **load()}")
    assert list(variables(found)) == ["A"]
    assert variables(found) != {"A": "b"}  # load() may set it as well


CREATE = "e = Environment('e')\nc = CondaDependencies.create("


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (CREATE + "pip_packages=['a', 'b'])\ne.python.conda_dependencies = c", ["a", "b"]),
        (CREATE + "pip_packages=['a'])\nc.add_pip_package('b')\ne.python.conda_dependencies = c", ["a", "b"]),
        (CREATE + "pip_packages=['a'])\ne.python.conda_dependencies = c\nc.remove_pip_package('a')", []),
        (CREATE + "None, ['a'], ['scipy'])\ne.python.conda_dependencies = c", ["a"]),
        (
            CREATE + "pip_packages=['a'])\nfor p in ('b', 'd'):\n    c.add_pip_package(p)\n"
            "e.python.conda_dependencies = c",
            ["a", "b", "d"],
        ),
        ("e = Environment('e')\ne.python.conda_dependencies.add_pip_package('a')", ["azureml-defaults", "a"]),
        (
            "e = Environment('e')\ne.python.conda_dependencies = CondaDependencies('conda.yml')",
            ["joblib==1.0"],
        ),
        (
            "e = Environment('e')\ne.python = PythonSection()\n"
            "e.python.conda_dependencies = CondaDependencies(conda_dependencies_file_path='conda.yml')",
            ["joblib==1.0"],
        ),
        ("Environment.from_conda_specification('e', 'conda.yml')", ["joblib==1.0"]),
        (
            "e = Environment.from_conda_specification(file_path='conda.yml', name='e')\n"
            "e.python.conda_dependencies.add_pip_package('a')",
            ["joblib==1.0", "a"],
        ),
        ("Environment.from_pip_requirements('e', 'requirements.txt')", ["numpy==1.0", "pandas"]),
        ("Environment.from_docker_image('e', 'i', None, 'conda.yml')", ["joblib==1.0"]),
    ],
)
def test_packages(code: str, expected: list[str]) -> None:
    found = environment(code)
    assert (pip(found), conda(found).gaps) == (expected, ())


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (
            "Environment.from_conda_specification('e', 'missing.yml')",
            "missing.yml is not in the scanned tree",
        ),
        ("Environment.from_conda_specification('e', os.environ['F'])", "only known when the code runs"),
        (CREATE + "pip_packages=['a', nowhere])\ne.python.conda_dependencies = c", "nowhere is not set"),
        (CREATE + "pip_packages=load())\ne.python.conda_dependencies = c", "load"),
        (
            CREATE + ")\nfor p in load():\n    c.add_pip_package(p)\ne.python.conda_dependencies = c",
            "it takes each",
        ),
        (
            "e = Environment.get(ws, 'e')\ne.python.conda_dependencies.add_pip_package('a')",
            "not in the source",
        ),
        ("Environment.from_conda_specification('e', 'Dockerfile')", "could not be followed"),
    ],
)
def test_packages_that_are_not_known_are_said(code: str, why: str) -> None:
    gaps = conda(environment(code)).gaps
    assert any(why in one.why for one in gaps), gaps


def test_a_clone_is_one_of_its_own() -> None:
    found = environment(
        "e = Environment('e')\ne.docker.base_image = 'i'\nf = e.clone('f')\nf.docker.base_image = 'j'"
    )
    assert (plain(found.name), set_on(found)) == ("f", {"docker.base_image": "j"})


def test_a_clone_of_a_registered_one_says_that_its_content_is_elsewhere() -> None:
    found = environment("e = Environment.get(ws, 'e', '3').clone('f')")
    assert (plain(found.name), found.registered, found.version, len(found.unread)) == ("f", False, None, 1)


def scoring(code: str) -> Scoring:
    found = service(HEAD + code + "\nModel.deploy(ws, 's', [], config)", FILES).scoring
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (
            "InferenceConfig('a.py', 'python', 'conda.yml', None, 'src')",
            {
                "entry_script": "a.py",
                "runtime": "python",
                "conda_file": "conda.yml",
                "extra_docker_file_steps": None,
                "source_directory": "src",
            },
        ),
        (
            "InferenceConfig(entry_script='a.py', enable_gpu=True)",
            {"entry_script": "a.py", "enable_gpu": True},
        ),
        ("InferenceConfig(**dict(entry_script='a.py'))", {"entry_script": "a.py"}),
    ],
)
def test_inference_configurations(code: str, expected: dict[str, object]) -> None:
    found = scoring(f"config = {code}")
    assert {key: plain(given.value) for key, given in found.settings.items()} == expected
    assert (found.environment, found.unread) == (None, ())


@pytest.mark.parametrize(
    "code",
    [
        "config = InferenceConfig('a.py', environment=Environment('e'))",
        "config = InferenceConfig('a.py')\nconfig.environment = Environment('e')",
        "def make(env):\n    return InferenceConfig('a.py', environment=env)\nconfig = make(Environment('e'))",
        "try:\n    e = Environment.get(ws, 'e')\nexcept Exception:\n    e = Environment('e')\n"
        "config = InferenceConfig('a.py', environment=e)",
    ],
)
def test_the_environment_of_an_inference_configuration(code: str) -> None:
    found = scoring(code)
    assert found.environment is not None
    assert (plain(found.environment.name), found.environment.origin) == ("e", "Environment")
    assert set(found.settings) == {"entry_script"}


@pytest.mark.parametrize("code", ["ws.environments['e']", "Environment.get(ws, 'e')"])
def test_registered_environments(code: str) -> None:
    found = scoring(f"config = InferenceConfig('a.py', environment={code})").environment
    assert found is not None
    assert (plain(found.name), found.registered, found.conda) == ("e", True, None)


def test_an_environment_that_is_not_known_is_an_argument_still() -> None:
    found = scoring("config = InferenceConfig('a.py', environment=load())")
    assert found.environment is None
    assert set(found.settings) == {"entry_script", "environment"}


SAVED = {
    "saved/azureml_environment.json": (
        '{"name": "env", "version": "2", "environmentVariables": {"A": "file"}, "docker": {"baseImage": "image:1"}, '
        '"python": {"userManagedDependencies": false}}'
    ),
    "saved/conda_dependencies.yml": "dependencies:\n- python=3.10\n- pip:\n  - azureml-defaults\n",
}


def saved_environment(lines: str, files: dict[str, str]):
    source = (
        "from azureml.core import Environment, Model, Workspace\n"
        "from azureml.core.model import InferenceConfig\n"
        "env = Environment.load_from_directory('saved')\n"
        f"{lines}\n"
        "Model.deploy(Workspace.from_config(), 'churn', [], InferenceConfig('score.py', environment=env))\n"
    )
    [service] = read(source, files).services
    assert service.scoring is not None
    return service.scoring.environment


def test_a_saved_folder_is_read_and_what_the_code_sets_wins():
    found = saved_environment(
        "env.docker.base_image = 'image:2'\nenv.environment_variables['B'] = 'code'", SAVED
    )
    assert found.name == Known("env")
    assert found.version == Known("2")
    assert found.settings["docker.base_image"].value == Known("image:2")
    assert {name: given.value for name, given in found.variables.items()} == {
        "A": Known("file"),
        "B": Known("code"),
    }
    assert found.conda.document["dependencies"] == ["python=3.10", {"pip": ["azureml-defaults"]}]
    assert found.unread == ()


def test_a_saved_folder_that_is_not_there_is_said():
    found = saved_environment("", {})
    assert [item.why for item in found.unread] == ["the saved environment in saved was not read"]


@pytest.mark.parametrize(("entry", "gaps"), [("python=3.7.*", 1), ("python=3.10", 0)])
def test_a_python_that_v1_itself_replaces_is_said(entry, gaps):
    source = (
        "from azureml.core import Environment, Model, Workspace\n"
        "from azureml.core.model import InferenceConfig\n"
        "env = Environment.from_conda_specification('env', 'conda.yml')\n"
        "Model.deploy(Workspace.from_config(), 'churn', [], InferenceConfig('score.py', environment=env))\n"
    )
    [service] = read(source, {"conda.yml": f"dependencies:\n- {entry}\n"}).services
    assert len(service.scoring.environment.conda.gaps) == gaps
