from __future__ import annotations

import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compat.value import Place
from migrate.finding import Finding, Level
from migrate.report.identity import Identity, identities
from tests.migrate.read.notebook.notebooks import cell, notebook

LINES = ("a = Model.deploy(ws)", "b = service.get_keys()", "b = service.get_keys()", "x = 1")


def finding(line: int, rule: str = "AML101", message: str = "Said.", **other: str) -> Finding:
    return Finding(rule, Level.CHANGE, message, Place("a.py", line), **other)


def of(text: str | None, *findings: Finding) -> list[Identity]:
    return identities(findings, lambda _: text)


def text(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


@given(st.lists(st.sampled_from(["", "# words", "import os"]), max_size=5))
def test_lines_that_move_keep_their_fingerprints(above: list[str]) -> None:
    shift = len(above)
    before = of(text(*LINES), finding(1), finding(2), finding(3))
    after = of(text(*above, *LINES), finding(1 + shift), finding(2 + shift), finding(3 + shift))
    assert [item.fingerprint for item in before] == [item.fingerprint for item in after]
    assert [item.file_line for item in after] == [1 + shift, 2 + shift, 3 + shift]


@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=12))
def test_fingerprints_are_unique_and_contents_say_what_is_repeated(lines: list[str]) -> None:
    found = of(text(*lines), *(finding(number) for number in range(1, len(lines) + 1)))
    assert len({item.fingerprint for item in found}) == len(lines)
    counts = Counter(item.content for item in found)
    assert sorted(counts.values()) == sorted(Counter(lines).values())


def test_indenting_a_line_changes_nothing() -> None:
    assert of("    x = f( 1 )\n", finding(1)) == of("x = f(1)\n", finding(1))


@pytest.mark.parametrize(
    "other",
    [
        finding(1, "AML102"),
        finding(1, subject="auth_enabled"),
        finding(1, service="churn"),
        finding(2),
    ],
    ids=["rule", "subject", "service", "line"],
)
def test_what_it_is_about_makes_another_finding(other: Finding) -> None:
    first, second = of(text(*LINES), finding(1), other)
    assert first.content != second.content


def test_a_better_sentence_is_the_same_finding() -> None:
    assert of(text(*LINES), finding(1)) == of(text(*LINES), finding(1, message="Said better."))


@pytest.mark.parametrize("source", [None, "", "one line\n"])
def test_where_there_is_no_such_line_the_sentence_stands_for_it(source: str | None) -> None:
    one, other = of(source, finding(7), finding(7, message="Else."))
    assert one.content != other.content
    assert one.file_line == 7


def test_a_copied_file_has_the_same_contents_and_fingerprints_of_its_own() -> None:
    copied = Finding("AML101", Level.CHANGE, "Said.", Place("copy.py", 1))
    first, second = of(text(*LINES), finding(1), copied)
    assert first.content == second.content
    assert first.fingerprint != second.fingerprint


def test_a_line_of_a_cell_is_found_in_the_cell_and_in_the_file() -> None:
    cells = ["x = 1\n"], ["y = 2\n", "service.get_keys()"]
    source = json.dumps(json.loads(notebook(*(cell(lines) for lines in cells))), indent=1)
    place = Place("a.ipynb", 2, cell=1)
    (found,) = of(source, Finding("AML110", Level.CHANGE, "Said.", place))
    assert "get_keys" in source.split("\n")[found.file_line - 1]


def test_a_cell_that_is_not_there_stands_at_the_top_of_the_file() -> None:
    (found,) = of("{}", Finding("AML110", Level.CHANGE, "Said.", Place("a.ipynb", 3, cell=4)))
    assert found.file_line == 1
