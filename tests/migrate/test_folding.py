"""What only says that v1 is used is said once a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.read.gathering import gathered
from migrate.read.registry import KINDS
from migrate.scan import Scanner


@pytest.mark.parametrize("uses", [1, 2, 5])
def test_other_uses_of_v1_are_one_finding_a_file(uses: int, tmp_path: Path) -> None:
    lines = [f"Experiment(ws, 'train-{number}')" for number in range(uses)]
    (tmp_path / "train.py").write_text(
        "\n".join(["from azureml.core import Experiment", *lines]), encoding="utf-8"
    )
    found = [
        item
        for item in Scanner(KINDS).scan(gathered([str(tmp_path)], KINDS)).findings
        if item.rule == "AML199"
    ]
    assert len(found) == 1
    assert (f"{uses} such uses" in found[0].message) is (uses > 1)
