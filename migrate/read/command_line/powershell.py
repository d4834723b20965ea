"""Scripts of PowerShell."""

from __future__ import annotations

import re

from migrate.read.command_line.lexer import DEPTH, Lexer
from migrate.read.command_line.words import (
    Blank,
    Command,
    Literal,
    Mark,
    Output,
    Part,
    Reference,
    Source,
    Word,
)

_VARIABLE = re.compile(r"\$(?:\{([^{}\n]+)\}|((?:[A-Za-z]+:)?[A-Za-z_]\w*)|([_?^$]))")
_MEMBER = re.compile(r"(?:\.\w+|\[[^\]\n]*\]|\([^()\n]*\))+")
_ASSIGNMENT = re.compile(r"(?:\[[\w.\[\]]+\]\s*)?\$((?:[A-Za-z]+:)?\w+|\{[^{}\n]+\})[ \t]*(\+?)=(?!=)")
_BRANCHES = frozenset({"else", "elseif", "catch", "finally"})


class PowerShell(Lexer):
    """Reads Windows PowerShell and pwsh."""

    escape = "`"
    operators = ("&&", "||", ";", "|")
    ends_word = " \t\r\n;|(){}<>,"

    def prepare(self) -> None:
        """Nothing is open at the start; ``_parameters`` counts the brackets inside ``param ( ... )``."""
        self._parameters = 0

    def comment(self) -> bool:
        """Skip a comment, also of several lines."""
        if self.text.startswith("<#", self.at):
            stop = self.text.find("#>", self.at, self.end)
            self.at = self.end if stop < 0 else stop + 2
            return True
        return super().comment()

    def own(self) -> bool:
        """Take blocks, brackets, here-strings, assignments and the call operator."""
        letter = self.text[self.at]
        if letter in "{}":
            branch = bool(self.draft.words) and self.draft.words[0].plain.lower() in _BRANCHES
            if letter == "{" and branch:
                self.draft.words.clear()
            self.at += 1
            self.finish()
            self.finish(Mark.OPEN if letter == "{" else Mark.CLOSE)
            return True
        if letter in "()&,":
            self._bracket(letter)
            return True
        if letter in "<>" and self.template() is None:
            return self._redirect()
        return not self.draft.words and self._assignment()

    def _bracket(self, letter: str) -> None:
        self.at += 1
        if letter == "(" and (self._parameters or self._names("param")):
            self._parameters += 1
        elif letter == ")" and self._parameters:
            self._parameters -= 1
        if letter in "()":
            self.finish()

    def _names(self, keyword: str) -> bool:
        return len(self.draft.words) == 1 and self.draft.words[0].plain.lower() == keyword

    def _redirect(self) -> bool:
        sign = self.text[self.at]
        while self.at < self.end and self.text[self.at] in "<>&1 ":
            self.at += 1
        if sign == ">" and self.at < self.end and self.text[self.at] not in "\r\n;|)}":
            self.draft.redirects.append((sign, self.word()))
        return True

    def _assignment(self) -> bool:
        found = _ASSIGNMENT.match(self.text, self.at, self.end)
        if found is None or self.depth >= DEPTH:
            return False
        name = found.group(1).strip("{}")
        self.at = found.end()
        while self.at < self.end and self.text[self.at] in " \t":
            self.at += 1
        value = self._value() if not self._parameters else self._default(name)
        self.draft.assignments.append((name + found.group(2), value))
        if self._parameters:
            self.finish()
        return True

    def _default(self, name: str) -> Word:
        """Return a parameter of the script: what follows is only its default."""
        word = self.word()
        part = Reference(name, f"${name}", Source.CALLER, default=word.text)
        return Word((part,), word.start, word.end, f"${name}")

    def _value(self) -> Word:
        """Return what is assigned: one word, or the output of a command."""
        start = self.at
        inner = PowerShell(
            self.text, start, self.end, macros=self.macros, python=self.python, depth=self.depth + 1
        )
        commands = inner.statement()
        words = commands[0].words if len(commands) == 1 else ()
        self.at = inner.at
        source = self.text[start : self.at].rstrip()
        single = len(words) == 1 and not commands[0].redirects
        if single and (words[0].quoted or words[0].source[:1] in "$0123456789"):
            return words[0]
        return Word((Output(source, commands),), start, self.at, source)

    def statement(self) -> tuple[Command, ...]:
        """Return the commands of one statement, up to a line's end, ``;`` or the end of the block."""
        brackets = 0
        while self.at < self.end:
            letter = self.text[self.at]
            if letter in "({":
                brackets += 1
            elif letter in ")}":
                brackets -= 1
                if brackets < 0:
                    break
            elif letter in "\n;" and brackets == 0:
                break
            self.step()
        self.finish()
        return tuple(self.found)

    def part(self, parts: list[Part]) -> None:
        """Add one part outside quotes."""
        letter = self.text[self.at]
        opened = self.text[self.at : self.at + 2]
        if opened in {"@'", '@"'} and self._here(parts, opened[1]):
            return
        if letter == "'":
            self._single(parts)
        elif letter == '"':
            self._double(parts)
        elif letter == "@" and self.text[self.at + 1 : self.at + 2].isalpha():
            self._splat(parts)
        else:
            self.quoted_part(parts)

    def _splat(self, parts: list[Part]) -> None:
        start = self.at
        self.at += 1
        while self.at < self.end and (self.text[self.at].isalnum() or self.text[self.at] == "_"):
            self.at += 1
        parts.append(Blank(self.text[start : self.at], "its arguments are put together elsewhere"))

    def _single(self, parts: list[Part]) -> None:
        self.verbatim("'", parts)
        while self.at < self.end and self.text[self.at] == "'":
            parts.append(Literal("'"))
            self.verbatim("'", parts)

    def _double(self, parts: list[Part]) -> None:
        self.until_quote('"', parts)
        while self.at < self.end and self.text[self.at] == '"':
            parts.append(Literal('"'))
            self.until_quote('"', parts)

    def _here(self, parts: list[Part], sign: str) -> bool:
        line = self.text.find("\n", self.at, self.end)
        if line < 0 or self.text[self.at + 2 : line].strip():
            return False
        stop = self.text.find(f"\n{sign}@", line, self.end)
        stop = self.end if stop < 0 else stop
        body = self.text[line + 1 : stop]
        plain = sign == "'" or "$" not in body
        parts.append(Literal(body) if plain else Blank(body[:40], "it is put together from variables"))
        self.at = min(stop + 3, self.end)
        return True

    def quoted_part(self, parts: list[Part]) -> None:
        """Add one part in which variables are replaced."""
        letter = self.text[self.at]
        if letter == "`":
            following = self.text[self.at + 1 : self.at + 2]
            parts.append(Literal({"n": "\n", "t": "\t", "0": ""}.get(following, following)))
            self.at += 2
        elif self.text.startswith("$(", self.at):
            self._output(parts)
        elif letter == "$" and (found := _VARIABLE.match(self.text, self.at, self.end)):
            self._reference(parts, found)
        else:
            parts.append(Literal(letter))
            self.at += 1

    def _output(self, parts: list[Part]) -> None:
        if self.too_deep(parts):
            return
        start = self.at
        inner = PowerShell(
            self.text, start + 2, self.end, macros=self.macros, python=self.python, depth=self.depth + 1
        )
        commands = inner.statements()
        self.at = min(inner.at + 1, self.end)
        parts.append(Output(self.text[start : self.at], commands))

    def statements(self) -> tuple[Command, ...]:
        """Return the commands up to the bracket that closes them."""
        while self.at < self.end:
            self.statement()
            if self.at < self.end and self.text[self.at] in ")}":
                break
            self.at += 1
        return tuple(self.found)

    def _reference(self, parts: list[Part], found: re.Match[str]) -> None:
        name = found.group(1) or found.group(2) or found.group(3)
        self.at = found.end()
        inside = not (self.at < self.end and self.text[self.at] in ".[")
        member = None if inside else _MEMBER.match(self.text, self.at, self.end)
        if member is not None and not self._in_quotes(found.start()):
            self.at = member.end()
            source = self.text[found.start() : self.at]
            parts.append(Reference(name, source, changed=True))
            return
        parts.append(Reference(name, found.group()))

    def _in_quotes(self, at: int) -> bool:
        """Tell whether an offset stands inside double quotes of its line, where members are not read."""
        line = self.text.rfind("\n", 0, at) + 1
        return self.text.count('"', line, at) % 2 == 1
