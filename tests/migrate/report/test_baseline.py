from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compat.value import Place
from migrate.finding import Finding, Level
from migrate.report.baseline import Key, baseline, compared, keys, known_of
from migrate.report.document import document
from migrate.report.view import NotAReportError, Report, report_of
from migrate.scan import Scan
from tests.migrate.report.documents import BLOCKER, CHANGE, DECISION, FAULT, full, report


def said(*pairs: tuple[str, str]) -> Report:
    """A report of findings by path and what they say; each stands in a line of its own."""
    return report(
        *(
            Finding("AML101", Level.CHANGE, message, Place(path, line))
            for line, (path, message) in enumerate(pairs, 1)
        )
    )


def new(now: Report, before: Report) -> list[str]:
    held = compared(now, known_of(json.loads(baseline(before))))
    return [finding.message for finding, is_new in zip(now.findings, held.new, strict=True) if is_new]


def fixed(now: Report, before: Report) -> int:
    return len(compared(now, known_of(json.loads(baseline(before)))).fixed)


def test_what_is_known_is_not_new() -> None:
    assert new(full(), full()) == []
    assert fixed(full(), full()) == 0


def test_only_what_is_new_is_new() -> None:
    assert new(report(DECISION, BLOCKER), report(DECISION)) == [BLOCKER.message]


def test_a_line_that_moved_is_known() -> None:
    moved = replace(DECISION, place=replace(DECISION.place, line=400, end_line=402))
    assert new(report(moved), report(DECISION)) == []


def test_one_more_of_the_same_is_new_and_one_less_is_fixed() -> None:
    twice, thrice = said(("a.py", "x"), ("a.py", "x")), said(("a.py", "x"), ("a.py", "x"), ("a.py", "x"))
    assert new(thrice, twice) == ["x"]
    assert (new(twice, thrice), fixed(twice, thrice)) == ([], 1)


def test_a_finding_in_a_moved_file_is_known_and_nothing_is_fixed() -> None:
    before, now = said(("old.py", "x"), ("old.py", "y")), said(("new.py", "x"), ("new.py", "y"))
    assert (new(now, before), fixed(now, before)) == ([], 0)


def test_a_copied_file_is_new_once() -> None:
    before, now = said(("a.py", "x")), said(("a.py", "x"), ("b.py", "x"))
    assert (new(now, before), fixed(now, before)) == (["x"], 0)


def test_our_own_faults_are_never_known() -> None:
    assert new(report(FAULT), report(FAULT)) == [FAULT.message]
    assert json.loads(baseline(report(FAULT)))["findings"] == []


PAIRS = st.lists(
    st.tuples(st.sampled_from(["a.py", "b.py", "c.py"]), st.sampled_from(["x", "y"])), max_size=8
)


@given(PAIRS, PAIRS)
def test_counts_add_up(before: list[tuple[str, str]], now: list[tuple[str, str]]) -> None:
    """What is new are the surplus of each content, wherever they stand; what is fixed the deficit."""
    held = compared(said(*now), known_of(json.loads(baseline(said(*before)))))
    old, fresh = Counter(message for _, message in before), Counter(message for _, message in now)
    assert sum(held.new) == sum((fresh - old).values())
    assert len(held.fixed) == sum((old - fresh).values())


@given(PAIRS)
def test_the_file_does_not_depend_on_the_order(pairs: list[tuple[str, str]]) -> None:
    assert baseline(said(*pairs)) == baseline(said(*reversed(pairs)))


def test_the_file_names_no_line_and_counts_what_repeats() -> None:
    data = json.loads(baseline(said(("b.py", "x"), ("a.py", "x"), ("b.py", "x"))))
    assert data["schema"] == "migrate-baseline/1"
    assert [(item["path"], item.get("count", 1)) for item in data["findings"]] == [
        ("repo/a.py", 1),
        ("repo/b.py", 2),
    ]
    assert {key for item in data["findings"] for key in item} <= {"path", "rule", "content", "count"}


def test_a_json_report_is_a_baseline_too() -> None:
    assert known_of(full().document) == known_of(json.loads(baseline(full())))


@pytest.mark.parametrize("data", [None, [], {}, {"schema": "other/1"}, {"schema": "migrate-scan/1"}])
def test_other_data_is_refused(data: object) -> None:
    with pytest.raises(NotAReportError):
        known_of(data)  # type: ignore[arg-type]


def test_a_broken_entry_knows_nothing_of_ours() -> None:
    data = {"schema": "migrate-baseline/1", "findings": [{"path": 3, "count": "many"}, {}, 7]}
    found = known_of(data)  # type: ignore[arg-type]
    assert not any(key in found for key in keys(full()))


def test_a_report_without_contents_cannot_be_compared() -> None:
    brief = document(Scan(()), whole=False)
    assert keys(report_of(brief)) == []
    data = json.loads(json.dumps(report(CHANGE).document))
    data["repositories"][0]["findings"][0]["content"] = ""
    with pytest.raises(NotAReportError, match="content"):
        keys(report_of(data))


def test_a_key_is_path_rule_and_content() -> None:
    (key,) = keys(report(DECISION))
    assert key == Key("repo/src/deploy.py", "AML503", key.content)
