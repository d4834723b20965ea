"""Reports of earlier scans, kept in the user's cache folder for as long as everything they depend on is the same.

What is kept is what was printed: no more than the reports say, no text of files, no secret. An entry begins
with its key in full: the program, the options, and the stamp of every file that a reader may take and of every ignore
file. Behind it stand the stamps of all other files that readers asked for. Nothing is taken from a folder or file that
somebody else owns or may write to; nothing in it is executed; a damaged entry is no entry. Entries are put in place in
one step, so that several scans at once do no harm. Whatever fails here, the scan goes on without.
"""

from __future__ import annotations

import json
import os
import sys
import zlib
from stat import S_ISDIR, S_ISREG

from migrate.read.repository import inside
from migrate.read.stamps import Stamps, changed, digest, stamp

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import TypedDict

    from migrate.read.discovery import Listing
    from migrate.read.gathering import Gathered, Walked

    class Kept(TypedDict):
        """What an entry says: the exit code, the reports as (file, text), and what else they depend on.

        ``stamps`` are of files, ``folders`` and ``names`` are digests of the names in a folder or a whole tree.
        """

        code: int
        reports: list[tuple[str, str]]
        stamps: dict[str, str]
        folders: dict[str, str]
        names: dict[str, str]


NAME = "azureml-v1-exit"
FORMAT = "1"
MOST_ENTRIES, MOST_BYTES = 50, 64 * 1024 * 1024
_LARGEST = MOST_BYTES // 4


class Cache:
    """The entry of one scan: of certain trees, with certain options, by this program.

    ``options`` is everything beside the files that the reports depend on, as text. ``started`` is the time in
    nanoseconds before the trees were walked.
    """

    def __init__(self, folder: str, walked: Walked, options: str, started: int) -> None:
        self._folder = folder
        self._started = started
        self._stamps = Stamps()
        self._listings = {below.root: below for _, below in walked.trees}
        self._key = "\0".join([FORMAT, _program(), options, *_facts(walked, self._stamps)]).encode(
            "utf-8", "surrogateescape"
        )
        name = zlib.crc32("\0".join([*self._listings, options]).encode("utf-8", "surrogateescape"))
        self._file = os.path.join(folder, f"{name:08x}.scan")

    def kept(self) -> Kept | None:
        """Return what was kept of the same scan; None where there is none, or something has changed since."""
        data = _read(self._folder, self._file)
        head = b"%d\n%b" % (len(self._key), self._key)
        if data is None or not data.startswith(head):
            return None
        try:
            entry: Kept = json.loads(data[len(head) :])
            same = all(stamp(path) == seen for path, seen in entry["stamps"].items())
            same = same and all(_searched(folder) == seen for folder, seen in entry["folders"].items())
            same = same and all(_names(self._listings[root]) == seen for root, seen in entry["names"].items())
            return entry if same and isinstance(entry["code"], int) and _reports(entry["reports"]) else None
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None

    def keep(self, trees: Sequence[Gathered], code: int, reports: Sequence[tuple[str, str]]) -> None:
        """Keep the reports of this scan, unless a file changed so late that it may change again unseen."""
        stamps = {
            f"{tree.root}/{path}": tree.consulted[path]
            for tree in trees
            for path in tree.consulted.keys() - set(self._listings[tree.root].paths)
        }
        self._stamps.newest = max([self._stamps.newest, *map(changed, stamps.values())])
        if not self._stamps.settled(self._started):
            return
        searched = [tree for tree in trees if tree.searched]
        seen_whole = [tree.root for tree in searched if self._listings[tree.root].whole]
        folders = {
            f"{tree.root}/{path}": seen
            for tree in searched
            for path, seen in tree.searched.items()
            if tree.root not in seen_whole
        }
        names = {root: _names(self._listings[root]) for root in seen_whole}
        entry: Kept = {
            "code": code,
            "reports": list(reports),
            "stamps": stamps,
            "folders": folders,
            "names": names,
        }
        data = b"%d\n%b%b" % (len(self._key), self._key, json.dumps(entry).encode())
        if len(data) <= _LARGEST:
            _write(self._folder, self._file, data)


