"""What is kept of a scan holds exactly as long as a new scan would say the same."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.cache import MOST_ENTRIES, Cache, cache_folder
from migrate.cli import main, parser
from migrate.commands.scanning import UNDERSTOOD
from migrate.read.gathering import Gathered, sifted, walked
from migrate.read.registry import KINDS
from migrate.read.stamps import TICK
from migrate.report import render
from migrate.report.document import document
from migrate.report.surface import Surface
from migrate.report.view import report_of
from migrate.scan import Scanner

if TYPE_CHECKING:
    from migrate.cache import Kept

SAMPLES = Path(__file__).parent.parent.parent / "samples"
REPORTS = [("", "Said.\n"), ("scan.json", "{}\n")]
DEPLOY = """\
from azureml.core import Workspace
from azureml.core.model import InferenceConfig, Model
from azureml.core.webservice import AksWebservice
import settings

ws = Workspace.from_config()
config = AksWebservice.deploy_configuration(cpu_cores=1, primary_key="hunter2hunter2")
Model.deploy(ws, settings.NAME, [], InferenceConfig("score.py", source_directory="src"), config)
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    root = tmp_path / "tree"
    (root / "src").mkdir(parents=True)
    (root / "deploy.py").write_text(DEPLOY)
    (root / "settings.py").write_text("NAME = 'churn'\n")
    (root / "other.py").write_text("x = 1\n")
    (root / "src" / "score.py").write_text("def init(): ...\ndef run(data): ...\n")
    (root / ".gitignore").write_text("out/\n")
    return root


def later() -> int:
    """Return a time so long after now that every file is settled."""
    return time.time_ns() + 2 * TICK


def cache(root: Path, options: str = "", started: int | None = None) -> Cache:
    return Cache(str(root.parent / "cache"), walked([str(root)], KINDS), options, started or later())


def read(root: Path) -> list[Gathered]:
    trees = sifted(walked([str(root)], KINDS), KINDS)
    Scanner().scan(trees)
    return trees


def entries(root: Path) -> list[Path]:
    return sorted((root.parent / "cache").glob("*"))


def kept(root: Path, options: str = "") -> Kept | None:
    return cache(root, options).kept()


@pytest.fixture
def full(tree: Path) -> Path:
    cache(tree).keep(read(tree), 1, REPORTS)
    return tree


def test_what_was_kept_comes_back(full: Path) -> None:
    entry = kept(full)
    assert entry is not None
    assert (entry["code"], [tuple(report) for report in entry["reports"]]) == (1, REPORTS)
    assert len(entries(full)) == 1


def test_nothing_is_kept_before_a_scan(tree: Path) -> None:
    assert kept(tree) is None


