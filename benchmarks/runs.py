"""Commands measured side by side: in turns, so that what else the machine does falls on all of them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Command:
    """A command line, what it took each time (seconds), and the most memory that one of its processes had (MB)."""

    argv: Sequence[str]
    cache: Path | None = None
    times: list[float] = field(default_factory=list)
    memory: float = 0.0

    @property
    def seconds(self) -> float:
        """The median."""
        return median(self.times)

    def run(self) -> None:
        """Run it once, in a process of its own, with nothing shown."""
        environ = {**os.environ, "PYTHONPATH": str(ROOT)}
        environ.pop("PYTHONDONTWRITEBYTECODE", None)
        if self.cache is not None:
            environ["XDG_CACHE_HOME"] = str(self.cache)
        started = time.perf_counter()
        with subprocess.Popen(
            self.argv,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environ,
            cwd="/",
        ) as process:
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        self.times.append(time.perf_counter() - started)
        self.memory = max(self.memory, used.ru_maxrss / 1024)
        if process.returncode not in {0, 1}:
            raise RuntimeError(f"{' '.join(self.argv[:4])} ... ended with {process.returncode}")


def in_turns(commands: Sequence[Command], rounds: int) -> None:
    """Run every command ``rounds`` times, one after the other, after one round that does not count."""
    for command in commands:
        command.run()
        command.times.clear()
    for _ in range(rounds):
        for command in commands:
            command.run()


def migrate(*arguments: str) -> list[str]:
    """Return the command line of this tree's ``migrate``."""
    return [sys.executable, "-m", "migrate", *arguments]
