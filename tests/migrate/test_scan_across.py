"""Whole trees whose files have parts of one service."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from compat.value import Expression, Known
from migrate.read.gathering import gathered
from migrate.read.registry import KINDS
from migrate.scan import Scan, Scanner

HELPER = """
from azureml.core import Model
def deploy(ws, name):
    return Model.deploy(ws, name, [])
"""
CALLER = """
from azureml.core import Workspace
from lib.helper import deploy
from lib.config import NAME
deploy(Workspace.from_config(), NAME)
"""


def scanned(root: Path, files: Mapping[str, str]) -> Scan:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return Scanner().scan(gathered([str(root)], KINDS))


def test_a_service_of_two_files_is_told_once_where_it_is_deployed(tmp_path: Path) -> None:
    files = {
        "lib/helper.py": HELPER,
        "main.py": CALLER,
        "lib/config.py": "NAME = 'churn'",
        "lib/__init__.py": "",
    }
    scan = scanned(tmp_path, files)
    [outcome] = scan.outcomes
    assert outcome.service.name == Known("churn")
    assert str(outcome.service.place) == "lib/helper.py:4"
    assert outcome.ledger.balanced
    assert not [item for item in scan.findings if item.rule.startswith("AML9")]


def test_the_order_and_number_of_files_do_not_matter(tmp_path: Path) -> None:
    more = {f"other/m{number}.py": "import azureml.core\n" for number in range(60)}
    files = {"lib/helper.py": HELPER, "main.py": CALLER, "lib/config.py": "NAME = 'churn'", **more}
    [outcome] = scanned(tmp_path, files).outcomes
    assert outcome.service.name == Known("churn")


@pytest.mark.parametrize(
    "caller",
    [
        "from lib.helper import deploy\ndeploy(None, 'churn')\n",
        "import lib.helper as helper\nif __name__ == '__main__':\n    helper.deploy(None, name='churn')\n",
    ],
)
def test_a_caller_that_says_nothing_of_v1_is_found(tmp_path: Path, caller: str) -> None:
    scan = scanned(tmp_path, {"lib/helper.py": HELPER, "main.py": caller, "other.py": "import lib\nx = 1\n"})
    [outcome] = scan.outcomes
    assert outcome.service.name == Known("churn")
    assert {reading.path for repository in scan.repositories for reading in repository.readings} == {
        "lib/helper.py"
    }


@pytest.mark.parametrize(
    "caller",
    [
        "from lib.other import deploy\ndeploy(None, 'churn')\n",
        "# lib.helper\ndef helper(): ...\n",
        "from lib.helper import deploy\n",
        "from lib.helper import deploy\ndeploy(None, 'churn'\n",
    ],
)
def test_a_file_that_only_mentions_the_function_is_no_caller(tmp_path: Path, caller: str) -> None:
    [outcome] = scanned(tmp_path, {"lib/helper.py": HELPER, "main.py": caller}).outcomes
    assert isinstance(outcome.service.name, Expression)


@pytest.mark.parametrize(("code", "told"), [("import azure.ai.ml\n", []), (CALLER, ["AML340"])])
def test_a_package_of_v1_is_told_where_v1_is_used(tmp_path: Path, code: str, told: list[str]) -> None:
    (tmp_path / "requirements.txt").write_text("azureml-core==1.48\n")
    (tmp_path / "code.py").write_text(code)
    found = Scanner().scan(gathered([str(tmp_path)], KINDS))
    assert [item.rule for item in found.findings if item.place.path == "requirements.txt"] == told
