from __future__ import annotations

from pathlib import Path

import pytest

from migrate.read.obstacle import GONE, LIMIT, TOO_LARGE
from migrate.read.sieve import BLOCK, sift

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


def test_bytes_are_searched_in_the_encoding_their_mark_names(tmp_path: Path) -> None:
    files = {"a.py": IMPORT.encode("utf-16"), "b.py": IMPORT.encode("utf-16-be")}
    assert sifted(tmp_path, files) == [("a.py", "")]


HEADED = {".py": (b"azureml", (b"# Databricks", b"%run", b"%sh"))}


@pytest.mark.parametrize(
    ("data", "kept"),
    [
        (b"# Databricks\n%run ./other", True),
        (b"\xef\xbb\xbf# Databricks\n%sh", True),
        ("# Databricks\n%sh".encode("utf-16"), True),
        (b"# Databricks\n" + b"#" * BLOCK + b"%sh", True),
        (b"azureml", True),
        (b"# Databricks\nprint()", False),
        (b"%run ./other\n# Databricks", False),
        (b"%", False),
    ],
    ids=["begins", "marked", "utf-16", "large", "plain", "nothing behind", "not first", "short"],
)
def test_words_may_count_only_behind_a_first_line(tmp_path: Path, data: bytes, kept: bool) -> None:
    (tmp_path / "0.py").write_bytes(b"# Databricks\n%run")
    (tmp_path / "a.py").write_bytes(data)
    found = sift(str(tmp_path), ["0.py", "a.py"], HEADED)
    assert [path for path, _, _ in found] == ["0.py", "a.py"] if kept else ["0.py"]
