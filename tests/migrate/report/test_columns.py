from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.report.columns import filled, styled, width_of, wrapped


@pytest.mark.parametrize(("text", "width"), [("", 0), ("abc", 3), ("日本", 4), ("e\u0301", 1), ("é → €", 5)])
def test_width_is_counted_in_columns(text: str, width: int) -> None:
    assert width_of(text) == width
    assert width_of(filled(text, 9)) == 9


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("one two", ["one two"]),
        ("one two three", ["one two", "three"]),
        ("  one two", ["  one", "two"]),
        ("abcdefghijkl mn", ["abcdefgh", "ijkl mn"]),
        ("ab abcdefghijkl", ["ab", "abcdefgh", "ijkl"]),
        ("日本日本日", ["日本日本", "日"]),
    ],
)
def test_lines_break_between_words_and_within_one_that_is_too_long(text: str, lines: list[str]) -> None:
    assert wrapped(text, 8) == lines


@given(
    st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"])),
    st.integers(2, 40),
)
def test_nothing_but_blanks_is_lost_and_no_line_is_too_long(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(width_of(line) <= width for line in lines)


def test_a_style_is_written_only_in_colour_and_never_around_nothing() -> None:
    assert styled("x", "bold red", colour=True) == "\x1b[1;31mx\x1b[0m"
    assert styled("x", "bold red", colour=False) == "x"
    assert styled("", "bold red", colour=True) == ""
