"""The words of one command as they are written: quotes, variables and continuations included.

Which shell it is need not be known: a sign that means different things to two shells, in a way that matters here,
ends the reading, and what was read is compared with what the reader of that shell found.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_CONTINUATION = re.compile(r"[\\`^][ \t]*\n[ \t]*")
_CLOSING = {"$(": ")", "${{": "}}", "{{": "}}", "${": "}"}


@dataclass(frozen=True)
class RawWord:
    """One word: its offsets in the page, and its text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class RawCommand:
    """The words of a command up to what ends it, and what it is continued with where it has several lines."""

    words: tuple[RawWord, ...]
    continuation: str = ""

    @property
    def start(self) -> int:
        """The offset of its first word."""
        return self.words[0].start

    @property
    def end(self) -> int:
        """The offset behind its last word."""
        return self.words[-1].end


def raw_command(text: str, start: int) -> RawCommand | None:
    """Return the command that begins at an offset; None where a quote is not closed on its line."""
    words: list[RawWord] = []
    continuation, at = "", start
    while at < len(text):
        found = _CONTINUATION.match(text, at)
        if found:
            continuation, at = continuation or found.group(), found.end()
        elif text[at] in " \t":
            at += 1
        elif text[at] in "\n;|&)#<>`" or re.match(r"\d+[<>]", text[at : at + 3]):
            break
        else:
            end = _end_of_word(text, at)
            if end is None:
                return None
            words.append(RawWord(at, end, text[at:end]))
            at = end
    return RawCommand(tuple(words), continuation) if words else None


def _end_of_word(text: str, at: int) -> int | None:
    while at < len(text) and text[at] not in " \t\n;|&)<>" and not _CONTINUATION.match(text, at):
        opened = next((sign for sign in _CLOSING if text.startswith(sign, at)), "")
        if opened:
            close = _matching(text, at + len(opened), _CLOSING[opened], opened[-1])
        elif text[at] in "\"'":
            close = _closing_quote(text, at)
        else:
            close = at + 2 if text[at] == "\\" else at + 1
        if close is None:
            return None
        at = close
    return min(at, len(text))


def _closing_quote(text: str, at: int) -> int | None:
    """Return the offset behind the quote that closes the one at an offset; on the same line, but for JSON in it."""
    sign, at = text[at], at + 1
    while at < len(text) and text[at] != "\n":
        if text[at] == sign:
            return at + 1
        at += 2 if text[at] in "\\`" and sign == '"' else 1
    return None


def _matching(text: str, at: int, close: str, opens: str) -> int | None:
    depth = 1
    while at < len(text) and text[at] != "\n":
        if text.startswith(close, at):
            depth -= 1
            at += len(close)
            if not depth:
                return at
            continue
        depth += text[at] == opens and len(close) == 1
        at += 1
    return None
