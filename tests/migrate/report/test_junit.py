from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from migrate.report.junit import render
from migrate.report.surface import Surface
from migrate.report.view import Report
from tests.migrate.report.documents import CHANGE, DECISION, FAILURE, NASTY, full, nasty, report, several

ALLOWED = {
    "testsuites": ({"name", "tests", "failures", "errors"}, {"testsuite"}),
    "testsuite": ({"name", "tests", "failures", "errors"}, {"testcase"}),
    "testcase": ({"classname", "name"}, {"failure", "error", "system-out"}),
    "failure": ({"type", "message"}, set[str]()),
    "error": ({"type", "message"}, set[str]()),
    "system-out": (set[str](), set[str]()),
}
"""What Azure DevOps, GitLab and Jenkins have in common, of what is written."""


def tree(shown: Report) -> ET.Element:
    return ET.fromstring(render(shown, Surface()).encode())


def cases(shown: Report) -> dict[tuple[str | None, str | None], list[str]]:
    return {
        (case.get("classname"), case.get("name")): [child.tag for child in case]
        for case in tree(shown).iter("testcase")
    }


def test_a_service_is_a_case_and_so_is_a_rule_in_a_file() -> None:
    assert cases(full()) == {
        ("services", "churn"): ["failure"],
        ("repo/a b#c.ipynb", "AML101"): ["system-out"],
        ("repo/data.py", "AML914"): ["error"],
        ("repo/x.py", "AML199"): ["system-out"],
    }


def test_a_service_with_nothing_to_say_passes() -> None:
    assert cases(report(CHANGE))["services", "churn"] == []


def test_the_case_of_a_service_says_all_of_it_the_most_urgent_first() -> None:
    failure = next(tree(full()).iter("failure"))
    assert failure.get("type") == "blocker"
    assert failure.get("message") == "What is the cluster called?"
    assert (failure.text or "").split("\n") == [
        "repo/src/deploy.py:9 AML501 blocker: What is the cluster called?",
        "repo/src/deploy.py:4 AML503 decision: Which callers need a key?",
    ]


@pytest.mark.parametrize("shown", [full(), several(), report(DECISION), report(FAILURE), report()])
def test_counts_are_those_of_the_cases(shown: Report) -> None:
    root = tree(shown)
    for element in (root, *root.iter("testsuite")):
        counts = [len(list(element.iter(tag))) for tag in ("testcase", "failure", "error")]
        assert [int(element.get(key, "-1")) for key in ("tests", "failures", "errors")] == counts


def test_a_suite_is_a_repository() -> None:
    assert [suite.get("name") for suite in tree(several()).iter("testsuite")] == ["repos/a", "repos/b"]


@pytest.mark.parametrize("text", NASTY)
def test_hostile_text_is_text(text: str) -> None:
    for element in tree(nasty(text)).iter():
        attributes, children = ALLOWED[element.tag]
        assert set(element.keys()) <= attributes
        assert {child.tag for child in element} <= children
        for said in (*element.attrib.values(), element.text or ""):
            assert said.replace("\n", "").isprintable()
