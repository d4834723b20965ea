"""Makes the repositories that the benchmarks scan, the same bytes every time.

Run: python -m benchmarks.monorepo FOLDER [--files 10000] [--notebooks]
Sizes follow what 10,000 Python files of installed packages have: median 6.6 kB, mean 12 kB, seven files a folder.
One file in two hundred speaks of Azure ML v1.
"""

from __future__ import annotations

import argparse
import math
import sys
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from benchmarks import filler
from benchmarks.services import services

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MEDIAN, SPREAD, LARGEST = 6_600, 1.1, 150_000
PER_FOLDER = 7
RELEVANT = 200
"""One file in so many is relevant."""
_KINDS: tuple[tuple[str, Callable[[Random, int], str], int], ...] = (
    # suffix, its text, how many in a hundred
    (".py", filler.python, 84),
    (".yml", filler.pipeline, 5),
    (".json", filler.records, 5),
    (".md", filler.prose, 4),
    (".sh", filler.script, 1),
    (".ipynb", filler.notebook, 1),
)


def monorepo(root: Path, files: int) -> None:
    """Write a repository of so many files."""
    relevant = list(services(files // RELEVANT))
    _written(root, relevant)
    random = Random(files)
    kinds = [(suffix, make) for suffix, make, share in _KINDS for _ in range(share)]
    for number in range(files - len(relevant)):
        suffix, make = kinds[number % len(kinds)]
        size = min(int(MEDIAN * math.exp(random.gauss(0, SPREAD))), LARGEST)
        _written(root, [(f"{_folder(number // PER_FOLDER)}/module_{number}{suffix}", make(random, size))])


def notebooks(root: Path, count: int) -> None:
    """Write a repository of notebooks only; one in ten deploys a service with v1."""
    texts = [text for path, text in services(count * 50) if path.endswith(".ipynb")][: count // 10]
    _written(root, ((f"deploying/book_{number}.ipynb", text) for number, text in enumerate(texts)))
    random = Random(count)
    for number in range(count - len(texts)):
        size = min(int(8 * MEDIAN * math.exp(random.gauss(0, SPREAD))), 20 * LARGEST)
        text = filler.notebook(random, size)
        _written(root, [(f"{_folder(number // PER_FOLDER)}/book_{number}.ipynb", text)])


def _folder(number: int) -> str:
    return f"area{number % 23:02d}/group{number // 23 % 11:02d}/package_{number}"


def _written(root: Path, files: Iterable[tuple[str, str]]) -> None:
    for path, text in files:
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")


def main() -> int:
    """Write what the command line asks for."""
    parser = argparse.ArgumentParser(description="Make a repository for the benchmarks.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument(
        "--notebooks", action="store_true", help="notebooks only, and so many as --files says"
    )
    arguments = parser.parse_args()
    (notebooks if arguments.notebooks else monorepo)(arguments.folder, arguments.files)
    return 0


if __name__ == "__main__":
    sys.exit(main())
