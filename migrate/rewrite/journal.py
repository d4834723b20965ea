"""The journal of the last run: what each file was, and what it became, so that ``--undo`` can put it back.

It is written before the first file is, and stands in the git directory where there is one: no tree gets dirty by it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from migrate.rewrite.writing import replace

NAME = "migrate-rewrite.json"
_VERSION = 1


class JournalError(Exception):
    """The journal is not there, or is not one of ours; the message is a sentence."""


@dataclass(frozen=True)
class Entry:
    """One file: its whole path, its bytes before, and the digest of its bytes after."""

    path: Path
    before: bytes
    after: str


@dataclass(frozen=True)
class Undone:
    """What ``--undo`` did: files put back, files that already were, and files that people edited since."""

    restored: tuple[Path, ...]
    unchanged: tuple[Path, ...]
    edited: tuple[Path, ...]


def digest(data: bytes) -> str:
    """Return what a file's bytes are recognised by."""
    return hashlib.sha256(data).hexdigest()


def record(journal: Path, files: Iterable[tuple[Path, bytes, bytes]]) -> None:
    """Write the journal of a run: path, bytes before and bytes after of each file."""
    entries = [
        {
            "path": str(path),
            "before": base64.b64encode(zlib.compress(before)).decode("ascii"),
            "after": digest(after),
        }
        for path, before, after in files
    ]
    journal.parent.mkdir(parents=True, exist_ok=True)
    replace(journal, json.dumps({"version": _VERSION, "files": entries}, indent=1).encode("utf-8"))


def undo(journal: Path, *, force: bool = False) -> Undone:
    """Put back every file of the last run that nobody edited since; ``force`` puts those back, too.

    The journal goes when nothing is left in it to put back.
    """
    restored, unchanged, edited = [], [], []
    for entry in _read(journal):
        now = _content(entry.path)
        if now == entry.before:
            unchanged.append(entry.path)
        elif force or (now is not None and digest(now) == entry.after):
            replace(entry.path, entry.before)
            restored.append(entry.path)
        else:
            edited.append(entry.path)
    if not edited:
        journal.unlink()
    return Undone(tuple(restored), tuple(unchanged), tuple(edited))


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None


def _read(journal: Path) -> Iterator[Entry]:
    try:
        plain = json.loads(journal.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise JournalError(f"There is no run to undo: {journal} does not exist.") from None
    except ValueError:
        raise JournalError(f"{journal} is not a journal of migrate rewrite; nothing was undone.") from None
    if (
        not isinstance(plain, Mapping)
        or plain.get("version") != _VERSION
        or not isinstance(plain.get("files"), list)
    ):
        raise JournalError(
            f"{journal} is not a journal of this version of migrate rewrite; nothing was undone."
        )
    try:
        found = [
            Entry(Path(one["path"]), zlib.decompress(base64.b64decode(one["before"])), one["after"])
            for one in plain["files"]
        ]
    except (KeyError, TypeError, ValueError, zlib.error):
        raise JournalError(f"{journal} is damaged; nothing was undone.") from None
    yield from found
