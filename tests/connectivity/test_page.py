"""The page of all hosts is what the catalogue says."""

from pathlib import Path

import pytest

from connectivity.cli import main

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "hosts.md"


@pytest.mark.parametrize("name", ["hosts.md", "connectivity-report.schema.json"])
def test_what_is_generated_is_up_to_date(name: str) -> None:
    assert main(["docs", "--check", str(DOCS / name)]) == 0


def test_a_page_that_is_not_up_to_date_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stale = tmp_path / "hosts.md"
    stale.write_text(PAGE.read_text().replace("mcr.microsoft.com", "mcr.example.com", 1))
    assert main(["docs", "--check", str(stale)]) == 1
    assert "is not up to date" in capsys.readouterr().err
    assert main(["docs", str(stale)]) == 0
    assert stale.read_text() == PAGE.read_text()
