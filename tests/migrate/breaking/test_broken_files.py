"""Whatever the bytes of a file are, a scan ends, and what it says of the file is not that this program failed."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from migrate.read.gathering import gathered
from migrate.read.registry import KINDS
from migrate.scan import OUR_FAULTS, Scanner
from tests.migrate.breaking.seeds import SEEDS

ODD = (
    *(
        b"\x00",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\x1b[31m",
        "\u202e".encode(),
        b"\r",
        b"\x0c",
        b"\x85",
        b"\xed\xa0\x80",
    ),
    *(
        b"{",
        b"[",
        b"(",
        b'"""',
        b"'",
        b"\\\n",
        b"${{",
        b"$(",
        b"<<X\n",
        b"*a",
        b"&a ",
        b"!!python/object:os.system",
    ),
    *(
        b"\n\n",
        b"\t",
        b"lambda: ",
        b"%%",
        b"# MAGIC ",
        b"```",
        b"az ml ",
        b"import azureml\n",
        b"e" * 3000,
        b"9" * 5000,
    ),
)
ENCODINGS = ("utf-16", "utf-16-be", "utf-32", "utf-8-sig", "cp500", "latin-1", "utf-7")


@some.composite
def broken(draw: some.DrawFn, name: str) -> bytes:
    data = SEEDS[name].encode()
    for _ in range(draw(some.integers(1, 4))):
        at, end = sorted(draw(some.tuples(some.integers(0, len(data)), some.integers(0, len(data)))))
        way = draw(some.sampled_from(["cut", "flip", "drop", "double", "odd", "other", "encode"]))
        if way == "cut":
            data = data[:end]
        elif way == "flip" and at < len(data):
            data = data[:at] + bytes([data[at] ^ (1 << draw(some.integers(0, 7)))]) + data[at + 1 :]
        elif way == "drop":
            data = data[:at] + data[end:]
        elif way == "double":
            data = data[:at] + data[at:end] * draw(some.integers(2, 4)) + data[end:]
        elif way == "odd":
            data = data[:at] + draw(some.sampled_from(ODD)) + data[at:]
        elif way == "other":
            data = data[:at] + draw(some.sampled_from(sorted(SEEDS.values()))).encode()[at:end] + data[end:]
        elif way == "encode":
            data = data.decode("utf-8", "replace").encode(draw(some.sampled_from(ENCODINGS)), "replace")
    return data


def faults(root: Path) -> list[str]:
    scan = Scanner().scan(gathered([str(root)], KINDS, prefilter=False))
    return [f"{item.place}: {item.message}" for item in scan.findings if item.rule in OUR_FAULTS]


@pytest.mark.parametrize("name", SEEDS)
def test_the_seed_itself_says_something(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(SEEDS[name])
    [repository] = Scanner().scan(gathered([str(tmp_path)], KINDS)).repositories
    assert repository.read == 1
    assert faults(tmp_path) == []


@pytest.mark.parametrize("name", SEEDS)
@given(data=some.data())
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
def test_a_broken_file_is_no_fault_of_ours(name: str, data: some.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for other in ("dc.json", "ic.json", "conda.yml"):
            Path(folder, other).write_text(SEEDS[other])
        Path(folder, name).write_bytes(data.draw(broken(name)))
        assert faults(Path(folder)) == []


@given(some.data())
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
def test_files_that_lean_on_broken_ones_are_read(data: some.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, text in SEEDS.items():
            Path(folder, name).write_text(text)
        for name in data.draw(some.lists(some.sampled_from(sorted(SEEDS)), min_size=1, max_size=4)):
            Path(folder, name).write_bytes(data.draw(broken(name)))
        assert faults(Path(folder)) == []