def cache_folder(environ: Mapping[str, str], platform: str = sys.platform) -> str:
    """Return the folder for the entries; empty where the user has none.

    As the platform has it: https://specifications.freedesktop.org/basedir-spec/latest/, Library/Caches on macOS,
    LOCALAPPDATA on Windows.
    """
    if platform == "win32":
        above = environ.get("LOCALAPPDATA", "")
    elif os.path.isabs(environ.get("XDG_CACHE_HOME", "")):
        above = environ["XDG_CACHE_HOME"]
    else:
        home = environ.get("HOME", "")
        above = os.path.join(home, "Library/Caches" if platform == "darwin" else ".cache") if home else ""
    return os.path.join(above, NAME) if os.path.isabs(above) else ""


def _program() -> str:
    """Return the stamps of everything that decides how files are read: Python, this program, what parses YAML."""
    seen = Stamps()
    top = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    for package in ("migrate", "compat"):
        seen.add(top, sorted(_sources(top, package)))
    for folder in sys.path:
        for package in ("yaml", "pathspec"):
            path = f"{package}/__init__.py"
            if stamp(os.path.join(folder, path)):
                seen.add(folder, [path])
    return "\0".join([sys.version, *seen.lines])


def _sources(top: str, folder: str) -> Iterable[str]:
    with os.scandir(f"{top}/{folder}") as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                yield f"{folder}/{entry.name}"
            elif entry.name != "__pycache__" and entry.is_dir():
                yield from _sources(top, f"{folder}/{entry.name}")


def _facts(walked: Walked, stamps: Stamps) -> list[str]:
    """Return what the walk saw: the files with their stamps, ignore files, and what was left out or in the way."""
    facts = [os.getcwd()]
    for shown, below in walked.trees:
        stamps.lines = []
        stamps.add(below.root, below.paths)
        facts += [
            shown,
            below.root,
            str(inside(below.root)),
            repr(sorted(below.skipped.items())),
            repr(below.obstacles),
            *stamps.lines,
        ]
        looked = [] if below.ignoring is None else below.ignoring.looked
        seen = {path: stamp(path) for path in looked}
        stamps.newest = max([stamps.newest, *map(changed, seen.values())])
        facts += [f"{path} {told}" for path, told in seen.items()]
    return facts


def _names(below: Listing) -> str:
    return digest([*below.paths, "", *sorted(below.others)])


def _searched(folder: str) -> str:
    from migrate.read.tree import Tree

    tree = Tree(folder)
    tree.folder("")
    return tree.searched.get("", "")


def _reports(reports: object) -> bool:
    return isinstance(reports, list) and all(
        len(report) == 2 and all(isinstance(part, str) for part in report) for report in reports
    )


def _ours(seen: os.stat_result) -> bool:
    """Tell whether a file or folder is the user's own and nobody else may write to it."""
    return not hasattr(os, "geteuid") or (seen.st_uid == os.geteuid() and not seen.st_mode & 0o022)


def _read(folder: str, file: str) -> bytes | None:
    try:
        above = os.lstat(folder)
        if not S_ISDIR(above.st_mode) or not _ours(above):
            return None
        descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
        with open(descriptor, "rb") as stream:
            seen = os.fstat(descriptor)
            return (
                stream.read() if S_ISREG(seen.st_mode) and _ours(seen) and seen.st_size <= _LARGEST else None
            )
    except (OSError, ValueError):
        return None


def _write(folder: str, file: str, data: bytes) -> None:
    made = f"{file}.{os.getpid()}.new"
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        if not _ours(os.lstat(folder)):
            return
        flags = (
            os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        )
        with open(os.open(made, flags, 0o600), "wb") as stream:
            stream.write(data)
        os.replace(made, file)
        _bound(folder)
    except OSError:
        _remove(made)


def _bound(folder: str) -> None:
    """Remove the oldest entries beyond what a cache may hold."""
    with os.scandir(folder) as found:
        entries = sorted(((item.stat(), item.path) for item in found), key=lambda pair: -pair[0].st_mtime_ns)
    total = 0
    for number, (seen, path) in enumerate(entries):
        total += seen.st_size
        if number >= MOST_ENTRIES or total > MOST_BYTES:
            _remove(path)


def _remove(path: str) -> None:
    try:
        os.remove(path)
    except OSError:
        return
