"""A script taken apart: commands, words, and the parts of a word that some shell would replace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum


@dataclass(frozen=True)
class Literal:
    """Text that stands for itself."""

    text: str


class Source(Enum):
    """Who fills in a reference: the shell, whoever makes the script from its template, or whoever calls it."""

    SHELL = "shell"
    CALLER = "caller"
    OUTSIDE = "outside"


@dataclass(frozen=True)
class Reference:
    """A variable. ``default`` is the text of ``${NAME:-text}``; ``changed`` tells that an operator edits it."""

    name: str
    source: str
    filled_by: Source = Source.SHELL
    default: str | None = None
    changed: bool = False


@dataclass(frozen=True)
class Output:
    """What commands print."""

    source: str
    commands: tuple[Command, ...] = ()


@dataclass(frozen=True)
class Blank:
    """Something a reader of the text has to fill in, such as ``<name>``, or that nobody can know."""

    source: str
    why: str


Part = Literal | Reference | Output | Blank


@dataclass(frozen=True)
class Word:
    """One word of a command, with the offsets it stands at."""

    parts: tuple[Part, ...]
    start: int
    end: int
    source: str
    quoted: bool = False

    @property
    def text(self) -> str | None:
        """The word if it is plain text, else None."""
        if any(not isinstance(part, Literal) for part in self.parts):
            return None
        return "".join(part.text for part in self.parts if isinstance(part, Literal))

    @property
    def plain(self) -> str:
        """The word if it is plain text that no quote encloses, else empty."""
        return "" if self.quoted else self.text or ""


@dataclass(frozen=True)
class Document:
    """A here-document: its text, the offset it starts at, and whether variables in it are replaced."""

    text: str
    start: int
    expands: bool


class Mark(Enum):
    """What a command says of the flow: a block begins, its other branch begins, it ends; or nothing."""

    NONE = ""
    OPEN = "open"
    NEXT = "next"
    CLOSE = "close"


@dataclass(frozen=True)
class Command:
    """One simple command: ``NAME=value`` before it, its words, where its output goes, and its input.

    ``maybe`` tells that it stands after ``&&`` or ``||``; ``piped`` that its input is another command's output.
    """

    words: tuple[Word, ...] = ()
    assignments: tuple[tuple[str, Word], ...] = ()
    redirects: tuple[tuple[str, Word], ...] = ()
    documents: tuple[Document, ...] = ()
    mark: Mark = Mark.NONE
    maybe: bool = False
    piped: bool = False
    start: int = 0
    end: int = 0

    @property
    def inner(self) -> Iterator[Command]:
        """The commands inside this one's words, in order."""
        for word in (*(word for _, word in self.assignments), *self.words):
            yield from inside(word)


@dataclass
class Draft:
    """A command that is still being read."""

    words: list[Word] = field(default_factory=list)
    assignments: list[tuple[str, Word]] = field(default_factory=list)
    redirects: list[tuple[str, Word]] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    maybe: bool = False
    piped: bool = False

    @property
    def empty(self) -> bool:
        """Tell whether nothing was read yet."""
        return not (self.words or self.assignments or self.redirects or self.documents)

    def done(self, mark: Mark = Mark.NONE) -> Command:
        """Return the command."""
        spans = [*self.words, *(item[1] for item in (*self.assignments, *self.redirects))]
        start = min((word.start for word in spans), default=0)
        end = max((word.end for word in spans), default=0)
        return Command(
            tuple(self.words),
            tuple(self.assignments),
            tuple(self.redirects),
            tuple(self.documents),
            mark,
            self.maybe,
            self.piped,
            start,
            end,
        )


def inside(word: Word) -> Iterator[Command]:
    """Yield the commands inside a word."""
    for part in word.parts:
        if isinstance(part, Output):
            yield from part.commands
