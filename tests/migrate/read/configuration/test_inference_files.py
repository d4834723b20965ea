import json

import pytest
from azureml.core.environment import Environment

from compat.mapping import scoring as mapping
from compat.mapping.first_generation import LEGACY
from compat.value import Known, Secret, Unresolved, known
from migrate.read.configuration.document import Node, parse
from migrate.read.configuration.inference import scoring_from_file
from tests.migrate.read.configuration.files import Memory, read, read_text, rules


def scoring_of(document: object, **others: object):
    path = "deploy/ic.json"
    tree = parse(json.dumps(document), path)
    assert isinstance(tree, Node)
    files = Memory({key.replace("__", "/").replace("DOT", "."): text for key, text in others.items()})
    return scoring_from_file(tree, files, path, mapping.SETTINGS)


def test_the_first_generation_with_its_conda_file() -> None:
    scoring, findings = scoring_of(
        {
            "entryScript": "/score.py",
            "runtime": "python",
            "condaFile": "../conda.yml",
            "sourceDirectory": "src",
        },
        deploy__condaDOTyml="dependencies:\n- scikit-learn\n",
    )
    assert findings == []
    assert known(scoring.settings["entry_script"].value) == "/score.py"
    assert scoring.environment is not None
    assert scoring.environment.origin == LEGACY
    assert scoring.environment.conda is not None
    assert scoring.environment.conda.document == {"dependencies": ["scikit-learn", "python=3.10.18"]}
    assert scoring.environment.conda.path == Known("deploy/conda.yml")


@pytest.mark.parametrize("content", [None, "a: [", "packages: []\n", ""])
def test_a_conda_file_that_cannot_be_read(content: str | None) -> None:
    others = {} if content is None else {"deploy__condaDOTyml": content}
    scoring, findings = scoring_of(
        {"entryScript": "s.py", "runtime": "python", "condaFile": "conda.yml"}, **others
    )
    assert [finding.rule for finding in findings] in (["AML307"], ["AML309"])
    assert scoring.environment is not None
    assert scoring.environment.conda is not None
    assert scoring.environment.conda.gaps
    assert isinstance(scoring.environment.conda.document["dependencies"][0], Unresolved)  # type: ignore[index]


def test_nulls_and_unknown_keys() -> None:
    nulls = dict.fromkeys(
        ["extraDockerfileSteps", "schemaFile", "sourceDirectory", "baseImage", "baseImageRegistry"]
    )
    scoring, findings = scoring_of({"entryScript": "s.py", "runtime": "python", "enableGpu": False, **nulls})
    assert findings == []
    assert scoring.settings["base_image"].value == Known(None)
    scoring, findings = scoring_of({"entryScript": "s.py", "enableGPU": True})
    assert [finding.rule for finding in findings] == ["AML302"]
    assert [unread.spelling for unread in scoring.unread] == ["enableGPU"]


def test_a_wrong_type_is_told() -> None:
    _, findings = scoring_of({"entryScript": ["s.py"], "enableGpu": "yes", "runtime": "python"})
    assert [finding.rule for finding in findings] == ["AML304", "AML304"]


def test_the_password_of_a_registry_is_secret() -> None:
    registry = {"address": "a", "username": "u", "password": "hunter2"}
    scoring, findings = scoring_of({"entryScript": "s.py", "baseImage": "x", "baseImageRegistry": registry})
    assert "hunter2" not in repr((scoring, findings))
    assert known(scoring.settings["base_image_registry"].value)["password"] == Secret("hunter2")


def test_an_environment_as_the_package_writes_it() -> None:
    v1 = Environment("churn")
    v1.docker.base_image_registry.password = "hunter2"
    v1.environment_variables["THRESHOLD"] = 0.7
    v1.version = "3"
    written = Environment._serialize_to_dict(v1)
    scoring, findings = scoring_of({"entryScript": "s.py", "environment": written})
    assert findings == []
    environment = scoring.environment
    assert environment is not None
    assert (environment.name, environment.version) == (Known("churn"), Known("3"))
    assert environment.unread == ()
    assert known(environment.settings["docker.base_image"].value) == v1.docker.base_image
    assert {
        name: known(fact.value) for name, fact in environment.variables.items()
    } == v1.environment_variables
    assert environment.conda is not None
    assert environment.conda.document == v1.python.conda_dependencies.as_dict()
    assert "hunter2" not in repr(environment)
    assert "environment" not in scoring.settings


def test_an_environment_by_name_only() -> None:
    scoring, _ = scoring_of({"entryScript": "s.py", "environment": "my-env"})
    assert scoring.settings["environment"].value == Known("my-env")


def test_a_folder_as_the_package_saves_it(tmp_path) -> None:
    v1 = Environment("churn")
    v1.docker.base_image = None
    v1.docker.base_dockerfile = "FROM ubuntu\n"
    v1.save_to_directory(str(tmp_path / "env"))
    texts = {f"env/{path.name}": path.read_text() for path in (tmp_path / "env").iterdir()}
    assert set(texts) == {"env/azureml_environment.json", "env/conda_dependencies.yml", "env/BaseDockerfile"}
    spelled = {path.replace("/", "__").replace(".", "DOT"): text for path, text in texts.items()}
    reading = read("env/azureml_environment.json", **spelled)
    assert rules(reading) == []
    assert reading is not None
    (environment,) = reading.environments
    assert environment.conda is not None
    assert environment.conda.document == v1.python.conda_dependencies.as_dict()
    assert known(environment.settings["docker.base_dockerfile"].value) == "FROM ubuntu\n"
    assert environment.unread == ()


def test_a_saved_folder_without_its_conda_file() -> None:
    saved = {"name": "e", "python": {"userManagedDependencies": False}, "docker": {}}
    reading = read_text(json.dumps(saved), "env/azureml_environment.json")
    assert rules(reading) == ["AML307"]
    own = {"name": "e", "python": {"userManagedDependencies": True}, "docker": {}}
    assert rules(read_text(json.dumps(own), "env/azureml_environment.json")) == []


def test_a_python_that_the_package_replaces_is_told() -> None:
    document = {"entryScript": "s.py", "runtime": "python", "condaFile": "conda.yml"}
    scoring, _ = scoring_of(document, deploy__condaDOTyml="dependencies:\n- python=3.7.*\n")
    assert scoring.environment is not None
    assert scoring.environment.conda is not None
    assert scoring.environment.conda.document == {"dependencies": ["python=3.10.18"]}
    assert [gap.spelling for gap in scoring.environment.conda.gaps] == ["python=3.7.*"]
    scoring, _ = scoring_of(document, deploy__condaDOTyml="dependencies:\n- python=3.7\n")
    assert scoring.environment is not None
    assert scoring.environment.conda is not None
    assert scoring.environment.conda.gaps == ()


def test_lists_that_may_hold_secrets_are_no_setting() -> None:
    feed = "--extra-index-url https://me:hunter2@feed.example.test/simple"
    conda = {"dependencies": ["python=3.9", {"pip": [feed]}]}
    environment = {"name": "e", "python": {"condaDependencies": conda}, "environmentVariables": {"A": "1"}}
    scoring, _ = scoring_of({"entryScript": "s.py", "environment": environment})
    assert scoring.environment is not None
    assert set(scoring.environment.settings) == {"name"}
    assert scoring.environment.conda is not None
