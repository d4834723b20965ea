"""The byte search before any parsing: which files can hold v1 at all.

Sound by construction: a needle is a word without which a reader finds nothing, looked for in the file's own
bytes; a file that starts with the mark of UTF-16 or UTF-32 is searched in that encoding. Names spelt with
escapes or look-alike letters pass unseen; ``--no-prefilter`` reads everything.
"""

from __future__ import annotations

import os
import re

from migrate.read.obstacle import LIMIT, TOO_LARGE, of_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Plain = tuple[bytes, ...]

Needle = bytes | tuple[bytes, ...]
"""Bytes to look for anywhere; of several, the file must begin with the first and hold one of the others."""
Needles = dict[str, tuple[Needle, ...]]
Sifted = tuple[str, str, str]
"""(path, reason, detail): the reason is empty for a file to read, else why it cannot be read."""

BLOCK = 1 << 20
MANY = 1000
"""Files from which on a second process pays: forking costs about as much as sifting some hundred files."""
PARTS = 100
"""Pieces that a search is cut into, for processes that do not all start at the same time."""

_WIDE = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


def sift(
    root: str,
    paths: Sequence[str],
    needles: Needles,
    workers: int = 0,
    meanwhile: Callable[[], None] | None = None,
) -> list[Sifted]:
    """Return the files that hold one of the needles of their suffix, and those that cannot be opened.

    ``workers`` are processes, 0 means one a core where there are many files; the answer does not depend on it.
    ``meanwhile`` is done here where others search: loading what comes next takes as long as half of the search.
    """
    count = workers or (os.cpu_count() or 1 if len(paths) > MANY else 1)
    if count < 2:
        return _sift(root, paths, needles)
    from migrate.read.workers import can_fork, spread

    if not can_fork():
        return _sift(root, paths, needles)
    step = max(len(paths) // PARTS, 1)
    parts = [paths[start : start + step] for start in range(0, len(paths), step)]
    return spread(lambda part: _sift(root, part, needles), parts, meanwhile, count - 1)


def _sift(root: str, paths: Iterable[str], needles: Needles) -> list[Sifted]:
    from migrate.read.discovery import key

    buffer = bytearray(BLOCK)
    wanted = {suffix: Wanted(words) for suffix, words in needles.items()}
    found: list[Sifted] = []
    for path in paths:
        try:
            outcome = _look(f"{root}/{path}", wanted[key(path[path.rfind("/") + 1 :])], buffer)
        except OSError as error:
            obstacle = of_error(error)
            found.append((path, obstacle.reason, obstacle.detail))
        else:
            if outcome is not None:
                found.append((path, *outcome))
    return found


_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    # A pipe that took the place of a file since the walk is not waited for.
    | getattr(os, "O_NONBLOCK", 0)
)


def _readv(file: int, buffer: bytearray) -> int:
    return os.readv(file, [buffer])


def _readinto(file: int, buffer: bytearray) -> int:
    data = os.read(file, len(buffer))
    buffer[: len(data)] = data
    return len(data)


_fill: Callable[[int, bytearray], int] = _readv if hasattr(os, "readv") else _readinto


class Wanted:
    """The needles of a kind of file, put in order for a quick search.

    ``alone`` are looked for one by one. Those of ``together`` begin alike: one pass for a pattern with a literal start
    takes as long as one for a single word. ``behind`` count only in a file that begins with the first of them.
    """

    def __init__(self, words: Iterable[Needle]) -> None:
        self.plain = tuple(word for word in words if isinstance(word, bytes))
        self.behind = tuple(word for word in words if isinstance(word, tuple))
        groups: dict[bytes, list[bytes]] = {}
        for word in self.plain:
            groups.setdefault(word[:2], []).append(word)
        self.alone = tuple(group[0] for group in groups.values() if len(group) == 1)
        self.together = tuple(
            re.compile(start + b"(?:" + b"|".join(re.escape(word[2:]) for word in group) + b")")
            for start, group in groups.items()
            if len(group) > 1
        )

    @property
    def every(self) -> Plain:
        """All needles, wherever they would count."""
        return (*self.plain, *(needle for _, *rest in self.behind for needle in rest))

    def held(self, buffer: bytearray, size: int) -> bool:
        """Tell whether the first bytes of a buffer, which are a whole file, hold one of the needles."""
        for pattern in self.together:
            if pattern.search(buffer, 0, size):
                return True
        for needle in self.alone:
            if buffer.find(needle, 0, size) >= 0:
                return True
        for first, *rest in self.behind:
            if buffer.startswith((first, _UTF_8_MARK + first)):
                return any(buffer.find(needle, 0, size) >= 0 for needle in rest)
        return False


def _look(path: str, wanted: Wanted, buffer: bytearray) -> tuple[str, str] | None:
    file = os.open(path, _FLAGS)
    try:
        size = _fill(file, buffer)
        if size == BLOCK:
            return _look_further(file, wanted.every, buffer)
    finally:
        os.close(file)
    if size and buffer[0] in _MARKS:
        held = any(buffer.find(needle, 0, size) >= 0 for needle in _as_encoded(buffer, wanted.every))
    else:
        held = wanted.held(buffer, size)
    return ("", "") if held else None


_MARKS = frozenset({0x00, 0xFE, 0xFF})
_UTF_8_MARK = b"\xef\xbb\xbf"


def _look_further(file: int, wanted: Plain, buffer: bytearray) -> tuple[str, str] | None:
    """Search a file of more than one block, block by block, with the seam of each two joined."""
    wanted = _as_encoded(buffer, wanted)
    keep = max(len(needle) for needle in wanted) - 1
    hit, total, tail = False, 0, b""
    block = bytes(buffer)
    while block:
        total += len(block)
        hit = hit or any(needle in tail + block for needle in wanted)
        tail = block[-keep:]
        if hit and total > LIMIT:
            break
        block = os.read(file, BLOCK)
    if hit and total > LIMIT:
        return TOO_LARGE, f"it has more than {LIMIT // BLOCK} MB"
    return ("", "") if hit else None


def _as_encoded(data: bytes | bytearray, needles: Plain) -> Plain:
    for mark, encoding in _WIDE:
        if data[: len(mark)] == mark:
            return tuple(needle.decode("ascii").encode(encoding) for needle in needles)
    return needles
