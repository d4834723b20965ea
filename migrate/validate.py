"""``migrate validate``: v2 YAML files to problems, each with its line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from compat.validation import Document, Kind, Problem, Severity, check, kind_of
from compat.validation.document import DocumentPath, at, spelled
from compat.validation.reading import REFUSED, UNREADABLE
from compat.value import Place
from migrate import vendor_loader
from migrate.read.local import LocalFiles, UnreadableError, read_text
from migrate.read.positions import NotYamlError, PositionedDocument, Spot, read_documents


class Vendor(Enum):
    """Whether to ask the loader of azure-ai-ml too. ``AUTO``: where it is installed."""

    AUTO = "auto"
    ON = "on"
    OFF = "off"


class VendorMissingError(Exception):
    """The loader was asked for, and azure-ai-ml is not installed; the message says what to do."""


@dataclass(frozen=True)
class Located:
    """A problem and where it stands; ``place.path`` is the file as it was given."""

    place: Place
    problem: Problem

    @property
    def is_error(self) -> bool:
        """Tell an error from a warning."""
        return self.problem.severity is Severity.ERROR


@dataclass(frozen=True)
class _Read:
    """One document with its places."""

    document: Document
    source: PositionedDocument


def validate_files(paths: Sequence[str | Path], vendor: Vendor = Vendor.AUTO) -> list[Located]:
    """Return what is wrong with v2 YAML files that belong together, by file and line.

    Files that cannot be read are problems too. Raises ``VendorMissingError`` where ``vendor`` is ON and
    azure-ai-ml is not installed.
    """
    asks = vendor is not Vendor.OFF and vendor_loader.is_installed()
    if vendor is Vendor.ON and not asks:
        raise VendorMissingError(
            'azure-ai-ml is not installed: pip install "azureml-v1-exit[azure]", or use --vendor off.'
        )
    found: list[Located] = []
    read: list[_Read] = []
    for path in dict.fromkeys(str(path) for path in paths):
        documents, problem = _read(path)
        read += documents
        found += [problem] if problem is not None else []
    found += [_located(problem, read) for problem in check([one.document for one in read], LocalFiles())]
    if asks:
        found += _refused(read, found)
    return sorted(found, key=lambda one: (one.place.path, one.place.line, one.place.column, one.problem.code))


def render(found: Iterable[Located]) -> str:
    """Return the problems as text, a line each (``file:line: AML612 sentence``) and its hint below."""
    lines = []
    for one in found:
        label = "" if one.is_error else " (warning)"
        lines.append(f"{_shown(one.place)}: {one.problem.code}{label} {one.problem.sentence}")
        if one.problem.hint:
            lines.append(f"    {one.problem.hint}")
    return "\n".join(lines)


def summary(found: Sequence[Located], files: int) -> str:
    """Return the closing line: ``3 errors and 1 warning in 2 files``."""
    errors = sum(one.is_error for one in found)
    warnings = len(found) - errors
    if not found:
        return f"No problems in {_counted(files, 'file')}."
    return f"{_counted(errors, 'error')} and {_counted(warnings, 'warning')} in {_counted(files, 'file')}."


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _shown(place: Place) -> str:
    return f"{place.path}:{place.line}"


def _read(path: str) -> tuple[list[_Read], Located | None]:
    try:
        sources = read_documents(read_text(Path(path)))
    except (UnreadableError, NotYamlError) as error:
        return [], _unreadable(path, str(error), getattr(error, "line", 1))
    documents = [source for source in sources if source.data is not None]
    if not documents:
        return [], _unreadable(path, "The file is empty.", 1)
    for source in documents:
        if not isinstance(source.data, dict):
            what = "a list" if isinstance(source.data, list) else "plain text"
            line = source.spot(()).line
            return [], _unreadable(path, f"This is {what}; a v2 document is a mapping of keys.", line)
    return [_document(path, source, number, len(documents)) for number, source in enumerate(documents)], None


def _document(path: str, source: PositionedDocument, number: int, siblings: int) -> _Read:
    document = Document(
        path,
        source.data,
        index=number,
        siblings=siblings,
        plain=source.plain,
        repeated=tuple(dict.fromkeys(repeated for repeated, _ in source.repeated)),
    )
    return _Read(document, source)


def _unreadable(path: str, sentence: str, line: int) -> Located:
    problem = Problem(
        UNREADABLE.code, path, (), sentence, UNREADABLE.severity, UNREADABLE.link, UNREADABLE.fix
    )
    return Located(Place(path, line), problem)


def _located(problem: Problem, read: Iterable[_Read]) -> Located:
    for one in read:
        if (one.document.file, one.document.index) == (problem.file, problem.index):
            return _at(one, problem)
    return Located(Place(problem.file), problem)


def _at(one: _Read, problem: Problem) -> Located:
    spot: Spot = one.source.spot(problem.path)
    return Located(Place(problem.file, spot.line, spot.column), problem)


def _refused(read: Iterable[_Read], found: Sequence[Located]) -> list[Located]:
    """Return what the vendor's loader refuses and our own checks have not said yet."""
    refused: list[Located] = []
    for one in read:
        kind, _ = kind_of(one.document)
        if kind is None or one.document.siblings > 1:
            continue
        file = one.document.file
        said = [own.problem.path for own in found if own.is_error and own.problem.file == file]
        refused += [_at(one, problem) for problem in _new(one.document, kind, said)]
    return refused


def _new(document: Document, kind: Kind, said: Sequence[DocumentPath]) -> list[Problem]:
    return [
        Problem(
            REFUSED.code,
            document.file,
            refusal.path,
            _sentence(refusal),
            REFUSED.severity,
            REFUSED.link,
            REFUSED.fix,
        )
        for refusal in vendor_loader.refusals(document.file, kind)
        if not any(_same(refusal.path, path, document.data) for path in said)
    ]


def _sentence(refusal: vendor_loader.Refusal) -> str:
    verb = "refuses to send" if refusal.sending else "refuses"
    return f"azure-ai-ml {verb} {spelled(refusal.path)}: {refusal.sentence}"


def _same(refused: DocumentPath, own: DocumentPath, data: object) -> bool:
    """Tell whether a refusal is about what we have said at ``own``.

    The loader may name a key above ours or below it, and a missing key where we name the mapping.
    """
    if own[: len(refused)] == refused:
        return True
    if refused[: len(own)] != own:
        return False
    return own != () or at(data, *refused) is None
