"""The way in: documents to problems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from compat.documents import GUARD
from compat.validation.catalogue import CHECKS
from compat.validation.document import Document, Files, Kind, leaves
from compat.validation.kind import recognise
from compat.validation.problem import Case, Check, Hit, Problem, Severity
from compat.validation.reading import FORMER, UNKNOWN
from compat.validation.whole import undecided

_UNDECIDED = "AML607"


def check(documents: Sequence[Document], files: Files | None = None) -> list[Problem]:
    """Return what is wrong with documents that belong together, in their order.

    Without ``files`` nothing is said about local files. A document whose kind cannot be told gets one
    problem.
    """
    known, problems = [], []
    for document in documents:
        kind, found = kind_of(document)
        problems += found
        if kind is not None:
            known.append((document, kind))
    for document, kind in known:
        others = [pair for pair in known if pair[0] is not document]
        problems += _judge(Case(document, kind, others, files))
    order = {(document.file, document.index): number for number, document in enumerate(documents)}
    return sorted(problems, key=lambda problem: order[problem.file, problem.index])


def kind_of(document: Document) -> tuple[Kind | None, list[Problem]]:
    """Return what a document is; where that cannot be told, None and the problem that says so."""
    if document.kind is not None:
        return document.kind, []
    if not isinstance(document.data, Mapping):
        return None, [_problem(UNKNOWN, document, Hit((), "This is no mapping of keys to values."))]
    found = recognise(document.data)
    if found.kind is not None:
        return found.kind, []
    page = FORMER if found.v1 else UNKNOWN
    what = f"This looks like {found.other}." if found.other else "The keys do not tell what this document is."
    aside = Severity.WARNING if found.other and not found.v1 else None
    return None, [_problem(page, document, Hit((), what, severity=aside))]


def _judge(case: Case) -> Iterator[Problem]:
    hits = [(row, hit) for row in CHECKS if case.kind in row.kinds for hit in row.find(case)]
    said = {hit.path for row, hit in hits if not row.general}
    for row, hit in hits:
        if row.general and hit.path in said:
            continue
        if row.code != _UNDECIDED and (undecided(case.data, hit.path) or _waiting(case, hit)):
            continue
        yield _problem(row, case.document, hit)


def _waiting(case: Case, hit: Hit) -> bool:
    """Tell the list of undecided keys in a draft from a key that is left over: the first says itself what to do."""
    return hit.path == (GUARD,) and any(undecided(case.data, path) for path, _ in leaves(case.data))


def _problem(row: Check, document: Document, hit: Hit) -> Problem:
    return Problem(
        code=row.code,
        file=document.file,
        path=hit.path,
        sentence=hit.sentence,
        severity=hit.severity or row.severity,
        link=row.link,
        hint=hit.hint or row.fix,
        index=document.index,
    )


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems that Azure would stumble over."""
    return [problem for problem in problems if problem.severity is Severity.ERROR]
