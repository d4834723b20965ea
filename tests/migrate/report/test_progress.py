from __future__ import annotations

import json
from dataclasses import replace

from compat.value import Place
from migrate.finding import Finding, Level
from migrate.report.progress import data, progress, text
from migrate.suppression import LEFT
from tests.migrate.report.documents import (
    BLOCKER,
    CHANGE,
    DECISION,
    FAULT,
    full,
    nasty,
    report,
    several,
)


def test_counts_before_and_now() -> None:
    found = progress(full(), report(DECISION))
    assert found.services == (1, 1)
    assert found.levels["blocker"] == (1, 0)
    assert found.levels["decision"] == (1, 1)
    assert found.findings == (5, 1)
    assert (found.gone, found.new, found.percent) == (4, 0, 80)


def test_what_is_new_does_not_lessen_what_is_gone() -> None:
    found = progress(report(DECISION), report(BLOCKER, CHANGE))
    assert (found.gone, found.new, found.percent) == (1, 2, 100)


def test_nothing_before_is_all_done() -> None:
    assert progress(report(), report()).percent == 100


def test_percent_is_never_rounded_up_to_all() -> None:
    before = report(*[DECISION] * 1, *[BLOCKER] * 1, CHANGE)
    assert progress(before, report(CHANGE)).percent == 66


def test_services_that_went_are_named() -> None:
    found = progress(several(), report())
    assert found.services == (1, 1)
    assert found.services_left == ("churn",)
    assert progress(nasty("other"), report()).services_gone == ("other",)
    assert progress(report(), nasty("other")).services_new == ("other",)


def test_a_report_that_is_not_complete_says_so() -> None:
    assert "not complete" in text(progress(report(FAULT), report()))
    assert "not complete" not in text(progress(report(), report()))


def test_the_text_is_a_table_and_a_sentence() -> None:
    lines = text(progress(full(), report(DECISION))).splitlines()
    assert lines[0].split() == ["before", "now"]
    assert lines[1].split() == ["services", "1", "1"]
    assert "4 of 5 findings are gone (80 %); 0 are new." in lines
    assert "still v1: churn" in lines


def test_hostile_names_are_text() -> None:
    shown = text(progress(report(), nasty("a\x1b[31m\u202eb")))
    assert all(character.isprintable() or character == "\n" for character in shown)


def test_markers_that_are_left_are_counted() -> None:
    left = Finding(LEFT, Level.DECISION, "Left by rewriting.", Place("deploy.py", 3))
    found = progress(report(BLOCKER), report(left, replace(left, place=Place("deploy.py", 9))))
    assert found.markers == (0, 2)
    assert "markers          0       2" in text(found)
    assert "markers" not in text(progress(report(), report()))


def test_machines_get_the_same() -> None:
    found = json.loads(data(progress(full(), report(DECISION))))
    assert found["schema"] == "migrate-status/1"
    assert found["findings"] == {"before": 5, "now": 1}
    assert found["percent"] == 80
