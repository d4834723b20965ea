from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from migrate.git import Changes, GitError, changes

LINES = "".join(f"line {number}\n" for number in range(1, 11))
Git = Callable[..., str]


@pytest.fixture
def git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """A repository with one commit, and a way to talk to it that no configuration of the machine reaches."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "n")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "n@example.org")

    def run(*arguments: str) -> str:
        command = ["git", "-C", str(tmp_path), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    run("init", "-q", "-b", "main")
    for name in ("a.py", "b.py", "folder/c d.py", "é\n.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(LINES)
    commit(run)
    return run


def commit(git: Git) -> None:
    git("add", "-A")
    git("commit", "-q", "--no-verify", "-m", "m")


def test_nothing_changed(git: Git, tmp_path: Path) -> None:
    found = changes(str(tmp_path), "HEAD")
    assert found.lines == {}
    assert not found.file("a.py")
    assert not found.touches("a.py", 1, 10)


def test_edited_lines_are_the_ones_that_changed(git: Git, tmp_path: Path) -> None:
    lines = LINES.splitlines(keepends=True)
    lines[2] = "edited\n"
    del lines[6]
    (tmp_path / "folder/c d.py").write_text("new\n" + "".join(lines))
    found = changes(str(tmp_path), "HEAD")
    assert set(found.lines) == {"folder/c d.py"}
    touched = [number for number in range(1, 11) if found.touches("folder/c d.py", number, number)]
    assert touched == [1, 4, 7]
    assert found.touches("folder/c d.py", 2, 4)
    assert not found.touches("folder/c d.py", 2, 3)


@pytest.mark.parametrize("name", ["é\n.py", "-rf.py", 'q"uote.py', "a b.py"])
def test_names_of_any_kind_are_told_whole(git: Git, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("other\n")
    git("add", "-A")
    assert changes(str(tmp_path), "HEAD").file(name)


def test_untracked_files_are_whole_also_ignored_ones(git: Git, tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("ignored.py\n")
    for name in ("new.py", "ignored.py"):
        (tmp_path / name).write_text(LINES)
    found = changes(str(tmp_path), "HEAD")
    assert found.touches("new.py", 3, 3)
    assert found.touches("ignored.py", 3, 3)


def test_a_renamed_file_changed_and_its_lines_are_those_edited(git: Git, tmp_path: Path) -> None:
    git("mv", "a.py", "z.py")
    (tmp_path / "z.py").write_text(LINES.replace("line 5", "other"))
    found = changes(str(tmp_path), "HEAD")
    assert found.file("z.py")
    assert [number for number in range(1, 11) if found.touches("z.py", number, number)] == [5]


def test_a_removed_file_and_one_that_became_a_link_do_not_confuse_the_others(
    git: Git, tmp_path: Path
) -> None:
    (tmp_path / "a.py").unlink()
    (tmp_path / "b.py").unlink()
    (tmp_path / "b.py").symlink_to("folder/c d.py")
    (tmp_path / "folder/c d.py").write_text(LINES.replace("line 9", "other"))
    found = changes(str(tmp_path), "HEAD")
    assert found.lines["b.py"] is None
    assert found.lines["folder/c d.py"] == (range(9, 10),)
    assert "a.py" not in found.lines


def test_text_that_looks_like_a_patch_is_text(git: Git, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(LINES + "diff --git a/x b/x\n@@ -1 +1 @@\n")
    (tmp_path / "b.py").write_text(LINES.replace("line 2", "other"))
    found = changes(str(tmp_path), "HEAD")
    assert found.lines == {"a.py": (range(11, 13),), "b.py": (range(2, 3),)}


def test_what_the_other_branch_did_meanwhile_is_not_our_change(git: Git, tmp_path: Path) -> None:
    git("switch", "-q", "-c", "topic")
    (tmp_path / "a.py").write_text("ours\n")
    commit(git)
    git("switch", "-q", "main")
    (tmp_path / "b.py").write_text("theirs\n")
    commit(git)
    git("switch", "-q", "topic")
    assert set(changes(str(tmp_path), "main").lines) == {"a.py"}


def test_histories_without_a_common_beginning_are_compared_as_they_are(git: Git, tmp_path: Path) -> None:
    git("switch", "-q", "--orphan", "other")
    (tmp_path / "a.py").write_text("ours\n")
    commit(git)
    assert changes(str(tmp_path), "main").file("a.py")


@pytest.mark.parametrize(
    "base", ["", "-p", "--output=x", "a\nb", "a\0b", "nothing", "HEAD^{tree}", "HEAD:a.py", "HEAD~5"]
)
def test_a_revision_that_is_none_is_a_sentence(git: Git, tmp_path: Path, base: str) -> None:
    with pytest.raises(GitError, match="revision"):
        changes(str(tmp_path), base)
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("base", ["-p", "--output=x", "a\nb"])
def test_what_looks_like_an_option_never_reaches_git(git: Git, tmp_path: Path, base: str) -> None:
    with pytest.raises(GitError, match="is no revision"):
        changes(str(tmp_path), base)


def test_a_folder_that_is_no_repository_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(GitError):
        changes(str(tmp_path), "HEAD")


def test_without_git_it_is_a_sentence(git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GitError, match="not installed"):
        changes(str(tmp_path), "HEAD")


def test_the_variables_of_a_hook_do_not_lead_elsewhere(
    git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("GIT_WORK_TREE", "/nowhere")
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", "false")
    assert changes(str(tmp_path), "HEAD").lines == {}


@pytest.fixture
def trap(git: Git, tmp_path: Path) -> Path:
    """A file that appears if git runs any program that the repository names."""
    sprung = tmp_path / "sprung"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch '{sprung}'\ncat\n")
    program.chmod(0o755)
    (tmp_path / ".gitattributes").write_text("*.py diff=evil filter=evil\n")
    for key in (
        "core.fsmonitor",
        "diff.external",
        "diff.evil.textconv",
        "diff.evil.command",
        "filter.evil.clean",
        "filter.evil.smudge",
        "core.sshCommand",
        "core.pager",
        "pager.diff",
        "core.editor",
    ):
        git("config", key, str(program))
    git("config", "filter.evil.required", "true")
    hooks = tmp_path / ".git" / "hooks"
    for name in ("post-index-change", "pre-commit", "fsmonitor-watchman"):
        (hooks / name).write_text(program.read_text())
        (hooks / name).chmod(0o755)
    (tmp_path / "a.py").write_text(LINES + "more\n")
    sprung.unlink(missing_ok=True)
    return sprung


def test_no_program_of_the_repository_is_run(trap: Path, tmp_path: Path) -> None:
    assert changes(str(tmp_path), "HEAD").touches("a.py", 11, 11)
    assert not trap.exists()


def test_the_trap_itself_springs(trap: Path, git: Git) -> None:
    git("diff", "HEAD", "--", "a.py")
    assert trap.exists()


def test_the_index_is_not_written(git: Git, tmp_path: Path) -> None:
    index = tmp_path / ".git" / "index"
    before = index.read_bytes()
    os.utime(tmp_path / "a.py", (1, 1))
    assert changes(str(tmp_path), "HEAD").lines == {}
    assert index.read_bytes() == before


def test_a_file_that_git_does_not_know_is_whole() -> None:
    assert Changes(frozenset({"a.py"})).touches("b.py", 1, 1)
