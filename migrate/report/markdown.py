"""A comment for a pull request, or the summary page of a job: services, what blocks, what to decide, the rest folded.

GitHub takes at most 65,536 characters in a comment; what does not fit is counted. Text from the repository is put so
that nothing in it is markup, mentions anybody or refers to an issue (https://docs.github.com/get-started/writing-on-github).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from migrate.finding import Level
from migrate.report.document import Object
from migrate.report.outlook import efforts, supports
from migrate.report.stored import count, entry, number, objects, text
from migrate.report.surface import Surface, clean
from migrate.report.text import total
from migrate.report.view import Note, Report, Section, Served

MARK = "<!-- migrate scan -->"
"""The first line, by which a workflow finds the comment of an earlier run to replace it."""

MOST = 65_000
"""Characters of a page; what is left up to GitHub's limit is for what a workflow adds around it."""

_LONGEST = 700
"""Characters of one sentence; the JSON report has all of it."""

_OPEN = (
    ("What blocks", (Level.BLOCKER,)),
    ("What could not be read", (Level.FAILURE,)),
    ("What to decide", (Level.DECISION,)),
    ("What v2 has nothing for", (Level.LOSS,)),
)
_FOLDED = (Level.CHANGE, Level.ADVICE)

_HEAD = (
    "| Service | Runs on | Cluster | Model | Scale | What becomes of it | Hours | Place |",
    "|---|---|---|---|---|---|---|---|",
)
_MARKUP = re.compile(r"[&<>|\\`*_~\[\]!{}\"^]|:(?=//)|(?<=\bwww)\.", re.IGNORECASE)
_SPEAKING = re.compile(rf"[@#]|\bGH-|\$|{_MARKUP.pattern}", re.IGNORECASE)
"""Markup and addresses, and what GitHub makes a mention, a reference or a formula of."""


def render(report: Report, surface: Surface) -> str:
    """Return the page."""
    page = _Page([MARK, "## Azure ML v1", "", prose(total(report)), *_outlook(report), ""])
    repositories = list(zip(report.sections, objects(report.document, "repositories"), strict=True))
    for section, data in repositories:
        name = [f"### {code(section.root)}", ""] if len(report.sections) > 1 and section.services else []
        pairs = zip(section.services, objects(data, "services"), strict=True)
        page.block([*name, *_HEAD], [_row(section, service, item) for service, item in pairs], [""])
    for title, levels in _OPEN:
        items = list(_items(report, levels))
        page.block([f"### {title} ({len(items)})", ""], items, [""])
    items = [line for section, data in repositories for line in _callers(section, data)]
    page.block([f"### What changes for callers ({len(items)})", ""], items, [""])
    page.block(*_folded("How the hours add up", [prose(line) for line in efforts(report.document)]))
    page.block(*_folded("Converted, or advice", list(_items(report, _FOLDED))))
    return page.text()


def _folded(title: str, items: list[str]) -> tuple[list[str], list[str], list[str]]:
    """Return a block that is shown when somebody opens it."""
    lines = [item if item.startswith("- ") else f"- {item}" for item in items]
    head = ["<details>", f"<summary>{title} ({len(items)})</summary>", ""]
    return head, lines, ["", "</details>", ""]


def _outlook(report: Report) -> list[str]:
    """Return how much work it is, and what the vendor no longer supports."""
    if not report.services:
        return []
    said = [f"About {number(report.document, 'effort', 'hours'):g} hours of work, an estimate."]
    said += [f"The vendor's support of {line}." for line in supports(report.document)]
    return [prose(" ".join(said))]


def _callers(section: Section, data: Object) -> Iterator[str]:
    """Yield each caller with what changes for it."""
    for service in objects(data, "services"):
        whom = text(service, "glance", "name")
        yield from (_caller(section, whom, one) for one in objects(service, "card", "callers"))
    yield from (
        _caller(section, "a service that is not known here", one)
        for one in objects(data, "shared", "callers")
    )


