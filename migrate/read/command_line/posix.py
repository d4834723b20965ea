"""Scripts of POSIX shells, bash included."""

from __future__ import annotations

import re

from migrate.read.command_line.lexer import Lexer, tail
from migrate.read.command_line.words import Blank, Document, Literal, Mark, Output, Part, Reference, Word

_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)(\+?)=")
_PLAIN = re.compile(r"[A-Za-z_]\w*|[0-9@*#?!$-]")
_BRACED = re.compile(r"\{([!#]?)([A-Za-z_]\w*|\d+|[@*#?])(\[[^\]]*\])?")
_REDIRECTION = re.compile(r"<<<|<<-|<<|>>|[<>]&?")
_LOOPED = re.compile(r"[ \t]+([A-Za-z_]\w*)")
_OPENS = frozenset({"if", "while", "until", "for", "case", "select", "{"})
_NEXT = frozenset({"else", "elif"})
_CLOSES = frozenset({"fi", "done", "esac", "}"})
_SKIPPED = frozenset({"then", "do", "!", "time", "function"})
_DECLARES = frozenset({"export", "local", "declare", "typeset", "readonly"})


class Posix(Lexer):
    """Reads sh and bash."""

    operators = ("&&", "||", ";;", "|&", ";", "|", "&")

    def prepare(self) -> None:
        """Nothing is open at the start; ``_skips`` tells where to go on after a line's here-documents."""
        self._skips: dict[int, int] = {}
        self._brackets = 0

    def nested(self, close: str) -> bool:
        """Tell whether a ``)`` closes a bracket opened inside."""
        return close == ")" and self._brackets > 0

    def own(self) -> bool:
        """Take brackets and redirections."""
        letter = self.text[self.at]
        if letter in "()":
            self._bracket(letter)
            return True
        return letter in "<>" and self.template() is None and self._redirect()

    def _bracket(self, letter: str) -> None:
        self.at += 1
        if letter == "(":
            function = bool(self.draft.words)
            self.finish(Mark.NONE if function else Mark.OPEN)
            self._brackets += 1
        elif self._brackets:
            self._brackets -= 1
            self.finish()
            if not self.text.startswith("()", self.at - 2):
                self.finish(Mark.CLOSE)
        else:
            # The pattern of a case branch.
            self.draft.words.clear()
            self.finish(Mark.NEXT)

    def _redirect(self) -> bool:
        found = _REDIRECTION.match(self.text, self.at, self.end)
        if found is None:
            return False
        sign = found.group()
        self.at = found.end()
        if self.draft.words and self.draft.words[-1].plain.isdigit() and not self._spaced(found.start()):
            self.draft.words.pop()
        while self.at < self.end and self.text[self.at] in " \t":
            self.at += 1
        if self.at >= self.end or self.text[self.at] == "\n":
            return True
        word = self.word()
        if sign in {"<<", "<<-"}:
            self._document(word.text or word.source, not word.quoted)
        else:
            self.draft.redirects.append((sign, word))
        return True

    def _spaced(self, at: int) -> bool:
        return at == 0 or self.text[at - 1] in " \t"

    def _document(self, close: str, expands: bool) -> None:
        """Take a here-document now, so that the command has it before it ends."""
        line = self.text.find("\n", self.at, self.end)
        if line < 0:
            return
        start = self._skips.get(line, line + 1)
        at = start
        while at < self.end:
            stop = self.text.find("\n", at, self.end)
            stop = self.end if stop < 0 else stop
            if self.text[at:stop].strip() == close:
                break
            at = stop + 1
        at = min(at, self.end)
        self.draft.documents.append(Document(self.text[start:at], start, expands))
        stop = self.text.find("\n", at, self.end)
        self._skips[line] = self.end if stop < 0 else stop + 1

    def after_line(self) -> None:
        """Go on after the here-documents of the line that has ended."""
        self.at = max(self.at, self._skips.pop(self.at - 1, self.at))

    def take(self, word: Word) -> None:
        """Add a word; reserved words mark the flow, and ``NAME=value`` before a command is an assignment."""
        first = not self.draft.words
        if first and word.plain in _SKIPPED:
            return
        if first and self._marks(word.plain):
            return
        declared = bool(self.draft.words) and self.draft.words[0].plain in _DECLARES
        if (first or declared) and (found := _ASSIGNMENT.match(word.source)):
            name = found.group(1) + found.group(2)
            value = tail(word, found.end())
            if self.text.startswith("(", self.at) and not value.source:
                value = self._array()
            self.draft.assignments.append((name, value))
            return
        super().take(word)

    def _array(self) -> Word:
        """Skip the values of an array; they are not read."""
        start = self.at
        stop = self.text.find(")", self.at, self.end)
        self.at = self.end if stop < 0 else stop + 1
        source = self.text[start : self.at]
        return Word((Blank(source, "it is an array"),), start, self.at, source)

    def _marks(self, text: str) -> bool:
        if text in _OPENS:
            self.finish(Mark.OPEN)
            if text in {"for", "select", "case"}:
                self._head(text)
        elif text in _NEXT:
            self.finish(Mark.NEXT)
        elif text in _CLOSES:
            self.finish(Mark.CLOSE)
        else:
            return False
        return True

    def _head(self, text: str) -> None:
        """Read ``NAME in`` after ``for``: what a loop sets cannot be known."""
        found = _LOOPED.match(self.text, self.at, self.end)
        if text == "case" or found is None:
            return
        self.at = found.end()
        start = found.start(1)
        blank = Blank(f"${found.group(1)}", "a loop sets it")
        word = Word((blank,), start, self.at, found.group(1))
        self.draft.assignments.append((found.group(1), word))
        self.finish()

    def part(self, parts: list[Part]) -> None:
        """Add one part outside quotes."""
        letter = self.text[self.at]
        if letter == "'":
            self.verbatim("'", parts)
        elif letter == '"':
            self.until_quote('"', parts)
        elif letter == "\\":
            parts.append(Literal(self.text[self.at + 1 : min(self.at + 2, self.end)]))
            self.at += 2
        else:
            self._expanded(parts)

    def quoted_part(self, parts: list[Part]) -> None:
        """Add one part inside double quotes, where a backslash escapes four letters and the line's end."""
        following = self.text[self.at + 1 : self.at + 2]
        if self.text[self.at] != "\\":
            self._expanded(parts)
        elif following and following in '$`"\\\n':
            parts.append(Literal("" if following == "\n" else following))
            self.at += 2
        else:
            parts.append(Literal("\\"))
            self.at += 1

    def _expanded(self, parts: list[Part]) -> None:
        letter = self.text[self.at]
        if letter == "`":
            self._backticks(parts)
        elif letter == "$":
            self._dollar(parts)
        else:
            parts.append(Literal(letter))
            self.at += 1

    def _backticks(self, parts: list[Part]) -> None:
        if self.too_deep(parts):
            return
        start = self.at
        stop = start + 1
        while stop < self.end and self.text[stop] != "`":
            stop += 2 if self.text[stop] == "\\" else 1
        stop = min(stop, self.end)
        commands = self.within(start + 1, stop).commands()
        self.at = stop + 1
        parts.append(Output(self.text[start : self.at], commands))

    def _dollar(self, parts: list[Part]) -> None:
        start = self.at
        following = self.text[start + 1 : start + 2]
        if self.text.startswith("((", start + 1):
            self._arithmetic(parts)
        elif following == "(":
            if self.too_deep(parts):
                return
            inner = self.within(start + 2)
            commands = inner.commands(")")
            self.at = inner.at
            parts.append(Output(self.text[start : self.at], commands))
        elif following == "{":
            self._braced(parts)
        elif following == "'":
            self.at += 1
            self.verbatim("'", parts)
        elif (found := _PLAIN.match(self.text, start + 1, self.end)) is not None:
            self.at = found.end()
            parts.append(Reference(found.group(), f"${found.group()}"))
        else:
            parts.append(Literal("$"))
            self.at += 1

    def _arithmetic(self, parts: list[Part]) -> None:
        start = self.at
        stop = self.text.find("))", start, self.end)
        self.at = self.end if stop < 0 else stop + 2
        parts.append(Blank(self.text[start : self.at], "it is computed"))

    def _braced(self, parts: list[Part]) -> None:
        start = self.at
        found = _BRACED.match(self.text, start + 1, self.end)
        stop, depth = start + 2, 1
        while stop < self.end and depth:
            depth += {"{": 1, "}": -1}.get(self.text[stop], 0)
            stop += 1
        self.at = stop
        source = self.text[start:stop]
        if found is None:
            parts.append(Blank(source, "it is no variable that can be read"))
            return
        operator = self.text[found.end() : stop - 1]
        default = re.match(r":?[-=]", operator)
        text = operator[default.end() :].strip("\"'") if default else None
        changed = bool(operator and default is None and operator[:2] not in {":?", "?"})
        changed = changed or bool(found.group(1) or found.group(3))
        if text is not None and any(letter in text for letter in "$`"):
            text = None
        parts.append(Reference(found.group(2), source, default=text, changed=changed))
