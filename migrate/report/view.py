"""A document as a report reads it: typed, and the same whether it was just made or read from a file.

What this version does not know is left alone; what an older one did not write is empty.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date

from compat.value import Place
from migrate.finding import Finding, Level
from migrate.report.document import SCHEMA, Json, Object, objects
from migrate.report.glance import Glance, beneath
from migrate.scan import OUR_FAULTS

_RULE = re.compile(r"AML\d{3}")


class NotAReportError(Exception):
    """Data that is not the JSON report of a scan; the message says what is wrong with it."""


@dataclass(frozen=True)
class Edit:
    """A replacement in a file: lines and columns from 1, the end one past the last character; in characters."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str


@dataclass(frozen=True)
class Fix:
    """Edits that belong together; ``safety`` is that of the rule (``safe`` or ``review``)."""

    message: str
    safety: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True)
class Note:
    """A finding as it is reported, with what identifies it in the next scan; ``reason`` is that of its suppression.

    ``file_line`` is the line in the file itself, also for a place in a cell of a notebook.
    """

    finding: Finding
    content: str = ""
    fingerprint: str = ""
    file_line: int = 1
    fixes: tuple[Fix, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Account:
    """The ledger of a service: counts by fate, and each fact that was not analysed, as (name, place, reason)."""

    found: int
    fates: Mapping[str, int]
    balanced: bool
    not_analysed: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Served:
    """A service at a glance; ``target`` is empty where it was not translated."""

    glance: Glance
    target: str
    lossy: bool
    account: Account
    place: Place | None


@dataclass(frozen=True)
class Section:
    """What a report says of one repository; ``inside`` is where the folder lies in it, None where it is in none."""

    root: str
    inside: str | None
    files: int
    read: int
    skipped: Mapping[str, int]
    silenced: int
    services: tuple[Served, ...]
    notes: tuple[Note, ...]
    suppressed: tuple[Note, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings alone."""
        return tuple(note.finding for note in self.notes)

    @property
    def complete(self) -> bool:
        """Tell whether nothing failed in this program."""
        return not any(finding.rule in OUR_FAULTS for finding in self.findings)

    def covers(self, path: str) -> bool:
        """Tell whether a path, as ``path_of`` gives it, lies in the folder that was scanned."""
        top = self.path_of("").rstrip("/")
        return top in {"", "."} or path.startswith(f"{top}/")

    def path_of(self, path: str) -> str:
        """Return a path as those know it who have the repository: from its top, or from where the scan ran."""
        if self.inside is None:
            return path if posixpath.isabs(self.root) else posixpath.normpath(beneath(self.root, path))
        return posixpath.join(self.inside, path)


@dataclass(frozen=True)
class Report:
    """A document and what it says; ``day`` is when it was scanned, where that is known."""

    document: Object
    version: str
    day: date | None
    sections: tuple[Section, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of all repositories."""
        return tuple(finding for section in self.sections for finding in section.findings)

    @property
    def services(self) -> tuple[Served, ...]:
        """The services of all repositories."""
        return tuple(service for section in self.sections for service in section.services)

    @property
    def complete(self) -> bool:
        """Tell whether nothing failed in this program."""
        return _object(self.document.get("summary")).get("complete") is True

    @property
    def lossy(self) -> bool:
        """Tell whether a service loses something, or has something that was not analysed."""
        return any(service.lossy for service in self.services)


def report_of(document: Json) -> Report:
    """Return the report that a document is; raise ``NotAReportError`` where it is none."""
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise NotAReportError(f"it is no JSON report of migrate scan (its schema is not {SCHEMA})")
    if not isinstance(document.get("repositories"), list):
        raise NotAReportError("it has no list of repositories")
    sections = tuple(_section(item) for item in objects(document, "repositories"))
    return Report(document, _text(_object(document.get("tool")), "version"), _day(document), sections)


def _day(document: Object) -> date | None:
    said = _text(document, "day")
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        raise NotAReportError(f"its day is {said!r}, which is none") from None


def _section(item: Object) -> Section:
    files = _object(item.get("files"))
    return Section(
        _text(item, "root"),
        None if item.get("inside") is None else _text(item, "inside"),
        _number(files, "considered"),
        _number(files, "read"),
        _counts(files.get("skipped")),
        _number(files, "suppressed_findings"),
        tuple(_served(service) for service in objects(item, "services")),
        tuple(_note(finding) for finding in objects(item, "findings")),
        tuple(_note(finding) for finding in objects(item, "suppressed")),
    )


def _served(item: Object) -> Served:
    place, said = _place(item.get("place")), _object(item.get("glance"))
    glance = Glance(**{key.name: _text(said, key.name) for key in fields(Glance)})
    target, lossy = _text(item, "target"), item.get("lossy") is True
    return Served(glance, target, lossy, _account(_object(item.get("ledger"))), place)


def _account(item: Object) -> Account:
    missed = tuple(
        (_text(one, "name"), str(_place(one.get("place")) or "unknown place"), _text(one, "reason"))
        for one in objects(item, "not_analysed")
    )
    return Account(_number(item, "found"), _counts(item.get("fates")), item.get("balanced") is True, missed)


def _note(item: Object) -> Note:
    place = _place(item.get("place")) or Place("")
    try:
        level = Level(_text(item, "level"))
    except ValueError:
        raise NotAReportError(f"a finding has the level {item.get('level')!r}, which is none") from None
    rule, message, link = (_text(item, key) for key in ("rule", "message", "link"))
    if not _RULE.fullmatch(rule):
        raise NotAReportError(f"a finding has the rule {rule!r}, which is no id")
    finding = Finding(rule, level, message, place, link, _text(item, "service"), _text(item, "subject"))
    return Note(
        finding,
        _text(item, "content"),
        _text(item, "fingerprint"),
        _number(item, "file_line") or place.line,
        tuple(_fixes(item)),
        _text(item, "reason"),
    )


def _fixes(item: Object) -> Iterator[Fix]:
    for fix in objects(item, "fixes"):
        edits = tuple(
            Edit(
                _number(edit, "line"),
                _number(edit, "column"),
                _number(edit, "end_line"),
                _number(edit, "end_column"),
                _text(edit, "text"),
            )
            for edit in objects(fix, "edits")
        )
        yield Fix(_text(fix, "message"), _text(fix, "safety"), edits)


def _place(item: Json) -> Place | None:
    if not isinstance(item, dict):
        return None
    cell = item.get("cell")
    number = cell if isinstance(cell, int) else None
    numbers = (_number(item, "line") or 1, _number(item, "column"), _number(item, "end_line"))
    return Place(_text(item, "path"), *numbers, number)


def _counts(item: Json) -> Mapping[str, int]:
    return {key: count for key, count in _object(item).items() if isinstance(count, int)}


def _object(item: Json) -> Object:
    return item if isinstance(item, dict) else {}


def _text(item: Object, key: str) -> str:
    text = item.get(key)
    if text is not None and not isinstance(text, str):
        raise NotAReportError(f"{key} should be text, and is {type(text).__name__}")
    return text or ""


def _number(item: Object, key: str) -> int:
    number = item.get(key)
    if number is not None and (not isinstance(number, int) or isinstance(number, bool) or number < 0):
        raise NotAReportError(f"{key} should be a number, and is {number!r}")
    return number or 0
