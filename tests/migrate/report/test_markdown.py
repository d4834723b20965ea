from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compat.value import Place
from migrate.cli import main
from migrate.finding import Finding
from migrate.report.document import document
from migrate.report.markdown import MARK, code, prose, render
from migrate.report.surface import Surface, clean
from migrate.report.view import Report, report_of
from migrate.scan import Repository, Scan
from tests.migrate.report.documents import BLOCKER, CHANGE, DECISION, NASTY, full, nasty, report, several

LIMIT = 65_536
OURS = re.compile(
    r"</?(details|summary|span)>|<!-- migrate scan -->|\*\*|^#+ |^- "
    r"|\[AML\d{3}\]\(https://[\w./-]+\)"
)
"""The markup that the page itself has."""


def page(shown: Report) -> str:
    return render(shown, Surface())


def test_the_page_says_what_blocks_before_what_to_decide() -> None:
    text = page(full())
    assert text.startswith(MARK)
    order = [
        "| **churn** |",
        "### What blocks (1)",
        "### What could not be read",
        "### What to decide (1)",
        "<details>",
    ]
    places = [text.index(said) for said in order]
    assert places == sorted(places)
    assert "[AML503](https://learn.microsoft.com/" in text


def test_what_says_the_same_is_one_item() -> None:
    same = [replace(BLOCKER, place=Place("a.py", line)) for line in (1, 5, 9)]
    text = page(report(*same))
    assert text.count("What is the cluster called?") == 1
    assert "<code>repo/a.py:1</code> +2" in text


def test_several_repositories_have_a_table_each_where_they_have_services() -> None:
    text = page(several())
    assert "### <code>repos/a</code>" in text
    assert "### <code>repos/b</code>" not in text
    assert "<code>repos/b/a b#c.ipynb:1</code>" in text


def test_nothing_found_is_a_sentence() -> None:
    text = page(report_of(document(Scan((Repository(".", 3, 0, {}, (), (), ()),)))))
    assert text.endswith("No Azure ML v1 found in 3 files.\n")


def many(finding: Finding, count: int) -> list[Finding]:
    return [replace(finding, message=f"{finding.message} {number} {'x' * 60}") for number in range(count)]


@pytest.mark.parametrize("count", [0, 10, 600, 3000])
def test_a_page_is_never_longer_than_a_comment_may_be(count: int) -> None:
    text = page(report(*many(DECISION, count), *many(CHANGE, count), *many(BLOCKER, count)))
    assert len(text) <= LIMIT
    assert ("more do not fit here" in text) is (count >= 600)
    assert text.count("<details>") == text.count("</details>")
    shown = len(re.findall(r"^- ", text, re.MULTILINE))
    cut = re.search(r"^([\d,]+) more", text, re.MULTILINE)
    assert shown + (int(cut.group(1).replace(",", "")) if cut else 0) == 3 * count + 3, (
        "the findings, and how the hours add up"
    )


@pytest.mark.parametrize("text", NASTY)
def test_hostile_text_is_text(text: str) -> None:
    shown = page(nasty(text))
    for line in shown.splitlines():
        assert line.isprintable()
        left = OURS.sub("", re.sub(r"<code>[^<>`|]*</code>", "", line.replace("<!-- -->", "·")))
        assert not re.search(r"[<>`\[\]*]|(?<!&)#\w|@\w|://|www\.", left), line
        assert line.count("|") in {0, 9}


@given(st.text(max_size=60))
def test_what_is_shown_is_what_was_said(text: str) -> None:
    assert unescape(re.sub(r"<!-- -->|</?span>", "", prose(text))) == clean(text)
    assert unescape(re.sub(r"</?code>", "", code(text))) == clean(text)


@pytest.mark.parametrize("link", ["javascript:alert(1)", "http://example.org", "https://a b)](x"])
def test_a_stored_link_is_no_way_in(link: str) -> None:
    text = page(report(replace(DECISION, link=link)))
    assert "javascript:" not in text
    assert ")](x" not in text


def test_the_work_adds_up_in_sight() -> None:
    text = page(full())
    document = full().document
    effort = document["effort"]
    assert isinstance(effort, dict)
    assert f"About {effort['hours']:g} hours of work, an estimate." in text
    assert "How the hours add up" in text
    assert "churn: about" in text


def test_callers_are_told_what_changes(tmp_path: Path) -> None:
    (tmp_path / "call.py").write_text(
        "import requests\nrequests.post('http://10.0.0.4/api/v1/service/churn/score')\n"
    )
    main(["scan", str(tmp_path), "--no-config", "--format", f"markdown={tmp_path / 'page.md'}"])
    text = (tmp_path / "page.md").read_text()
    assert "### What changes for callers (1)" in text
    assert "<code>call.py:2</code> calls **" in text
