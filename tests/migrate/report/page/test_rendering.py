from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.report import FORMATS, render
from migrate.report.page.rendering import TEMPLATES, html
from migrate.report.surface import Surface
from migrate.report.view import report_of
from tests.migrate.report.page.reports import HOSTILE, SECRET, stored

EMPTY: Any = {"repositories": [{"root": ".", "files": {"considered": 7}}], "summary": {"complete": True}}


class Attributes(HTMLParser):
    """The names of all attributes on a page."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.update(name for name, _ in attrs)


def text(page: str) -> str:
    """What a reader sees, roughly: the page without its style, script and tags."""
    body = re.sub(r"(?s)<(style|script)>.*?</\1>", "", page)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", body))


def test_the_first_screen_says_how_many_what_blocks_how_much_and_what_first() -> None:
    said = text(html(stored()))
    start = said[: said.index("What runs where", said.index("What to do"))]
    for part in (
        "2 services to move",
        "1 \u00d7 service on a cluster attached by v1",
        "Prepare the clusters",
        "working day",
    ):
        assert part in start
    assert "Out of support since 30 June 2026: Python SDK v1" in said
    assert "Out of support since 30 September 2025: CLI v1" in said


def test_it_is_found_by_its_name_and_written_from_the_stored_report() -> None:
    assert "html" in FORMATS
    assert render("html", report_of(stored()), Surface()) == html(stored())


def test_the_policy_allows_only_the_style_and_the_script_inside() -> None:
    page = html(stored())
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    said = policy[1].replace("&#39;", "'")
    assert said.startswith("default-src 'none'; ")
    for tag in ("style", "script"):
        (inside,) = re.findall(rf"(?s)<{tag}>(.*?)</{tag}>", page)
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in said
    assert "unsafe" not in said


def test_nothing_is_loaded_and_nothing_runs_beside_the_script() -> None:
    page = html(stored(HOSTILE))
    assert not re.search(r"<(?:link|iframe|object|embed|img|base)\b", page)
    attributes = Attributes()
    attributes.feed(page)
    assert not {
        name for name in attributes.names if name in {"style", "src", "srcdoc"} or name.startswith("on")
    }
    assert not re.search(r"@import|url\(", page)
    assert set(re.findall(r'href="(?!#)([a-z]+):', page)) <= {"https"}
    assert page.count("<script>") == page.count("</script>") == 1


@pytest.mark.parametrize("spelt", ["\\u202e", "\\x0a", "\\x1b"])
def test_hostile_text_is_spelt_out(spelt: str) -> None:
    page = html(stored(HOSTILE))
    assert spelt in page
    assert "\u202e" not in page
    assert "\x1b" not in page
    assert "{{7*7}}" in page
    assert "<img" not in page


class Tags(HTMLParser):
    """The tags of a page in order."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(tag)


MARKED = stored("-mark-")


def with_text(item: Any, said: str) -> Any:
    """The marked report with a text wherever a repository may put one."""
    if isinstance(item, dict):
        return {key: with_text(each, said) for key, each in item.items()}
    if isinstance(item, list):
        return [with_text(each, said) for each in item]
    return item.replace("-mark-", said) if isinstance(item, str) else item


def tags(page: str) -> list[str]:
    reader = Tags()
    reader.feed(page)
    return reader.found


@settings(max_examples=25)
@given(text_=st.text(st.characters(codec="utf-8"), max_size=40))
def test_no_text_changes_the_structure_of_the_page(text_: str) -> None:
    assert tags(html(with_text(MARKED, text_))) == tags(html(MARKED))


def test_no_secret_is_on_the_page() -> None:
    assert SECRET not in html(stored(f" {SECRET}"))


def test_nothing_found_is_one_sentence() -> None:
    said = text(html(EMPTY))
    assert "No Azure ML v1 found" in said
    assert "What to do" not in said


def test_an_incomplete_report_says_so() -> None:
    broken = {**EMPTY, "summary": {"complete": False}}
    assert "It is not complete" in text(html(broken))
    assert "It is not complete" not in text(html(EMPTY))


def test_what_was_left_out_or_not_read_is_said_at_the_top() -> None:
    made: Any = stored()
    repository = made["repositories"][0]
    repository["hidden"] = {"in the baseline": 19}
    repository["files"].update(skipped={"ignored files": 2, "links": 3}, suppressed_findings=1)
    repository["findings"][0]["level"] = "failure"
    start = text(html(made)).partition("Order of work")[0]
    for said in (
        "2 ignored files left out",
        "19 findings in the baseline left out",
        "1 finding silenced by comments left out",
    ):
        assert said in start
    assert "1 finding of the level failure" in start
    assert "left out" not in text(html(stored()))
    assert "failure" not in text(html(stored())).partition("Findings Level")[0]


def test_the_same_report_gives_the_same_bytes() -> None:
    assert html(stored()) == html(stored())


def test_the_assets_end_neither_their_tags_nor_the_page() -> None:
    for name in ("page.css", "page.js"):
        content = (TEMPLATES / name).read_text(encoding="utf-8")
        assert "</" not in content
        assert "<!--" not in content


def test_every_id_stands_once_and_every_link_inside_leads_somewhere() -> None:
    page = html(stored())
    ids = re.findall(r'\sid="([^"]*)"', page)
    assert len(set(ids)) == len(ids)
    assert set(re.findall(r'href="#([^"]*)"', page)) <= set(ids)
