"""What a command loads and touches, seen from outside in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = (
    "azure",
    "azureml",
    "kubernetes",
    "dns",
    "libcst",
    "yaml",
    "rich",
    "pathspec",
    "jinja2",
    "shtab",
    "tomllib",
    "tomli",
)
ROOT = Path(__file__).parent.parent.parent

WATCH = """\
import sys
seen = []
def watch(event, arguments):
    kind = event.partition(".")[0]
    if kind in {"socket", "subprocess", "ctypes", "urllib", "ftplib", "smtplib"} or event in {"os.system", "os.exec"}:
        seen.append(event)
    if event == "open" and (set(arguments[1] or "") & set("wax+") or arguments[2] & 3):
        seen.append(f"write {arguments[0]}")
    if event in {"os.remove", "os.rename", "os.mkdir", "os.chmod"}:
        seen.append(event)
sys.addaudithook(watch)
sys.dont_write_bytecode = True
from migrate.cli import main
code = main(sys.argv[1:])
print("seen:", *seen, file=sys.stderr)
sys.exit(code)
"""

HOSTILE = """\
import azureml.core
from azureml.core import Workspace
open("TRAP", "w").write("executed")
import socket
socket.create_connection(("127.0.0.1", 1))
raise SystemExit("executed")
"""


def loaded(*argv: str) -> set[str]:
    """Return the top-level packages that a command imports."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "migrate", *argv],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-500:]
    lines = [
        line.rpartition("|")[2].strip()
        for line in done.stderr.splitlines()
        if line.startswith("import time:")
    ]
    return {line.partition(".")[0] for line in lines}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for number in range(20):
        (tmp_path / f"{number}.py").write_text("from azure.ai.ml import MLClient\n")
        (tmp_path / f"{number}.yml").write_text("a: 1\n")
    return tmp_path


@pytest.mark.parametrize("argv", [["--help"], ["scan", "--help"], ["explain", "--help"]])
def test_help_loads_nothing_heavy(argv: list[str]) -> None:
    assert not loaded(*argv) & {*HEAVY, "compat", "dataclasses", "ast"}


def test_a_scan_that_finds_nothing_loads_nothing_heavy(tree: Path) -> None:
    assert not loaded("scan", str(tree)) & set(HEAVY)


def test_an_ignore_file_is_what_loads_its_parser(tree: Path) -> None:
    (tree / ".gitignore").write_text("out/\n")
    assert loaded("scan", str(tree)) & set(HEAVY) == {"pathspec"}


def watched(root: Path, *options: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WATCH, "scan", str(root), *options],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, **environ},
        check=False,
    )


def test_a_scan_runs_none_of_the_code_opens_no_socket_and_writes_nothing(tree: Path) -> None:
    (tree / "deploy.py").write_text(HOSTILE)
    (tree / "setup.py").write_text(HOSTILE)
    (tree / "azureml.py").write_text(HOSTILE)
    (tree / "sitecustomize.py").write_text(HOSTILE)
    done = watched(tree, "--no-cache")
    assert done.returncode == 1, done.stderr
    assert done.stderr.strip() == "seen:"
    assert not (tree / "TRAP").exists()
    assert not (ROOT / "TRAP").exists()


def test_the_cache_folder_is_all_that_a_scan_writes_to(tmp_path: Path) -> None:
    done = watched(ROOT / "samples" / "churn-aks" / "v1", XDG_CACHE_HOME=str(tmp_path))
    (entry,) = tmp_path.rglob("*.scan")
    writes = [word for word in done.stderr.split() if "/" in word]
    assert writes
    assert all(word.startswith(str(tmp_path)) for word in writes)
    assert entry.is_file()


def test_the_watch_itself_sees_what_it_should() -> None:
    script = WATCH.replace("from migrate.cli import main", "import socket, subprocess").replace(
        "main(sys.argv[1:])", "socket.socket().close() or 0"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert "socket" in done.stderr


FORMATS_ALONE = ("json_report", "sarif", "junit", "github", "azure", "markdown")


@pytest.mark.parametrize("name", FORMATS_ALONE)
def test_a_format_loads_no_other_one(tree: Path, name: str) -> None:
    argv = ["scan", str(tree), "--no-cache", "--format", name.removesuffix("_report")]
    script = f"import sys; from migrate.cli import main; main({argv!r}); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True
    )
    names = set(done.stderr.split())
    allowed = {name, "github"} if name == "azure" else {name}
    assert names & {f"migrate.report.{item}" for item in FORMATS_ALONE} == {
        f"migrate.report.{item}" for item in allowed
    }
    assert not names & set(HEAVY)


def test_preferences_are_parsed_only_where_there_are_some(tree: Path) -> None:
    (tree / "pyproject.toml").write_text("[tool.other]\n")
    command = [sys.executable, "-X", "importtime", "-m", "migrate", "scan", ".", "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, cwd=tree, env=environment, check=True)
    assert "tomllib" not in done.stderr
    assert "tomli" not in done.stderr
