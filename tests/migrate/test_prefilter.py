"""The byte search before parsing loses nothing. On whole repositories: benchmarks.prefilter."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from migrate.finding import Level
from migrate.read.gathering import gathered
from migrate.read.registry import KINDS
from migrate.scan import Scanner
from tests.migrate.breaking.seeds import SAMPLES, SEEDS
from tests.migrate.breaking.test_broken_files import broken


def facts(root: Path, *, prefilter: bool) -> set[str]:
    """Return everything that a scan says of v1; what cannot be read is no word of it."""
    scan = Scanner().scan(gathered([str(root)], KINDS, prefilter=prefilter))
    found = {f"{item.service.place} {item.service}" for item in scan.outcomes}
    found |= {f"{usage}" for repository in scan.repositories for usage in repository.usages}
    return found | {f"{item}" for item in scan.findings if item.level is not Level.FAILURE}


@pytest.mark.parametrize("sample", sorted(path.name for path in SAMPLES.iterdir() if (path / "v1").is_dir()))
def test_a_sample_says_the_same_without_the_filter(sample: str) -> None:
    root = SAMPLES / sample / "v1"
    with_filter = facts(root, prefilter=True)
    assert with_filter
    assert with_filter == facts(root, prefilter=False)


@pytest.mark.parametrize("name", SEEDS)
@given(data=some.data())
@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
def test_a_variant_of_a_file_says_the_same_without_the_filter(name: str, data: some.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for other in ("dc.json", "ic.json", "conda.yml"):
            Path(folder, other).write_text(SEEDS[other])
        Path(folder, name).write_bytes(data.draw(broken(name)))
        assert facts(Path(folder), prefilter=True) == facts(Path(folder), prefilter=False)


def test_files_without_v1_are_left_out_by_the_filter(tmp_path: Path) -> None:
    for name, text in SEEDS.items():
        (tmp_path / name).write_text(text)
        (tmp_path / f"plain_{name}").write_text("x = 1\n" if name.endswith(".py") else "{}\n")
    [repository] = gathered([str(tmp_path)], KINDS)
    assert not [path for path in repository.paths if path.startswith("plain_")]
    assert set(SEEDS) <= set(repository.paths)
