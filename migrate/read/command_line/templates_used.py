"""Where a pipeline uses a template, a workflow or an action of the same repository, and what it gives to it."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from compat.value import Value
from migrate.read.command_line.pipeline_variables import Variables, placed
from migrate.read.command_line.yaml_nodes import Nodes, child, entries, text_of
from migrate.read.reading import Files

if TYPE_CHECKING:
    import yaml

_LONGEST = 400


def name_to_look_for(path: str) -> str:
    """Return the word that a file which uses a template must hold: its name, or its folder's for an action."""
    folder, name = posixpath.split(path)
    return posixpath.basename(folder) if re.fullmatch(r"action\.ya?ml", name) and folder else name


def given(node: yaml.Node, nodes: Nodes, variables: Variables, wanted: str, files: Files) -> Variables | None:
    """Return the variables inside a template where this node uses it; None where it uses another, or none."""
    template, uses = child(node, "template"), child(node, "uses")
    named, head = (template, "parameters") if template is not None else (uses, "inputs")
    if named is None or _path(text_of(named), nodes.where.path, files) != wanted:
        return None
    passed = child(node, "parameters" if head == "parameters" else "with")
    found: dict[str, Value] = {}
    for name, value in entries(passed) if passed is not None else ():
        text = text_of(value)
        if not text and list(entries(value)):
            continue
        known = placed(text[:_LONGEST], nodes.place(value), variables)
        found[f"{head}.{name}"] = found[f"{head}['{name}']"] = known
    return {**variables, **found}


def _path(text: str, beside: str, files: Files) -> str | None:
    """Return the file of the tree that a use names: from the file that uses it, from the root after a slash."""
    name = text.strip()
    if not name or "@" in name.rpartition("/")[2]:
        return None
    if name.startswith("./.github/"):
        return _first(files, [name[2:], f"{name[2:]}/action.yml", f"{name[2:]}/action.yaml"])
    if name.startswith("/"):
        return _first(files, [name.lstrip("/")])
    if not name.endswith((".yml", ".yaml")):
        inside = name.removeprefix("./")
        return _first(files, [f"{inside}/action.yml", f"{inside}/action.yaml"]) if name[:1] == "." else None
    here = posixpath.normpath(posixpath.join(posixpath.dirname(beside), name))
    return _first(files, [here, posixpath.normpath(name)])


def _first(files: Files, paths: list[str]) -> str | None:
    found = (path for path in map(posixpath.normpath, paths) if not path.startswith(".."))
    return next((path for path in found if files.find(posixpath.basename(path), path) == path), None)
