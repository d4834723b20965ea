"""What a command was pointed at: paths on the command line to files worth reading, tree by tree."""

from __future__ import annotations

import os

from migrate.read.discovery import Listing, key, listing
from migrate.read.sieve import sift

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from migrate.read.registry import Kind
    from migrate.read.sieve import Needles


class MissingPathError(Exception):
    """A path that was named and is not there, or is neither file nor folder."""


class Gathered:
    """The files of one tree that a reader should see.

    ``shown`` is the root as it was named; ``paths`` the files to read, sorted; ``obstacles`` what could not be
    opened, as (path, reason, detail); ``listed`` counts the files a reader could take; ``asked`` tells that the
    files were named one by one. ``texts`` are files that are read as if they had been written already.
    """

    def __init__(self, shown: str, found: Listing, *, asked: bool = False) -> None:
        self.shown = shown
        self.root = found.root
        self.listed = len(found.paths)
        self.skipped = found.skipped
        self.obstacles = found.obstacles
        self.paths: list[str] = []
        self.asked = asked
        self.texts: dict[str, str] = {}


def gathered(
    paths: Sequence[str],
    kinds: tuple[Kind, ...],
    *,
    prefilter: bool = True,
    ignore_files: bool = True,
    meanwhile: Callable[[], None] | None = None,
) -> list[Gathered]:
    """Return the files to read below each path; files named one by one are gathered under their folder.

    ``meanwhile`` is done here where other processes search many files.
    Raises ``MissingPathError`` before anything is read.
    """
    from migrate.read.registry import needles

    for path in paths:
        if not os.path.isdir(path) and not os.path.isfile(path):
            what = "is neither a file nor a folder" if os.path.exists(path) else "does not exist"
            raise MissingPathError(f"{path} {what}")
    wanted = needles(kinds)
    trees = [
        _sifted(path, listing(path, wanted, ignore_files=ignore_files), wanted, prefilter, meanwhile)
        for path in _outermost([path for path in paths if os.path.isdir(path)])
    ]
    inside = [os.path.realpath(tree.root) for tree in trees]
    for root, names in _by_root([path for path in paths if not os.path.isdir(path)]).items():
        if not any(
            f"{os.path.realpath(root)}{os.sep}".startswith(tree.rstrip(os.sep) + os.sep) for tree in inside
        ):
            trees.append(_named(root, names, wanted))
    return trees


def _sifted(
    shown: str,
    found: Listing,
    wanted: Needles,
    prefilter: bool,
    meanwhile: Callable[[], None] | None,
) -> Gathered:
    tree = Gathered(shown, found)
    hits = [(path, "", "") for path in found.paths]
    if prefilter:
        hits = sift(found.root, found.paths, wanted, meanwhile=meanwhile)
    for path, reason, detail in hits:
        if found.ignored(path):
            continue
        if reason:
            tree.obstacles.append((path, reason, detail))
        else:
            tree.paths.append(path)
    return tree


def _named(root: str, names: list[str], wanted: Needles) -> Gathered:
    found = Listing(root, None)
    found.paths = sorted({name for name in names if key(os.path.basename(name)) in wanted})
    for name in names:
        if key(os.path.basename(name)) not in wanted:
            found.skip("files of a kind that is not read")
    tree = Gathered(os.path.relpath(root), found, asked=True)
    tree.paths = found.paths
    return tree


def _by_root(paths: Sequence[str]) -> dict[str, list[str]]:
    """Group files by the tree they belong to: the current folder if they are in it, else their own folder."""
    here = os.getcwd()
    grouped: dict[str, list[str]] = {}
    for path in paths:
        full = os.path.abspath(path)
        root = here if full.startswith(here.rstrip("/") + "/") else os.path.dirname(full)
        grouped.setdefault(root, []).append(os.path.relpath(full, root).replace(os.sep, "/"))
    return grouped


def _outermost(paths: Sequence[str]) -> list[str]:
    """Drop folders that are named twice or lie inside another one."""
    kept: dict[str, str] = {}
    for path in paths:
        kept.setdefault(os.path.realpath(path), path)
    return [
        path
        for real, path in kept.items()
        if not any(real != other and real.startswith(other.rstrip(os.sep) + os.sep) for other in kept)
    ]
