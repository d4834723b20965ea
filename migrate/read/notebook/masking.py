"""Python with IPython's own syntax in it, made plain Python of the same lines.

What IPython takes: line magics ``%``, shell lines ``!``, help ``?``, both also on the right of ``=``; only where a
statement begins, so what stands in strings and brackets is left alone
(https://ipython.readthedocs.io/en/stable/interactive/reference.html).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from migrate.read.notebook.dissection import is_python

_RUNS = re.compile(r"%run\b[ \t]*(.*)", re.DOTALL)
_SHELL = re.compile(r"(!!?|%(?:sx|system)\b)[ \t]*")
_CHANGES_FOLDER = re.compile(r"%?cd[ \t]+(\S.*)")
_TIMED = re.compile(r"%(?:time|timeit|prun|memit)\b[ \t]*")
_WORD = re.compile(r"\S+[ \t]*")
_MOST_OPTIONS = 8
_ASSIGNED = re.compile(r"([\w.,*()\[\]'\" \t]+?=[ \t]*)(?=[!%])")
_HELP = re.compile(r"[ \t]*%{0,2}[\w.*\[\]]+\?{1,2}[ \t]*")
_BARE = re.compile(r"(?:pip|conda|cd|ls|ll|mkdir|rmdir|rm|cat|cp|mv|man|more|less)[ \t]+[\w./~*-].*")
_ESCAPES = ("%", "!", "?", ",", ";", "/")
_TOKEN = re.compile(
    r"""(?P<comment>\#.*)|(?P<triple>\"{3}|'{3})|(?P<string>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')"""
    r"""|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<loose>["'])"""
)
_ENDS = {quote: re.compile(rf"(?:\\.|[^\\])*?{quote}") for quote in ('"""', "'''", '"', "'")}


@dataclass(frozen=True)
class Line:
    """What a magic was given: the line it begins in, the column of ``text`` in it, from 1, and the text."""

    line: int
    column: int
    text: str
    top: bool = True
    """Whether it stands at the left edge, so that it always runs."""


@dataclass(frozen=True)
class Masked:
    """Plain Python, and what was taken out of it.

    ``captured`` are the lines in which a name of underscores stands for what a magic gives back; in ``timed`` lines
    ``if 1:`` stands for a magic that runs the statement after it.
    """

    text: str
    runs: tuple[Line, ...] = ()
    shells: tuple[Line, ...] = ()
    folders: tuple[Line, ...] = ()
    captured: frozenset[int] = frozenset()
    timed: frozenset[int] = frozenset()


def masked(text: str) -> Masked:
    """Return the text as plain Python; lines keep their numbers, and what is Python keeps its columns."""
    mask = _Mask(text.split("\n"))
    mask.all()
    return Masked(
        "\n".join(mask.lines),
        tuple(mask.runs),
        tuple(mask.shells),
        tuple(mask.folders),
        frozenset(mask.captured),
        frozenset(mask.timed),
    )


@dataclass
class _Mask:
    lines: list[str]
    runs: list[Line] = field(default_factory=list)
    shells: list[Line] = field(default_factory=list)
    folders: list[Line] = field(default_factory=list)
    captured: set[int] = field(default_factory=set)
    timed: set[int] = field(default_factory=set)

    def all(self) -> None:
        at, state = 0, _Inside()
        while at < len(self.lines):
            end = self._statement(at) if state.outside else at
            if end > at:
                at = end
                continue
            state.feed(self.lines[at])
            at += 1

    def _statement(self, at: int) -> int:
        """Take the magic that begins in a line; return the line after it, or the same where there is none."""
        line = self.lines[at]
        bare = line.lstrip()
        indent = len(line) - len(bare)
        if bare.startswith("%") and _TIMED.match(bare) and self._timed(at, indent):
            return at
        if bare.startswith(_ESCAPES) or _HELP.fullmatch(line):
            return self._taken(at, indent, f"{line[:indent]}pass")
        if _BARE.fullmatch(bare) and not is_python(bare):
            return self._taken(at, indent, f"{line[:indent]}pass")
        assigned = _ASSIGNED.match(line)
        if assigned is not None and is_python(f"{assigned.group(1).lstrip()}0"):
            start = assigned.end()
            self.captured.add(at + 1)
            return self._taken(at, start, f"{assigned.group(1)}{'_' * (len(line) - start)}")
        return at

    def _taken(self, at: int, start: int, instead: str) -> int:
        end = at + 1
        while self.lines[end - 1].endswith("\\") and end < len(self.lines):
            end += 1
        text = "\n".join([self.lines[at][start:], *self.lines[at + 1 : end]])
        self._note(at, start, text)
        self.lines[at:end] = [instead, *[""] * (end - at - 1)]
        return end

    def _note(self, at: int, start: int, text: str) -> None:
        shell = _SHELL.match(text)
        run = _RUNS.fullmatch(text)
        folder = _CHANGES_FOLDER.fullmatch(text)
        if shell:
            self.shells.append(Line(at + 1, start + shell.end() + 1, text[shell.end() :], start == 0))
        elif run:
            self.runs.append(Line(at + 1, start + run.start(1) + 1, run.group(1).strip(), start == 0))
        elif folder:
            self.folders.append(
                Line(at + 1, start + folder.start(1) + 1, folder.group(1).strip(), start == 0)
            )

    def _timed(self, at: int, indent: int) -> bool:
        """Uncover the statement that a magic times; the rest of the line keeps its columns."""
        line = self.lines[at]
        for start in _statement_starts(line, indent):
            instead = f"{line[:indent]}if 1:{' ' * (start - indent - 5)}{line[start:]}"
            if line[start:].strip() and is_python(instead.lstrip()):
                self.lines[at] = instead
                self.timed.add(at + 1)
                return True
        return False


def _statement_starts(line: str, indent: int) -> Iterator[int]:
    """Yield where the statement of ``%timeit -n 3 f()`` may begin: at once, or behind options and their values."""
    match = _TIMED.match(line, indent)
    if match is None:
        return
    yield match.end()
    word = _WORD.match(line, match.end())
    words = _MOST_OPTIONS if word is not None and word.group().startswith("-") else 0
    while word is not None and words:
        yield word.end()
        word = _WORD.match(line, word.end())
        words -= 1


@dataclass
class _Inside:
    """Where the lines so far leave off: in a string, in brackets, or after a backslash."""

    quote: str = ""
    depth: int = 0
    joined: bool = False

    @property
    def outside(self) -> bool:
        """Whether the next line begins a statement."""
        return not self.quote and not self.depth and not self.joined

    def feed(self, line: str) -> None:
        """Go over one line."""
        at = self._after_string(line, 0)
        comment = False
        while not self.quote and (match := _TOKEN.search(line, at)):
            kind = match.lastgroup
            at = match.end()
            if kind == "comment":
                comment = True
                break
            if kind == "loose":
                self.quote = match.group() if line.endswith("\\") else ""
                break
            self._token(str(kind), match.group())
            at = self._after_string(line, at)
        self.joined = not self.quote and not comment and line.endswith("\\")

    def _token(self, kind: str, text: str) -> None:
        if kind == "open":
            self.depth += 1
        elif kind == "close":
            self.depth = max(0, self.depth - 1)
        elif kind == "triple":
            self.quote = text

    def _after_string(self, line: str, at: int) -> int:
        if not self.quote:
            return at
        end = _ENDS[self.quote].match(line, at)
        if end is None:
            self.quote = self.quote if len(self.quote) == 3 or line.endswith("\\") else ""
            return len(line)
        self.quote = ""
        return end.end()
