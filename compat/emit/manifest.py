"""What an earlier run wrote: ``.migrate.json``, a hash for each file, so that a user's edits are seen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

NAME = ".migrate.json"
_VERSION = 1


@dataclass(frozen=True)
class Manifest:
    """Files by their path below the output folder, with the SHA-256 of what was written there."""

    files: Mapping[str, str] = field(default_factory=dict)


def digest(content: bytes) -> str:
    """Return the SHA-256 of a file's content, in hexadecimal; git may have changed its line ends."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def same(one: bytes, other: bytes) -> bool:
    """Tell whether two contents are equal but for line ends."""
    return digest(one) == digest(other)


def read(folder: Path) -> tuple[Manifest, str]:
    """Return the manifest of an output folder, and a sentence if it is there but cannot be used."""
    path = folder / NAME
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Manifest(), ""
    except OSError as error:
        return Manifest(), _unusable(path, error.strerror or str(error))
    try:
        document = json.loads(content)
        files = document["files"]
        if document["version"] != _VERSION or not all(isinstance(each, str) for each in files.values()):
            return Manifest(), _unusable(path, "its version is another one")
        return Manifest({file: sha for file, sha in files.items() if _inside(file)}), ""
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Manifest(), _unusable(path, "it is not a manifest")


def _unusable(path: Path, why: str) -> str:
    return (
        f"{path} cannot be used ({why}): files that differ from what is written now count as edited by you."
    )


def _inside(file: str) -> bool:
    parts = file.replace("\\", "/").split("/")
    return ".." not in parts and "" not in parts and ":" not in parts[0]


def text(manifest: Manifest) -> bytes:
    """Return the manifest as it is stored: sorted, so the same files give the same bytes."""
    document = {"version": _VERSION, "files": dict(sorted(manifest.files.items()))}
    return (json.dumps(document, indent=2) + "\n").encode()