CHANGES: dict[str, Callable[[Path], object]] = {
    "a file that was read": lambda root: (root / "deploy.py").write_text(DEPLOY.replace("=1", "=2")),
    "a file that was not": lambda root: (root / "other.py").write_text("import azureml\n"),
    "an imported file": lambda root: (root / "settings.py").write_text("NAME = 'chorn'\n"),
    "a new file": lambda root: (root / "new.py").write_text(""),
    "a file that is gone": lambda root: (root / "other.py").unlink(),
    "a scoring script that is gone": lambda root: (root / "src" / "score.py").unlink(),
    "the same bytes in another file": lambda root: (
        shutil.copy2(root / "deploy.py", root / "copy"),
        (root / "copy").replace(root / "deploy.py"),
    ),
    "an ignore file": lambda root: (root / ".gitignore").write_text("src/\n"),
    "a new ignore file": lambda root: (root / "src" / ".migrateignore").write_text("*.py\n"),
    "a folder that is ignored": lambda root: (root / "out").mkdir(),
    "a link": lambda root: (root / "link.py").symlink_to("/etc/hostname"),
    "an ignore file above": lambda root: (
        (root.parent / ".gitignore").write_text("other.py\n"),
        (root.parent / ".git").mkdir(),
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_change_makes_it_worthless(full: Path, change: Callable[[Path], object]) -> None:
    change(full)
    assert kept(full) is None


def test_a_change_that_leaves_size_and_time_of_writing_is_seen(full: Path) -> None:
    before = (full / "deploy.py").stat()
    (full / "deploy.py").write_text(DEPLOY.replace("=1", "=2"))
    os.utime(full / "deploy.py", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert kept(full) is None


@pytest.mark.parametrize(
    ("asked", "change"),
    [
        ("notes.txt", lambda root: (root / "notes.txt").write_text("there now")),
        ("src/data.csv", lambda root: (root / "src" / "data.csv").unlink()),
        ("src/data.csv", lambda root: (root / "src" / "data.csv").write_text("2")),
    ],
    ids=["appears", "goes", "changes"],
)
def test_a_file_of_no_kind_counts_where_somebody_asked_for_it(
    tree: Path, asked: str, change: Callable[[Path], object]
) -> None:
    (tree / "src" / "data.csv").write_text("1")
    code = DEPLOY + f"text = open({asked!r}).read()\nModel.deploy(ws, text, [], None, config)\n"
    (tree / "deploy.py").write_text(code)
    trees = read(tree)
    assert asked in trees[0].consulted
    cache(tree).keep(trees, 1, REPORTS)
    assert kept(tree) is not None
    change(tree)
    assert kept(tree) is None


def test_names_count_where_somebody_listed_a_folder(tree: Path) -> None:
    trees = read(tree)
    from migrate.read.tree import Tree

    files = Tree(str(tree))
    files.folder("src")
    trees[0].searched.update(files.searched)
    cache(tree).keep(trees, 1, REPORTS)
    assert kept(tree) is not None
    (tree / "src" / "notes.txt").write_text("")
    assert kept(tree) is None


def test_other_options_have_another_entry(full: Path) -> None:
    assert kept(full, "--select AML1") is None
    cache(full, "--select AML1").keep(read(full), 0, [("", "Other.\n")])
    first, second = kept(full), kept(full, "--select AML1")
    assert first is not None
    assert second is not None
    assert first["code"] != second["code"]


@pytest.mark.parametrize(("after", "is_kept"), [(0, False), (TICK // 2, False), (2 * TICK, True)])
def test_a_tree_that_may_still_change_unseen_is_not_kept(tree: Path, after: int, is_kept: bool) -> None:
    newest = max(path.stat().st_ctime_ns for path in tree.rglob("*") if path.is_file())
    cache(tree, started=newest + after).keep(read(tree), 1, REPORTS)
    assert (kept(tree) is not None) is is_kept


@given(at=st.integers(0, 1 << 20), byte=st.integers(0, 255), cut=st.booleans())
@settings(max_examples=60)
def test_a_damaged_entry_is_no_entry(
    tmp_path_factory: pytest.TempPathFactory, at: int, byte: int, cut: bool
) -> None:
    root = tmp_path_factory.mktemp("damaged") / "tree"
    root.mkdir()
    (root / "a.py").write_text("import azureml\n")
    cache(root).keep(read(root), 1, REPORTS)
    (entry,) = entries(root)
    data = bytearray(entry.read_bytes())
    if cut:
        del data[at % len(data) :]
    else:
        data[at % len(data)] = byte
    entry.write_bytes(data)
    found = kept(root)
    assert found is None or isinstance(found["code"], int)


@pytest.mark.parametrize(
    "text", ["", "[]", "null", '{"stamps": 1}', '{"stamps": {}, "folders": {}, "code": 1, "reports": [1]}']
)
def test_an_entry_of_another_shape_is_no_entry(full: Path, text: str) -> None:
    (entry,) = entries(full)
    head = entry.read_bytes()
    length, _, rest = head.partition(b"\n")
    entry.write_bytes(length + b"\n" + rest[: int(length)] + text.encode())
    assert kept(full) is None


def test_nothing_is_taken_from_what_others_may_write_to(full: Path) -> None:
    (entry,) = entries(full)
    entry.chmod(0o666)
    assert kept(full) is None
    entry.chmod(0o600)
    assert kept(full) is not None
    entry.parent.chmod(0o777)
    assert kept(full) is None
    cache(full).keep(read(full), 0, REPORTS)
    entry.parent.chmod(0o700)
    entry_now = kept(full)
    assert entry_now is not None
    assert entry_now["code"] == 1


def test_a_link_in_place_of_an_entry_is_not_followed(full: Path) -> None:
    (entry,) = entries(full)
    entry.rename(full.parent / "elsewhere")
    entry.symlink_to(full.parent / "elsewhere")
    assert kept(full) is None


def test_only_the_user_may_read_it(full: Path) -> None:
    (entry,) = entries(full)
    assert entry.stat().st_mode & 0o777 == 0o600
    assert entry.parent.stat().st_mode & 0o777 == 0o700


def test_old_entries_make_room(full: Path) -> None:
    folder = full.parent / "cache"
    for number in range(MOST_ENTRIES + 5):
        (folder / f"{number}.scan").write_text("old")
        os.utime(folder / f"{number}.scan", (number, number))
    cache(full, "one more").keep(read(full), 1, REPORTS)
    assert len(entries(full)) == MOST_ENTRIES
    assert kept(full) is not None
    assert kept(full, "one more") is not None


def test_a_folder_that_cannot_be_made_does_no_harm(tree: Path) -> None:
    (tree.parent / "cache").write_text("a file")
    cache(tree).keep(read(tree), 1, REPORTS)
    assert kept(tree) is None


def test_scans_at_the_same_time_leave_a_whole_entry(tree: Path) -> None:
    trees = read(tree)
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda code: cache(tree).keep(trees, code, REPORTS), range(12)))
    entry = kept(tree)
    assert entry is not None
    assert entry["code"] in range(12)
    assert len(entries(tree)) == 1


@pytest.mark.parametrize(
    ("environ", "platform", "folder"),
    [
        ({"HOME": "/home/me"}, "linux", "/home/me/.cache/azureml-v1-exit"),
        ({"HOME": "/home/me", "XDG_CACHE_HOME": "/var/mine"}, "linux", "/var/mine/azureml-v1-exit"),
        ({"HOME": "/home/me", "XDG_CACHE_HOME": "relative"}, "linux", "/home/me/.cache/azureml-v1-exit"),
        ({"HOME": "/Users/me"}, "darwin", "/Users/me/Library/Caches/azureml-v1-exit"),
        ({"LOCALAPPDATA": "/local"}, "win32", "/local/azureml-v1-exit"),
        ({}, "linux", ""),
        ({"HOME": "relative"}, "linux", ""),
    ],
)
def test_entries_lie_where_the_platform_has_them(environ: dict[str, str], platform: str, folder: str) -> None:
    assert cache_folder(environ, platform) == folder


@pytest.mark.parametrize("sample", sorted(path.name for path in SAMPLES.iterdir() if path.is_dir()))
@pytest.mark.parametrize("format_", ["text", "json"])
def test_a_sample_says_the_same_from_the_cache(
    sample: str,
    format_: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    argv = ["scan", str(SAMPLES / sample), "--format", format_]
    fresh = main([*argv, "--no-cache"]), capsys.readouterr().out
    assert not list(tmp_path.iterdir())
    first = main(argv), capsys.readouterr().out
    second = main(argv), capsys.readouterr().out
    assert fresh == first == second


def test_an_entry_holds_no_secret_and_no_text_of_files(tree: Path) -> None:
    trees = sifted(walked([str(tree)], KINDS), KINDS)
    report = report_of(document(Scanner().scan(trees)))
    cache(tree).keep(trees, 1, [("", render("json", report, Surface()))])
    (entry,) = entries(tree)
    assert b"churn" in entry.read_bytes()
    assert b"hunter2" not in entry.read_bytes()
    assert b"source_directory=" not in entry.read_bytes()


def test_files_that_are_named_are_not_cached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    main(["scan", str(SAMPLES / "churn-aks" / "v1" / "deploy.py")])
    assert not list(tmp_path.iterdir())
    main(["scan", str(SAMPLES / "churn-aks" / "v1")])
    assert list(tmp_path.iterdir())
    capsys.readouterr()


def test_every_option_of_scan_was_thought_of() -> None:
    assert vars(parser().parse_args(["scan", "."])).keys() <= UNDERSTOOD | NOT_UNDERSTOOD


NOT_UNDERSTOOD = frozenset({"baseline", "diff", "diff_lines", "write_baseline"})
"""Options with which a report depends on more than their text and the files: it is not kept then."""
