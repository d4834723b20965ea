from __future__ import annotations

import json
from pathlib import Path

import pytest

from migrate.cli import main, parser
from migrate.preferences import PreferenceError, checked, prefer

SOURCE = "from azureml.core import Workspace\nws = Workspace.from_config()\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "deploy.py").write_text(SOURCE)
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "deploy.py").write_text(SOURCE)
    return tmp_path


def wish(folder: Path, *lines: str) -> None:
    (folder / "pyproject.toml").write_text("\n".join(["[tool.migrate]", *lines]))


def findings(*argv: str) -> int:
    main(["scan", ".", "--format", "json=scan.json", *argv])
    return int(json.loads(Path("scan.json").read_text())["summary"]["findings"])


def test_what_the_command_line_leaves_open_is_filled(here: Path) -> None:
    both = findings()
    wish(here, 'exclude = ["old/"]')
    assert findings() == both / 2
    wish(here, 'select = ["AML5"]')
    assert findings() == 0
    wish(here, 'ignore = ["AML1"]')
    assert findings() == 0


def test_the_command_line_has_the_last_word(here: Path) -> None:
    wish(here, 'select = ["AML5"]')
    assert findings("--select", "AML1") > 0
    assert findings("--no-config") > 0


def test_a_folder_below_is_the_same_repository(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wish(here, 'select = ["AML5"]', 'baseline = "known.json"')
    monkeypatch.chdir(here / "old")
    arguments = parser().parse_args(["scan", "."])
    prefer(arguments)
    assert arguments.select == ["AML5"]
    assert arguments.baseline == str(here / "known.json")


def test_nothing_above_the_repository_counts(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wish(here, 'select = ["AML5"]')
    inner = here / "old" / "inner"
    (inner / ".git").mkdir(parents=True)
    monkeypatch.chdir(inner)
    arguments = parser().parse_args(["scan", "."])
    prefer(arguments)
    assert arguments.select == []


def test_what_a_scanned_repository_says_of_itself_does_not_count(here: Path) -> None:
    wish(here / "old", 'ignore = ["AML"]')
    assert findings() > 0


def test_a_preference_of_another_command_is_left_alone(here: Path) -> None:
    wish(here, 'target = "managed"')
    assert findings() > 0
    arguments = parser().parse_args(["convert", "."])
    prefer(arguments)
    assert arguments.target == "managed"


@pytest.mark.parametrize(
    "text",
    ["", "[project]\nname = 'migrate'\n", "# tool.migrate\n", "[tool]\nmigrate = 3\n", "[tool.migrate]\n"],
)
def test_a_file_without_preferences_changes_nothing(here: Path, text: str) -> None:
    (here / "pyproject.toml").write_text(text)
    assert findings() > 0


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["exclud = []"], "the key 'exclud', which means nothing; there are select, ignore, exclude,"),
        (['select = "AML1"'], "select is a list of texts"),
        (["ignore = [3]"], "ignore is a list of texts"),
        (['target = "aks"'], "target is one of kubernetes, managed, both"),
        (["lossy = true"], "lossy is one of allow, deny"),
        (["baseline = 1"], "baseline is a text"),
        (["select = ["], "cannot be read"),
        (['select = ["AML777"]'], "no rule has the id or prefix AML777"),
        (['baseline = "no.json"'], "does not exist; write it with --write-baseline"),
    ],
)
def test_a_preference_that_means_nothing_is_one_sentence(
    here: Path, capsys: pytest.CaptureFixture[str], lines: list[str], said: str
) -> None:
    wish(here, *lines)
    assert main(["scan", "."]) == 2
    err = capsys.readouterr().err
    assert said in err
    assert err.count("\n") == 1


def test_values_are_taken_as_they_are() -> None:
    table: dict[str, object] = {"select": ["AML1"], "lossy": "deny", "baseline": "b.json"}
    assert checked(table, "/x") == {"select": ["AML1"], "lossy": "deny", "baseline": "/x/b.json"}
    with pytest.raises(PreferenceError):
        checked({"paths": []}, "/x")
