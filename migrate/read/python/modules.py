"""Modules of the scanned tree: found as Python would find them, run once where they are imported.

A module runs in the state of the program that imports it, so what it changes is changed, and what the program sets
on it is set. The work is bounded: modules, their size, how deep they import each other, and their steps.
"""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Iterator
from functools import lru_cache

from migrate.finding import Finding
from migrate.read.python import anchors
from migrate.read.python.domain import (
    ITEMS,
    LOADED,
    MISSING,
    Abstract,
    Items,
    Literal,
    Missing,
    Module,
    Opaque,
    Ref,
    plain,
    without,
)
from migrate.read.python.evaluator import BoundReached, Evaluator, Frame
from migrate.read.python.layout import Layout
from migrate.read.python.outsiders import is_outside
from migrate.read.python.parsing import parse
from migrate.read.python.state import State

MOST = 60
DEEPEST = 12
LARGEST = 300_000
_SOURCES = ("src", "code")
"""Folders that projects put on the search path: ``pip install -e .`` and pipelines do so outside of the code."""


_PACKAGE = "__init__.py"


def imported(ev: Evaluator, name: str, level: int, state: State) -> Module | None:
    """Return a module of the tree with those it lies in, run if it was not yet; None where the tree has none."""
    parts = [one for one in name.split(".") if one]
    folder = _root(ev, parts, level)
    if folder is None:
        return None
    found = None
    for number in range(1, len(parts) + 1):
        inner = _module(ev, folder, parts[:number], state)
        if found is not None:
            state.put(found.scope.id, parts[number - 1], inner)
        found = inner
    return found if parts else _module(ev, folder, [], state)


def member(ev: Evaluator, module: Module, name: str, state: State) -> Abstract | None:
    """Return what ``from module import name`` binds, a module below it among them; None where there is no such."""
    found = plain(without(state.get(module.scope.id, name)))
    if not isinstance(found, Missing):
        return found
    below = posixpath.dirname(module.path) if posixpath.basename(module.path) == _PACKAGE else module.path
    if below.endswith(".py") or _file(ev, below, [name]) is None:
        return None
    inner = _module(ev, below, [name], state)
    state.put(module.scope.id, name, inner)
    return inner


def attribute(ev: Evaluator, node: ast.AST, module: Module, name: str, state: State) -> Abstract:
    """Return ``module.name``."""
    found = plain(without(state.get(module.scope.id, name)))
    return unset(ev, node, module, name) if isinstance(found, Missing) else found


def unset(ev: Evaluator, node: ast.AST, module: Module, name: str) -> Opaque:
    """Return what a name is that a module of the tree does not set, as far as it was followed."""
    why = ev.unread.get(module.path) or f"{module.path} does not set {name}"
    return ev.opaque(node, why=why, settle=f"give the value in this file, or look at {module.path}")


def public(module: Module, state: State) -> Iterator[tuple[str, Abstract]]:
    """Yield what ``from module import *`` binds."""
    slots = state.slots(module.scope.id)
    listed = plain(slots.get("__all__", MISSING))
    items = plain(state.get(listed.id, ITEMS)) if isinstance(listed, Ref) else MISSING
    known = isinstance(items, Items) and not items.gap
    chosen = (
        {one.value for one in items.values if isinstance(one, Literal)} if isinstance(items, Items) else set()
    )
    for name, value in slots.items():
        if isinstance(name, str) and (name in chosen if known else not name.startswith("_")):
            yield name, plain(value)


def _root(ev: Evaluator, parts: list[str], level: int) -> str | None:
    """Return the folder from which a dotted name counts, or None where the tree has no such module."""
    if level:
        folder = posixpath.dirname(ev.path)
        for _ in range(level - 1):
            if not folder:
                return None
            folder = posixpath.dirname(folder)
        return folder if not parts or _file(ev, folder, parts) is not None else None
    if not parts or is_outside(parts):
        return None
    ends = ["/".join([*parts, _PACKAGE]), f"{'/'.join(parts)}.py"]
    found = [path[: -len(end)].rstrip("/") for end in ends for path in _places(ev, end)]
    return max(found, key=len, default=None)


