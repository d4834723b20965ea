"""Bytes to text, by the rules Python itself reads its source with."""

from __future__ import annotations

import re

from migrate.read.obstacle import EMPTY, LIMIT, NOT_TEXT, NUL_BYTES, TOO_LARGE, Obstacle

_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_EDITOR = re.compile("-(unix|dos|mac)$")
_BLANK = re.compile(rb"^[ \t\f]*(?:#.*)?\r?$")
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def decoded(data: bytes, *, cookies: bool) -> str:
    """Return the text of a file, line ends as ``\\n``.

    ``cookies`` tells that a coding line counts (Python source). Without mark or cookie a file is UTF-8.
    Raises ``Obstacle`` for what is not text: too large, empty, NUL bytes, or bytes that the encoding does
    not have.
    """
    if len(data) > LIMIT:
        raise Obstacle(TOO_LARGE, f"it has {len(data) // (1024 * 1024)} MB")
    if not data.strip():
        raise Obstacle(EMPTY, "it has no content")
    encoding, source = encoding_of(data, cookies=cookies)
    try:
        text = data.decode(encoding)
    except UnicodeError as error:
        raise Obstacle(NOT_TEXT, _where(data, error, encoding, source)) from None
    except (LookupError, ValueError):
        raise Obstacle(NOT_TEXT, f"{source} names {encoding}, which is no text encoding") from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise Obstacle(NUL_BYTES, f"the first stands in line {line}")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def encoding_of(data: bytes, *, cookies: bool) -> tuple[str, str]:
    """Return the encoding of a file, and what says so."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding, "its byte order mark"
    if cookies:
        for line in data.split(b"\n", 2)[:2]:
            cookie = _COOKIE.match(line)
            if cookie:
                return _EDITOR.sub("", cookie.group(1).decode("ascii")), "its coding line"
            if not _BLANK.match(line):
                break
    return "utf-8", "nothing"


def _where(data: bytes, error: UnicodeError, encoding: str, source: str) -> str:
    claim = (
        "it is not UTF-8 and names no other encoding" if source == "nothing" else f"{source} says {encoding}"
    )
    if not isinstance(error, UnicodeDecodeError):
        return claim
    line = data.count(b"\n", 0, error.start) + 1
    return f"{claim}; line {line} has a byte that does not fit"
