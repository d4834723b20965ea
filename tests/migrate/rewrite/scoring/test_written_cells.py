"""Scoring scripts that a notebook writes: rewritten in their cell, imports and all, and nothing else beside them."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from migrate.read.gathering import gathered
from migrate.read.registry import KINDS
from migrate.rewrite.choosing import Choice
from migrate.rewrite.engine import Engine
from migrate.scan import Choice as Selection
from tests.migrate.rewrite.scoring.projects import KNOWN_BY_NAME, REGISTERED, SCRIPT, project
from tests.migrate.rewrite.scoring.test_collector import AFTER, BEFORE

CALL = 'Model.get_model_path("churn")'


def rewritten(folder: Path, cell: str, models: str = REGISTERED) -> list[str]:
    """Return the cells of a notebook that deploys a script, after a rewrite of what is about scoring scripts."""
    deploy = project(models, CALL)["deploy.py"]
    cells = [
        {"cell_type": "code", "source": text, "metadata": {}, "outputs": [], "execution_count": None}
        for text in (deploy, cell, "print('done')")
    ]
    book = {
        "cells": cells,
        "metadata": {"language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    (folder / "deploy.ipynb").write_text(json.dumps(book, indent=1))
    engine = Engine(Selection(("AML4",)), Choice(unsafe=True))
    for change in engine.rewrite(gathered([str(folder)], KINDS)).changes:
        (folder / change.path).write_bytes(change.after)
    after = [cell["source"] for cell in json.loads((folder / "deploy.ipynb").read_text())["cells"]]
    assert (after[0], after[2]) == (deploy, "print('done')")
    return after


@pytest.mark.parametrize(
    "magic", ["%%writefile score.py\n", "%%writefile ./score.py\n", "\n%%file score.py\n"]
)
def test_the_path_is_joined_and_the_imports_follow(tmp_path, magic):
    cell = rewritten(tmp_path, magic + SCRIPT.replace("{call}", CALL))[1]
    assert cell == magic + (
        "import os\nimport joblib\n\n\ndef init():\n    global model\n"
        '    model = joblib.load(os.path.join(os.environ["AZUREML_MODEL_DIR"], "churn.pkl"))\n\n\n'
        "def run(data):\n    return model.predict(data).tolist()\n"
    )


def test_two_calls_have_their_imports_once(tmp_path):
    script = SCRIPT.replace("{call}", CALL).replace(
        "def run", f"def again():\n    return {CALL}\n\n\ndef run"
    )
    cell = rewritten(tmp_path, "%%writefile score.py\n" + script, KNOWN_BY_NAME)[1]
    tree = ast.parse(cell.replace("%%", "##"))
    names = [item.name for node in ast.walk(tree) if isinstance(node, ast.Import) for item in node.names]
    assert sorted(names) == ["glob", "joblib", "os"]
    assert "azureml" not in cell


def test_the_collector_too(tmp_path):
    cell = rewritten(tmp_path, "%%writefile score.py\n" + BEFORE)[1]
    assert cell == "%%writefile score.py\n" + AFTER.replace("import json\n", "import pandas\nimport json\n")


def test_twice_is_once(tmp_path):
    first = rewritten(tmp_path, "%%writefile score.py\n" + SCRIPT.replace("{call}", CALL))
    assert rewritten(tmp_path, first[1]) == first


@pytest.mark.parametrize(
    "cell",
    [
        "%%writefile score.py\nimport os\n\n\ndef init(): ...\n\n\ndef run(data): ...\n",
        "%%writefile other.txt\n" + SCRIPT.replace("{call}", CALL),
        "%%writefile -a score.py\n" + SCRIPT.replace("{call}", CALL),
        "%%writefile score.py\n" + SCRIPT.replace("{call}", CALL) + "\nthis is no Python\n",
        "%%writefile batch.py\n" + SCRIPT.replace("{call}", CALL).replace("run(data)", "run(mini_batch)"),
    ],
    ids=["v2 already", "no Python", "appended", "does not parse", "a job"],
)
def test_the_rest_is_left_alone(tmp_path, cell):
    assert rewritten(tmp_path, cell)[1] == cell
