from __future__ import annotations

from pathlib import Path

import pytest

from migrate.read.obstacle import NUL_BYTES
from migrate.read.tree import KEPT, Tree


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    root = tmp_path / "root"
    for path in ("deploy/aks.py", "deploy/config/dc.json", "score.py", "src/score.py"):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(path)
    (tmp_path / "outside.json").write_text("{}")
    (root / "link.json").symlink_to(tmp_path / "outside.json")
    (root / "alias.json").symlink_to("deploy/config/dc.json")
    return Tree(str(root))


@pytest.mark.parametrize(
    ("path", "beside", "expected"),
    [
        ("config/dc.json", "deploy/aks.py", "deploy/config/dc.json"),
        ("./config/../config/dc.json", "deploy/aks.py", "deploy/config/dc.json"),
        ("..\\score.py", "deploy/aks.py", "score.py"),
        ("score.py", "deploy/aks.py", "score.py"),
        ("src/score.py", "deploy/config/dc.json", "src/score.py"),
        ("deploy/config/dc.json", "deploy/aks.py", "deploy/config/dc.json"),
        ("alias.json", "a.py", "alias.json"),
    ],
)
def test_a_path_is_tried_from_its_file_up_to_the_root(
    tree: Tree, path: str, beside: str, expected: str
) -> None:
    assert tree.find(path, beside) == expected


OUTSIDE = ["../outside.json", "../../outside.json", "/etc/passwd", "C:\\x.json", "link.json"]


@pytest.mark.parametrize("path", [*OUTSIDE, "", ".", "..", "src", "a\0b", "no.json"])
def test_a_path_that_leaves_the_tree_or_is_no_file_is_not_found(tree: Tree, path: str) -> None:
    assert tree.find(path, "score.py") is None


@pytest.mark.parametrize("path", [*OUTSIDE, "no.json", "src"])
def test_text_outside_the_tree_is_never_read(tree: Tree, path: str) -> None:
    assert tree.text(path) is None


def test_a_file_that_was_asked_for_and_cannot_be_read_is_remembered(tree: Tree) -> None:
    (Path(tree.root) / "bad.json").write_bytes(b"\x00")
    assert tree.text("bad.json") is None
    assert tree.asked["bad.json"].reason == NUL_BYTES


def test_texts_are_remembered_but_not_without_bound(tree: Tree) -> None:
    assert tree.text("score.py") == "score.py"
    (Path(tree.root) / "score.py").write_text("changed")
    assert tree.text("score.py") == "score.py"
    for number in range(KEPT):
        (Path(tree.root) / f"{number}.py").write_text("x")
        tree.text(f"{number}.py")
    assert tree.text("score.py") == "changed"


def test_a_folder_is_listed_below_itself_only(tree: Tree) -> None:
    assert tree.folder("deploy") == ("deploy/aks.py", "deploy/config/dc.json")
    assert tree.folder("../") == ()
    assert tree.folder("nowhere") == ()
    assert "score.py" in tree.folder("")
