"""Environment variables: asked for, set by the code itself, or written in a ``.env`` file of the tree.

A ``.env`` file is a default: whoever runs the code sets the variable to something else, so it is never certain.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace

from compat.mapping.secrecy import named_like_a_secret
from compat.value import Dependency, DependsOn, Place
from migrate.read.python import anchors, containers, whereabouts
from migrate.read.python.arguments import Arguments
from migrate.read.python.domain import Abstract, Bound, Literal, Missing, Opaque, plain
from migrate.read.python.evaluator import Evaluator
from migrate.read.python.state import State

_FILE = ".env"
_LARGEST = 100_000
_LINE = re.compile(r"\s*(?:export\s+)?([A-Za-z_][\w.]*)\s*=\s*(.*)")


def read(
    ev: Evaluator, node: ast.AST, key: Abstract | None, default: Abstract | None, state: State
) -> Abstract:
    """Return an environment variable; ``default`` is what the code takes where it is not set."""
    if not isinstance(key, Literal) or not isinstance(key.value, str):
        return ev.opaque(node, [one for one in (key, default) if one is not None])
    name = key.value
    here = plain(state.get(ev.process, _slot(name)))
    if not isinstance(here, Missing) and not (isinstance(here, Opaque) and here.key == _slot(name)):
        return here
    if isinstance(here, Opaque) and not (ev.given is not None and name in ev.given.variables):
        # It comes from a file of variables, which fills only what nobody sets.
        return replace(here, source=ev.source(node), place=ev.place(node))
    if ev.given is not None and name in ev.given.variables:
        return ev.given.variables[name]
    found = default if isinstance(default, Literal) else None
    key_ = ("environment", name, found)
    return asked(name, ev.source(node), ev.place(node), found, key_)


def asked(name: str, source: str, place: Place | None, default: Literal | None, key: object = None) -> Opaque:
    """Return a variable that whoever runs the code sets."""
    stable = key if isinstance(key, tuple) else None
    return Opaque(source, place, (Dependency(DependsOn.ENVIRONMENT, name),), default, stable)


def write(ev: Evaluator, key: Abstract, value: Abstract, state: State) -> None:
    """Run ``os.environ[key] = value``."""
    if isinstance(key, Literal) and isinstance(key.value, str):
        state.put(ev.process, _slot(key.value), value)


def set_default(ev: Evaluator, node: ast.Call, arguments: Arguments, state: State) -> Abstract:
    """Run ``os.environ.setdefault(key, value)``."""
    key, value = arguments.get(0, "key"), arguments.get(1, "value")
    found = read(ev, node, key, value, state)
    if key is not None:
        write(ev, key, found, state)
    return found


def _slot(name: str) -> tuple[str, str]:
    return ("variable", name)


def load_file(ev: Evaluator, node: ast.Call, arguments: Arguments, state: State) -> Abstract:
    """Run ``load_dotenv()``: what the file says holds where the variable is not set."""
    path = _path(ev, arguments, state)
    for name, value in _entries(ev, path) if path is not None else ():
        if isinstance(state.get(ev.process, _slot(name)), Missing):
            state.put(ev.process, _slot(name), asked(name, name, None, value, _slot(name)))
    return Literal(path is not None, ev.place(node))


def values_of_file(ev: Evaluator, node: ast.Call, arguments: Arguments, state: State) -> Abstract:
    """Run ``dotenv_values()``: a dict of what the file says, which is another file where the code runs."""
    path = _path(ev, arguments, state)
    if path is None:
        return ev.opaque(node, arguments.values(), why="the file of variables is not in the scanned tree")
    entries = {name: Bound(_of_file(name, value, path), value.place) for name, value in _entries(ev, path)}
    return containers.new_dict(ev, node, entries, state)


def defaults(ev: Evaluator, path: str, state: State) -> dict[str, Literal]:
    """Return what a file of variables says, by name in capitals, for what reads it by itself."""
    found = whereabouts.find(ev, path, state)
    return {name.upper(): value for name, value in (_entries(ev, found) if found else ())}


def _of_file(name: str, value: Literal, path: str) -> Opaque:
    depends = (Dependency(DependsOn.FILE, path),)
    default = None if named_like_a_secret(name) else value
    return Opaque(f"{name} of {path}", value.place, depends, default, ("file", path, name))


def file_path(ev: Evaluator, node: ast.Call, _arguments: Arguments, _state: State) -> Abstract:
    """Run ``find_dotenv()``."""
    found = ev.files.find(_FILE, ev.path)
    return ev.opaque(node) if found is None else Literal(anchors.anchored(found), ev.place(node))


def _path(ev: Evaluator, arguments: Arguments, state: State) -> str | None:
    given = arguments.get(0, "dotenv_path")
    if given is None or (isinstance(given, Literal) and given.value is None):
        return ev.files.find(_FILE, ev.path)
    if isinstance(given, Literal) and isinstance(given.value, str):
        return whereabouts.find(ev, given.value, state)
    return None


def _entries(ev: Evaluator, path: str) -> Iterator[tuple[str, Literal]]:
    """Yield the variables of a file; what is put together from others, or is a secret by its name, is left out."""
    text = ev.files.text(path) or ""
    for number, line in enumerate(text.splitlines(), 1) if len(text) < _LARGEST else ():
        found = _LINE.match(line)
        if found is None or "$" in found[2] or named_like_a_secret(found[1]):
            continue
        yield found[1], Literal(_unquoted(found[2]), Place(path, number))


def _unquoted(text: str) -> str:
    text = text.strip()
    for quote in "\"'":
        if text.startswith(quote) and quote in text[1:]:
            return text[1 : text.index(quote, 1)]
    return re.split(r"\s+#", text, maxsplit=1)[0].strip()
