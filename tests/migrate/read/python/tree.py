"""A scanned tree in memory, and short ways to read a source in it."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from textwrap import dedent

from compat.mapping.location import ANCHOR
from compat.v1 import Service
from compat.value import Value, known
from migrate.read.python import read_python
from migrate.read.reading import Reading, SourceFile


class Tree:
    """Files by path, found as the scan finds them: beside the source, then in each folder above it."""

    def __init__(self, files: Mapping[str, str] | None = None) -> None:
        self._files = dict(files or {})

    def text(self, path: str) -> str | None:
        return self._files.get(path)

    def find(self, path: str, beside: str) -> str | None:
        if path.startswith(ANCHOR):
            anchored = posixpath.normpath(path.removeprefix(ANCHOR))
            return anchored if anchored in self._files else None
        folder = posixpath.dirname(beside)
        while True:
            candidate = posixpath.normpath(posixpath.join(folder, path))
            if candidate in self._files and not path.startswith("/"):
                return candidate
            if folder in {"", "/"}:
                return None
            folder = posixpath.dirname(folder)

    def folder(self, path: str) -> tuple[str, ...]:
        return tuple(sorted(one for one in self._files if not path or one.startswith(f"{path}/")))


def read(source: str, files: Mapping[str, str] | None = None, path: str = "deploy.py") -> Reading:
    return read_python(SourceFile(path, dedent(source)), Tree(files))


def services(source: str, files: Mapping[str, str] | None = None) -> tuple[Service, ...]:
    return read(source, files).services


def service(source: str, files: Mapping[str, str] | None = None) -> Service:
    (found,) = services(source, files)
    return found


def settings(found: Service) -> dict[str, object]:
    return {key: plain(given.value) for key, given in found.settings.items()}


def plain(value: Value | None) -> object:
    """The value where it is certain, else the value's own description, so that tests can compare."""
    return known(value) if type(value).__name__ == "Known" else value
