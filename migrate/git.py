"""Questions to git about a repository that nobody vouches for: nothing that its configuration names is run.

git starts programs of a repository for hooks, file monitors, external diffs, text conversion, filters and missing
objects (https://git-scm.com/docs/git-config); each is turned off. Needs git 2.25 or later.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

_QUIET = (
    *("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}", "-c", "protocol.allow=never"),
    *("--no-pager", "--no-optional-locks"),
)
_DIFF = ("--no-ext-diff", "--no-textconv", "--no-color", "--ignore-submodules=all", "--find-renames")
_OURS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_EXTERNAL_DIFF", "GIT_DIFF_OPTS", "GIT_PREFIX", "GIT_NAMESPACE")
_PROGRAM = re.compile(r"filter\..*\.(clean|smudge|process|required)", re.DOTALL)
_HUNK = re.compile(rb"@@ -\S+ \+(\d+)(?:,(\d+))? @@")
_LONGEST = 300
"""Seconds to wait for git."""


class GitError(Exception):
    """What was asked cannot be answered; the message is a sentence for the user."""


@dataclass(frozen=True)
class Changes:
    """What differs from a revision: files that are not in it whole, of others the lines; by path from the top.

    A file that git does not know is whole.
    """

    tracked: frozenset[str]
    lines: Mapping[str, tuple[range, ...] | None] = field(default_factory=dict)

    def file(self, path: str) -> bool:
        """Tell whether a file changed."""
        return path not in self.tracked or path in self.lines

    def touches(self, path: str, first: int, last: int) -> bool:
        """Tell whether one of the lines from ``first`` to ``last`` changed."""
        if not self.file(path):
            return False
        ranges = self.lines.get(path)
        return ranges is None or any(item.start <= last and first < item.stop for item in ranges)


def changes(top: str, base: str) -> Changes:
    """Return what changed in a work tree since it parted from ``base``; raise ``GitError`` with a sentence.

    ``top`` is the top of the repository. Compared is with the common ancestor, or with ``base`` where there is none.
    """
    with TemporaryDirectory(prefix="migrate-") as folder:
        git = _Git(top)
        start = git.ancestor(git.commit(base))
        git.copy_index(folder)
        tracked = frozenset(git.names("ls-files", "-z"))
        return Changes(tracked, dict(git.differences(start)))


class _Git:
    def __init__(self, top: str) -> None:
        self._top = top
        program = shutil.which("git")
        if program is None:
            raise GitError("git is not installed, and what changed is asked of git")
        self._program = program
        self._off: tuple[str, ...] = ()
        self._more: dict[str, str] = {}
        self._off = tuple(self._programs())

    def copy_index(self, folder: str) -> None:
        """Let git note in a copy which files are the same after all: the repository is not written to."""
        path = Path(self._top, self._run("rev-parse", "--git-path", "index").stdout.decode().rstrip("\n"))
        if path.is_file():
            self._more["GIT_INDEX_FILE"] = shutil.copy(path, folder)

    def commit(self, base: str) -> str:
        if not base or base.startswith("-") or not base.isprintable():
            raise GitError(f"{base!r} is no revision")
        found = self._run("rev-parse", "--verify", "--quiet", f"{base}^{{commit}}", allowed=(0, 1))
        if found.returncode:
            said = f"git knows no revision {base} here"
            raise GitError(f"{said}; fetch it first (in CI: fetch the whole history)")
        return found.stdout.decode().strip()

    def ancestor(self, commit: str) -> str:
        found = self._run("merge-base", commit, "HEAD", allowed=(0, 1, 128))
        return found.stdout.decode().strip() or commit

    def names(self, *arguments: str) -> list[str]:
        output = self._run(*arguments).stdout
        return [os.fsdecode(name) for name in output.split(b"\0") if name]

    def differences(self, start: str) -> Iterator[tuple[str, tuple[range, ...] | None]]:
        """Yield each changed file with its changed lines, or None where all of it counts."""
        listed = list(self._statuses(start))
        patches = self._patches(start)
        agree = len(patches) == sum(_sections(status) for status, _ in listed)
        for status, path in listed:
            of_file, patches = patches[: _sections(status)], patches[_sections(status) :]
            if status != "D":
                whole = status in {"A", "T"} or not agree
                yield path, None if whole else tuple(_lines(of_file[0]))

    def _statuses(self, start: str) -> Iterator[tuple[str, str]]:
        fields = iter(self.names("diff", "--name-status", "-z", *_DIFF, start, "--"))
        for status in fields:
            path = next(fields)
            yield status[0], next(fields) if status[0] in "RC" else path

    def _patches(self, start: str) -> list[bytes]:
        """Return the patch of each file, in the order of the statuses."""
        patch = self._run("diff", "--unified=0", "--text", *_DIFF, start, "--").stdout
        return re.split(rb"^diff --git ", patch, flags=re.MULTILINE)[1:]

    def _programs(self) -> Iterator[str]:
        """Yield what turns off the filters that the repository itself configures."""
        for scope in ("--local", "--worktree"):
            found = self._run("config", scope, "--list", "--name-only", "-z", allowed=(0, 1, 128))
            for name in found.stdout.decode("utf-8", "replace").split("\0"):
                if _PROGRAM.fullmatch(name) and "=" not in name:
                    yield from ("-c", f"{name}={'false' if name.endswith('.required') else ''}")

    def _run(self, *arguments: str, allowed: Sequence[int] = (0,)) -> subprocess.CompletedProcess[bytes]:
        environment = {key: value for key, value in os.environ.items() if key not in _OURS}
        environment |= {
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_NO_LAZY_FETCH": "1",
            "LC_ALL": "C",
        }
        environment |= self._more
        command = [self._program, "-C", self._top, *_QUIET, *self._off, *arguments]
        try:
            done = subprocess.run(
                command,
                capture_output=True,
                stdin=subprocess.DEVNULL,
                env=environment,
                timeout=_LONGEST,
                check=False,
            )
        except (OSError, ValueError, subprocess.TimeoutExpired) as error:
            raise GitError(f"git could not be run ({type(error).__name__})") from None
        if done.returncode not in allowed:
            said = done.stderr.decode("utf-8", "replace").strip().split("\n")[0]
            raise GitError(f"git {arguments[0]} failed: {said or done.returncode}")
        return done


def _sections(status: str) -> int:
    """Return how many patches a file has: one that became a link is removed and added."""
    return 2 if status == "T" else 1


def _lines(patch: bytes) -> Iterator[range]:
    """Yield the lines that a patch adds or changes; where it only removes, the line before the gap."""
    for line in patch.split(b"\n"):
        match = _HUNK.match(line)
        if match:
            start, count = int(match.group(1)), int(match.group(2) or 1)
            yield range(start, start + count) if count else range(max(start, 1), max(start, 1) + 1)
