from __future__ import annotations

import pytest

from migrate.read.decoding import decoded
from migrate.read.obstacle import EMPTY, LIMIT, NOT_TEXT, NUL_BYTES, TOO_LARGE, Obstacle

PRICE = 'price = "5 €"\n'


@pytest.mark.parametrize(
    "data",
    [
        PRICE.encode(),
        b"\xef\xbb\xbf" + PRICE.encode(),
        PRICE.encode("utf-16"),
        b"\xfe\xff" + PRICE.encode("utf-16-be"),
        PRICE.encode("utf-32"),
        PRICE.replace("\n", "\r\n").encode(),
        PRICE.replace("\n", "\r").encode(),
    ],
    ids=["utf-8", "marked utf-8", "utf-16", "utf-16-be", "utf-32", "crlf", "cr"],
)
def test_text_is_the_same_in_every_marked_encoding(data: bytes) -> None:
    assert decoded(data, cookies=True) == PRICE


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"# -*- coding: latin-1 -*-\nx = '\xe9'\n", "é"),
        (b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\nx = '\x80'\n", "€"),
        (b"# coding: latin-1-unix\nx = '\xe9'\n", "é"),
        (b"\xef\xbb\xbf# coding: utf-8\nx = '\xc3\xa9'\n", "é"),
    ],
)
def test_a_coding_line_counts_in_python(data: bytes, expected: str) -> None:
    assert expected in decoded(data, cookies=True)


@pytest.mark.parametrize(
    ("data", "reason", "said"),
    [
        (b"", EMPTY, "no content"),
        (b" \n\t\n", EMPTY, "no content"),
        (b"x = 1\ny = '\xe9'\n", NOT_TEXT, "line 2"),
        (b"# coding: utf-8\ny = '\xe9'\n", NOT_TEXT, "its coding line says utf-8"),
        (b"x = 1\n\n# coding: latin-1\ny = '\xe9'\n", NOT_TEXT, "not UTF-8"),
        (b"x = 1\n# coding: latin-1\ny = '\xe9'\n", NOT_TEXT, "not UTF-8"),
        (b"# coding: no-such-thing\n", NOT_TEXT, "no-such-thing"),
        (b"# coding: rot13\nx\n", NOT_TEXT, "no text encoding"),
        (b"x = 1\ny = '\x00'\n", NUL_BYTES, "line 2"),
        (b"\xff\xfex", NOT_TEXT, "byte order mark"),
    ],
)
def test_what_is_not_text_says_why(data: bytes, reason: str, said: str) -> None:
    with pytest.raises(Obstacle) as caught:
        decoded(data, cookies=True)
    assert caught.value.reason == reason
    assert said in caught.value.detail


def test_a_file_above_the_limit_is_not_decoded() -> None:
    with pytest.raises(Obstacle) as caught:
        decoded(b"#" * (LIMIT + 1), cookies=False)
    assert caught.value.reason == TOO_LARGE


def test_a_coding_line_is_a_comment_like_any_other_outside_python() -> None:
    with pytest.raises(Obstacle):
        decoded(b"# coding: latin-1\nname: '\xe9'\n", cookies=False)
