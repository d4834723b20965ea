"""What all shells have in common: words, quotes, operators and comments. Nothing is executed."""

from __future__ import annotations

from dataclasses import replace

from migrate.read.command_line.templates import template_at
from migrate.read.command_line.words import Blank, Command, Draft, Literal, Mark, Part, Word

DEPTH = 30
"""How deep commands may stand inside each other; deeper ones stay text."""

TOO_DEEP = "it is nested too deep"


class Lexer:
    """Reads a text from one offset to another; a shell fills in what is its own."""

    escape = "\\"
    operators: tuple[str, ...] = ("&&", "||", ";", "|", "&")
    ends_word = " \t\r\n;|&()<>"

    def __init__(
        self,
        text: str,
        start: int = 0,
        end: int | None = None,
        *,
        macros: bool = False,
        python: bool = False,
        depth: int = 0,
    ) -> None:
        self.text = text
        self.at = start
        self.end = len(text) if end is None else end
        self.macros = macros
        self.python = python
        self.depth = depth
        self.found: list[Command] = []
        self.draft = Draft()
        self.prepare()

    def prepare(self) -> None:
        """Set up what only this shell needs."""

    def commands(self, close: str = "") -> tuple[Command, ...]:
        """Return the commands up to the end, or up to an unquoted ``close``, which is consumed."""
        while self.at < self.end:
            if close and self.text[self.at] == close and not self.nested(close):
                self.at += 1
                break
            self.step()
        self.finish()
        return tuple(self.found)

    def nested(self, close: str) -> bool:
        """Tell whether a closing sign belongs to something opened inside."""
        return False

    def step(self) -> None:
        """Take whatever stands at the offset; always moves on."""
        letter = self.text[self.at]
        if letter in " \t\r":
            self.at += 1
        elif self.continued():
            self.at = self.text.find("\n", self.at) + 1
        elif letter == "\n":
            self.at += 1
            self.finish()
            self.after_line()
        elif self.comment() or self.own() or self.operator():
            return
        else:
            self.take(self.word())

    def continued(self) -> bool:
        """Tell whether the line goes on in the next one."""
        if self.text[self.at] != self.escape:
            return False
        rest = self.at + 1
        while rest < self.end and self.text[rest] in " \t\r":
            rest += 1
        plain = self.text[self.at + 1 : rest].strip("\r") == ""
        return rest < self.end and self.text[rest] == "\n" and plain

    def after_line(self) -> None:
        """Take what may begin only after a line's end."""

    def comment(self) -> bool:
        """Skip a comment."""
        if self.text[self.at] != "#" or template_at(
            self.text, self.at, self.end, macros=self.macros, python=False
        ):
            return False
        self.skip_line()
        return True

    def skip_line(self) -> None:
        """Go to the end of the line."""
        line = self.text.find("\n", self.at, self.end)
        self.at = self.end if line < 0 else line

    def own(self) -> bool:
        """Take what only this shell has."""
        return False

    def operator(self) -> bool:
        """Take an operator between commands."""
        sign = next((item for item in self.operators if self.text.startswith(item, self.at)), "")
        if not sign or self.at + len(sign) > self.end:
            return False
        self.at += len(sign)
        self.finish()
        self.draft.maybe = sign in {"&&", "||"}
        self.draft.piped = sign in {"|", "|&"}
        return True

    def take(self, word: Word) -> None:
        """Add a word to the command."""
        self.draft.words.append(word)

    def finish(self, mark: Mark = Mark.NONE) -> None:
        """End the command that is being read."""
        if not self.draft.empty or mark is not Mark.NONE:
            self.found.append(self.draft.done(mark))
        self.draft = Draft()

    def word(self) -> Word:
        """Return the word at the offset; it takes at least one letter."""
        start = self.at
        parts: list[Part] = []
        quoted = False
        while self.at < self.end and not self.word_ends(start):
            before = self.at
            quoted = quoted or self.text[self.at] in "\"'"
            self.parts_at(parts)
            if self.at == before:
                parts.append(Literal(self.text[self.at]))
                self.at += 1
        if self.at == start:
            parts.append(Literal(self.text[start]))
            self.at += 1
        return Word(merged(parts), start, self.at, self.text[start : self.at], quoted)

    def word_ends(self, start: int) -> bool:
        """Tell whether the word is over."""
        if self.text[self.at] == "<" and self.template() is not None:
            return False
        return self.text[self.at] in self.ends_word or self.continued()

    def template(self) -> tuple[Part, int] | None:
        """Return the template at the offset, if one stands there."""
        return template_at(self.text, self.at, self.end, macros=self.macros, python=self.python)

    def parts_at(self, parts: list[Part]) -> None:
        """Add what stands at the offset inside a word."""
        if (found := self.template()) is not None:
            parts.append(found[0])
            self.at = found[1]
        else:
            self.part(parts)

    def part(self, parts: list[Part]) -> None:
        """Add one part in the way of this shell."""
        parts.append(Literal(self.text[self.at]))
        self.at += 1

    def until_quote(self, sign: str, parts: list[Part]) -> None:
        """Add what stands up to the closing quote, in which variables are replaced."""
        self.at += 1
        parts.append(Literal(""))
        while self.at < self.end and self.text[self.at] != sign:
            before = self.at
            if (found := self.template()) is not None:
                parts.append(found[0])
                self.at = found[1]
            else:
                self.quoted_part(parts)
            self.at = max(self.at, before + 1)
        self.at += 1

    def quoted_part(self, parts: list[Part]) -> None:
        """Add one part inside double quotes."""
        self.part(parts)

    def verbatim(self, sign: str, parts: list[Part]) -> None:
        """Add what stands up to the closing quote as it is, but for what a pipeline puts in."""
        self.at += 1
        parts.append(Literal(""))
        while self.at < self.end and self.text[self.at] != sign:
            found = self.template() if self.text[self.at] in "$#<_{" else None
            if found is not None:
                parts.append(found[0])
                self.at = found[1]
            else:
                parts.append(Literal(self.text[self.at]))
                self.at += 1
        self.at += 1

    def within(self, start: int, end: int | None = None) -> Lexer:
        """Return a reader of the same kind for a stretch of the same text."""
        return type(self)(
            self.text,
            start,
            self.end if end is None else end,
            macros=self.macros,
            python=self.python,
            depth=self.depth + 1,
        )

    def too_deep(self, parts: list[Part]) -> bool:
        """Give up on what is nested too deep."""
        if self.depth < DEPTH:
            return False
        parts.append(Blank(self.text[self.at : self.at + 40], TOO_DEEP))
        self.at = self.end
        return True


def merged(parts: list[Part]) -> tuple[Part, ...]:
    """Return the parts with neighbouring literals joined."""
    found: list[Part] = []
    run: list[str] = []
    for part in parts:
        if isinstance(part, Literal):
            run.append(part.text)
            continue
        if run and "".join(run):
            found.append(Literal("".join(run)))
        run = []
        found.append(part)
    if (run and "".join(run)) or not found:
        found.append(Literal("".join(run)))
    return tuple(found)


def tail(word: Word, length: int) -> Word:
    """Return a word without its first letters, which are literal."""
    first = word.parts[0]
    text = first.text[length:] if isinstance(first, Literal) else ""
    rest = ((Literal(text),) if text else ()) + word.parts[1:]
    return replace(
        word,
        parts=rest or (Literal(""),),
        start=word.start + length,
        source=word.source[length:],
    )
