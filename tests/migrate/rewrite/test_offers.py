from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.cli import main
from migrate.rewrite.choosing import applied
from migrate.rewrite.offers import Replacement, replacements
from migrate.rewrite.proposal import Edit

COMMAND = "az ml service delete -n churn -g rg -w ws"
INSTALL = "az extension add -n azure-cli-ml"
"""What makes a command certain: the file installs the extension that it needs."""
V2 = "az ml online-endpoint delete -n churn -y -g rg -w ws"


def made(text: str, edits: list[Replacement]) -> str:
    """Apply replacements as an editor does, which knows lines and columns only."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    for edit in reversed(edits):
        start, end = starts[edit.line - 1] + edit.column - 1, starts[edit.end_line - 1] + edit.end_column - 1
        text = text[:start] + edit.text + text[end:]
    return text


@given(st.text("ab\né", max_size=30), st.data())
def test_lines_and_columns_mean_what_offsets_mean(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=6)))
    edits = tuple(
        Edit(start, end, data.draw(st.text("xy\n", max_size=4)))
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
    )
    assert made(text, list(replacements(text, edits))) == applied(text, edits)


def fixes(folder: Path, **files: str) -> list[tuple[str, Any]]:
    """The fixes that the SARIF report of a tree has, each with its path."""
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text)
    main(["scan", str(folder), "--format", f"sarif={folder / 'out'}", "--no-config"])
    (run,) = json.loads((folder / "out").read_text())["runs"]
    return [
        (fix["artifactChanges"][0]["artifactLocation"]["uri"], fix["artifactChanges"][0]["replacements"])
        for result in run["results"]
        for fix in result.get("fixes", ())
    ]


def test_a_command_that_is_certain_is_offered_where_it_stands(tmp_path: Path) -> None:
    found = fixes(tmp_path, deploy_sh=f"set -e\n  {COMMAND}\n{INSTALL}\n")
    ((path, (replacement,)),) = [one for one in found if one[1][0]["insertedContent"]["text"] != "ml"]
    assert path == "deploy.sh"
    assert replacement["insertedContent"]["text"] == V2
    region = replacement["deletedRegion"]
    assert region == {"startLine": 2, "startColumn": 3, "endLine": 2, "endColumn": 3 + len(COMMAND)}


def test_a_command_in_a_cell_is_offered_in_the_file(tmp_path: Path) -> None:
    cell = {
        "cell_type": "code",
        "metadata": {},
        "outputs": [],
        "source": ["x = 1\n", f"!{INSTALL}\n", f"!{COMMAND}"],
    }
    text = json.dumps({"nbformat": 4, "metadata": {}, "cells": [cell]}, indent=1)
    _, (_, edits) = fixes(tmp_path, deploy_ipynb=text)
    after = made(
        text,
        [Replacement(*(edit["deletedRegion"].values()), edit["insertedContent"]["text"]) for edit in edits],
    )
    assert json.loads(after)["cells"][0]["source"] == ["x = 1\n", f"!{INSTALL}\n", f"!{V2}"]


@pytest.mark.parametrize(
    "source",
    [
        "az ml model deploy -n churn -m model:1 --ic ic.json --dc dc.json -g rg -w ws\n",
        "az ml model profile -n churn -m model:1\n",
        f"{COMMAND}\n",
        "az ml online-endpoint list\n",
    ],
)
def test_what_is_not_certain_is_not_offered(tmp_path: Path, source: str) -> None:
    assert fixes(tmp_path, deploy_sh=source) == []


def test_a_fix_with_a_secret_in_it_is_not_told(tmp_path: Path) -> None:
    secret = COMMAND.replace(" rg", " password=hunter2hunter2")
    assert len(fixes(tmp_path, deploy_sh=f"{INSTALL}\n{COMMAND}\n{secret}\n")) == 2
    (tmp_path / "deploy.sh").unlink()
    assert len(fixes(tmp_path, other_sh=f"{INSTALL}\n{secret}\n")) == 1
    assert "hunter2" not in (tmp_path / "out").read_text()


def test_python_that_needs_an_import_is_not_offered(tmp_path: Path) -> None:
    source = "from azureml.core import Workspace\nws = Workspace.from_config()\n"
    assert fixes(tmp_path, deploy_py=source) == []


def test_other_formats_do_not_look_for_fixes(tmp_path: Path) -> None:
    (tmp_path / "deploy.sh").write_text(f"{COMMAND}\n")
    main(["scan", str(tmp_path), "--format", f"json={tmp_path / 'out.json'}", "--no-config"])
    (repository,) = json.loads((tmp_path / "out.json").read_text())["repositories"]
    assert all(finding["fixes"] == [] for finding in repository["findings"])
