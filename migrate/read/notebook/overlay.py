"""The scanned tree with the files that notebook cells write: what is on disk comes first."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping

from migrate.read.notebook.places import Origins
from migrate.read.notebook.written import Written
from migrate.read.reading import Files


class Overlay:
    """Files over other files. ``written`` is asked for only when something is not found below."""

    def __init__(self, under: Files, written: Callable[[], Mapping[str, Written]]) -> None:
        self.under = under
        self._make = written
        self._made: Mapping[str, Written] | None = None

    @property
    def written(self) -> Mapping[str, Written]:
        """The files that cells write and that are not on disk, by tree path."""
        if self._made is None:
            self._made = {path: one for path, one in self._make().items() if not self.on_disk(path)}
        return self._made

    @property
    def disk(self) -> Files:
        """The files without those that cells write."""
        under = self.under
        while isinstance(under, Overlay):
            under = under.under
        return under

    @property
    def origins(self) -> Mapping[str, Origins]:
        """Where the lines of the written files stand."""
        return {path: one.origins for path, one in self.written.items()}

    @property
    def asked(self) -> bool:
        """Whether a written file may have been given to somebody: only then need places be moved."""
        return self._made is not None

    def on_disk(self, path: str) -> bool:
        """Tell whether a tree path is a file on disk."""
        return self.disk.find(posixpath.basename(path), path) == path

    def text(self, path: str) -> str | None:
        """Return the text of a file of the tree, or of one that a cell writes."""
        text = self.under.text(path)
        if text is None and path in self.written:
            return self.written[path].text
        return text

    def find(self, path: str, beside: str) -> str | None:
        """Return the tree path of the nearest file, on disk or written by a cell, that a path means."""
        path = path.replace("\\", "/")
        found = self.under.find(path, beside)
        if not path or path.startswith("/") or ":" in path[:3] or "\0" in path:
            return found
        folder = posixpath.dirname(beside)
        while True:
            candidate = posixpath.normpath(posixpath.join(folder, path))
            if candidate == found or candidate in self.written:
                return candidate
            if not folder:
                return found
            folder = posixpath.dirname(folder)

    def folder(self, path: str) -> tuple[str, ...]:
        """Return the tree paths of the files below a folder, written ones among them."""
        top = posixpath.normpath(path.replace("\\", "/")) if path else "."
        prefix = "" if top == "." else f"{top}/"
        inside = (one for one in self.written if one.startswith(prefix))
        return tuple(sorted({*self.under.folder(path), *inside}))
