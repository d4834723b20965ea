import inspect
from dataclasses import replace

import pytest
from azureml.core.model import InferenceConfig
from hypothesis import given
from hypothesis import strategies as st

from compat import v1
from compat.mapping.scoring import OF_THE_ENVIRONMENT, SETTINGS, plan
from compat.mapping.setting import Api, Fate
from compat.value import Expression, Known, Place, Unresolved
from tests.compat.mapping import subjects
from tests.compat.mapping.subjects import about, accounted, facts, subject


def test_every_keyword_of_the_installed_package_has_a_row() -> None:
    keywords = set(inspect.signature(InferenceConfig).parameters)
    assert keywords == {row.key for row in SETTINGS} - {"schema_file"}


def test_every_key_of_the_inference_file_is_spelled_once() -> None:
    keys = [row.spelling.file for row in SETTINGS if row.spelling.file]
    assert len(keys) == len(set(keys))
    assert {"entryScript", "sourceDirectory", "extraDockerfileSteps", "schemaFile", "environment"} <= set(
        keys
    )
    assert {row.api for row in SETTINGS} == {Api.SCORING}


def planned(script: str | None = None, **values: object):
    configuration, changes = plan(subject(replace(subjects.scoring(**values), script=script)))
    assert configuration is not None
    code, script = configuration.code, configuration.scoring_script
    assert isinstance(code, Known)
    assert isinstance(script, Known)
    return code.value, script.value, changes


@pytest.mark.parametrize(
    ("values", "code", "script"),
    [
        ({"source_directory": "src", "entry_script": "score.py"}, "deploy/src", "score.py"),
        (
            {"source_directory": "./src/", "entry_script": "serving/score.py"},
            "deploy/src",
            "serving/score.py",
        ),
        ({"source_directory": "../src", "entry_script": "score.py"}, "src", "score.py"),
        ({"source_directory": ".", "entry_script": "score.py"}, "deploy", "score.py"),
        ({"source_directory": None, "entry_script": "score.py"}, "deploy", "score.py"),
        ({"entry_script": "code/score.py"}, "deploy/code", "score.py"),
        ({"entry_script": "/score.py", "source_directory": "src"}, "deploy/src", "score.py"),
        ({"entry_script": "serving\\score.py", "source_directory": "src"}, "deploy/src", "serving/score.py"),
    ],
)
def test_paths_count_from_the_root(values: dict[str, object], code: str, script: str) -> None:
    assert planned(**values)[:2] == (code, script)


@pytest.mark.parametrize(
    ("script", "values", "code", "inside"),
    [
        ("src/score.py", {"source_directory": "src", "entry_script": "score.py"}, "src", "score.py"),
        ("deploy/score.py", {"entry_script": "deploy/score.py"}, "deploy", "score.py"),
        ("score.py", {"source_directory": ".", "entry_script": "score.py"}, ".", "score.py"),
        ("deploy/score.py", {"entry_script": "//deploy/score.py"}, "deploy", "score.py"),
        ("src/a/score.py", {"source_directory": "//src", "entry_script": "a/score.py"}, "src", "a/score.py"),
    ],
)
def test_the_tree_knows_better_where_the_script_ran(script, values, code, inside) -> None:
    found = planned(script, **values)
    assert found[:2] == (code, inside)
    assert about(found[2], "entry_script").decision is None


@pytest.mark.parametrize("name", ["score.py", "/app/score.py"])
def test_a_script_that_is_not_there_is_a_decision(name: str) -> None:
    _, _, changes = planned("", entry_script=name)
    assert about(changes, "entry_script").fate is Fate.MANUAL


@pytest.mark.parametrize("script", ["score.R", "my-score.py", "../../score.py"])
def test_a_script_that_cannot_be_is_a_decision(script: str) -> None:
    assert about(planned(entry_script=script)[2], "entry_script").decision is not None


def test_a_script_at_the_root() -> None:
    scoring = v1.Scoring({"entry_script": subjects.given("score.py")}, place=Place("deploy.py"))
    configuration, _ = plan(subject(scoring))
    assert configuration is not None
    assert configuration.code == Known(".")


def test_without_a_folder_it_is_said_that_more_is_uploaded() -> None:
    change = about(planned(entry_script="score.py")[2], "source_directory")
    assert change.fate is Fate.WRITTEN_OUT
    assert "alone" in change.sentence


def test_with_a_folder_nothing_is_written_out() -> None:
    assert (
        about(planned(entry_script="score.py", source_directory="src")[2], "source_directory").fate
        is Fate.CARRIED
    )


def test_what_is_not_known_stays_so() -> None:
    waiting = Expression("args.script")
    configuration, _ = plan(subject(subjects.scoring(entry_script=waiting)))
    assert configuration is not None
    assert configuration.scoring_script == waiting
    assert isinstance(configuration.code, Unresolved)


def test_no_scoring_no_code() -> None:
    assert plan(subject(None)) == (None, [])


values = st.one_of(
    st.none(), st.just("x.py"), st.booleans(), st.just(Expression("e")), st.just(Unresolved("why"))
)


@given(st.dictionaries(st.sampled_from([*[row.key for row in SETTINGS], "new_keyword"]), values))
def test_every_fact_ends_once(given_values: dict[str, object]) -> None:
    scoring = subjects.scoring(**given_values)
    _, changes = plan(subject(scoring))
    own = {key: fact for key, fact in scoring.settings.items() if key not in OF_THE_ENVIRONMENT}
    assert accounted(changes) == facts(own)
