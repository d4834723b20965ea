"""Findings of a stored report by file, for the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from migrate.report.glance import beneath
from migrate.report.page.model import Ending, File, Note
from migrate.report.page.services import lines
from migrate.report.stored import count, entry, objects, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from migrate.report.document import Json
    from migrate.report.stored import Object

LEVELS = ("blocker", "decision", "loss", "change", "advice", "failure")
"""Most urgent first; failure is about our own reading."""
QUIET = frozenset({"change", "advice"})
"""Levels that ask for no decision."""
LONGEST = 4000
"""Lines of findings on a page."""
MOST = 12
"""Lines named one by one in one note."""


def files_of(repository: Object, past: Mapping[str, str]) -> Iterator[File]:
    """Yield the files of a repository with their findings; ``past`` names the parts of v1 without support by key."""
    root = text(repository, "root")
    ordered = sorted(objects(repository, "findings"), key=lambda one: text(one, "place", "path"))
    for path, findings in groupby(ordered, key=lambda one: text(one, "place", "path")):
        yield File(beneath(root, path), tuple(_notes(findings, past)))


def bounded(files: Sequence[File], most: int = LONGEST) -> tuple[tuple[File, ...], int]:
    """Return the files with no more lines than a browser scrolls well, and how many are left out.

    What asks for something is never left out; of the rest, the lines of the first files stay.
    """
    room = most - sum(1 for file in files for note in file.notes if note.level not in QUIET)
    kept, left = [], 0
    for file in files:
        notes = []
        for note in file.notes:
            quiet = note.level in QUIET
            room -= quiet
            if quiet and room < 0:
                left += 1
            else:
                notes.append(note)
        kept += [File(file.path, tuple(notes))] if notes else []
    return tuple(kept), left


def levels_of(repositories: Iterable[Object]) -> tuple[tuple[str, int], ...]:
    """Return how many findings there are of each level, most urgent first."""
    found = [text(one, "level") for repository in repositories for one in objects(repository, "findings")]
    return tuple((level, found.count(level)) for level in LEVELS if level in found)


def blocking_of(repositories: Iterable[Object], *, services: bool = True) -> tuple[tuple[str, int], ...]:
    """Return what blocks, by the titles of the rules; an id that this version does not know stands for itself.

    Not ``services``: without what is about the deployment of a service as such.
    """
    from migrate.rules import rules

    known = rules()
    blocking = (
        text(one, "rule")
        for repository in repositories
        for one in objects(repository, "findings")
        if text(one, "level") == LEVELS[0] and (services or not text(one, "rule").startswith("AML5"))
    )
    return tuple(
        (known[rule].title if rule in known else rule, n) for rule, n in Counter(blocking).most_common()
    )


def endings_of(document: Json) -> tuple[Ending, ...]:
    """Return the parts of v1 with findings, and the end of their support."""
    return tuple(
        Ending(text(one, "name"), text(one, "end"), _flag(one), count(one, "findings"), text(one, "link"))
        for one in objects(document, "support")
        if count(one, "findings")
    )


def past_of(document: Json) -> Mapping[str, str]:
    """Return the names of the parts of v1 whose support has ended, by key."""
    return {text(one, "key"): text(one, "name") for one in objects(document, "support") if _flag(one)}


def _flag(one: Object) -> bool | None:
    past = one.get("past")
    return past if isinstance(past, bool) else None


def _notes(findings: Iterable[Object], past: Mapping[str, str]) -> Iterator[Note]:
    """Put findings that say the same into one note, where the first of them stands."""
    groups: dict[tuple[str, ...], list[Object]] = {}
    for one in findings:
        same = tuple(text(one, key) for key in ("rule", "level", "message", "service", "link", "support"))
        groups.setdefault(same, []).append(one)
    for (rule, level, said, service, link, support), members in groups.items():
        places = list(dict.fromkeys(lines(entry(one, "place")) for one in members))
        more = f" and {len(places) - MOST} more" if len(places) > MOST else ""
        yield Note(rule, level, said, service, ", ".join(places[:MOST]) + more, link, past.get(support, ""))
