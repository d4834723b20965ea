"""The generated files of docs/ are what catalogue and types say."""

from pathlib import Path

import pytest

from connectivity.documentation import DOCS, PAGES, main


def test_what_is_generated_is_up_to_date() -> None:
    assert main(["--check"]) == 0


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_that_is_not_up_to_date_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert main([], tmp_path) == 0
    assert main(["--check"], tmp_path) == 0
    stale = tmp_path / name
    stale.write_text(stale.read_text().replace("e", "E", 1))
    assert main(["--check"], tmp_path) == 1
    assert f"{name} is not up to date" in capsys.readouterr().err
    assert main([], tmp_path) == 0
    assert stale.read_text() == (DOCS / name).read_text()


def test_a_page_that_is_missing_is_told(tmp_path: Path) -> None:
    assert main(["--check"], tmp_path) == 1
