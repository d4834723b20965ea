from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from migrate.report.outlook import MOST, outlook
from migrate.report.surface import Surface
from migrate.report.text import render
from migrate.report.view import report_of
from tests.migrate.report.page.reports import HOSTILE, stored


def lines(report: Any, start: str = "") -> list[str]:
    return [line for line in outlook(report) if line.startswith(start)]


def test_callers_stand_with_what_shows_them() -> None:
    assert lines(stored(), "callers") == [
        "callers churn: repo/client/ask.js (address, timeout)",
        "callers service not known: repo/b.sh (keys)",
    ]


def test_the_effort_is_a_sum_with_its_terms() -> None:
    one, *_, together = lines(stored(), "effort")
    hours, _, terms = one.removeprefix("effort  churn: about ").partition(" h = ")
    counted = [term.rpartition(" x ") for term in terms.split(" + ")]
    assert sum(int(said.split()[0]) * float(each.removesuffix(" h")) for said, _, each in counted) == float(
        hours
    )
    assert together.endswith("an estimate")


@pytest.mark.parametrize(("day", "verb"), [(date(2026, 11, 21), "ended"), (date(2025, 1, 1), "ends")])
def test_the_end_of_support_is_told_for_the_day(day: date, verb: str) -> None:
    assert lines(stored(day=day), "support") == [
        f"support Python SDK v1 (azureml-core) {verb} on 2026-06-30: 3 findings",
        f"support CLI v1 (azure-cli-ml) {verb} on 2025-09-30: 1 finding",
    ]


def test_many_callers_are_counted() -> None:
    report: Any = stored()
    card = report["repositories"][0]["services"][0]["card"]
    card["callers"] *= MOST + 2
    assert lines(report, "callers churn")[0].endswith(", and 2 more")


@pytest.mark.parametrize(
    "report", [{}, {"repositories": [{"services": [{}]}]}, {"support": [{"findings": 3}]}]
)
def test_a_report_of_an_older_version_has_none(report: Any) -> None:
    assert lines(report) == []


@pytest.mark.parametrize("width", [20, 60, 140])
def test_in_the_text_report_no_line_is_too_long_and_nothing_steers_the_terminal(width: int) -> None:
    text = render(report_of(stored(HOSTILE)), Surface(width))
    assert max(map(len, text.split("\n")[:-2])) <= max(width, 40)
    assert all(character.isprintable() or character == "\n" for character in text)
    assert "effort  what is shared" in text
