"""Repositories made to do harm: nothing outside is read, nothing is waited for, nothing grows without bound."""

from __future__ import annotations

import io
import json
import os
import socket
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from migrate.cli import main
from migrate.read.gathering import gathered
from migrate.read.obstacle import LIMIT
from migrate.read.registry import KINDS
from migrate.report import FORMATS
from migrate.scan import OUR_FAULTS, Scan, Scanner
from tests.migrate.breaking.seeds import COMMAND, PYTHON

HIT = "import azureml.core\n"


def scanned(root: Path, *, prefilter: bool = True) -> Scan:
    return Scanner().scan(gathered([str(root)], KINDS, prefilter=prefilter))


def faults(scan: Scan) -> list[str]:
    return [item.message for item in scan.findings if item.rule in OUR_FAULTS]


def test_what_is_not_a_file_is_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    os.mkfifo(tmp_path / "dc.json")
    os.mkfifo(tmp_path / ".migrateignore")
    with socket.socket(socket.AF_UNIX) as listening:
        here = Path.cwd()
        os.chdir(tmp_path)
        try:
            listening.bind("socket.py")
        finally:
            os.chdir(here)
        (tmp_path / "deploy.py").write_text(HIT + "text = open('dc.json').read()\nopen('pipe.py')\n")
        scan = scanned(tmp_path, prefilter=False)
    assert scan.repositories[0].files == 1
    assert faults(scan) == []


def test_nothing_outside_is_reached_by_a_path_or_a_link(tmp_path: Path) -> None:
    outside, root = tmp_path / "outside", tmp_path / "root"
    outside.mkdir()
    root.mkdir()
    (outside / "name.txt").write_text("stolen")
    (outside / "mod.py").write_text("NAME = 'stolen'\n")
    (root / "link.txt").symlink_to(outside / "name.txt")
    (root / "mod.py").symlink_to(outside / "mod.py")
    (root / "way").symlink_to(outside)
    (root / "up").symlink_to("..")
    reads = ["link.txt", "way/name.txt", "../outside/name.txt", "up/outside/name.txt", f"{outside}/name.txt"]
    lines = [f"Model.deploy(ws, open({path!r}).read(), [], None, None)" for path in reads]
    lines += ["from mod import NAME", "Model.deploy(ws, NAME, [], None, None)"]
    (root / "deploy.py").write_text("from azureml.core import Model\nws = None\n" + "\n".join(lines))
    scan = scanned(root)
    assert len(scan.outcomes) >= 1
    assert "stolen" not in repr(scan)


def test_archives_are_not_opened(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("deploy.py", HIT + "#" * 10_000_000)
    for name in ("bomb.zip", "model.whl", "data.tar.gz"):
        (tmp_path / name).write_bytes(packed.getvalue())
    (tmp_path / "deploy.py").write_text(
        PYTHON.replace("score.py", "bomb.zip").replace("conda.yml", "model.whl")
    )
    assert faults(scanned(tmp_path)) == []


def laughs(levels: int = 12) -> str:
    lines = ["l0: &l0 [lol, lol]"]
    lines += [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, levels)]
    return "\n".join(lines) + f"\nsteps:\n- script: {COMMAND}\n  env: *l{levels - 1}\ncomputeType: aks\n"


