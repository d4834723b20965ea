from __future__ import annotations

from pathlib import Path

import pytest

from migrate.read.obstacle import GONE, LIMIT, TOO_LARGE
from migrate.read.sieve import BLOCK, holds, sift

NEEDLES = {".py": (b"azureml",), ".json": (b"omputeType", b"ntryScript")}
IMPORT = "import azureml.core"


def sifted(root: Path, files: dict[str, bytes], workers: int = 1) -> list[tuple[str, str]]:
    for name, data in files.items():
        (root / name).write_bytes(data)
    return [(path, reason) for path, reason, _ in sift(str(root), sorted(files), NEEDLES, workers)]


@pytest.mark.parametrize(
    "data",
    [
        IMPORT.encode(),
        IMPORT.encode("utf-16"),
        b"\xfe\xff" + IMPORT.encode("utf-16-be"),
        IMPORT.encode("utf-32"),
        b"\xef\xbb\xbf" + IMPORT.encode(),
        b"x" * (BLOCK - 3) + b"azureml",
        b"x" * (2 * BLOCK - 3) + b"azureml",
        b"x" * (BLOCK - 7) + b"azureml",
    ],
    ids=[
        "plain",
        "utf-16",
        "utf-16-be",
        "utf-32",
        "marked",
        "over the seam",
        "over the second",
        "at the end",
    ],
)
def test_a_needle_is_found_wherever_it_stands(tmp_path: Path, data: bytes) -> None:
    assert sifted(tmp_path, {"a.py": data}) == [("a.py", "")]


@pytest.mark.parametrize(
    "data",
    [b"", b"import azure.ml", b"azurem" + b"x" * BLOCK + b"l", b"x" * BLOCK],
    ids=["empty", "v2", "torn", "full"],
)
def test_a_file_without_it_is_left(tmp_path: Path, data: bytes) -> None:
    assert sifted(tmp_path, {"a.py": data}) == []


def test_what_an_earlier_file_left_in_the_buffer_is_not_found_again(tmp_path: Path) -> None:
    files = {"a.py": b"import azureml", "b.py": b"", "c.py": b"import azure"}
    assert sifted(tmp_path, files) == [("a.py", "")]


def test_each_suffix_has_its_own_needles(tmp_path: Path) -> None:
    files = {
        "a.json": b"azureml",
        "b.json": b'{"computeType": 1}',
        "c.py": b"computeType",
        "d.json": b"entryScript",
    }
    assert sifted(tmp_path, files) == [("b.json", ""), ("d.json", "")]


def test_a_huge_file_is_refused_only_if_it_names_azure_ml(tmp_path: Path) -> None:
    files = {"big.py": b"#" * (LIMIT + 1), "bad.py": b"azureml" + b"#" * LIMIT}
    assert sifted(tmp_path, files) == [("bad.py", TOO_LARGE)]


def test_a_file_that_vanished_is_said(tmp_path: Path) -> None:
    assert [(path, reason) for path, reason, _ in sift(str(tmp_path), ["gone.py"], NEEDLES)] == [
        ("gone.py", GONE)
    ]


def test_several_processes_find_what_one_finds(tmp_path: Path) -> None:
    files = {f"{number:03}.py": b"azureml" if number % 7 == 0 else b"pass" for number in range(100)}
    assert sifted(tmp_path, files, workers=3) == sifted(tmp_path, files, workers=1)


def test_bytes_are_searched_in_the_encoding_their_mark_names() -> None:
    assert holds("azureml".encode("utf-16"), (b"azureml",))
    assert not holds("azureml".encode("utf-16-be"), (b"azureml",))
