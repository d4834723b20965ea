"""Scripts of the Windows command prompt."""

from __future__ import annotations

import re

from migrate.read.command_line.lexer import Lexer, merged
from migrate.read.command_line.words import Blank, Literal, Mark, Output, Part, Reference, Word

_VARIABLE = re.compile(r"%([A-Za-z_][\w.\-]*)(:[^%\n]*)?%|!([A-Za-z_][\w.\-]*)!|%%?(~[a-z]*)?([0-9*A-Za-z])")
_COMMENT = re.compile(r"@?(?:rem(?=[\s]|$)|::)", re.IGNORECASE)
_SET = re.compile(r"@?set[ \t]+(?![/])(\"?)([A-Za-z_][\w.\-]*)=", re.IGNORECASE)
_FOR = re.compile(r"in\s*\(\s*(['`])", re.IGNORECASE)


class Batch(Lexer):
    """Reads ``.cmd`` and ``.bat`` files."""

    escape = "^"
    operators = ("&&", "||", "|", "&")
    ends_word = " \t\r\n|&()<>"

    def comment(self) -> bool:
        """Skip a remark; it stands only where a command may begin."""
        if self.draft.words or not _COMMENT.match(self.text, self.at, self.end):
            return False
        self.skip_line()
        return True

    def own(self) -> bool:
        """Take blocks, redirections, ``set`` and the commands that a loop runs."""
        letter = self.text[self.at]
        if not self.draft.words and (found := _SET.match(self.text, self.at, self.end)):
            self._set(found)
            return True
        if found := _FOR.match(self.text, self.at, self.end):
            self._looped(found)
            return True
        if letter in "()":
            self.at += 1
            self.finish()
            self.finish(Mark.OPEN if letter == "(" else Mark.CLOSE)
            return True
        if letter in "<>" and self.template() is None:
            self.at += 1
            return True
        if letter == "@" and not self.draft.words:
            self.at += 1
            return True
        return False

    def take(self, word: Word) -> None:
        """Add a word; after ``do`` and ``else`` a command begins."""
        if word.plain.lower() in {"do", "else"}:
            self.finish()
            return
        super().take(word)

    def _set(self, found: re.Match[str]) -> None:
        """Take the rest of the line as the value; quotes around the whole are not part of it."""
        self.at = found.end()
        start = self.at
        line = self.text.find("\n", start, self.end)
        stop = self.end if line < 0 else line
        text = self.text[start:stop].rstrip("\r")
        cut = re.search(r'"\s*$', text) if found.group(1) else re.search(r"\s*(?:&|\|)", text)
        stop = start + (cut.start() if cut else len(text))
        inner = self.within(start, stop)
        parts: list[Part] = []
        while inner.at < stop:
            inner.parts_at(parts)
        self.at = stop + (1 if found.group(1) and cut else 0)
        word = Word(merged(parts), start, stop, self.text[start:stop], bool(found.group(1)))
        self.draft.assignments.append((found.group(2), word))

    def _looped(self, found: re.Match[str]) -> None:
        start = found.end()
        stop = self.text.find(found.group(1), start, self.end)
        stop = self.end if stop < 0 else stop
        parts: list[Part] = []
        if not self.too_deep(parts):
            parts.append(Output(self.text[start:stop], self.within(start, stop).commands()))
            self.at = min(stop + 1, self.end)
        self.draft.words.append(Word(tuple(parts), start, stop, self.text[start:stop], True))

    def part(self, parts: list[Part]) -> None:
        """Add one part outside quotes."""
        letter = self.text[self.at]
        if letter == '"':
            self.until_quote('"', parts)
        elif letter == "^":
            parts.append(Literal(self.text[self.at + 1 : min(self.at + 2, self.end)]))
            self.at += 2
        else:
            self.quoted_part(parts)

    def until_quote(self, sign: str, parts: list[Part]) -> None:
        """Add what stands up to the closing quote, or to the end of the line."""
        line = self.text.find("\n", self.at, self.end)
        end, self.end = self.end, self.end if line < 0 else line
        super().until_quote(sign, parts)
        self.at = min(self.at, self.end)
        self.end = end

    def quoted_part(self, parts: list[Part]) -> None:
        """Add one part in which variables are replaced."""
        letter = self.text[self.at]
        found = _VARIABLE.match(self.text, self.at, self.end) if letter in "%!" else None
        if found is None:
            parts.append(Literal(letter))
            self.at += 1
            return
        self.at = found.end()
        changed = bool(found.group(2) or found.group(4))
        name = found.group(1) or found.group(3) or found.group(5)
        if found.group(5) and not name.isdigit() and name != "*":
            parts.append(Blank(found.group(), "a loop sets it"))
        else:
            parts.append(Reference(name, found.group(), changed=changed))
