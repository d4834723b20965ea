from __future__ import annotations

import pytest

from migrate.report import render
from migrate.report.left_out import left_out, silenced
from migrate.report.sifting import without
from migrate.report.surface import Surface
from tests.migrate.report.documents import full, several

SAID = "in the baseline"


def test_every_reason_is_counted_over_all_repositories() -> None:
    report = without(several(), [False, False, True], SAID)
    assert left_out(report.document) == (f"2 findings {SAID}",)
    again = without(report, [False], "where nothing changed")
    assert left_out(again.document) == (f"2 findings {SAID}", "1 finding where nothing changed")


def test_nothing_left_out_is_nothing() -> None:
    assert left_out(several().document) == ()
    assert silenced(several().document) == 0
    assert silenced(full().document) == 1


@pytest.mark.parametrize("name", ["text", "markdown", "html", "github", "azure"])
def test_people_see_how_much_is_left_out(name: str) -> None:
    report = without(full(), [True, False, False, True, True], SAID)
    assert f"2 findings {SAID} left out" in render(name, report, Surface())


def test_what_is_left_out_is_no_longer_in_the_totals() -> None:
    report = without(full(), [True, False, False, True, True], SAID)
    summary = report.document["summary"]
    assert isinstance(summary, dict)
    assert summary["findings"] == len(report.findings) == 3
    assert summary["services"] == 1
