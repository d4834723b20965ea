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
    ``names`` are those of all files, where the walk saw them all. ``consulted`` and ``searched`` are filled while
    the tree is read, with what ``Tree`` says there.
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
        self.names = sorted([*found.paths, *found.others]) if found.whole and not asked else None
        self.consulted: dict[str, str] = {}
        self.searched: dict[str, str] = {}


class Walked:
    """What lies below the paths of a command line, before any file is opened.

    ``trees`` are folders as they were named, with their listing; ``files`` the files that were named one by one, by
    the folder they belong to.
    """

    def __init__(self, trees: list[tuple[str, Listing]], files: dict[str, list[str]]) -> None:
        self.trees = trees
        self.files = files


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
    return sifted(walked(paths, kinds, ignore_files=ignore_files), kinds, prefilter, meanwhile)


def walked(paths: Sequence[str], kinds: tuple[Kind, ...], *, ignore_files: bool = True) -> Walked:
    """Return the files below each path, without opening one; raise ``MissingPathError`` where there is none."""
    from migrate.read.registry import needles

    for path in paths:
        if not os.path.isdir(path) and not os.path.isfile(path):
            what = "is neither a file nor a folder" if os.path.exists(path) else "does not exist"
            raise MissingPathError(f"{path} {what}")
    folders = _outermost([path for path in paths if os.path.isdir(path)])
    wanted = needles(kinds)
    trees = [(path, listing(path, wanted, ignore_files=ignore_files)) for path in folders]
    inside = [os.path.realpath(path).rstrip(os.sep) + os.sep for path in folders]
    files = _by_root([path for path in paths if not os.path.isdir(path)])
    return Walked(
        trees,
        {
            root: names
            for root, names in files.items()
            if not any(f"{os.path.realpath(root)}{os.sep}".startswith(tree) for tree in inside)
        },
    )


def sifted(
    found: Walked,
    kinds: tuple[Kind, ...],
    prefilter: bool = True,
    meanwhile: Callable[[], None] | None = None,
) -> list[Gathered]:
    """Return the files to read of those that were found, tree by tree."""
    from migrate.read.registry import needles

    wanted = needles(kinds)
    trees = [_sifted(shown, below, wanted, prefilter, meanwhile) for shown, below in found.trees]
    return trees + [_named(root, names, wanted) for root, names in found.files.items()]


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
