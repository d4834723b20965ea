"""The byte search before any parsing: which files can hold v1 at all.

Sound by construction: a needle is a word without which a reader finds nothing, looked for in the file's own
bytes; a file that starts with the mark of UTF-16 or UTF-32 is searched in that encoding. Names spelt with
escapes or look-alike letters pass unseen; ``--no-prefilter`` reads everything.
"""

from __future__ import annotations

import os

from migrate.read.obstacle import LIMIT, TOO_LARGE, of_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

Needles = dict[str, tuple[bytes, ...]]
Sifted = tuple[str, str, str]
"""(path, reason, detail): the reason is empty for a file to read, else why it cannot be read."""

BLOCK = 1 << 20
MANY = 2000
"""Files from which on a second process pays: forking costs about as much as sifting a thousand files."""

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

    ``workers`` 0 means one a core where there are many files; the answer does not depend on it. Loading what
    comes next takes about as long as one core needs for the search: with two cores, ``meanwhile`` is this
    process's share, and the other one searches.
    """
    count = workers or (os.cpu_count() or 1 if len(paths) > MANY else 1)
    if count < 2:
        return _sift(root, paths, needles)
    from migrate.read.workers import can_fork, spread

    if not can_fork():
        return _sift(root, paths, needles)
    here = 0 if meanwhile is None else len(paths) // (4 * count)
    rest = [paths[here + start :: count - 1] for start in range(count - 1)]
    parts = [paths[:here], *rest] if here else [paths[start::count] for start in range(count)]
    return sorted(spread(lambda part: _sift(root, part, needles), parts, meanwhile))


def holds(data: bytes, needles: Sequence[bytes]) -> bool:
    """Tell whether bytes hold one of the needles, in the encoding that their mark names."""
    return any(data.find(needle) >= 0 for needle in _as_encoded(data, needles))


def _sift(root: str, paths: Iterable[str], needles: Needles) -> list[Sifted]:
    from migrate.read.discovery import key

    buffer = bytearray(BLOCK)
    found: list[Sifted] = []
    for path in paths:
        wanted = needles[key(path[path.rfind("/") + 1 :])]
        try:
            outcome = _look(f"{root}/{path}", wanted, buffer)
        except OSError as error:
            obstacle = of_error(error)
            found.append((path, obstacle.reason, obstacle.detail))
        else:
            if outcome is not None:
                found.append((path, *outcome))
    return found


_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


def _readv(file: int, buffer: bytearray) -> int:
    return os.readv(file, [buffer])


def _readinto(file: int, buffer: bytearray) -> int:
    data = os.read(file, len(buffer))
    buffer[: len(data)] = data
    return len(data)


_fill: Callable[[int, bytearray], int] = _readv if hasattr(os, "readv") else _readinto


def _look(path: str, wanted: Sequence[bytes], buffer: bytearray) -> tuple[str, str] | None:
    file = os.open(path, _FLAGS)
    try:
        size = _fill(file, buffer)
        if size == BLOCK:
            return _look_further(file, wanted, buffer)
    finally:
        os.close(file)
    if size and buffer[0] in _MARKS:
        wanted = _as_encoded(buffer, wanted)
    for needle in wanted:
        if buffer.find(needle, 0, size) >= 0:
            return "", ""
    return None


_MARKS = frozenset({0x00, 0xFE, 0xFF})


def _look_further(file: int, wanted: Sequence[bytes], buffer: bytearray) -> tuple[str, str] | None:
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


def _as_encoded(data: bytes | bytearray, needles: Sequence[bytes]) -> tuple[bytes, ...]:
    for mark, encoding in _WIDE:
        if data[: len(mark)] == mark:
            return tuple(needle.decode("ascii").encode(encoding) for needle in needles)
    return tuple(needles)
