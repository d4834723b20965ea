import pytest

from compat.mapping import conda
from compat.mapping.conda_cleanup import cleaned
from compat.mapping.conda_rows import REPLACED, SERVER, SETTINGS
from compat.mapping.setting import Api, Fate
from compat.v1 import Conda, Unread
from compat.value import Unresolved

NOTHING: frozenset[str] = frozenset()


def pip_of(entries, imports=NOTHING, **more):
    document, changes = cleaned(
        Conda({"dependencies": ["python=3.10", "pip", {"pip": entries}], **more}), imports
    )
    return document["dependencies"][-1]["pip"], {change.key for change in changes}, changes


def test_what_create_makes_becomes_a_list_for_v2() -> None:
    document, changes = cleaned(
        Conda(conda.created(["azureml-defaults", "joblib"], ["scikit-learn"])), NOTHING
    )
    assert document == {
        "name": "project_environment",
        "dependencies": ["python=3.10.18", "pip", "scikit-learn", {"pip": [SERVER, "joblib"]}],
        "channels": ["anaconda", "conda-forge"],
    }
    assert {change.key for change in changes} == {"azureml-defaults", "options", "pip", "python", "channels"}


def test_generated_option_lines_are_known_by_their_shape() -> None:
    lines = [
        "--find-links https://i.example.test/simple/index.html",
        "--extra-index-url https://i.example.test/simple",
    ]
    assert pip_of([*lines, SERVER])[0] == [SERVER]


@pytest.mark.parametrize(
    "lines",
    [
        ["--extra-index-url https://i.example.test/simple"],
        [
            "--find-links https://a.example.test/simple/index.html",
            "--extra-index-url https://b.example.test/simple",
        ],
        ["--index-url https://i.example.test/simple"],
    ],
)
def test_option_lines_of_people_stay(lines: list[str]) -> None:
    entries, keys, _ = pip_of([*lines, SERVER])
    assert entries == [*lines, SERVER]
    assert not keys


def test_the_scoring_script_keeps_what_it_imports() -> None:
    entries, _, changes = pip_of(["azureml-defaults==1.33.0"], frozenset({"azureml.core.model", "json"}))
    assert entries == [SERVER, "azureml-core>=1.61"]
    assert any(change.decision for change in changes)


def test_a_script_nobody_read_keeps_everything() -> None:
    entries, _, _ = pip_of(["azureml-defaults", "azureml-sdk", "azureml-contrib-services"], None)
    assert entries == [SERVER, "azureml-sdk", "azureml-contrib-services"]


def test_the_sdk_goes_where_it_is_not_imported() -> None:
    entries, keys, _ = pip_of(
        ["azureml-core==1.20", "azureml_train-automl", "azureml-mlflow", "numpy", SERVER]
    )
    assert entries == ["azureml-mlflow", "numpy", SERVER]
    assert keys == {"azureml-sdk"}


def test_an_old_pin_of_the_defaults_is_told() -> None:
    _, _, changes = pip_of(["azureml-defaults==1.20.0"])
    assert any("no server at all" in change.sentence for change in changes)
    _, _, changes = pip_of(["azureml-defaults==1.61.0"])
    assert not any("no server at all" in change.sentence for change in changes)


def test_the_server_is_added_where_nothing_brings_it() -> None:
    document, changes = cleaned(Conda({"dependencies": ["python=3.9"]}), NOTHING)
    assert document["dependencies"] == ["python=3.9", "pip", {"pip": [SERVER]}]
    assert {change.key for change in changes} == {"azureml-inference-server-http", "pip"}


def test_a_server_of_ones_own_stays() -> None:
    entries, _, _ = pip_of(["azureml-inference-server-http==1.4.1", "azureml-defaults"])
    assert entries == ["azureml-inference-server-http==1.4.1"]


@pytest.mark.parametrize(
    "entry", ["python=3.6.2", "python=3.7.*", "python==3.8.13", "python<3.9", "python 3.8"]
)
def test_an_old_python_is_a_decision_and_stays(entry: str) -> None:
    document, changes = cleaned(Conda({"dependencies": [entry, "pip", {"pip": [SERVER]}]}), NOTHING)
    assert document["dependencies"][0] == entry
    (change,) = changes
    assert change.fate is Fate.MANUAL
    assert change.decision is not None


@pytest.mark.parametrize(
    "entry", ["python=3.9", "python=3.11.4", "python>=3.6", "python", "python-dateutil=2.7"]
)
def test_a_python_that_will_do_is_no_matter(entry: str) -> None:
    assert cleaned(Conda({"dependencies": [entry, "pip", {"pip": [SERVER]}]}), NOTHING)[1] == []


def test_what_the_server_requires_loses_its_pin() -> None:
    entries, keys, _ = pip_of(
        ["flask==1.0.3", "MarkupSafe<2.1", "pydantic", "inference-schema[numpy]==1.1", SERVER]
    )
    assert entries == ["flask", "MarkupSafe", "pydantic", "inference-schema[numpy]", SERVER]
    assert keys == {"server-dependencies", "inference-schema"}


def test_credentials_are_withheld() -> None:
    line = "--extra-index-url https://me:hunter2@feed.example.test/simple"
    entries, keys, changes = pip_of([line, SERVER])
    assert isinstance(entries[0], Unresolved)
    assert keys == {"credentials"}
    assert "hunter2" not in repr((entries, changes))


def test_a_channel_with_a_token_is_withheld() -> None:
    channels = ["https://conda.example.test/t/ab-12345678/team", "conda-forge"]
    document, changes = cleaned(Conda({"channels": channels, "dependencies": []}), NOTHING)
    assert isinstance(document["channels"][0], Unresolved)
    assert "ab-12345678" not in repr((document, changes))


def test_local_files_and_comments() -> None:
    entries, keys, _ = pip_of(["# a note", "", "-r more.txt", "./wheels/a.whl", SERVER])
    assert entries == ["-r more.txt", "./wheels/a.whl", SERVER]
    assert keys == {"comments", "files"}


def test_a_list_that_needs_nothing_is_left_alone() -> None:
    document = {
        "name": "x",
        "channels": ["conda-forge"],
        "dependencies": ["python=3.11", "pip", {"pip": [SERVER]}],
    }
    assert cleaned(Conda(document), NOTHING) == (document, [])


def test_a_gap_is_a_decision_and_nothing_is_claimed() -> None:
    waiting = Unresolved("not read")
    document, changes = cleaned(
        Conda({"dependencies": [waiting]}, gaps=(Unread("file", "not there"),)), NOTHING
    )
    assert document["dependencies"] == [waiting]
    assert [change.key for change in changes] == ["unread"]


@pytest.mark.parametrize("document", [{"dependencies": "numpy"}, {"dependencies": None}])
def test_a_broken_list_is_told(document: dict[str, object]) -> None:
    assert [change.key for change in cleaned(Conda(document), NOTHING)[1]] == ["unread"]


def test_rows() -> None:
    keys = [row.key for row in SETTINGS]
    assert len(keys) == len(set(keys))
    assert {row.api for row in SETTINGS} == {Api.CONDA}


def test_a_python_that_v1_replaced_is_a_decision() -> None:
    gap = Unread("python=3.7.*", REPLACED)
    _, changes = cleaned(
        Conda({"dependencies": ["python=3.10.18", "pip", {"pip": [SERVER]}]}, gaps=(gap,)), NOTHING
    )
    assert changes[0].key == "python"
    assert changes[0].decision is not None
    assert changes[0].sentence.startswith("python=3.7.* stands in the file")
