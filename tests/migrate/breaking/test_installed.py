"""Real code of others, read as if it used v1: it ends, and it is never our fault. All of it: benchmarks.robustness."""

from __future__ import annotations

import sysconfig
from pathlib import Path
from random import Random

import pytest

from migrate.read.python.source import read_source
from migrate.read.reading import Reading, SourceFile
from migrate.read.tree import Tree

LIBRARY = Path(sysconfig.get_paths()["stdlib"])
LARGEST = 40_000


def chosen(count: int) -> list[str]:
    files = sorted(path.name for path in LIBRARY.glob("*.py") if path.stat().st_size < LARGEST)
    return sorted(Random(0).sample(files, count))


@pytest.mark.parametrize("name", chosen(16))
def test_a_module_of_the_standard_library_is_read(name: str) -> None:
    text = (LIBRARY / name).read_text(encoding="utf-8")
    reading = read_source(SourceFile(name, f"import azureml.core\n{text}"), Tree(str(LIBRARY)))
    assert isinstance(reading, Reading)
    assert not reading.services
