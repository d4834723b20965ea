from __future__ import annotations

import os
from pathlib import Path

import pytest

from migrate.read.discovery import Listing, key, listing
from migrate.read.obstacle import GONE, IGNORE_FILE, LINK_LOOP, LINK_OUT, UNREADABLE
from tests.unprivileged import nobody, open_folder

WANTED = frozenset({".py", ".json", "Makefile"})


def tree(root: Path, *paths: str) -> Path:
    for path in paths:
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x")
    return root


def listed(root: Path, *, ignore_files: bool = True) -> Listing:
    return listing(str(root), WANTED, ignore_files=ignore_files)


def kept(root: Path) -> list[str]:
    found = listed(root)
    return [path for path in found.paths if not found.ignored(path)]


def test_files_are_listed_by_suffix_or_name_in_order(tmp_path: Path) -> None:
    tree(tmp_path, "b.py", "a/z.JSON", "a/b/c.py", "Makefile", "a/readme.md", "noext")
    assert listed(tmp_path).paths == ["Makefile", "a/b/c.py", "a/z.JSON", "b.py"]


@pytest.mark.parametrize("folder", [".git", "node_modules", ".venv", "__pycache__", ".ipynb_checkpoints"])
def test_folders_of_copies_and_caches_are_left_out(tmp_path: Path, folder: str) -> None:
    found = listed(tree(tmp_path, f"{folder}/a.py", f"src/{folder}/b.py", "src/c.py"))
    assert found.paths == ["src/c.py"]
    assert found.skipped == {"folders never looked into": 2}


def test_a_virtual_environment_is_known_by_its_file_whatever_its_name(tmp_path: Path) -> None:
    assert kept(tree(tmp_path, "myenv/pyvenv.cfg", "myenv/lib/a.py", "src/a.py")) == ["src/a.py"]


def test_the_scanned_folder_itself_may_be_a_virtual_environment(tmp_path: Path) -> None:
    assert kept(tree(tmp_path, "pyvenv.cfg", "a.py")) == ["a.py"]


def test_git_rules_hold_with_deeper_files_overruling(tmp_path: Path) -> None:
    tree(tmp_path, "out/a.py", "src/gen.py", "src/keep/gen.py", "src/b.py")
    (tmp_path / ".gitignore").write_text("# made\nout/\ngen.py\n")
    (tmp_path / "src/keep/.gitignore").write_text("!gen.py\n")
    found = listed(tmp_path)
    assert [path for path in found.paths if not found.ignored(path)] == ["src/b.py", "src/keep/gen.py"]
    assert found.skipped == {"ignored folders": 1, "ignored files": 1}


def test_our_own_ignore_file_overrules_gits(tmp_path: Path) -> None:
    tree(tmp_path, "a.py", "b.py")
    (tmp_path / ".gitignore").write_text("a.py\n")
    (tmp_path / ".migrateignore").write_text("!a.py\nb.py\n")
    assert kept(tmp_path) == ["a.py"]


def test_ignore_files_above_the_scanned_folder_count_up_to_the_git_root(tmp_path: Path) -> None:
    tree(tmp_path, ".git/config", "repo/src/old/a.py", "repo/src/b.py")
    (tmp_path / ".gitignore").write_text("/repo/src/old\n")
    assert kept(tmp_path / "repo/src") == ["b.py"]


def test_the_exclude_file_of_git_counts(tmp_path: Path) -> None:
    tree(tmp_path, ".git/info/exclude", "a.py", "b.py")
    (tmp_path / ".git/info/exclude").write_text("b.py\n")
    assert kept(tmp_path) == ["a.py"]


def test_a_folder_that_was_named_is_scanned_even_where_it_is_ignored(tmp_path: Path) -> None:
    tree(tmp_path, ".git/config", "build/a.py")
    (tmp_path / ".gitignore").write_text("build/\n")
    assert kept(tmp_path / "build") == ["a.py"]


def test_ignore_files_outside_a_git_tree_are_not_looked_for_above(tmp_path: Path) -> None:
    tree(tmp_path, "repo/a.py")
    (tmp_path / ".gitignore").write_text("*.py\n")
    assert kept(tmp_path / "repo") == ["a.py"]


def test_ignore_files_can_be_switched_off(tmp_path: Path) -> None:
    tree(tmp_path, "out/a.py")
    (tmp_path / ".gitignore").write_text("out/\n")
    assert listed(tmp_path, ignore_files=False).paths == ["out/a.py"]


def test_a_pattern_that_is_not_valid_is_said_and_the_others_hold(tmp_path: Path) -> None:
    tree(tmp_path, "out/a.py", "b.py")
    (tmp_path / ".gitignore").write_text("!\nout/\n")
    found = listed(tmp_path)
    assert found.paths == ["b.py"]
    assert found.obstacles == [(".gitignore", IGNORE_FILE, "'!'")]


def test_links_are_not_followed_and_said_where_something_is_missed(tmp_path: Path) -> None:
    outside = tree(tmp_path / "outside", "secret.py")
    root = tree(tmp_path / "root", "src/a.py")
    (root / "inside.py").symlink_to("src/a.py")
    (root / "out.py").symlink_to(outside / "secret.py")
    (root / "folder").symlink_to(outside)
    (root / "self.py").symlink_to("self.py")
    (root / "dead.py").symlink_to("nowhere.py")
    (root / "src/up").symlink_to("..")
    (root / "dead.png").symlink_to("nowhere.png")
    found = listed(root)
    assert found.paths == ["src/a.py"]
    assert [(path, reason) for path, reason, _ in found.obstacles] == [
        ("dead.py", GONE),
        ("folder", LINK_OUT),
        ("out.py", LINK_OUT),
        ("self.py", LINK_LOOP),
        ("src/up", LINK_LOOP),
    ]
    assert found.skipped == {"links to what is in the tree": 1}


def test_an_ignored_link_is_not_an_obstacle(tmp_path: Path) -> None:
    root = tree(tmp_path / "root", "a.py")
    (root / "data").symlink_to(tmp_path)
    (root / ".gitignore").write_text("data\n")
    assert listed(root).obstacles == []


def test_pipes_are_no_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    assert listed(tmp_path).paths == []


def test_a_folder_that_cannot_be_opened_is_said() -> None:
    with open_folder() as root:
        tree(root, "closed/a.py", "b.py")
        (root / "closed").chmod(0)
        with nobody():
            found = listed(root)
        (root / "closed").chmod(0o755)
    assert found.paths == ["b.py"]
    assert found.obstacles == [("closed", UNREADABLE, "permission denied")]


def test_a_folder_that_is_gone_is_said(tmp_path: Path) -> None:
    assert listed(tmp_path / "gone").obstacles == [(".", GONE, "no such file or directory")]


@pytest.mark.parametrize(
    ("name", "expected"), [("a.PY", ".py"), ("Makefile", "Makefile"), (".py", ".py"), ("a.b.py", ".py")]
)
def test_a_file_is_looked_up_by_suffix_or_whole_name(name: str, expected: str) -> None:
    assert key(name) == expected
