"""A scanned tree in memory."""

from __future__ import annotations

import json
import posixpath

from migrate.read.configuration.reader import read_configuration
from migrate.read.reading import Reading, SourceFile


class Memory:
    """Files by their path from the root, behind the protocol that readers use."""

    def __init__(self, texts: dict[str, object]) -> None:
        self.texts = {
            path: text if isinstance(text, str) else json.dumps(text, indent=1)
            for path, text in texts.items()
        }

    def text(self, path: str) -> str | None:
        return self.texts.get(path)

    def find(self, path: str, beside: str) -> str | None:
        folder = posixpath.dirname(beside)
        while not path.startswith("/"):
            candidate = posixpath.normpath(posixpath.join(folder, path))
            if candidate in self.texts:
                return candidate
            if not folder:
                break
            folder = posixpath.dirname(folder)
        return None

    def folder(self, path: str) -> tuple[str, ...]:
        return tuple(sorted(other for other in self.texts if not path or other.startswith(path + "/")))


def read(path: str, **texts: object) -> Reading | None:
    """Read one file of a tree; keywords spell a path with ``__`` for the slash and ``_`` kept, dot as ``DOT``."""
    tree = Memory({key.replace("__", "/").replace("DOT", "."): text for key, text in texts.items()})
    return read_configuration(SourceFile(path, tree.texts[path]), tree)


def read_text(text: str, path: str = "deploymentconfig.json") -> Reading | None:
    return read_configuration(SourceFile(path, text), Memory({path: text}))


def rules(reading: Reading | None) -> list[str]:
    assert reading is not None
    return [finding.rule for finding in reading.findings]
