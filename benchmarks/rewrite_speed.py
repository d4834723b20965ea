"""Files per second of ``migrate rewrite`` beside libcst's own codemod runner, on one tree.

Run: python -m benchmarks.rewrite_speed.
The tree has one deploy script among twenty files, as repositories have. libcst renames one class, a small part
of what a rewrite does; it parses every file, while the rewrite parses those that name v1.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from migrate.read.gathering import gathered
from migrate.read.registry import KINDS
from migrate.rewrite.choosing import Choice
from migrate.rewrite.engine import Engine

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
PLAIN = '''"""Module {0}."""

import json


def load_{0}(path):
    with open(path) as file:
        return json.load(file)


class Shop{0}:
    """One shop."""

    def __init__(self, name, size={0}):
        self.name = name
        self.size = size

    def total(self, prices):
        return sum(price * self.size for price in prices if price > 0)
'''


def tree(folder: Path, files: int) -> None:
    script = (SAMPLES / "churn-aks" / "v1" / "deploy.py").read_text()
    for number in range(files):
        path = folder / f"part{number // 100}" / f"module{number}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(script if number % 20 == 0 else PLAIN.format(number))


def ours(folder: Path) -> int:
    return len(Engine(choice=Choice(unsafe=True)).rewrite(gathered([str(folder)], KINDS)).changes)


def theirs(folder: Path) -> int:
    from libcst.codemod import CodemodContext, parallel_exec_transform_with_prettyprint
    from libcst.codemod.commands.rename import RenameCommand

    command = RenameCommand(
        CodemodContext(), old_name="azureml.core.Workspace", new_name="azure.ai.ml.MLClient"
    )
    names = [str(path) for path in sorted(folder.rglob("*.py"))]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        done = parallel_exec_transform_with_prettyprint(
            command, names, jobs=os.cpu_count() or 1, hide_progress=True, repo_root=str(folder)
        )
    return done.successes


def timed(work: Callable[[Path], int], source: Path) -> tuple[float, int]:
    with tempfile.TemporaryDirectory() as parent:
        copy = Path(shutil.copytree(source, Path(parent) / "tree"))
        start = time.perf_counter()
        done = work(copy)
        return time.perf_counter() - start, done


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=2000)
    files = parser.parse_args().files
    with tempfile.TemporaryDirectory() as parent:
        source = Path(parent) / "source"
        tree(source, files)
        for name, work in (("migrate rewrite", ours), ("libcst codemod", theirs)):
            seconds, done = timed(work, source)
            print(f"{name:16} {files / seconds:8.0f} files/s  {seconds:6.2f} s  {done} files")


if __name__ == "__main__":
    main()