SHAPES: dict[str, tuple[str, Callable[[int], str]]] = {
    "nested JSON": ("dc.json", lambda n: '{"computeType":' + "[" * n),
    "nested JSON objects": ("dc.json", lambda n: '{"computeType":' * n + "1" + "}" * n),
    "nested notebook": (
        "a.ipynb",
        lambda n: '{"cells": ' + "[" * n + "]" * n + ', "x": "azureml computeType"}',
    ),
    "nested YAML flow": ("a.yml", lambda n: "computeType: " + "[" * n + "]" * n),
    "nested YAML block": (
        "a.yml",
        lambda n: "computeType: aks\n" + "".join(" " * k + "a:\n" for k in range(min(n, 2000))),
    ),
    "nested calls": ("a.py", lambda n: HIT + "f(" * n + ")" * n),
    "long sum": ("a.py", lambda n: HIT + "x = " + "1 + " * n + "1"),
    "long chain": ("a.py", lambda n: HIT + "x = azureml" + ".core" * n),
    "long comparison": ("a.py", lambda n: HIT + "x = a" + " if a else b" * n),
    "nested blocks": (
        "a.py",
        lambda n: HIT + "".join(" " * k + "if x:\n" for k in range(min(n, 99))) + " " * 99 + "pass",
    ),
    "many else": ("a.py", lambda n: HIT + "if a: pass\n" + "elif b: pass\n" * n),
    "nested substitutions": ("a.sh", lambda n: COMMAND + " -n " + "$(" * n + ")" * n),
    "nested quotes": ("a.sh", lambda n: COMMAND + " -n " + "\"$(echo '" * n),
    "nested groups": ("a.ps1", lambda n: COMMAND + " -n " + "$(" * n + "@{" * n),
    "nested blocks of batch": ("a.cmd", lambda n: "if exist x (\n" * n + COMMAND),
    "nested lists": ("a.md", lambda n: "- " * n + f"\n```bash\n{COMMAND}\n```\n" + "> " * n + COMMAND),
    "nested variables": ("Makefile", lambda n: f"A = {'$(' * n}B{')' * n}\nx:\n\t{COMMAND} -n $(A)\n"),
    "nested expressions": ("a.yml", lambda n: f"steps:\n- script: {COMMAND} -n {'${{ ' * n}a{' }}' * n}\n"),
    "long line": ("a.sh", lambda n: f"{COMMAND} " + "--tags a=b " * n),
    "long word": ("a.sh", lambda n: f"{COMMAND} -n " + "a" * n * 50),
    "many commands": ("a.sh", lambda n: f"{COMMAND}\n" * (n // 20)),
    "many blanks": ("a.sh", lambda n: COMMAND + " " * n * 20 + "\\\n" * n),
    "many lines of a Dockerfile": ("Dockerfile", lambda n: f"RUN {COMMAND} \\\n" + " && \\\n" * n),
    "many fences": ("a.md", lambda n: "```\n`az ml model deploy` " * n),
    "an unended text": ("a.py", lambda n: HIT + "x = '''" + "a\n" * n),
    "an unended cell": (
        "a.py",
        lambda n: "# Databricks notebook source\n# MAGIC %sh az ml service list\n" + "# MAGIC x\n" * n,
    ),
    "magics": (
        "a.ipynb",
        lambda n: json.dumps({"cells": [{"cell_type": "code", "source": "!az ml service list {" * n}]}),
    ),
    "addresses": ("a.js", lambda n: "https://x.azurecontainer.io/" + "a/" * n + "score?" * n),
    "keys and signs": ("a.ini", lambda n: "u = http://h/api/v1/service/" + "=://@:key " * n),
    "laughs": ("a.yml", lambda n: laughs()),
    "merges": (
        "a.yml",
        lambda n: (
            "a: &a {b: 1}\n" + "".join(f"k{k}: {{<<: *a}}\n" for k in range(n // 10)) + "computeType: aks\n"
        ),
    ),
}


@pytest.mark.parametrize(("name", "make"), SHAPES.values(), ids=SHAPES.keys())
def test_a_shape_that_repeats_thousands_of_times_is_read_or_refused(
    tmp_path: Path, name: str, make: Callable[[int], str]
) -> None:
    (tmp_path / name).write_text(make(1500))
    scan = scanned(tmp_path)
    assert scan.repositories[0].read == 1
    assert faults(scan) == []


def test_a_file_of_a_hundred_megabytes_costs_no_memory(tmp_path: Path) -> None:
    with (tmp_path / "big.py").open("wb") as stream:
        stream.write(HIT.encode())
        stream.truncate(100 * 1024 * 1024)
    (tmp_path / "deploy.py").write_text(HIT + "open('big.py').read()\nimport big\n")
    scan = scanned(tmp_path)
    assert {item.rule for item in scan.findings if item.place.path == "big.py"} == {"AML912"}
    assert (tmp_path / "big.py").stat().st_size > LIMIT


@pytest.mark.skipif(sys.platform == "darwin", reason="the file system there refuses such names")
def test_names_that_are_no_text_are_read_and_told(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    name = os.fsencode(tmp_path) + b"/\xff\xfe.py"
    with open(name, "wb") as stream:  # noqa: PTH123 - a path of bytes
        stream.write(HIT.encode() + b"azureml.core.Workspace.from_config()\n")
    for format_ in FORMATS:
        assert main(["scan", str(tmp_path), "--no-cache", "--format", format_]) == 1
        assert b"\xff\xfe.py" not in capsysbinary.readouterr().out


EVIL = (
    "a'b\"c",
    "</script><script>alert(1)</script>",
    "${jndi:x}",
    "$(touch TRAP)",
    "`touch TRAP`",
    "\x1b]0;owned\x07\x1b[2J",
    "a\u202eb\u2066c",
    "::set-output name=x::y",
    "##vso[task.setvariable variable=x]y",
    "| a | b |\n# Head",
    "a\r\nb",
    "<img src=x onerror=alert(1)>",
    "]]><x/>",
    "&lt;b&gt;",
)


@pytest.mark.parametrize("text", EVIL)
@pytest.mark.parametrize("format_", FORMATS)
def test_a_name_from_the_source_is_harmless_in_every_report(
    format_: str, text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = PYTHON.replace('f"churn-{stage}"', repr(text))
    folder = tmp_path / text.replace("/", "_").replace("\n", " ")
    folder.mkdir()
    (folder / "deploy.py").write_text(code)
    assert main(["scan", str(tmp_path), "--no-cache", "--format", format_]) == 1
    said = capsys.readouterr().out
    assert not any(character in said for character in "\x1b\x07\u202e\u2066\r")
    assert "<script>alert(1)</script>" not in said or format_ not in {"html", "junit", "markdown"}
    assert "##vso[task.setvariable" not in said or format_ in {"azure", "github", "html", "markdown"}
    # The agent hears one command a line, and the first is our own.
    assert format_ != "azure" or not any(line.startswith("##vso[task.set") for line in said.split("\n"))
    assert (
        not any(line.lstrip().startswith("::set-output") for line in said.split("\n")) or format_ == "azure"
    )
    assert not (tmp_path / "TRAP").exists()
    if format_ in {"json", "sarif"}:
        json.loads(said)
