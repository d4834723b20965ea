"""The working directory: where ``os.chdir`` leads, and the files that relative paths mean from there.

Where a program starts is not known; a path from there is looked for from its own folder upwards. Where it goes
afterwards is followed as far as the tree has what it names, and such a path is anchored at the root.
"""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Mapping
from dataclasses import replace

from migrate.read.python import anchors
from migrate.read.python.arguments import Arguments, Passed
from migrate.read.python.domain import Abstract, Literal, Missing, Opaque, plain
from migrate.read.python.evaluator import Evaluator
from migrate.read.python.state import State

_SLOT = "working directory"
_FOLDER = "source_directory"
_BELOW = frozenset({"entry_script", "conda_file", "extra_docker_file_steps"})
"""Paths that count from the source directory, where there is one."""
_FILES = _BELOW | {
    "execution_script",
    "docker_file",
    "file_path",
    "conda_specification",
    "pip_requirements",
    "dockerfile",
    "conda_dependencies_file_path",
}


def move(ev: Evaluator, node: ast.Call, arguments: Arguments, state: State) -> None:
    """Run ``os.chdir``."""
    target = plain(arguments.get(0, "path") or Literal(None))
    text = target.value if isinstance(target, Literal) else None
    own = anchors.parent(f"{anchors.ROOT}{ev.path}")
    if text in {anchors.HERE, "."}:
        return
    if text != own:
        ev.moved.append(ev.opaque(node, arguments.values()))
    state.put(ev.process, _SLOT, _joined(current(ev, state), text))


def _joined(before: str | None, text: object) -> Abstract:
    if not isinstance(text, str) or (text.startswith("/") and not text.startswith(anchors.ROOT)):
        return Opaque("", why="the working directory is not known")
    if text.startswith(anchors.ROOT):
        return Literal(anchors.anchored(text))
    if before is None:
        return Opaque("", why="the working directory is not known")
    return Literal(anchors.join(before, text) if before.startswith(anchors.ROOT) else _short(before, text))


def _short(before: str, text: str) -> str:
    found = posixpath.normpath(posixpath.join(before, text.replace("\\", "/")))
    return "" if found == "." else found


def current(ev: Evaluator, state: State) -> str | None:
    """Return where the program is: anchored, or counted from where it started; None where nobody can tell."""
    found = plain(state.get(ev.process, _SLOT))
    if isinstance(found, Missing):
        return ""
    return found.value if isinstance(found, Literal) and isinstance(found.value, str) else None


def find(ev: Evaluator, path: str, state: State) -> str | None:
    """Return the file of the tree that a path means here."""
    here = current(ev, state)
    if here and not path.startswith(("/", anchors.ROOT)):
        there = anchors.join(here, path)
        return _inside(ev, there)
    return anchors.find(ev.files, path, ev.home) or anchors.find(ev.files, path, ev.path)


def _inside(ev: Evaluator, path: str) -> str | None:
    if path.startswith(anchors.ROOT):
        plain_path = anchors.anchored(path).removeprefix(anchors.ROOT)
        return plain_path if ev.files.text(plain_path) is not None else None
    return ev.files.find(path, ev.home) or ev.files.find(path, ev.path)


def placed(ev: Evaluator, passed: Mapping[str, Passed], state: State) -> Mapping[str, Passed]:
    """Return the arguments of a v1 call with paths anchored that count from where the program has gone to."""
    here = current(ev, state)
    if not here:
        return passed
    folder = _text(passed.get(_FOLDER))
    found = dict(passed)
    for name, one in passed.items():
        text = _text(one)
        if not text or text.startswith("/") or (folder and name in _BELOW):
            continue
        path = _folder(ev, anchors.join(here, text)) if name == _FOLDER else None
        if name in _FILES:
            path = _inside(ev, anchors.join(here, text))
        if path is not None:
            place = one.value.place if isinstance(one.value, Literal) else None
            found[name] = replace(one, value=Literal(anchors.anchored(path), place))
    return found


def _text(passed: Passed | None) -> str:
    value = passed.value if passed is not None else None
    return value.value if isinstance(value, Literal) and isinstance(value.value, str) else ""


def _folder(ev: Evaluator, path: str) -> str | None:
    """Return the folder of the tree that a path means, from the program's own folder or from the root."""
    if path.startswith(anchors.ROOT):
        starts = [anchors.anchored(path).removeprefix(anchors.ROOT)]
    else:
        starts = [posixpath.join(posixpath.dirname(ev.home), path), path]
    shortest = (posixpath.normpath(one) for one in starts)
    return next((one for one in shortest if not one.startswith("..") and ev.files.folder(one)), None)
