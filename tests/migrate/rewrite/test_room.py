"""Markers are written where they are comments, and nowhere else."""

from __future__ import annotations

import pytest

from migrate.read.gathering import gathered
from migrate.read.registry import KINDS
from migrate.rewrite.engine import Engine
from migrate.rewrite.page import Page
from migrate.rewrite.room import has_room

RUN = "az ml service run -n a -d x"
CALL = "http://20.1.1.1/api/v1/service/churn/score"


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("a.sh", f"set -e\n{RUN}\n", 2),
        ("a.cmd", f"{RUN}\n", 1),
        ("Makefile", f"a:\n\t@{RUN}\n", 2),
        ("Dockerfile", f"FROM x\nRUN a && \\\n    {RUN}\n", 3),
        ("a.yml", f"steps:\n- script: |\n    set -e\n    {RUN}\n", 4),
        ("a.yml", f'steps:\n- script: "{RUN}"\n', 2),
        ("pyproject.toml", 'a = [\n  "azureml-defaults",\n]\n', 2),
    ],
)
def test_there_is_room(path, text, line):
    assert has_room(Page(path, text), line)


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("a.json", f'{{"url":\n"{CALL}"}}\n', 2),
        ("a.ts", f'fetch("{CALL}")\n', 1),
        ("README.md", f"    {RUN}\n", 1),
        ("a.sh", f"X=1 \\\n  {RUN}\n", 2),
        ("a.ps1", f"Invoke `\n  {RUN}\n", 2),
        ("a.yml", f"steps:\n- script: >\n    set -e &&\n    {RUN}\n", 4),
        ("a.yml", f"steps:\n- script: set -e &&\n    {RUN}\n", 3),
        ("a.yml", f'steps:\n- script: "set -e &&\n    {RUN}"\n', 3),
    ],
)
def test_there_is_none(path, text, line):
    assert not has_room(Page(path, text), line)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("settings.json", f'{{"url": "{CALL}"}}\n'),
        ("client.ts", f'fetch("{CALL}")\n'),
        ("azure-pipelines.yml", f"steps:\n- script: >\n    {RUN}\n"),
    ],
)
def test_a_file_without_room_stays_byte_for_byte(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    assert Engine().rewrite(gathered([str(tmp_path)], KINDS)).changes == ()


def test_a_marker_is_written_once(tmp_path):
    (tmp_path / "a.sh").write_text(f"set -e\n{RUN}\n")
    (change,) = Engine().rewrite(gathered([str(tmp_path)], KINDS)).changes
    assert change.after.startswith(b"set -e\n# migrate: AML202 ")
    assert change.after.endswith(f"\n{RUN}\n".encode())
    (tmp_path / "a.sh").write_bytes(change.after)
    assert Engine().rewrite(gathered([str(tmp_path)], KINDS)).changes == ()
