"""The generated files of docs/ are what catalogue and types say, and what the others show works."""

import re
import shlex
from pathlib import Path

import pytest

from connectivity.arguments import parser
from connectivity.catalogue.loader import load
from connectivity.documentation import DOCS, PAGES, main
from connectivity.host import Expectation

GUIDES = (DOCS / "connectivity.md", DOCS / "connectivity-cluster.md", DOCS.parent / "README.md")
BLOCK = re.compile(r"^```[a-z]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SHOWN = [
    line
    for page in GUIDES
    for block in BLOCK.findall(page.read_text(encoding="utf-8"))
    for line in block.splitlines()
    if line.startswith("connectivity ")
]


@pytest.mark.parametrize("line", SHOWN)
def test_a_command_that_is_shown_is_understood(line: str) -> None:
    assert parser().parse_args(shlex.split(line, comments=True)[1:])


def test_there_are_commands_to_try() -> None:
    assert len(SHOWN) >= 5


def test_the_file_of_hosts_that_is_shown_is_one(tmp_path: Path) -> None:
    (shown,) = re.findall(r"^```yaml\n(.*?)^```", (DOCS / "connectivity.md").read_text("utf-8"), re.M | re.S)
    own = tmp_path / "own.yaml"
    own.write_text(shown, encoding="utf-8")
    store, internet = load((own,)).hosts[-2:]
    assert (store.id, store.answer and store.answer.path) == ("feature-store", "/health")
    assert internet.expectation is Expectation.BLOCKED


def test_what_is_generated_is_up_to_date() -> None:
    assert main(["--check"]) == 0


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_that_is_not_up_to_date_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert main([], tmp_path) == 0
    assert main(["--check"], tmp_path) == 0
    stale = tmp_path / name
    stale.write_text(stale.read_text().replace("e", "E", 1))
    assert main(["--check"], tmp_path) == 1
    assert f"{name} is not up to date" in capsys.readouterr().err
    assert main([], tmp_path) == 0
    assert stale.read_text() == (DOCS / name).read_text()


def test_a_page_that_is_missing_is_told(tmp_path: Path) -> None:
    assert main(["--check"], tmp_path) == 1
