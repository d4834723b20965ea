"""The files of one tree, read: text, then what its reader says of it, each once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from compat.value import Place
from migrate.finding import Finding, Level
from migrate.read.callers.reader import with_callers
from migrate.read.discovery import key
from migrate.read.gathering import Gathered
from migrate.read.notebook.overlay import Overlay
from migrate.read.notebook.places import moved
from migrate.read.notebook.written import Written, written_by
from migrate.read.obstacle import EMPTY, NOT_TEXT, NUL_BYTES, OBSTACLES, Obstacle
from migrate.read.reading import Reading, SourceFile
from migrate.read.registry import Kind, by_suffix
from migrate.read.requirements import with_requirements
from migrate.read.tree import Tree
from migrate.read.workers import can_fork, spread
from migrate.suppression import Suppression, left, suppressions

_MEANT_AS_TEXT = (
    ".py",
    ".ipynb",
    ".json",
    ".yml",
    ".yaml",
    ".txt",
    ".toml",
    ".ini",
    ".cfg",
    ".env",
    "ockerfile",
)
"""Files that readers look into; a picture that code opens is not text, and nothing is wrong with that."""

MANY = 16
"""Files to parse from which on a second process pays."""
FEW, PARTS = 4, 100
"""The smallest piece of work for one process, and how many pieces there are at most, but for what is left over."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Text:
    """One file after reading: what its reader said, or why nothing could be said.

    ``asked`` are files of the tree that the reader needed and that could not be read; ``consulted`` and ``searched``
    all files and folders that it wanted to know of, as ``Tree`` says.
    """

    path: str
    reading: Reading | None = None
    suppressions: tuple[Suppression, ...] = ()
    findings: tuple[Finding, ...] = ()
    asked: tuple[tuple[str, str, str], ...] = ()
    consulted: Mapping[str, str] = field(default_factory=dict)
    searched: Mapping[str, str] = field(default_factory=dict)


class Sources:
    """Reads the gathered files of one tree with the reader of each kind."""

    def __init__(self, gathered: Gathered, kinds: tuple[Kind, ...]) -> None:
        self.gathered = gathered
        self.tree = Tree(gathered.root, gathered.texts, gathered.names)
        self.files = Overlay(self.tree, self._written)
        self._kinds = by_suffix(kinds)

    def read(self, progress: Progress | None = None) -> tuple[Text, ...]:
        """Read every file, over all cores where there are many; the result does not depend on how."""
        paths = self.gathered.paths
        cores = os.cpu_count() or 1
        if len(paths) < MANY or cores < 2 or not can_fork():
            texts = list(self._texts(paths, progress))
        else:
            here = os.getpid()
            texts = spread(
                lambda part: list(self._texts(part, progress if os.getpid() == here else None)), self._parts()
            )
        for text in texts:
            self.gathered.consulted.update({**text.consulted, **self.gathered.consulted})
            self.gathered.searched.update({**text.searched, **self.gathered.searched})
        self.tree.consulted, self.tree.searched = self.gathered.consulted, self.gathered.searched
        return tuple(sorted(texts, key=lambda text: text.path))

    def findings(self, texts: Iterable[Text]) -> Iterator[Finding]:
        """Yield what could not be read: listed, opened or asked for by another file."""
        for path, reason, detail in self.gathered.obstacles:
            yield obstructed(path, Obstacle(reason, detail))
        asked: dict[str, Obstacle] = {}
        for text in texts:
            yield from text.findings
            asked.update({path: Obstacle(reason, detail) for path, reason, detail in text.asked})
        for path, obstacle in asked.items():
            if obstacle.reason == EMPTY and path.endswith("__init__.py"):
                continue  # a package that is a folder and nothing else
            if obstacle.reason not in {NOT_TEXT, NUL_BYTES} or path.endswith(_MEANT_AS_TEXT):
                yield obstructed(path, obstacle)

    def _parts(self) -> list[list[str]]:
        """Return the files in pieces of one kind each, so that few processes load the same reader."""
        groups: dict[str, list[str]] = {}
        for path in self.gathered.paths:
            groups.setdefault(self._kinds[key(path.rpartition("/")[2])].name, []).append(path)
        step = max(len(self.gathered.paths) // PARTS, FEW)
        return [
            group[start : start + step] for group in groups.values() for start in range(0, len(group), step)
        ]

    def _texts(self, paths: Sequence[str], progress: Progress | None) -> Iterator[Text]:
        for number, path in enumerate(paths, 1):
            yield self._text(path)
            if progress is not None:
                progress(number, len(paths))

    def _text(self, path: str) -> Text:
        self.tree.consulted, self.tree.searched = {}, {}
        return replace(self._read(path), consulted=self.tree.consulted, searched=self.tree.searched)

    def _read(self, path: str) -> Text:
        try:
            text = self.tree.read(path)
        except Obstacle as obstacle:
            silent = obstacle.reason == EMPTY and not self.gathered.asked
            return Text(path, findings=() if silent else (obstructed(path, obstacle),))
        comments = suppressions(path, text)
        self.tree.asked.clear()
        try:
            source = SourceFile(path, text)
            reading = self._kinds[key(path.rpartition("/")[2])].load()(source, self.files)
            reading = with_requirements(with_callers(reading, source), source)
        except Exception as error:  # noqa: BLE001 - a reader that fails on one file must not end the scan
            said = (
                f"The reader failed on this file ({type(error).__name__}: {error}); nothing of it was read."
            )
            return Text(path, None, comments, (Finding("AML920", Level.FAILURE, said, Place(path)),))
        asked = tuple((path, item.reason, item.detail) for path, item in self.tree.asked.items())
        if self.files.asked:
            reading = moved(reading, self.files.origins)
        return Text(path, reading, comments, tuple(left(path, text)), asked)

    def _written(self) -> dict[str, Written]:
        notebooks = [path for path in self.gathered.paths if path.lower().endswith(".ipynb")]
        return written_by(notebooks, self.tree.text)


def obstructed(path: str, obstacle: Obstacle) -> Finding:
    """Return the finding that says why a file could not be read, and what to do next."""
    rule, title, todo = OBSTACLES[obstacle.reason]
    detail = f": {obstacle.detail}" if obstacle.detail else ""
    return Finding(rule, Level.FAILURE, f"{title[0].upper()}{title[1:]}{detail}. {todo}", Place(path))
