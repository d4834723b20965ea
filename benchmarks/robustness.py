"""Reads everything that is installed here as if it used Azure ML v1, whole and broken, and names what ends badly.

Run: python -m benchmarks.robustness [FOLDER ...] [--broken 2] [--seconds 10] [--most 0]
Without a folder: the standard library and every package of this environment. Each file is read by the reader of its
kind, Python with an import of v1 put above it so that all of it is followed; then again with bytes cut off, turned
round or put in the wrong encoding. A failure is an exception, a reading that takes too long, or too much memory.
Exit code 1 where there is one.
"""

from __future__ import annotations

import argparse
import os
import resource
import signal
import sys
import sysconfig
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from types import FrameType

from migrate.read.decoding import decoded
from migrate.read.discovery import key, listing
from migrate.read.obstacle import Obstacle
from migrate.read.reading import SourceFile
from migrate.read.registry import KINDS, by_suffix, needles
from migrate.read.tree import Tree
from migrate.read.workers import spread
from migrate.suppression import suppressions

MEMORY = 2_000
"""Megabytes that a process may have in all."""
Break = Callable[[bytes, Random], bytes]


class TooLongError(BaseException):
    """Raised by the alarm: no handler of a reader may take it for its own."""


def cut(data: bytes, random: Random) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def flipped(data: bytes, random: Random) -> bytes:
    made = bytearray(data)
    for _ in range(random.randint(1, 20)):
        made[random.randrange(len(made))] ^= 1 << random.randrange(8)
    return bytes(made)


def moved(data: bytes, random: Random) -> bytes:
    first, second = sorted(random.randrange(len(data) + 1) for _ in range(2))
    return data[second:] + data[first:second] + data[:first]


def doubled(data: bytes, random: Random) -> bytes:
    at, length = random.randrange(len(data)), random.randint(1, 300)
    return data[:at] + data[at : at + length] * random.randint(2, 40) + data[at:]


def encoded(data: bytes, random: Random) -> bytes:
    name = random.choice(["utf-16", "utf-32", "utf-8-sig", "cp500", "utf-7"])
    return data.decode("latin-1").encode(name, "replace")


BREAKS: tuple[Break, ...] = (cut, flipped, moved, doubled, encoded)


def failures(root: str, path: str, broken: int, seconds: float) -> Iterator[str]:
    """Yield what goes wrong with one file, whole and broken."""
    try:
        data = Path(root, path).read_bytes()
    except OSError:
        return
    random = Random(path)
    for number in range(broken + 1):
        breaking = random.choice(BREAKS)
        made = data if not number or not data else breaking(data, random)
        started = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, seconds)
        try:
            _read(root, path, made)
        except TooLongError:
            yield f"{root}/{path} ({breaking.__name__ if number else 'whole'}): not done after {seconds:.0f} s"
        except Exception:  # noqa: BLE001 - every failure is what is looked for
            last = traceback.format_exc().strip().split("\n")
            yield f"{root}/{path} ({breaking.__name__ if number else 'whole'}): {last[-1]} {last[-3].strip()}"
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        spent = time.process_time() - started
        if spent > max(1.0, len(made) / 50_000) and spent < seconds:
            how = breaking.__name__ if number else "whole"
            yield f"slow: {root}/{path} ({how}): {spent:.1f} s, {len(made):,} bytes"


def _read(root: str, path: str, data: bytes) -> None:
    kind = by_suffix(KINDS)[key(path.rpartition("/")[2])]
    try:
        text = decoded(data, cookies=kind.name == "python")
    except Obstacle:
        return
    above = "import azureml.core\n" if kind.name == "python" and not text.startswith("# Databricks") else ""
    tree = Tree(root)
    kind.load()(SourceFile(path, above + text), tree)
    suppressions(path, text + "\n# migrate: ignore[AML104]")


def _too_long(signum: int, frame: FrameType | None) -> None:
    raise TooLongError


def read(folders: list[str], broken: int, seconds: float, most: int) -> int:
    """Read every file of the folders; print what fails, and return how many did."""
    kinds = needles(KINDS)
    files = [(root, path) for root in folders for path in listing(root, kinds, ignore_files=False).paths]
    if most:
        files = Random(0).sample(files, min(most, len(files)))
    signal.signal(signal.SIGPROF, _too_long)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY * 1024 * 1024, MEMORY * 1024 * 1024))
    parts = [files[start::200] for start in range(200)]
    found = spread(lambda part: list(_told(part, broken, seconds)), parts)
    bad = [said for said in found if not said.startswith("slow")]
    used = (
        max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        / 1024
    )
    print(f"{len(files):,} files, {broken} broken variants of each: {len(bad)} failed, at most {used:.0f} MB")
    return len(bad)


def _told(files: list[tuple[str, str]], broken: int, seconds: float) -> Iterator[str]:
    for root, path in files:
        for said in failures(root, path, broken, seconds):
            print(said, flush=True)
            yield said


def main() -> int:
    """Read what the command line names."""
    parser = argparse.ArgumentParser(description="Read everything installed here, whole and broken.")
    parser.add_argument("folders", nargs="*")
    parser.add_argument("--broken", type=int, default=2, help="broken variants of each file")
    parser.add_argument("--seconds", type=float, default=10, help="processor time one reading may take")
    parser.add_argument("--most", type=int, default=0, help="files, chosen at random; 0: all")
    arguments = parser.parse_args()
    paths = sysconfig.get_paths()
    folders = arguments.folders or list(dict.fromkeys([paths["stdlib"], paths["purelib"]]))
    return (
        1
        if read(list(map(os.path.abspath, folders)), arguments.broken, arguments.seconds, arguments.most)
        else 0
    )


if __name__ == "__main__":
    sys.exit(main())
