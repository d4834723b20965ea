"""The scanned tree as a reader may look at it: text of its files, by paths that stay inside."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Mapping, Sequence

from compat.mapping.location import ANCHOR
from migrate.read.decoding import decoded
from migrate.read.discovery import NEVER
from migrate.read.obstacle import LIMIT, TOO_LARGE, Obstacle, of_error
from migrate.read.stamps import digest, stamp

KEPT = 64
"""Texts remembered: a configuration file is asked for by several scripts, one soon after the other."""


class Tree:
    """A folder on disk behind the ``Files`` protocol. Paths are relative to it, with ``/``.

    ``texts`` are files that are looked at as if they had been written already; ``names`` all files, where they are
    known. ``consulted`` and ``searched`` say what somebody wanted to know of, as it was then: files, there or not, with
    their stamps, and folders with a digest of the names below.
    """

    def __init__(
        self, root: str, texts: Mapping[str, str] | None = None, names: Sequence[str] | None = None
    ) -> None:
        self.root = os.path.abspath(root)
        self.asked: dict[str, Obstacle] = {}
        self._real = os.path.realpath(root)
        self._texts: dict[str, str] = {}
        self._folders: dict[str, bool] = {}
        self._instead = texts or {}
        self._names = names
        self.consulted: dict[str, str] = {}
        self.searched: dict[str, str] = {}

    def text(self, path: str) -> str | None:
        """Return the text of a file of the tree, or None where there is none or it cannot be read.

        Why one cannot be read stands in ``asked`` afterwards: somebody needed that file.
        """
        if not self._inside(path):
            return None
        try:
            return self.read(path)
        except Obstacle as obstacle:
            self.asked[path] = obstacle
            return None

    def read(self, path: str) -> str:
        """Return the text of a file of the tree; raise ``Obstacle`` where it cannot be read."""
        if path in self._instead:
            return self._instead[path]
        if path in self._texts:
            return self._texts[path]
        text = decoded(_bytes(f"{self.root}/{path}"), cookies=path.endswith((".py", ".pyw")))
        if len(self._texts) >= KEPT:
            self._texts.pop(next(iter(self._texts)))
        self._texts[path] = text
        return text

    def find(self, path: str, beside: str) -> str | None:
        """Return the tree path of the file that a literal path in ``beside`` means, or None.

        Tried from that file's folder, then from each parent up to the root; ``//`` at its start is the root itself.
        """
        path = path.replace("\\", "/")
        if path.startswith(ANCHOR):
            anchored = posixpath.normpath(path.removeprefix(ANCHOR))
            return anchored if self._inside(anchored) else None
        if not path or path.startswith("/") or ":" in path[:3] or "\0" in path:
            return None
        folder = posixpath.dirname(beside)
        while True:
            candidate = posixpath.normpath(posixpath.join(folder, path))
            if self._inside(candidate):
                return candidate
            if not folder:
                return None
            folder = posixpath.dirname(folder)

    def folder(self, path: str) -> tuple[str, ...]:
        """Return the tree paths of the files below a folder, sorted; links are left out."""
        top = posixpath.normpath(path.replace("\\", "/")) if path else "."
        if top.startswith(("..", "/")):
            return ()
        if top == "." and self._names is not None:
            self.searched.setdefault("", digest(self._names))
            return tuple(self._names)
        found: list[str] = []
        stack = ["" if top == "." else top + "/"]
        while stack:
            prefix = stack.pop()
            try:
                entries = os.scandir(f"{self.root}/{prefix}")
            except OSError:
                continue
            with entries:
                for entry in entries:
                    if entry.is_file(follow_symlinks=False):
                        found.append(prefix + entry.name)
                    elif entry.is_dir(follow_symlinks=False) and entry.name not in NEVER:
                        stack.append(f"{prefix}{entry.name}/")
        names = tuple(sorted(found))
        above = 0 if top == "." else len(top) + 1
        self.searched.setdefault("" if top == "." else top, digest(name[above:] for name in names))
        return names

    def _inside(self, path: str) -> bool:
        """Tell whether a path is a file of the tree, with every link in it resolved."""
        if path.startswith(("../", "/")) or path in {"", ".", ".."} or "\0" in path:
            return False
        full = f"{self.root}/{path}"
        seen = stamp(full)
        self.consulted.setdefault(path, seen)
        if not seen:
            return False
        if os.path.islink(full):
            return self._below(os.path.realpath(full))
        folder = os.path.dirname(full)
        if folder not in self._folders:
            self._folders[folder] = self._below(os.path.realpath(folder) + "/")
        return self._folders[folder]

    def _below(self, real: str) -> bool:
        return real.startswith(self._real.rstrip("/") + "/")


def _bytes(path: str) -> bytes:
    try:
        with open(path, "rb", buffering=0) as stream:
            size = os.fstat(stream.fileno()).st_size
            if size > LIMIT:
                raise Obstacle(TOO_LARGE, f"it has more than {LIMIT // (1024 * 1024)} MB")
            # What the system makes up while it is read has no size before.
            return stream.read() if size else stream.read(LIMIT + 1)
    except OSError as error:
        raise of_error(error) from None