def _caller(section: Section, whom: str, caller: Object) -> str:
    lines = [count(one, "place", "line") for one in objects(caller, "sightings")][:1]
    cell = any(entry(one, "place").get("cell") is not None for one in objects(caller, "sightings"))
    place = section.path_of(text(caller, "path")) + ("" if cell else "".join(f":{line}" for line in lines))
    effects = " ".join(dict.fromkeys(text(one, "sentence") for one in objects(caller, "effects")))
    return f"- {code(place)} calls **{prose(whom)}**. {prose(effects)}"


class _Page:
    """Lines within the limit. No block takes more than half of what is left, so that each has its turn."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = list(lines)
        self._left = MOST - _size(lines)
        self._cut = 0

    def block(self, head: Sequence[str], items: Sequence[str], tail: Sequence[str]) -> None:
        """Add a block of items that has a head and a tail: as many as fit, the first ones first."""
        room = self._left // 2 - _size([*head, *tail])
        kept = 0
        for item in items:
            room -= len(item) + 1
            if room < 0:
                break
            kept += 1
        self._cut += len(items) - kept
        if kept:
            lines = [*head, *items[:kept], *tail]
            self._left -= _size(lines)
            self._lines += lines

    def text(self) -> str:
        """Return the page, with how much did not fit."""
        cut = [f"{self._cut:,} more do not fit here; the JSON report has them all."] if self._cut else []
        return "\n".join([*self._lines, *cut]).rstrip("\n") + "\n"


def prose(text: str) -> str:
    """Return text that is shown as it is in a Markdown page: no markup, no mention, no reference, no link."""
    line = clean(text)
    line = line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
    return _SPEAKING.sub(lambda found: _mute(found.group()), line)


def code(text: str) -> str:
    """Return text as inline code, also in a table."""
    inert = _MARKUP.sub(lambda found: f"&#{ord(found.group())};", clean(text))
    return f"<code>{inert}</code>" if text else ""


def _mute(said: str) -> str:
    if said == "$":
        return "<span>$</span>"
    return f"{said}<!-- -->" if said in {"@", "#"} or len(said) > 1 else f"&#{ord(said)};"


def _row(section: Section, service: Served, data: Object) -> str:
    glance = service.glance
    place = "" if service.place is None else section.path_of(str(service.place))
    cells = [f"**{prose(glance.name)}**", prose(glance.kind), code(glance.cluster), code(glance.models)]
    hours = f"{number(data, 'card', 'effort', 'hours'):g}"
    return f"| {' | '.join([*cells, prose(glance.scale), prose(glance.becomes), hours, code(place)])} |"


def _items(report: Report, levels: Iterable[Level]) -> Iterator[str]:
    """Yield the findings of some levels; those that say the same are one item, with the places."""
    groups: dict[tuple[str, str, str, str], tuple[Section, list[Note]]] = {}
    for level in levels:
        for section in report.sections:
            for note in section.notes:
                finding = note.finding
                if finding.level is level:
                    key = (section.root, finding.rule, finding.service, finding.message)
                    groups.setdefault(key, (section, []))[1].append(note)
    for section, notes in groups.values():
        yield _item(section, notes)


def _item(section: Section, notes: Sequence[Note]) -> str:
    finding = notes[0].finding
    more = f" +{len(notes) - 1}" if len(notes) > 1 else ""
    place = f"{section.path_of(finding.place.path)}:{notes[0].file_line}"
    service = f" **{prose(finding.service)}**:" if finding.service else ""
    rule = f"[{finding.rule}]({_address(finding.link)})" if finding.link else finding.rule
    return f"- {code(place)}{more} {rule}{service} {prose(finding.message)}"


def _address(link: str) -> str:
    """Return the address of a page as the target of a Markdown link: a stored report may hold any text there."""
    from urllib.parse import quote

    return quote(link, safe="/:#?&=%+,;@~") if link.startswith("https://") else ""


def _size(lines: Iterable[str]) -> int:
    return sum(len(line) + 1 for line in lines)
