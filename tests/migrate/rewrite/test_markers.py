"""Markers: written once, found by scan, and nowhere that is nobody's business."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from migrate.read.gathering import gathered
from migrate.read.registry import KINDS
from migrate.rewrite.marker import FORM, comment
from migrate.scan import Scanner
from tests.migrate.rewrite.rewriting import after, run

UPDATED = """\
from azureml.core import Webservice, Workspace

ws = Workspace.from_config()
service = Webservice(ws, "churn")
if True:
    service.update(num_replicas=5)
"""


def left(root: Path) -> list[tuple[int | None, int, str]]:
    scan = Scanner().scan(gathered([str(root)], KINDS))
    return [
        (item.place.cell, item.place.line, item.message) for item in scan.findings if item.rule == "AML932"
    ]


def test_a_marker_stands_above_its_statement_and_is_counted(tmp_path: Path) -> None:
    found = after(tmp_path, UPDATED)
    (tmp_path / "deploy.py").write_text(found)

    assert "    # migrate: AML119 " in found
    assert found.endswith("    service.update(num_replicas=5)\n")
    assert [message.split(":")[0] for _, _, message in left(tmp_path)] == [
        "Left by rewriting, AML110",
        "Left by rewriting, AML119",
    ]
    assert run(tmp_path, {"deploy.py": found}).changes == ()


def test_a_marker_counts_in_a_file_that_has_nothing_else_of_v1(tmp_path: Path) -> None:
    (tmp_path / "clean.py").write_text("# migrate: AML501 Which cluster?\n#   see the page\nx = 1\n")

    assert left(tmp_path) == [(None, 1, "Left by rewriting, AML501: Which cluster? (and the lines below)")]


def test_a_marker_in_a_cell_says_which(tmp_path: Path) -> None:
    cells = [
        {"cell_type": "code", "source": [line]}
        for line in UPDATED.replace("if True:\n    ", "").splitlines(True)
    ]
    [change] = run(tmp_path, {"deploy.ipynb": json.dumps({"cells": cells, "nbformat": 4})}).changes
    (tmp_path / "deploy.ipynb").write_bytes(change.after)

    assert [cell for cell, _, _ in left(tmp_path)] == [3, 4]


@pytest.mark.parametrize(
    "text",
    [
        "x = 'migrate: AML501 in a text'\n",
        "# migrate: ignore[AML501] a suppression\n",
        "# migrate: soon\n",
        "# see migrate: aml501\n",
    ],
)
def test_other_words_are_no_markers(tmp_path: Path, text: str) -> None:
    (tmp_path / "plain.py").write_text(text + "import azureml\n")

    assert left(tmp_path) == []


def test_what_could_be_rewritten_is_not_marked_unless_asked(tmp_path: Path) -> None:
    assert after(
        tmp_path, UPDATED.replace("if True:\n    service.update(num_replicas=5)\n", ""), unsafe=False
    )

    text = UPDATED.replace("service.update(num_replicas=5)", "service.delete()")
    assert after(tmp_path, text, unsafe=False) == text


def test_training_code_is_not_marked(tmp_path: Path) -> None:
    text = """\
        from azureml.core import Dataset, Environment, Run, Workspace
        from azureml.core.compute import AmlCompute, ComputeTarget

        ws = Workspace.from_config()
        target = ComputeTarget(ws, "cpu")
        target.wait_for_completion()
        env = Environment("train")
        Run.get_context().register_model("m", "outputs/m.pkl")
    """
    assert "# migrate:" not in after(tmp_path, text)


def test_only_the_first_line_of_a_marker_names_its_id() -> None:
    lines = comment(
        "AML119", "A sentence that is long enough to need a second line and AML119 in it", width=50
    )

    assert len(lines) > 1
    assert [bool(FORM.search(line)) for line in lines] == [True] + [False] * (len(lines) - 1)
    assert all(line.startswith("#") for line in lines)
