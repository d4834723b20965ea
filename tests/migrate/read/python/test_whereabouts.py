"""The working directory of a script: files are found from where ``os.chdir`` leads."""

from textwrap import dedent

import pytest

from compat.v1 import Scoring
from compat.value import Known, known
from migrate.scripts import completed
from tests.migrate.read.python.tree import Tree, read

FILES = {
    "code/scoring/score.py": "def init(): ...\ndef run(data): ...\n",
    "code/scoring/conda.yml": "dependencies: [python=3.8]",
    "code/scoring/settings.json": '{"cores": 4}',
    "tools/settings.json": '{"cores": 2}',
    "tools/score.py": "",
}
DEPLOY = """
import json, os
from azureml.core import Environment, Model, Workspace
from azureml.core.model import InferenceConfig
from azureml.core.webservice import AksWebservice
{code}
Model.deploy(Workspace.from_config(), "churn", [], scoring, AksWebservice.deploy_configuration(cpu_cores=cores))
"""


def scored(code: str) -> tuple[Scoring, object]:
    source = DEPLOY.format(code="cores = 1\n" + dedent(code))
    [found] = read(source, FILES, "tools/deploy.py").services
    whole = completed(found, Tree(FILES))
    assert whole.scoring is not None
    return whole.scoring, known(found.settings["cpu_cores"].value)


@pytest.mark.parametrize(
    "code",
    [
        "os.chdir('code/scoring')\nscoring = InferenceConfig('score.py')",
        "os.chdir('./code')\nscoring = InferenceConfig('scoring/score.py')",
        "os.chdir('code')\nos.chdir('scoring')\nscoring = InferenceConfig('score.py')",
        "os.chdir('..')\nos.chdir('code/scoring')\nscoring = InferenceConfig('score.py')",
        "os.chdir('../code/scoring')\nscoring = InferenceConfig('score.py')",
        "os.chdir(os.path.join(os.path.dirname(__file__), '../code/scoring'))\nscoring = InferenceConfig('score.py')",
        "os.chdir('code')\nscoring = InferenceConfig('score.py', source_directory='scoring')",
        "os.chdir('code/scoring')\nscoring = InferenceConfig('score.py')\nos.chdir('../..')",
    ],
)
def test_a_script_is_found_from_where_the_program_has_gone(code: str) -> None:
    found, _ = scored(code)
    assert found.script == "code/scoring/score.py"
    assert not found.unread


def test_a_script_is_found_beside_the_program_where_it_goes_nowhere() -> None:
    assert scored("scoring = InferenceConfig('score.py')")[0].script == "tools/score.py"
    assert scored("os.chdir('code')\nos.chdir('..')\nscoring = InferenceConfig('score.py')")[0].script == (
        "tools/score.py"
    )


def test_a_conda_file_is_read_from_where_the_program_has_gone() -> None:
    code = """
    os.chdir('code/scoring')
    env = Environment.from_conda_specification('env', 'conda.yml')
    scoring = InferenceConfig('score.py', environment=env)
    """
    found, _ = scored(code)
    assert found.environment is not None
    assert found.environment.conda is not None
    assert found.environment.conda.document["dependencies"]


def test_a_file_of_settings_is_opened_where_the_program_has_gone() -> None:
    code = "os.chdir('code/scoring')\ncores = json.load(open('settings.json'))['cores']\nscoring = None"
    source = DEPLOY.format(code=code)
    [found] = read(source, FILES, "tools/deploy.py").services
    assert found.settings["cpu_cores"].value == Known(4)


@pytest.mark.parametrize("folder", ["folder()", "os.environ['X']", "'/srv/work'", "'nowhere'"])
def test_what_cannot_be_followed_is_said(folder: str) -> None:
    found, _ = scored(f"os.chdir({folder})\nscoring = InferenceConfig('score.py')")
    assert [one.spelling for one in found.unread] == [f"os.chdir({folder})"]


def test_a_file_is_not_taken_from_elsewhere_where_the_program_has_gone_to_a_known_folder() -> None:
    code = "os.chdir('code')\ncores = json.load(open('settings.json'))['cores']\nscoring = None"
    [found] = read(DEPLOY.format(code=code), FILES, "tools/deploy.py").services
    assert not isinstance(found.settings["cpu_cores"].value, Known)
