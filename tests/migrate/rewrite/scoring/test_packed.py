"""Load paths of several models: one folder more, once."""

import pytest

from migrate.rules.rule import Safety
from tests.migrate.rewrite.proposals import proposed, proposed_in
from tests.migrate.rewrite.scoring.projects import project
from tests.samples import ROOT

TWO = 'model = Model(ws, "churn", version=3)\nother = Model(ws, "labels", version=4)\n'
SCRIPT = """\
import os


def init():
    global model
    root = {read}
    model = open(os.path.join(root, "churn", "3", "churn.pkl")).read()


def run(data):
    return model
"""


@pytest.mark.parametrize(
    "read",
    [
        'os.environ["AZUREML_MODEL_DIR"]',
        "os.getenv('AZUREML_MODEL_DIR')",
        'os.environ.get("AZUREML_MODEL_DIR", ".")',
    ],
)
def test_every_way_to_read_the_variable_is_joined(tmp_path, read):
    files = project(TWO, "", given="[model, other]", script=SCRIPT.replace("{read}", read))
    found = proposed(tmp_path, files, "score.py")
    assert found.changed == [f'    root = os.path.join({read}, "churn-models")']
    assert (found.one.rule, found.one.safety, found.one.adds) == ("AML406", Safety.REVIEW, ())


def test_rewriting_twice_is_rewriting_once(tmp_path):
    files = project(
        TWO, "", given="[model, other]", script=SCRIPT.replace("{read}", 'os.environ["AZUREML_MODEL_DIR"]')
    )
    first = proposed(tmp_path, files, "score.py")
    assert proposed(tmp_path, {**files, "score.py": first.text}, "score.py").proposals == ()


def test_one_model_is_left_alone(tmp_path):
    script = SCRIPT.replace("{read}", 'os.environ["AZUREML_MODEL_DIR"]')
    assert proposed(tmp_path, project(TWO, "", script=script), "score.py").proposals == ()


def test_a_script_that_does_not_read_the_variable_is_left_alone(tmp_path):
    files = project(TWO, "", given="[model, other]", script=SCRIPT.replace("{read}", "'/models'"))
    assert proposed(tmp_path, files, "score.py").proposals == ()


def test_the_sample():
    found = proposed_in(ROOT / "toxicity-two-models" / "v1", "src/score.py")
    assert found.changed == ['    root = os.path.join(os.environ["AZUREML_MODEL_DIR"], "toxicity-models")']
