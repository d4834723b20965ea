"""``migrate rewrite`` as a user has it: a diff, files, git, undo."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pytest

from compat.value import Place
from migrate.cli import main as migrate
from migrate.rewrite.asking import Asking
from migrate.rewrite.journal import NAME
from migrate.rewrite.proposal import Edit, Proposal
from migrate.rewrite.source import Source
from migrate.rules.rule import Safety

TEXT = """\
from azureml.core import Webservice, Workspace

ws = Workspace.from_config()
service = Webservice(ws, "churn")
service.delete()
"""
LAST = "ml_client.online_endpoints.begin_delete(service.name).result()\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "deploy.py").write_text(TEXT)
    return tmp_path


@pytest.fixture
def repository(project: Path) -> Path:
    git(project, "init", "-q")
    git(project, "config", "user.email", "somebody@example.com")
    git(project, "config", "user.name", "somebody")
    git(project, "add", "-A")
    git(project, "commit", "-qm", "before")
    return project


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, text=True, check=True)
    return done.stdout


def test_it_prints_a_diff_and_changes_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert migrate(["rewrite", ".", "--unsafe"]) == 0

    told = capsys.readouterr()
    assert "--- a/deploy.py\n+++ b/deploy.py\n" in told.out
    assert "+" + LAST in told.out
    assert "1 file would change" in told.err
    assert (project / "deploy.py").read_text() == TEXT


def test_what_is_not_asked_for_is_counted(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert migrate(["rewrite", "."]) == 0

    told = capsys.readouterr()
    assert told.out == ""
    assert "more with --unsafe" in told.err


def test_check_tells_by_its_code(project: Path) -> None:
    assert migrate(["rewrite", ".", "--unsafe", "--check"]) == 1
    assert migrate(["rewrite", ".", "--check"]) == 0


def test_a_run_can_be_undone(project: Path) -> None:
    assert migrate(["rewrite", ".", "--unsafe", "--write"]) == 0
    assert (project / "deploy.py").read_text().endswith(LAST)
    assert migrate(["rewrite", "--undo"]) == 0

    assert (project / "deploy.py").read_text() == TEXT
    assert not (project / f".{NAME}").exists()
    assert migrate(["rewrite", "--undo"]) == 2


def test_later_edits_are_not_undone_but_by_force(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    migrate(["rewrite", ".", "--unsafe", "--write"])
    with (project / "deploy.py").open("a") as file:
        file.write("print('mine')\n")

    assert migrate(["rewrite", "--undo"]) == 1
    assert "edited since" in capsys.readouterr().out
    assert "print('mine')" in (project / "deploy.py").read_text()
    assert migrate(["rewrite", "--undo", "--force"]) == 0
    assert (project / "deploy.py").read_text() == TEXT


def test_a_damaged_journal_is_said(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / f".{NAME}").write_text('{"version": 1, "files": [{"path": "x"}]}')

    assert migrate(["rewrite", "--undo"]) == 2
    assert "damaged" in capsys.readouterr().err


def test_a_run_that_is_killed_leaves_whole_files_and_a_journal(project: Path) -> None:
    (project / "other.py").write_text(TEXT)
    (project / "other.py").chmod(0o644)
    (project / "deploy.py").unlink()
    (project / "sub").mkdir()
    (project / "sub" / "deploy.py").write_text(TEXT)
    (project / "sub").chmod(0o500)
    try:
        code = migrate(["rewrite", ".", "--unsafe", "--write"])
        left = {path.name: path.read_text() for path in project.rglob("*.py")}
    finally:
        (project / "sub").chmod(0o700)

    assert all(text == TEXT or text.endswith(LAST) for text in left.values())
    assert not list(project.rglob("*.part"))
    assert code in {0, 2}
    assert migrate(["rewrite", "--undo"]) == 0
    assert (project / "other.py").read_text() == TEXT


def test_a_dirty_tree_is_refused(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "deploy.py").write_text(TEXT + "\n")

    assert migrate(["rewrite", ".", "--unsafe", "--write"]) == 2
    assert "not committed (deploy.py)" in capsys.readouterr().err
    assert migrate(["rewrite", ".", "--unsafe", "--write", "--force"]) == 0


def test_a_file_that_git_does_not_keep_is_refused(repository: Path) -> None:
    (repository / "new.py").write_text(TEXT)

    assert migrate(["rewrite", "new.py", "--unsafe", "--write"]) == 2
    assert (repository / "new.py").read_text() == TEXT


def test_the_patch_is_what_git_applies(repository: Path) -> None:
    (repository / "odd n\u00e4me.py").write_text(TEXT.rstrip("\n"))
    assert migrate(["rewrite", ".", "--unsafe", "--patch", "v2.patch"]) == 0
    git(repository, "apply", "v2.patch")

    assert (repository / "deploy.py").read_text().endswith(LAST)
    assert (repository / "odd n\u00e4me.py").read_text().endswith(LAST.rstrip("\n"))


def test_one_commit_a_service(repository: Path) -> None:
    deploys = TEXT.replace("Webservice, Workspace", "Model, Workspace").replace(
        'service = Webservice(ws, "churn")\nservice.delete()\n',
        "from azureml.core.model import InferenceConfig\n"
        "from azureml.core.webservice import AciWebservice as Aci\n"
        'Model.deploy(ws, "NAME", [Model(ws, "m")], InferenceConfig("s.py"), Aci.deploy_configuration(cpu_cores=1))\n',
    )
    for name in ("first", "second"):
        (repository / f"{name}.py").write_text(deploys.replace("NAME", name))
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "more")

    assert migrate(["rewrite", ".", "--unsafe", "--commit-each"]) == 0
    subjects = git(repository, "log", "--format=%s", "-3").splitlines()
    assert subjects == [
        "Rewrite v1 code for Azure ML v2",
        "Rewrite second for Azure ML v2",
        "Rewrite first for Azure ML v2",
    ]
    assert git(repository, "status", "--porcelain") == ""
    assert git(repository, "show", "--stat", "--format=", "HEAD~1").split()[0] == "second.py"


def test_hooks_run_for_commits_only(repository: Path) -> None:
    hook = repository / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho ran >> hooked\n")
    hook.chmod(0o755)

    migrate(["rewrite", ".", "--unsafe", "--write"])
    assert not (repository / "hooked").exists()
    git(repository, "checkout", "-q", ".")
    migrate(["rewrite", ".", "--unsafe", "--commit-each"])
    assert (repository / "hooked").exists()


@pytest.mark.parametrize(
    "words", [["rewrite"], ["rewrite", ".", "--check", "--write"], ["rewrite", "missing"]]
)
def test_wrong_usage_is_said(project: Path, words: list[str]) -> None:
    assert migrate(words) == 2


def proposal() -> tuple[Source, Proposal]:
    from migrate.rewrite.page import Page

    edit = Edit(0, 1, "b")
    one = Proposal("AML121", Safety.REVIEW, Place("deploy.py", 1), "a becomes b", (edit,))
    return Source("deploy.py", (Page("deploy.py", "a\n"),)), one


@pytest.mark.parametrize(
    ("typed", "taken"), [("y\n", True), ("?\nn\n", False), ("a\n", True), ("q\n", False), ("", False)]
)
def test_each_change_is_asked_about(typed: str, taken: bool) -> None:
    shown = io.StringIO()

    assert Asking(io.StringIO(typed), shown).ask(*proposal()) is taken
    assert "- a\n+ b\n" in shown.getvalue()


def test_what_is_declined_stays_and_so_does_what_it_needs(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n" * 9))
    (project / "deploy.py").write_text(TEXT)

    assert migrate(["rewrite", ".", "--interactive"]) == 0
    assert "from azureml.core import Webservice, Workspace" in (project / "deploy.py").read_text()
    assert "service.delete()\n" in (project / "deploy.py").read_text()
    assert "0 files rewritten" in capsys.readouterr().err


def test_only_some_are_taken(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("a\n"))

    assert migrate(["rewrite", ".", "--interactive"]) == 0
    assert (project / "deploy.py").read_text().endswith(LAST)


def test_all_and_quit_are_for_the_rest() -> None:
    asking = Asking(io.StringIO("a\nn\n"), io.StringIO())

    assert [asking.ask(*proposal()) for _ in range(3)] == [True, True, True]
