"""The commands around reports, as somebody types them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from migrate.cli import main

FIRST = "from azureml.core import Workspace\nws = Workspace.from_config()\n"
SECOND = "from azureml.core.model import Model\nmodel = Model(ws, 'churn')\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "deploy.py").write_text(FIRST)
    return tmp_path


@pytest.fixture
def repository(here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    who = ("-c", "user.name=n", "-c", "user.email=n@example.org")
    for command in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "m")):
        subprocess.run(["git", *who, *command], check=True, capture_output=True)
    return here


def rules(*argv: str) -> tuple[int, list[str]]:
    code = main(["scan", ".", "--format", "json=scan.json", *argv])
    (repository,) = json.loads(Path("scan.json").read_text())["repositories"]
    return code, [finding["rule"] for finding in repository["findings"]]


def test_a_baseline_lets_pass_what_it_knows_and_nothing_else(here: Path) -> None:
    assert rules("--write-baseline", "known.json") == (0, [])
    assert rules("--baseline", "known.json") == (0, [])
    (here / "deploy.py").write_text("# moved\n" + FIRST)
    (here / "other.py").write_text(SECOND)
    code, found = rules("--baseline", "known.json")
    assert code == 1
    assert found
    assert not set(found) & {"AML160"}


def test_what_is_fixed_is_told(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["scan", ".", "--write-baseline", "known.json"])
    (here / "deploy.py").write_text("")
    capsys.readouterr()
    assert main(["scan", ".", "--baseline", "known.json"]) == 0
    assert "1 finding of the baseline known.json is fixed" in capsys.readouterr().err


@pytest.mark.parametrize(
    "argv", [["scan", "deploy.py"], ["scan", "other"], ["scan", ".", "--select", "AML5"], ["scan", "."]]
)
def test_what_was_not_looked_for_is_not_fixed(
    here: Path, capsys: pytest.CaptureFixture[str], argv: list[str]
) -> None:
    (here / "other").mkdir()
    (here / "other" / "a.py").write_text("import os\n")
    (here / "more.py").write_text(SECOND)
    main(["scan", ".", "--write-baseline", "known.json"])
    capsys.readouterr()
    main([*argv, "--baseline", "known.json"])
    assert capsys.readouterr().err == ""


def test_what_was_left_out_is_counted_in_sight(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["scan", ".", "--write-baseline", "known.json"])
    capsys.readouterr()
    main(["scan", ".", "--baseline", "known.json"])
    assert "in the baseline left out" in capsys.readouterr().out


def test_a_baseline_can_be_renewed_in_one_go(here: Path) -> None:
    main(["scan", ".", "--baseline", "known.json", "--write-baseline", "known.json"])
    (here / "other.py").write_text(SECOND)
    assert rules("--baseline", "known.json", "--write-baseline", "known.json")[0] == 0
    assert rules("--baseline", "known.json") == (0, [])


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["--baseline", "no.json"], "no.json does not exist; write it with --write-baseline no.json"),
        (["--baseline", "deploy.py"], "deploy.py: it is not JSON"),
        (["--diff", "HEAD"], ". is in no git repository"),
        (["--format", "sarif=x", "--format", "json=x"], "two formats are to be written to one file"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    here: Path, capsys: pytest.CaptureFixture[str], argv: list[str], said: str
) -> None:
    assert main(["scan", ".", *argv]) == 2
    err = capsys.readouterr().err
    assert said in err
    assert err.count("\n") == 1


def test_a_diff_reports_what_a_change_touches(repository: Path) -> None:
    assert rules("--diff", "HEAD") == (0, [])
    (repository / "new.py").write_text(SECOND)
    assert rules("--diff", "HEAD")[1]
    (repository / "new.py").unlink()
    (repository / "deploy.py").write_text(FIRST + "# more\n")
    assert rules("--diff", "HEAD")[0] == 1
    assert rules("--diff", "HEAD", "--diff-lines") == (0, [])
    (repository / "deploy.py").write_text(FIRST.replace("ws =", "workspace ="))
    assert rules("--diff", "HEAD", "--diff-lines")[0] == 1


def test_a_diff_knows_a_folder_of_the_repository(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (repository / "src").mkdir()
    (repository / "src" / "new.py").write_text(SECOND)
    monkeypatch.chdir(repository / "src")
    assert rules("--diff", "HEAD")[1]


def test_a_revision_that_is_not_there_is_one_sentence(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["scan", ".", "--diff", "origin/main"]) == 2
    assert "git knows no revision origin/main here" in capsys.readouterr().err


def test_status_compares_two_files_or_a_file_and_a_folder(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rules()
    Path("scan.json").replace("before.json")
    (here / "deploy.py").write_text("")
    rules()
    for now in (["scan.json"], ["."], []):
        capsys.readouterr()
        assert main(["status", "before.json", *now]) == 0
        assert "findings are gone (100 %); 0 are new." in capsys.readouterr().out
    main(["status", "before.json", "--json"])
    assert json.loads(capsys.readouterr().out)["percent"] == 100


@pytest.mark.parametrize("file", ["deploy.py", "no.json"])
def test_status_of_what_is_no_report_is_one_sentence(
    here: Path, capsys: pytest.CaptureFixture[str], file: str
) -> None:
    assert main(["status", file]) == 2
    assert file in capsys.readouterr().err


def test_shards_merge_in_every_format_at_once(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("one", "two"):
        main(["scan", ".", "--format", f"json={name}.json"])
    formats = ["--format", "text", "--format", "sarif=all.sarif", "--format", "markdown=all.md"]
    assert main(["report", "merge", "one.json", "two.json", *formats]) == 1
    assert "one/deploy.py" in capsys.readouterr().out
    assert len(json.loads((here / "all.sarif").read_text())["runs"]) == 2
    assert main(["report", "merge", "one.json", "two.json", "-o", "all.json", "--exit-zero"]) == 0
    assert len(json.loads((here / "all.json").read_text())["repositories"]) == 2


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["deploy.py"], "deploy.py: it is not JSON"),
        (["one.json", "-o", "x", "--format", "json=y"], "-o is the file of the one format"),
        (["one.json", "--format", "xml"], "unknown format xml"),
    ],
)
def test_a_merge_that_cannot_be_is_one_sentence(
    here: Path, capsys: pytest.CaptureFixture[str], argv: list[str], said: str
) -> None:
    main(["scan", ".", "--format", "json=one.json"])
    capsys.readouterr()
    assert main(["report", "merge", *argv]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_gets_every_command(capsys: pytest.CaptureFixture[str], shell: str) -> None:
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    for word in ("scan", "convert", "status", "merge", "baseline"):
        assert word in script
    assert "python -m" not in script


def completed(shell: str, script: str, folder: Path) -> list[str]:
    """What a shell completes after ``migrate sta``, once it has read a script."""
    file = folder / "completion"
    file.write_text(script)
    ask = {
        "bash": f'. {file}; COMP_WORDS=(migrate sta); COMP_CWORD=1; _shtab_migrate; echo "${{COMPREPLY[@]}}"',
        "fish": f"source {file}; complete -C 'migrate sta'",
        "zsh": f'compdef() {{ }}; eval "$(<{file})"; (( $+functions[_shtab_migrate_commands] )) && echo status',
    }[shell]
    done = subprocess.run([shell, "-c", ask], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout.split("\t")[0].split()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_itself_takes_the_script(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, shell: str
) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed here")
    main(["completion", shell])
    assert completed(shell, capsys.readouterr().out, tmp_path) == ["status"]
