"""The samples: how each is converted and scanned, and ``python -m tests.samples [--check]`` to write what they expect.

``sample.yaml`` holds the answers given with ``--set`` and, if not the usual one, the target.
"""

from __future__ import annotations

import contextlib
import filecmp
import io
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from migrate.cli import main as migrate

ROOT = Path(__file__).resolve().parent.parent / "samples"


@dataclass(frozen=True)
class Sample:
    """One v1 project of the samples folder."""

    name: str
    answers: tuple[str, ...] = ()
    target: str = ""
    script: str = ""
    arguments: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()

    @property
    def folder(self) -> Path:
        """Where the sample stands."""
        return ROOT / self.name


def samples() -> list[Sample]:
    """Return all samples by name."""
    return [_read(path) for path in sorted(ROOT.glob("*/sample.yaml"))]


def _read(path: Path) -> Sample:
    plain = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    return Sample(
        path.parent.name,
        tuple(plain.get("set", ())),
        plain.get("target", ""),
        plain.get("script", ""),
        tuple(plain.get("arguments", ())),
        tuple((plain.get("environment") or {}).items()),
    )


def convert(sample: Sample, folder: Path) -> int:
    """Convert ``folder``/v1 into ``folder``/v2 as a user would; return the exit code."""
    options = [word for answer in sample.answers for word in ("--set", answer)]
    target = ["--target", sample.target] if sample.target else []
    with inside(folder), contextlib.redirect_stdout(io.StringIO()):
        return migrate(["convert", "v1", "-o", "v2", *target, *options])


def findings(folder: Path) -> str:
    """Return what ``migrate scan v1`` prints in a folder."""
    with inside(folder):
        migrate(["scan", "v1", "--exit-zero", "--format", "text=findings.txt"])
    return (folder / "findings.txt").read_text(encoding="utf-8")


@contextlib.contextmanager
def inside(folder: Path) -> Iterator[None]:
    """Make a folder the current one for a while."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def made(sample: Sample, parent: Path) -> Path:
    """Return a folder with the sample's ``v1`` and, made anew, its ``v2`` and ``findings.txt``."""
    folder = parent / sample.name
    shutil.copytree(sample.folder / "v1", folder / "v1")
    convert(sample, folder)
    findings(folder)
    return folder


def files(folder: Path) -> dict[str, Path]:
    """Return the files that are expected of a sample, by their path below it."""
    found = [path for path in (folder / "v2").rglob("*") if path.is_file()]
    report = folder / "findings.txt"
    return {
        path.relative_to(folder).as_posix(): path
        for path in [*found, *([report] if report.is_file() else [])]
    }


def differences(sample: Sample, fresh: Path) -> list[str]:
    """Return the files that differ between the committed sample and a fresh one, or stand in one only."""
    old, new = files(sample.folder), files(fresh)
    changed = [
        name for name in old.keys() & new.keys() if not filecmp.cmp(old[name], new[name], shallow=False)
    ]
    return sorted([*changed, *(old.keys() ^ new.keys())])


def main(arguments: list[str]) -> int:
    """Write the expected files of every sample, or with ``--check`` say which are out of date."""
    stale = []
    with tempfile.TemporaryDirectory() as parent:
        for sample in samples():
            fresh = made(sample, Path(parent))
            stale += [f"{sample.name}/{name}" for name in differences(sample, fresh)]
            if "--check" not in arguments:
                shutil.rmtree(sample.folder / "v2", ignore_errors=True)
                shutil.copytree(fresh / "v2", sample.folder / "v2")
                shutil.copy(fresh / "findings.txt", sample.folder / "findings.txt")
    for name in stale:
        print(f"{'out of date' if '--check' in arguments else 'written'}: samples/{name}")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
