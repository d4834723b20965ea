"""``get_model_path``: the path is certain, likely, or said to be unknown."""

import pytest

from migrate.rewrite.proposal import Import
from migrate.rules.rule import Safety
from tests.migrate.rewrite.proposals import proposed
from tests.migrate.rewrite.scoring.projects import KNOWN_BY_NAME, REGISTERED, SCRIPT, project

CALL = 'Model.get_model_path("churn")'
TWO = """\
model = Model(ws, "churn", version=3)
other = Model.register(ws, model_path="outputs/labels/", model_name="labels")
third = Model(ws, id="words:7")
"""


def test_a_registered_file_is_joined_by_its_name(tmp_path):
    found = proposed(tmp_path, project(REGISTERED, CALL), "score.py")
    assert found.changed == [
        '    model = joblib.load(os.path.join(os.environ["AZUREML_MODEL_DIR"], "churn.pkl"))'
    ]
    assert (found.one.safety, found.one.adds) == (Safety.SAFE, (Import("os"),))


@pytest.mark.parametrize(
    ("path", "entry"),
    [
        ("outputs/churn.pkl", "churn.pkl"),
        ("./model/", "model"),
        ("model", "model"),
        ("a\\\\b.onnx", "b.onnx"),
    ],
)
def test_the_last_part_of_what_was_registered(tmp_path, path, entry):
    found = proposed(tmp_path, project(REGISTERED.replace("outputs/churn.pkl", path), CALL), "score.py")
    assert f'["AZUREML_MODEL_DIR"], "{entry}")' in found.text


def test_a_path_that_was_registered_on_the_fly(tmp_path):
    files = project("", 'Model.get_model_path("churn.pkl")', given='["outputs/churn.pkl"]')
    found = proposed(tmp_path, files, "score.py")
    assert 'os.path.join(os.environ["AZUREML_MODEL_DIR"], "churn.pkl")' in found.text


def test_a_model_known_by_name_is_the_only_entry_and_wants_a_look(tmp_path):
    found = proposed(tmp_path, project(KNOWN_BY_NAME, CALL), "score.py")
    assert 'glob.glob(os.path.join(os.environ["AZUREML_MODEL_DIR"], "*"))[0]' in found.text
    assert (found.one.safety, found.one.adds) == (Safety.REVIEW, (Import("os"), Import("glob")))


def test_quotes_and_imports_are_the_files_own(tmp_path):
    script = "from glob import glob\nimport os\n" + SCRIPT
    found = proposed(tmp_path, project(KNOWN_BY_NAME, CALL.replace('"', "'"), script=script), "score.py")
    assert "glob(os.path.join(os.environ['AZUREML_MODEL_DIR'], '*'))[0]" in found.text
    assert found.one.adds == ()


def test_the_version_may_be_said_if_it_is_the_services(tmp_path):
    good = project('model = Model(ws, "churn", version=3)\n', 'Model.get_model_path("churn", version=3)')
    assert proposed(tmp_path / "good", good, "score.py").one.safety is Safety.REVIEW
    bad = project('model = Model(ws, "churn", version=3)\n', 'Model.get_model_path("churn", version=2)')
    found = proposed(tmp_path / "bad", bad, "score.py")
    assert (found.text, found.one.safety) == (found.before, Safety.MANUAL)
    assert found.markers == ["The script asks for version 2, the service has version 3."]


def test_several_models_lie_in_the_packed_folder(tmp_path):
    for name, expected in (
        ("churn", '"churn-models", "churn", "3", "*"))[0]'),
        ("words", '"churn-models", "words", "7", "*"))[0]'),
    ):
        files = project(TWO, f'Model.get_model_path("{name}")', given="[model, third]")
        found = proposed(tmp_path / name, files, "score.py")
        assert expected in found.text
        assert found.proposals[-1].safety is Safety.REVIEW


@pytest.mark.parametrize(
    ("models", "given", "call", "said"),
    [
        (
            TWO,
            "[model, other]",
            'Model.get_model_path("labels")',
            "version numbers that are not in the source",
        ),
        (REGISTERED, "[model]", 'Model.get_model_path("sales")', "no model that is known to be called sales"),
        (REGISTERED, "[model]", "Model.get_model_path(NAME)", "Which model this is"),
        (REGISTERED, "[model]", 'Model.get_model_path("churn", version=V)', "Which version this is"),
        (REGISTERED, "[model]", 'Model.get_model_path("churn", V)', "Which version this is"),
    ],
)
def test_what_is_not_certain_is_marked_and_stays(tmp_path, models, given, call, said):
    script = "import config\nNAME = config.name\nV = config.version\n" + SCRIPT
    found = proposed(tmp_path, project(models, call, given=given, script=script), "score.py")
    markers = [marker for marker in found.markers if said in marker]
    assert len(markers) == 1
    assert call in found.text


def test_a_script_that_no_service_names_is_marked(tmp_path):
    found = proposed(tmp_path, {"score.py": SCRIPT.replace("{call}", CALL)}, "score.py")
    assert found.text == found.before
    assert "No service here names this script" in found.markers[0]


@pytest.mark.parametrize("run", ["def run(mini_batch):", "def main():"])
def test_scripts_of_jobs_are_left_alone(tmp_path, run):
    script = SCRIPT.replace("{call}", CALL).replace("def run(data):", run)
    found = proposed(tmp_path, {"batch.py": script}, "batch.py")
    assert (found.text, found.proposals) == (found.before, ())


def test_two_services_that_disagree_are_marked(tmp_path):
    files = project(REGISTERED, CALL)
    second = (
        files["deploy.py"].replace("churn.pkl", "second.pkl").replace('(ws, "churn", [', '(ws, "second", [')
    )
    found = proposed(tmp_path, {**files, "deploy_second.py": second}, "score.py")
    assert found.markers == ["The services that use this script have the model in different places."]


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(SCRIPT.replace("azureml.core.model", "mylib.model"), id="another Model"),
        pytest.param(
            'import os\n\n\ndef init():\n    open(os.path.join(os.environ["AZUREML_MODEL_DIR"], "churn.pkl"))\n\n\n'
            "def run(data):\n    return data\n",
            id="v2 already",
        ),
        pytest.param(
            '# Model.get_model_path("churn")\nTEXT = "Model.get_model_path"\n', id="comment and string"
        ),
    ],
)
def test_what_is_not_v1_is_left_alone(tmp_path, script):
    found = proposed(tmp_path, project(REGISTERED, CALL, script=script), "score.py")
    assert (found.proposals, found.text) == ((), found.before)


def test_rewriting_twice_is_rewriting_once(tmp_path):
    files = project(REGISTERED, CALL)
    first = proposed(tmp_path, files, "score.py")
    again = proposed(tmp_path, {**files, "score.py": first.text}, "score.py")
    assert again.text == first.text


def test_a_workspace_in_a_script_is_marked_and_stays(tmp_path):
    script = "from azureml.core import Run\n\ndef init():\n    Run.get_context()\n\ndef run(data):\n    return data\n"
    found = proposed(tmp_path, project(REGISTERED, CALL, script=script), "score.py")
    assert (found.text, found.one.rule) == (found.before, "AML403")
    assert found.markers[0].startswith("There is no workspace in a v2 container")
