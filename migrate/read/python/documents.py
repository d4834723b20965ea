"""Files the scanned code loads by a path it knows: their text, JSON and YAML, taken from the scanned tree."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from compat.value import Dependency, DependsOn, Place
from migrate.read.python import containers
from migrate.read.python.domain import Abstract, Bound, Literal, Opaque, Ref, plain
from migrate.read.python.evaluator import BoundReached, Evaluator
from migrate.read.python.state import State

if TYPE_CHECKING:
    pass

_DEEPEST = 30
_LARGEST = 1_000_000


def opened(ev: Evaluator, node: ast.AST, path: Abstract | None, state: State) -> Ref:
    """Return an open file."""
    ref = ev.new("file", node)
    state.put(ref.id, "path", path if path is not None else ev.opaque(node))
    return ref


def text(ev: Evaluator, node: ast.AST, path: Abstract) -> Abstract:
    """Return the text of a file of the tree, or why it is not known."""
    path = plain(path)
    if not isinstance(path, Literal) or not isinstance(path.value, str):
        depends = path.depends if isinstance(path, Opaque) else ()
        why = path.why if isinstance(path, Opaque) and not path.depends else ""
        source = ev.source(node)
        name = path.source if isinstance(path, Opaque) else source
        waits = (*depends, Dependency(DependsOn.FILE, name))
        return Opaque(source, ev.place(node), waits, why=why)
    found = ev.files.find(path.value, ev.layout.path)
    content = ev.files.text(found) if found is not None else None
    if found is None or content is None:
        why = f"the file {path.value} is not in the scanned tree"
        return Opaque(ev.source(node), ev.place(node), why=why, settle=f"scan it together with {path.value}")
    if len(content) > _LARGEST:
        return Opaque(ev.source(node), ev.place(node), why=f"the file {path.value} is too large")
    return Literal(content, Place(found))


def content(ev: Evaluator, node: ast.AST, value: Abstract, state: State) -> Abstract:
    """Return the text behind what a loader is given: an open file, or text already."""
    value = plain(value)
    if isinstance(value, Ref) and value.kind == "file":
        return text(ev, node, state.get(value.id, "path"))
    return value


def load_json(ev: Evaluator, node: ast.AST, value: Abstract, state: State) -> Abstract:
    """Return what ``json.load`` or ``json.loads`` makes of a value."""
    return _load(ev, node, content(ev, node, value, state), state, yaml_only=False)


def load_yaml(ev: Evaluator, node: ast.AST, value: Abstract, state: State) -> Abstract:
    """Return what ``yaml.safe_load`` makes of a value."""
    return _load(ev, node, content(ev, node, value, state), state, yaml_only=True)


def _load(ev: Evaluator, node: ast.AST, found: Abstract, state: State, *, yaml_only: bool) -> Abstract:
    if not isinstance(found, Literal) or not isinstance(found.value, str):
        known = isinstance(found, Opaque)
        depends = found.depends if isinstance(found, Opaque) else ()
        why = found.why if isinstance(found, Opaque) else ""
        settle = found.settle if isinstance(found, Opaque) else ""
        key = ("file", found.key) if isinstance(found, Opaque) and found.key is not None and known else None
        return Opaque(ev.source(node), ev.place(node), depends, key=key, why=why, settle=settle)
    try:
        return _Nodes(ev, found.place, state).document(found.value)
    except BoundReached:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a broken file makes the parser raise
        if not yaml_only:
            return _plain_json(ev, node, found, state)
        return _broken(ev, node, found, error)


def _plain_json(ev: Evaluator, node: ast.AST, found: Literal, state: State) -> Abstract:
    try:
        return _value(ev, json.loads(str(found.value)), found.place, state, 0)
    except (ValueError, RecursionError) as error:
        return _broken(ev, node, found, error)


def _broken(ev: Evaluator, node: ast.AST, found: Literal, error: Exception) -> Opaque:
    path = found.place.path if found.place else "the file"
    why = f"{path} could not be read ({type(error).__name__})"
    return Opaque(ev.source(node), ev.place(node), why=why, settle=f"mend {path}")


def _value(ev: Evaluator, one: object, place: Place | None, state: State, depth: int) -> Abstract:
    if depth > _DEEPEST:
        return Opaque("", place, why="it is nested too deeply")
    if isinstance(one, Mapping):
        entries = {
            key: Bound(_value(ev, inner, place, state, depth + 1), place) for key, inner in one.items()
        }
        return containers.new_dict(ev, None, entries, state)
    if isinstance(one, list):
        return containers.new_list(
            ev, None, [_value(ev, inner, place, state, depth + 1) for inner in one], state
        )
    if one is None or isinstance(one, str | int | float | bool):
        return Literal(one, place)
    return Opaque(str(one), place, why="it is not a plain value")


class _Nodes:
    """A YAML (or JSON) document with the line of every value."""

    def __init__(self, ev: Evaluator, place: Place | None, state: State) -> None:
        import yaml

        self._yaml = yaml
        self._ev = ev
        self._path = place.path if place else ""
        self._state = state

    def document(self, source: str) -> Abstract:
        """Parse one document."""
        loader = self._yaml.SafeLoader(source)
        try:
            node = loader.get_single_node()
            return Literal(None) if node is None else self._node(loader, node, 0)
        finally:
            loader.dispose()

    def _place(self, node: object) -> Place:
        mark = getattr(node, "start_mark", None)
        return Place(self._path, mark.line + 1, mark.column + 1) if mark else Place(self._path)

    def _node(self, loader: object, node: object, depth: int) -> Abstract:
        self._ev.step()
        place = self._place(node)
        if depth > _DEEPEST:
            return Opaque("", place, why="it is nested too deeply")
        if isinstance(node, self._yaml.MappingNode) and isinstance(loader, self._yaml.SafeLoader):
            loader.flatten_mapping(node)
            entries: dict[object, Abstract] = {}
            for key, value in node.value:
                name = self._scalar(loader, key)
                entries[name] = Bound(self._node(loader, value, depth + 1), self._place(key))
            return containers.new_dict(self._ev, None, entries, self._state)
        if isinstance(node, self._yaml.SequenceNode):
            values = [self._node(loader, one, depth + 1) for one in node.value]
            return containers.new_list(self._ev, None, values, self._state)
        found = self._scalar(loader, node)
        if found is None or isinstance(found, str | int | float | bool):
            return Literal(found, place)
        return Opaque(str(found), place, why="it is not a plain value")

    def _scalar(self, loader: object, node: object) -> object:
        if not isinstance(node, self._yaml.ScalarNode) or not isinstance(loader, self._yaml.SafeLoader):
            raise TypeError("a key that is not a plain value")
        found: object = loader.construct_object(node)
        return found
