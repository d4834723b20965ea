"""Files of the tree that mention a name: who runs a script, who uses a template.

The search is made only where the values of a service wait for its answer. The list of files is made once a scan.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from weakref import WeakKeyDictionary

from migrate.read.reading import Files

MOST_READ = 600
LARGEST = 300_000
_LISTS: WeakKeyDictionary[Files, tuple[str, ...]] = WeakKeyDictionary()


def listed(files: Files) -> tuple[str, ...]:
    """Return every path of the tree, sorted."""
    found = _LISTS.get(files)
    if found is None:
        found = _LISTS[files] = files.folder("")
    return found


def mentioning(files: Files, word: str, suffixes: tuple[str, ...], beside: str = "") -> Iterator[str]:
    """Yield the paths of files of some kinds that hold a word, those nearest to ``beside`` first.

    Where there are more files of those kinds than ``MOST_READ``, only the nearest are looked at.
    """
    every = [path for path in listed(files) if posixpath.basename(path).endswith(suffixes) and path != beside]
    every.sort(key=lambda path: (_distance(path, beside), path))
    for path in every[:MOST_READ]:
        text = files.text(path) or ""
        if len(text) <= LARGEST and word in text:
            yield path


def _distance(path: str, beside: str) -> int:
    """Return how many folders lie between two files."""
    one, other = posixpath.dirname(path).split("/"), posixpath.dirname(beside).split("/")
    same = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        same += 1
    return len(one) + len(other) - 2 * same
