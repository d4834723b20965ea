"""Git, asked as a program: whether a tree is dirty, where its own directory is, and commits.

Only a commit may run the repository's hooks; nothing else that is asked here does.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_QUIET = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.quotePath=false")


class GitError(Exception):
    """Git refused; the message is its own."""


@dataclass(frozen=True)
class GitTree:
    """A git work tree, by its top folder and its git directory."""

    top: Path
    directory: Path

    @classmethod
    def of(cls, folder: Path) -> GitTree | None:
        """Return the work tree a folder is in; None where there is none, or no git."""
        found = _git(folder, "rev-parse", "--show-toplevel", "--absolute-git-dir")
        lines = found.stdout.splitlines() if found is not None and found.returncode == 0 else []
        return cls(Path(lines[0]), Path(lines[1])) if len(lines) == 2 else None

    def dirty(self) -> list[str]:
        """Return the tracked files with changes that are not committed, relative to the top."""
        return [line[3:] for line in self._status("--untracked-files=no")]

    def untracked(self, files: Sequence[Path]) -> list[str]:
        """Return those of some files that git does not keep: it could not bring them back."""
        named = [str(file) for file in files]
        lines = self._status("--untracked-files=all", "--ignored=matching", "--", *named) if named else []
        return [line[3:] for line in lines if line.startswith(("??", "!!"))]

    def commit(self, files: Sequence[Path], message: str) -> None:
        """Commit some files, and nothing else; the hooks of the repository run as for any commit."""
        named = [str(file) for file in files]
        for words in (("add", "--", *named), ("commit", "--quiet", "-m", message, "--", *named)):
            done = _run(["-C", str(self.top), *words])
            if done is None or done.returncode:
                raise GitError(
                    "git could not be run" if done is None else (done.stderr or done.stdout).strip()
                )

    def _status(self, *words: str) -> list[str]:
        found = _git(self.top, "status", "--porcelain", "-z", *words)
        if found is None or found.returncode:
            raise GitError("git status failed" if found is None else found.stderr.strip())
        return [part for part in found.stdout.split("\0") if len(part) > 3]


def _git(folder: Path, *words: str) -> subprocess.CompletedProcess[str] | None:
    return _run(["-C", str(folder), *_QUIET, *words], {"GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"})


def _run(
    words: Sequence[str], variables: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str] | None:
    """Run git; None where there is none."""
    program = shutil.which("git")
    if program is None:
        return None
    return subprocess.run(
        [program, *words],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **(variables or {})},
        stdin=subprocess.DEVNULL,
    )
