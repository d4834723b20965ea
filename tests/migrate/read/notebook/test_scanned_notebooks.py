"""Notebooks in a scanned folder: which are read, what other files see of them, and comments in their cells."""

from __future__ import annotations

from pathlib import Path

import pytest

from compat.value import known
from migrate.read.gathering import gathered
from migrate.read.registry import KINDS
from migrate.scan import Repository, Scanner
from tests.migrate.read.notebook.notebooks import CONFIGURATION, DEPLOY, IMPORTS, cell, notebook

SCORING = "scoring = InferenceConfig(entry_script='score.py')"
SCRIPT = """\
%%writefile score.py
from azureml.core import Run
def init():
    Run.get_context()
def run(data):
    pass
"""


def scan(root: Path, files: dict[str, str], *, prefilter: bool = True) -> Repository:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    (repository,) = Scanner().scan(gathered([str(root)], KINDS, prefilter=prefilter)).repositories
    return repository


def found(repository: Repository, rule: str) -> list[tuple[str, int | None, int]]:
    return [
        (one.place.path, one.place.cell, one.place.line) for one in repository.findings if one.rule == rule
    ]


def test_a_notebook_is_scanned_and_its_checkpoints_are_not(tmp_path: Path) -> None:
    text = notebook(IMPORTS, CONFIGURATION, DEPLOY)
    repository = scan(tmp_path, {"a.ipynb": text, ".ipynb_checkpoints/a-checkpoint.ipynb": text})
    assert [reading.path for reading in repository.readings] == ["a.ipynb"]
    assert found(repository, "AML101") == [("a.ipynb", 2, 1)]


def test_only_the_script_in_a_cell_is_a_scoring_script(tmp_path: Path) -> None:
    cells = [
        "from azureml.core import Run, Workspace\nRun.get_context()",
        IMPORTS,
        SCRIPT,
        CONFIGURATION,
        SCORING,
        DEPLOY,
    ]
    assert found(scan(tmp_path, {"a.ipynb": notebook(*cells)}), "AML403") == [("a.ipynb", 2, 4)]


def test_a_script_sees_the_file_that_a_cell_writes(tmp_path: Path) -> None:
    settings = '%%writefile settings.json\n{"azureml": 1,\n "cores": 2}'
    source = f"{IMPORTS}import json\nsettings = json.load(open('settings.json'))\n"
    source += f"config = AciWebservice.deploy_configuration(cpu_cores=settings['cores'])\n{DEPLOY}\n"
    repository = scan(tmp_path, {"a.ipynb": notebook(settings), "deploy.py": source})
    (outcome,) = repository.outcomes
    value = outcome.service.settings["cpu_cores"].value
    assert known(value) == 2
    assert value.place is not None
    assert (value.place.path, value.place.cell, value.place.line) == ("a.ipynb", 0, 3)


@pytest.mark.parametrize("other", ['{"azureml": 1, "cores": 4}', '{"azureml": 2}'])
def test_a_file_that_two_notebooks_write_differently_is_nobodys(tmp_path: Path, other: str) -> None:
    source = f"{IMPORTS}import json\nsettings = json.load(open('settings.json'))\n"
    source += f"config = AciWebservice.deploy_configuration(cpu_cores=settings['cores'])\n{DEPLOY}\n"
    files = {
        "a.ipynb": notebook('%%writefile settings.json\n{"azureml": 1, "cores": 2}'),
        "b.ipynb": notebook(f"%%writefile settings.json\n{other}"),
        "deploy.py": source,
    }
    (outcome,) = scan(tmp_path, files).outcomes
    assert known(outcome.service.settings["cpu_cores"].value) is None


def test_each_notebook_has_its_own_script_of_one_name(tmp_path: Path) -> None:
    files = {
        f"work/{name}.ipynb": notebook(
            IMPORTS,
            CONFIGURATION,
            f"%%writefile score.py\nimport {module}\ndef init(): pass",
            SCORING,
            DEPLOY,
        )
        for name, module in (("a", "pandas"), ("b", "numpy"))
    }
    services = [outcome.service for outcome in scan(tmp_path, {**files, "score.py": "import torch"}).outcomes]
    assert [service.scoring and service.scoring.imports for service in services] == [{"pandas"}, {"numpy"}]


@pytest.mark.parametrize(
    ("comment", "silenced", "idle"),
    [
        ("# migrate: ignore[AML101] later", 1, 0),
        ("# migrate: ignore[AML999] later", 0, 1),
        ("'# migrate: ignore[AML101] text'", 0, 0),
    ],
)
def test_a_comment_in_a_cell_silences_its_line(
    tmp_path: Path, comment: str, silenced: int, idle: int
) -> None:
    last = f"x = 1\n{DEPLOY}; {comment}" if comment.startswith("'") else f"x = 1\n{DEPLOY}  {comment}"
    repository = scan(tmp_path, {"a.ipynb": notebook(IMPORTS, CONFIGURATION, last)})
    assert len(repository.silenced) == silenced
    assert len(found(repository, "AML930")) == idle
    assert len(found(repository, "AML101")) == 1 - silenced


NAMES_ELSEWHERE = notebook("%run ./imports", "config = AciWebservice.deploy_configuration()", DEPLOY)
FILES = {
    "imports.py": IMPORTS,
    "all.ipynb": NAMES_ELSEWHERE,
    "exported.py": f"# Databricks notebook source\n# MAGIC %run ./imports\n{CONFIGURATION}\n{DEPLOY}\n",
    "files.ipynb": notebook('%%writefile deployment.json\n{"computeType": "ACI"}'),
    "plain.ipynb": notebook("x = 1", cell("# azureml.core", "markdown")),
    "broken.ipynb": "{",
    "broken-v1.ipynb": '{"import azureml.core',
    "v2.ipynb": notebook("from azure.ai.ml import MLClient", "broken ("),
}


def test_the_byte_search_loses_nothing(tmp_path: Path) -> None:
    first = scan(tmp_path, FILES)
    second = scan(tmp_path, {}, prefilter=False)
    assert first.findings == second.findings
    assert [outcome.service for outcome in first.outcomes] == [outcome.service for outcome in second.outcomes]
    assert {outcome.service.place.path for outcome in first.outcomes if outcome.service.place} == {
        "all.ipynb",
        "exported.py",
    }
