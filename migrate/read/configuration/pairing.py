"""A deployment file and the inference file that goes with it: a service whose name stands elsewhere."""

from __future__ import annotations

import posixpath
import re

from migrate.read.configuration.document import Node, parse
from migrate.read.configuration.recognition import Kind, kind_of
from migrate.read.reading import Files

_NOISE = re.compile(
    r"inference|deployment|config(uration)?|aks|aksendpoint|aci|local|[\W_\d]+", re.IGNORECASE
)


Paired = tuple[tuple[str, Node] | None, tuple[str, ...]]


def inference_for(path: str, files: Files) -> Paired:
    """Return the inference file that belongs to a deployment file, or the paths of those that may.

    Looked for in the deployment file's folder and then in each folder above. Of several in one folder the one
    whose name differs least, beside the words that every such name has.
    """
    folder = posixpath.dirname(path)
    while True:
        found = _in(folder, path, files)
        if found:
            return _alike(path, found)
        if not folder:
            return None, ()
        folder = posixpath.dirname(folder)


def _in(folder: str, besides: str, files: Files) -> list[tuple[str, Node]]:
    found = []
    for other in files.folder(folder):
        if posixpath.dirname(other) != folder or other == besides:
            continue
        if not other.lower().endswith((".json", ".yml", ".yaml")):
            continue
        text = files.text(other)
        tree = parse(text, other) if text is not None and "entryScript" in text else None
        if isinstance(tree, Node) and kind_of(tree.plain) is Kind.INFERENCE:
            found.append((other, tree))
    return found


def _alike(path: str, found: list[tuple[str, Node]]) -> Paired:
    if len(found) == 1:
        return found[0], ()
    same = [item for item in found if _core(item[0]) == _core(path)]
    return (same[0], ()) if len(same) == 1 else (None, tuple(other for other, _ in found))


def _core(path: str) -> str:
    stem = posixpath.splitext(posixpath.basename(path))[0]
    return _NOISE.sub("", stem).lower()
