"""The local files a v2 document names, and the text of a file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

LARGEST_FILE = 2_000_000
"""Bytes. No v2 document and no scoring script comes near it."""
MOST_FILES = 20_000
"""Files of a code folder that are looked at."""

_IGNORE_FILES = (".amlignore", ".gitignore")


class UnreadableError(Exception):
    """A file cannot be read; the message is one sentence."""


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file, without a byte order mark.

    Raises ``UnreadableError`` for a file that is missing, no file, too large, not allowed or not UTF-8.
    """
    try:
        if not path.is_file():
            found = "is a folder, not a file" if path.is_dir() else "does not exist"
            raise UnreadableError(f"{path} {found}.")
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise UnreadableError(f"The file has {size} bytes; more than {LARGEST_FILE} are not read.")
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError(f"The file is not UTF-8 (byte {error.start}).") from error
    except (OSError, ValueError) as error:
        raise UnreadableError(
            f"The file cannot be read: {getattr(error, 'strerror', None) or error}."
        ) from error


class LocalFiles:
    """Files on this machine; paths are relative to the folder of the document that names them."""

    def is_file(self, document: str, path: str) -> bool:
        """Tell whether a path is an existing file."""
        return _safely(_beside(document, path), "is_file")

    def is_folder(self, document: str, path: str) -> bool:
        """Tell whether a path is an existing folder."""
        return _safely(_beside(document, path), "is_dir")

    def text(self, document: str, path: str) -> str | None:
        """Return the text of a file; None where it cannot be read as UTF-8."""
        try:
            return read_text(_beside(document, path))
        except UnreadableError:
            return None

    def hidden(self, document: str, folder: str) -> tuple[str, ...]:
        """Return the files below a folder that its ignore file keeps out of an upload, sorted.

        As azure-ai-ml 1.35.2 does: only the ignore file at the top of the folder counts, ``.amlignore`` before
        ``.gitignore``, and the last pattern that matches wins. Caches of Python are left out of the answer.
        """
        root = _beside(document, folder)
        lines = _ignore_lines(root)
        if not lines:
            return ()
        import pathspec

        # Release 1 renamed the patterns, and each release warns about the other's name.
        patterns = "gitwildmatch" if pathspec.__version__.startswith("0.") else "gitignore"
        rules = pathspec.PathSpec.from_lines(patterns, lines)
        return tuple(sorted(name for name in _names(root) if rules.match_file(name) and not _is_cache(name)))


def _beside(document: str, path: str) -> Path:
    return Path(document).parent / path


def _safely(path: Path, question: str) -> bool:
    try:
        return bool(getattr(path, question)())
    except (OSError, ValueError):
        return False


def _ignore_lines(root: Path) -> list[str]:
    for name in _IGNORE_FILES:
        if _safely(root / name, "is_file"):
            try:
                return read_text(root / name).splitlines()
            except UnreadableError:
                return []
    return []


def _names(root: Path) -> Iterator[str]:
    count = 0
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(one for one in folders if one != ".git")
        for name in sorted(files):
            count += 1
            if count > MOST_FILES:
                return
            yield (Path(folder) / name).relative_to(root).as_posix()


def _is_cache(name: str) -> bool:
    return "__pycache__" in name or name.endswith((".pyc", ".pyo")) or name in _IGNORE_FILES
