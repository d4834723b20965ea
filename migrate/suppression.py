"""Suppression in the line: ``# migrate: ignore[AML104] reason``; one that silences nothing is reported."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from compat.value import Place
from migrate.finding import Finding, Level

STALE = "AML930"
MALFORMED = "AML931"
LEFT = "AML932"
_WORD = "migrate: ignore"
_COMMENT = re.compile(r"#\s*migrate:\s*ignore\b(?:\[([^\]\n]*)\])?[ \t]*(.*)")
MARKER = "migrate: AML"
_MARKER = re.compile(r"(?:#|::|REM|//|<!--)\s*migrate:\s*(AML\d{3})\b[ \t]*(.*)")
_ID = re.compile(r"AML\d{0,3}")


@dataclass(frozen=True)
class Suppression:
    """One comment: the ids or prefixes it silences in its line (or the line below, if it stands alone)."""

    place: Place
    ids: tuple[str, ...]
    reason: str = ""
    alone: bool = False

    def covers(self, finding: Finding) -> bool:
        """Tell whether this comment is about a finding."""
        place = finding.place
        if (place.path, place.cell) != (self.place.path, self.place.cell):
            return False
        line = self.place.line + 1 if self.alone else self.place.line
        return place.line <= line <= max(place.line, place.end_line) and finding.rule.startswith(self.ids)


@dataclass(frozen=True)
class Silenced:
    """A finding that a comment silences, and the reason the comment gives."""

    finding: Finding
    reason: str


def suppressions(path: str, text: str) -> tuple[Suppression, ...]:
    """Return the suppression comments of a file."""
    if _WORD not in text:
        return ()
    if path.lower().endswith(".ipynb"):
        return tuple(_in_cells(path, text))
    comments = _python(text) if path.endswith((".py", ".pyw")) else _lines(text)
    return tuple(_suppression(Place(path, line), comment, alone=alone) for line, comment, alone in comments)


def left(path: str, text: str) -> Iterator[Finding]:
    """Yield a finding for each marker that ``migrate rewrite`` left: what a person still has to do."""
    if MARKER not in text:
        return
    pieces: Iterable[tuple[int | None, str]] = ((None, text),)
    if path.lower().endswith(".ipynb"):
        from migrate.read.notebook.cells import NotANotebookError, cells_of

        try:
            pieces = [(cell.number, cell.text) for cell in cells_of(text)]
        except NotANotebookError:
            return
    for cell, piece in pieces:
        for number, line in enumerate(piece.split("\n"), 1):
            match = _MARKER.search(line)
            if match:
                said = f"Left by rewriting, {match.group(1)}: {match.group(2)} (and the lines below)"
                yield Finding(LEFT, Level.DECISION, said, Place(path, number, cell=cell))


def apply(
    findings: Iterable[Finding], by_path: Mapping[str, Sequence[Suppression]]
) -> tuple[tuple[Finding, ...], tuple[Silenced, ...]]:
    """Return the findings that stay, with one for each idle comment; and those that were silenced."""
    kept: list[Finding] = []
    used: set[Suppression] = set()
    silenced: list[Silenced] = []
    for finding in findings:
        comments = [item for item in by_path.get(finding.place.path, ()) if item.covers(finding)]
        used.update(comments)
        if comments:
            silenced.append(Silenced(finding, comments[0].reason))
        else:
            kept.append(finding)
    kept += [_unused(item) for items in by_path.values() for item in items if item not in used]
    return tuple(kept), tuple(silenced)


def _unused(item: Suppression) -> Finding:
    if not item.ids:
        sentence = "A suppression names the ids it silences: # migrate: ignore[AML104] reason. This one does nothing."
        return Finding(MALFORMED, Level.ADVICE, sentence, item.place)
    said = ", ".join(item.ids)
    return Finding(
        STALE, Level.ADVICE, f"Nothing here is reported as {said} any more; remove the comment.", item.place
    )


def _in_cells(path: str, text: str) -> Iterator[Suppression]:
    from migrate.read.notebook.cells import NotANotebookError, cells_of

    try:
        cells = cells_of(text)
    except NotANotebookError:
        return
    for cell in cells:
        for line, comment, alone in _python(cell.text) if _WORD in cell.text else ():
            yield _suppression(Place(path, line, cell=cell.number), comment, alone=alone)


def _suppression(place: Place, comment: str, *, alone: bool) -> Suppression:
    match = _COMMENT.search(comment)
    listed = (match.group(1) or "").split(",") if match else []
    ids = tuple(name.strip() for name in listed if _ID.fullmatch(name.strip()))
    complete = ids if len(ids) == len(listed) else ()
    return Suppression(place, complete, match.group(2).strip() if match else "", alone)


def _python(text: str) -> Iterator[tuple[int, str, bool]]:
    """Yield the real comments of Python source, or those by line where it cannot be split into tokens."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError, ValueError):
        yield from _lines(text)
        return
    for token in tokens:
        if token.type == tokenize.COMMENT and _COMMENT.search(token.string):
            yield token.start[0], token.string, not token.line[: token.start[1]].strip()


def _lines(text: str) -> Iterator[tuple[int, str, bool]]:
    for number, line in enumerate(text.split("\n"), 1):
        match = _COMMENT.search(line)
        if match:
            yield number, match.group(0), not line[: match.start()].strip()