def _places(ev: Evaluator, end: str) -> Iterator[str]:
    """Yield where the file of a module is: beside the program, beside who imports it, or on the search path."""
    for folder in ev.searched:
        path = posixpath.normpath(posixpath.join(folder, end))
        if ev.files.text(path) is not None:
            yield path
            return
    for beside in dict.fromkeys((ev.home, ev.path)):
        for start in ("", *_SOURCES):
            found = ev.files.find(posixpath.join(start, end), beside)
            if found is not None:
                yield found
                return


def _file(ev: Evaluator, folder: str, parts: list[str]) -> str | None:
    """Return the file of a module below a folder; a package wins over a module of the same name."""
    stem = posixpath.join(folder, *parts)
    for path in (posixpath.join(stem, _PACKAGE), f"{stem}.py" if parts else ""):
        if path and ev.files.find(posixpath.basename(path), path) == path:
            return path
    return None


def _module(ev: Evaluator, folder: str, parts: list[str], state: State) -> Module:
    path = _file(ev, folder, parts)
    key = path or posixpath.join(folder, *parts)
    module = ev.modules.get(key)
    if module is None:
        layout = Layout(key, (ev.files.text(path) or "") if path else "")
        module = ev.modules[key] = Module(".".join(parts), key, ev.scope(None, layout))
    if path and key not in ev.unread and isinstance(state.get(module.scope.id, LOADED), Missing):
        _load(ev, module, state)
    return module


def _load(ev: Evaluator, module: Module, state: State) -> None:
    """Run a module; what it takes too long for is left out whole, for half of it could be wrong."""
    text = ev.files.text(module.path) or ""
    why = _refusal(ev, module, text)
    tree = None if why else _parsed(text, module.path)
    if tree is None:
        ev.unread[module.path] = why or f"{module.path} is not valid Python"
        return
    inner = state.fork()
    inner.put(module.scope.id, LOADED, Literal(True))
    ev.frames.append(Frame(module.scope, inner))
    ev.importing.append(module.path)
    try:
        if len(ev.importing) > 1:
            ev.run(tree.body, inner)
        else:
            with ev.apart():
                ev.run(tree.body, inner)
    except BoundReached:
        ev.unread[module.path] = f"{module.path} takes too many steps to follow"
        if len(ev.importing) > 1:
            raise
        return
    finally:
        ev.importing.pop()
        ev.frames.pop()
    state.merge([inner.outcome(state)], ev.born())


def _refusal(ev: Evaluator, module: Module, text: str) -> str:
    if module.path == ev.home:
        return f"{module.path} is the program itself"
    if len(text) > LARGEST:
        return f"{module.path} is too large to follow"
    if len(ev.modules) > MOST:
        return f"{module.path} is one of more than {MOST} imported modules"
    return f"{module.path} is imported too deeply" if len(ev.importing) > DEEPEST else ""


def trees(ev: Evaluator) -> Iterator[ast.Module]:
    """Yield the trees of the modules that were followed."""
    for path, module in ev.modules.items():
        tree = _parsed(ev.files.text(path) or "", path) if module.path not in ev.unread else None
        if tree is not None:
            yield tree


@lru_cache(maxsize=32)
def _parsed(text: str, path: str) -> ast.Module | None:
    found = parse(text, path)
    return None if isinstance(found, Finding) else found


def search(ev: Evaluator, value: Abstract, *, first: bool) -> None:
    """Take a folder into the search path: ``sys.path.append("../lib")``."""
    if not isinstance(value, Literal) or not isinstance(value.value, str) or ev.importing:
        return
    text = value.value
    if text.startswith(anchors.ROOT):
        folder = anchors.anchored(text).removeprefix(anchors.ROOT)
    else:
        folder = posixpath.normpath(posixpath.join(posixpath.dirname(ev.home), text.replace("\\", "/")))
    if not folder.startswith(("..", "/")):
        ev.searched.insert(0 if first else len(ev.searched), "" if folder == "." else folder)
