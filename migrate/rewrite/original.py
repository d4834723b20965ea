"""A file as its bytes and as the text that readers see, and edits of the text put back into the bytes.

Whatever no edit covers stays byte for byte: line ends, byte order mark, encoding.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from migrate.read.decoding import decoded, encoding_of
from migrate.rewrite.proposal import Edit

_MARK = b"\xef\xbb\xbf"


class NotEditableError(Exception):
    """The file cannot be edited without touching other bytes; the message is one clause that says why."""


@dataclass(frozen=True)
class Original:
    """``text`` has ``\\n`` as line end; offsets of edits count its characters."""

    data: bytes
    text: str
    encoding: str
    newline: str
    _raw: str = field(repr=False)
    _pairs: tuple[int, ...] = field(repr=False)

    def spliced(self, edits: Iterable[Edit]) -> bytes:
        """Return the bytes with the edits in them. Raises ``NotEditableError`` for text the encoding does not have."""
        raw, parts, at = self._raw, [self.data[: len(self.data) - len(self._body)]], 0
        for edit in sorted(edits):
            start, end = self._place(edit.start), self._place(edit.end)
            parts += [raw[at:start].encode(self.encoding), self._encoded(edit.text)]
            at = end
        return b"".join([*parts, raw[at:].encode(self.encoding)])

    @property
    def _body(self) -> bytes:
        return self.data.removeprefix(_MARK)

    def _place(self, offset: int) -> int:
        """Return where a character of the text stands in the raw text, where a line end may be a pair."""
        return offset + bisect_right(self._pairs, offset)

    def _encoded(self, text: str) -> bytes:
        try:
            return text.replace("\n", self.newline).encode(self.encoding)
        except UnicodeError:
            raise NotEditableError(f"new text does not fit its encoding {self.encoding}") from None


def original_of(data: bytes, *, cookies: bool) -> Original:
    """Return the file of some bytes; ``cookies`` tells that a coding line counts (Python source).

    Raises ``Obstacle`` where the bytes are no text, ``NotEditableError`` where editing would touch other bytes.
    """
    text = decoded(data, cookies=cookies)
    encoding = encoding_of(data, cookies=cookies)[0]
    if encoding.startswith(("utf-16", "utf-32")):
        raise NotEditableError(f"its encoding is {encoding}")
    plain = "utf-8" if encoding == "utf-8-sig" else encoding
    body = data.removeprefix(_MARK)
    raw = body.decode(plain)
    if raw.encode(plain) != body:
        raise NotEditableError(f"its encoding {plain} has several ways to write one character")
    pairs: list[int] = []
    at = raw.find("\r\n")
    while at >= 0:
        pairs.append(at - len(pairs) + 1)
        at = raw.find("\r\n", at + 2)
    return Original(data, text, plain, _newline(raw), raw, tuple(pairs))


def _newline(raw: str) -> str:
    """Return the line end that most lines of a text have."""
    pairs = raw.count("\r\n")
    counts = {"\r\n": pairs, "\n": raw.count("\n") - pairs, "\r": raw.count("\r") - pairs}
    return max(counts, key=lambda end: counts[end]) if any(counts.values()) else "\n"
