"""What the file system says of files without opening them: whether a result that depends on them still holds.

A stamp is size, times of modification and change, and inode. Two states of a file with the same stamp are only possible
where the file changes again within the clock's tick of the first change; ``settled`` tells that this cannot be.
"""

from __future__ import annotations

import os
from stat import S_ISREG

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

TICK = 2_000_000_000
"""Nanoseconds of the coarsest clock of a file system in use (FAT)."""


class Stamps:
    """Paths with their stamps, and when the newest of them changed, in nanoseconds since the epoch."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.newest = 0

    def add(self, root: str, paths: Iterable[str]) -> None:
        """Add the files below a root; links are not followed. One that is not there has an empty stamp."""
        for path in paths:
            try:
                seen = os.lstat(f"{root}/{path}")
            except OSError:
                self.lines.append(path)
                continue
            self.newest = max(self.newest, seen.st_ctime_ns)
            self.lines.append(f"{path} {_written(seen)}")

    def settled(self, started: int) -> bool:
        """Tell whether no stamped file changed so late before a time that it may have changed again unseen."""
        return self.newest + TICK < started


def stamp(path: str) -> str:
    """Return the stamp of the regular file that a path leads to; empty where there is none."""
    try:
        seen = os.stat(path)
    except (OSError, ValueError):
        return ""
    return _written(seen) if S_ISREG(seen.st_mode) else ""


def digest(names: Iterable[str]) -> str:
    """Return a short text that stands for names in their order."""
    from hashlib import blake2b

    return blake2b("\0".join(names).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


def changed(stamped: str) -> int:
    """Return when a file with a stamp changed; 0 for an empty one."""
    return int(stamped.split(" ")[2]) if stamped else 0


def _written(seen: os.stat_result) -> str:
    return f"{seen.st_size} {seen.st_mtime_ns} {seen.st_ctime_ns} {seen.st_ino}"
