"""Paths to files: one walk, in order, that never leaves the tree and never opens a file.

Nothing here imports more than ``os``: a scan that finds nothing has to cost about as much as listing files.
"""

from __future__ import annotations

import errno
import os

from migrate.read.ignoring import NAMES, Ignoring
from migrate.read.obstacle import GONE, IGNORE_FILE, LINK_LOOP, LINK_OUT, UNREADABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

NEVER = frozenset(
    {
        ".git",
        ".hg",
        ".svn",
        ".eggs",
        ".ipynb_checkpoints",
        ".mypy_cache",
        ".nox",
        ".pytest_cache",
        ".ruff_cache",
        ".tox",
        ".venv",
        "__pycache__",
        "node_modules",
        "site-packages",
    }
)
"""Folders that hold copies, caches or other people's code; never looked into."""


class Listing:
    """The files of a tree that some reader may want.

    ``paths`` are relative to the root, with ``/``, sorted; ``others`` are those of files of no kind, in any order.
    ``skipped`` counts by reason what was left out on purpose; ``obstacles`` are (path, reason, detail) of what could
    not be listed.
    """

    def __init__(self, root: str, ignoring: Ignoring | None) -> None:
        self.root = root
        self.ignoring = ignoring
        self.paths: list[str] = []
        self.others: list[str] = []
        self.skipped: dict[str, int] = {}
        self.obstacles: list[tuple[str, str, str]] = []

    @property
    def whole(self) -> bool:
        """Tell whether every name is listed that a reader may look for: no folder was left out but those of no one."""
        return not {"ignored folders", "virtual environments"} & self.skipped.keys()

    def skip(self, reason: str) -> None:
        """Count one file or folder that was left out."""
        self.skipped[reason] = self.skipped.get(reason, 0) + 1

    def ignored(self, path: str) -> bool:
        """Tell whether the ignore files leave out a listed file, and count it if so."""
        if self.ignoring is None or not self.ignoring.ignores(path):
            return False
        self.skip("ignored files")
        return True


def listing(root: str, wanted: Collection[str], *, ignore_files: bool = True) -> Listing:
    """List the files below ``root`` whose suffix (``.py``) or whole name (``Makefile``) is wanted."""
    root = os.path.abspath(root)
    found = Listing(root, Ignoring(root) if ignore_files else None)
    real = os.path.realpath(root)
    stack = [""]
    while stack:
        folder = stack.pop()
        try:
            with os.scandir(f"{root}/{folder}") as entries:
                names, folders, links, files, others = _sorted_out(entries, wanted)
        except OSError as error:
            gone = isinstance(error, FileNotFoundError)
            found.obstacles.append((folder.rstrip("/") or ".", GONE if gone else UNREADABLE, _said(error)))
            continue
        if "pyvenv.cfg" in names and folder:
            found.skip("virtual environments")
            continue
        _take(found, folder, names, folders, stack)
        found.paths += [folder + name for name in files]
        found.others += [folder + name for name in others]
        for name in links:
            _link(found, real, folder + name, wanted)
    if found.ignoring is not None:
        found.obstacles += [(path, IGNORE_FILE, f"{line!r}") for path, line in found.ignoring.broken]
    found.paths.sort()
    found.obstacles.sort()
    return found


def key(name: str) -> str:
    """Return what a file name is looked up by: its suffix in lower case, or the whole name without one."""
    dot = name.rfind(".")
    return name[dot:].lower() if dot > 0 else name


def _sorted_out(
    entries: Iterable[os.DirEntry[str]], wanted: Collection[str]
) -> tuple[set[str], list[str], list[str], list[str], list[str]]:
    names: set[str] = set()
    folders: list[str] = []
    links: list[str] = []
    files: list[str] = []
    others: list[str] = []
    for entry in entries:
        name = entry.name
        if entry.is_file(follow_symlinks=False):
            dot = name.rfind(".")
            if (name[dot:].lower() if dot > 0 else name) in wanted:
                files.append(name)
            else:
                others.append(name)
                if name in _SPECIAL:
                    names.add(name)
        elif entry.is_dir(follow_symlinks=False):
            folders.append(name)
        elif entry.is_symlink():
            links.append(name)
    return names, folders, links, files, others


_SPECIAL = frozenset({"pyvenv.cfg", *NAMES})


def _take(found: Listing, folder: str, names: set[str], folders: list[str], stack: list[str]) -> None:
    if found.ignoring is not None:
        found.ignoring.enter(folder, [name for name in NAMES if name in names])
    for name in folders:
        if name in NEVER:
            found.skip("folders never looked into")
        elif found.ignoring is not None and found.ignoring.ignores(folder + name, folder=True):
            found.skip("ignored folders")
        else:
            stack.append(f"{folder}{name}/")


def _link(found: Listing, real: str, path: str, wanted: Collection[str]) -> None:
    """Say what a link is. None is followed: what it means inside the tree is found by itself."""
    full = f"{found.root}/{path}"
    try:
        target = os.path.realpath(full, strict=True)
        folder = os.path.isdir(target)
    except OSError as error:
        if key(path.rpartition("/")[2]) in wanted and not found.ignored(path):
            loop = error.errno == errno.ELOOP
            detail = "it points to itself" if loop else "it points to a file that does not exist"
            found.obstacles.append((path, LINK_LOOP if loop else GONE, detail))
        return
    if not folder and key(path.rpartition("/")[2]) not in wanted:
        return
    if found.ignoring is not None and found.ignoring.ignores(path, folder=folder):
        found.skip("ignored links")
    elif target != real and not target.startswith(real.rstrip("/") + "/"):
        found.obstacles.append((path, LINK_OUT, f"it points to a {'folder' if folder else 'file'} outside"))
    elif folder and _holds(target, full):
        found.obstacles.append((path, LINK_LOOP, "it points to a folder that contains it"))
    else:
        found.skip("links to what is in the tree")


def _holds(folder: str, link: str) -> bool:
    inside = os.path.realpath(os.path.dirname(link)) + "/"
    return inside.startswith(folder.rstrip("/") + "/")


def _said(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
