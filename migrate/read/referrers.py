"""Files of the tree that mention a name: who runs a script, who uses a template, who calls a function.

The search is made only where the values of a service wait for its answer. What it needs of the tree, the list of
files and the text of those it looks at, is gathered once a process.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from heapq import nsmallest
from weakref import WeakKeyDictionary

from migrate.read.reading import Files

MOST_READ = 600
FEW = 1500
"""Files that are all looked at, however far away: scripts of one name have one answer then."""
LARGEST = 300_000
_MOST_KEPT = 16_000_000
"""Characters of text that are kept."""


class _Known:
    """What is known of one tree: its paths, and the text of the files that were looked at."""

    def __init__(self, files: Files) -> None:
        self.paths = files.folder("")
        self._kinds: dict[tuple[str, ...], list[str]] = {}
        self._holding: dict[tuple[str, tuple[str, ...]], list[str]] = {}
        self._texts: dict[str, str] = {}
        self._kept = 0

    def of_kind(self, suffixes: tuple[str, ...]) -> list[str]:
        if suffixes not in self._kinds:
            self._kinds[suffixes] = [path for path in self.paths if path.endswith(suffixes)]
        return self._kinds[suffixes]

    def holding(self, files: Files, word: str, suffixes: tuple[str, ...]) -> list[str]:
        asked = word, suffixes
        if asked not in self._holding:
            self._holding[asked] = [path for path in self.of_kind(suffixes) if word in self.text(files, path)]
        return self._holding[asked]

    def text(self, files: Files, path: str) -> str:
        found = self._texts.get(path)
        if found is None:
            text = files.text(path) or ""
            found = text if len(text) <= LARGEST else ""
            self._kept += len(found)
            if self._kept <= _MOST_KEPT:
                self._texts[path] = found
        return found


_TREES: WeakKeyDictionary[Files, _Known] = WeakKeyDictionary()


def mentioning(
    files: Files, word: str, suffixes: tuple[str, ...], beside: str = "", most: int = MOST_READ
) -> Iterator[str]:
    """Yield the paths of files of some kinds that hold a word, those nearest to ``beside`` first.

    Where there are more files of those kinds than ``most``, only the nearest are looked at.
    """
    tree = _TREES.get(files)
    if tree is None:
        tree = _TREES[files] = _Known(files)
    near = tree.of_kind(suffixes)
    if len(near) > max(most, FEW):
        near = nsmallest(most + 1, near, key=lambda path: (_distance(path, beside), path))
        found = [path for path in near if word in tree.text(files, path)]
    else:
        found = tree.holding(files, word, suffixes)
    others = (path for path in found if path != beside)
    yield from sorted(others, key=lambda path: (_distance(path, beside), path))[:most]


def _distance(path: str, beside: str) -> int:
    """Return how many folders lie between two files."""
    one, other = posixpath.dirname(path).split("/"), posixpath.dirname(beside).split("/")
    same = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        same += 1
    return len(one) + len(other) - 2 * same
