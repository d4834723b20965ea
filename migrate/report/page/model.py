"""What the page shows, ready to be laid out. Text is as the repository has it; the template makes it harmless."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Standing(Enum):
    """How a service stands, in words that the page shows: the worst that is true of it."""

    LOST = "not translated"
    BLOCKED = "blocked"
    DECIDE = "to decide"
    READY = "ready"


@dataclass(frozen=True)
class Term:
    """One product of the estimate."""

    kind: str
    counted: str
    count: int
    each: float
    hours: float


@dataclass(frozen=True)
class Effort:
    """Hours with their terms."""

    hours: float = 0
    terms: tuple[Term, ...] = ()

    @property
    def formula(self) -> str:
        """Return the sum as it was made."""
        return " + ".join(f"{term.counted} \u00d7 {plain(term.each)} h" for term in self.terms)


@dataclass(frozen=True)
class Spot:
    """A place: a path, and the line in it, with the cell in a notebook."""

    path: str
    line: str

    @property
    def where(self) -> str:
        """Return it as people write it."""
        return f"{self.path}:{self.line}"


@dataclass(frozen=True)
class Part:
    """One part of a service and where it lies."""

    role: str
    what: str
    source: str
    spot: Spot


@dataclass(frozen=True)
class Sight:
    """One sign of a caller."""

    sign: str
    what: str
    spot: Spot


@dataclass(frozen=True)
class Caller:
    """A file that calls a service."""

    path: str
    name: str
    why: str
    sights: tuple[Sight, ...]
    effects: tuple[tuple[str, str], ...]
    """(sentence, link)"""


@dataclass(frozen=True)
class Question:
    """Something to decide; ``answer`` is the option that answers it, if one does."""

    key: str
    said: str
    question: str
    answer: str
    spot: Spot | None


@dataclass(frozen=True)
class Service:
    """One service; ``anchor`` is its id on the page."""

    anchor: str
    root: str
    name: str
    runs_on: str
    kind: str
    target: str
    cluster: str
    models: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    """(heading, text), those that are known"""
    place: str
    standing: Standing
    blockers: tuple[Question, ...]
    script: tuple[Question, ...]
    """What else was found in its scoring script."""
    questions: tuple[Question, ...]
    losses: tuple[Question, ...]
    gaps: tuple[Question, ...]
    parts: tuple[Part, ...]
    callers: tuple[Caller, ...]
    effort: Effort

    @property
    def rank(self) -> tuple[object, ...]:
        """Return what orders services by how easily they go: what blocks least and takes least comes first."""
        return (len(self.blockers), len(self.questions), len(self.callers), self.effort.hours, self.name)


@dataclass(frozen=True)
class Note:
    """Findings of one file that say the same, in one line."""

    rule: str
    level: str
    said: str
    service: str
    lines: str
    link: str
    past: str
    """The part of v1 it is about, where its support has ended."""


@dataclass(frozen=True)
class File:
    """The findings of one file."""

    path: str
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Ending:
    """A part of v1 and the end of its support; ``past`` None where the day of the report is not known."""

    name: str
    end: str
    past: bool | None
    findings: int
    link: str


@dataclass(frozen=True)
class Step:
    """One step of the work; ``said`` are sentences, ``anchor`` where to read on."""

    title: str
    said: str
    hours: float
    anchor: str


@dataclass(frozen=True)
class Weight:
    """One row of the table of weights."""

    kind: str
    hours: float
    why: str


@dataclass(frozen=True)
class Page:
    """Everything on the page."""

    roots: tuple[str, ...]
    day: str
    version: str
    considered: int
    """What was left out because the user said so, each in a few words."""
    services: tuple[Service, ...]
    callers: tuple[Caller, ...]
    files: tuple[File, ...]
    left_out: int
    """Lines of findings that are too many for a page."""
    levels: tuple[tuple[str, int], ...]
    blocking: tuple[tuple[str, int], ...]
    """(what blocks, how often), the most frequent first"""
    endings: tuple[Ending, ...]
    steps: tuple[Step, ...]
    effort: Effort
    weights: tuple[Weight, ...]
    complete: bool
    omitted: tuple[str, ...] = ()
    """What was left out because somebody said so, counted."""

    @property
    def unread(self) -> int:
        """How many findings say that something could not be read or analysed."""
        return dict(self.levels).get("failure", 0)

    @property
    def findings(self) -> int:
        """How many findings there are."""
        return sum(number for _, number in self.levels)


def plain(hours: float) -> str:
    """Return hours without a needless fraction: 4, 0.5, 16.7."""
    return f"{round(hours, 2):,.2f}".rstrip("0").rstrip(".")
