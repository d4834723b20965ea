"""Files the scanned code loads by a path it knows: their text, JSON and YAML, taken from the scanned tree."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from compat.value import Dependency, DependsOn, Place
from migrate.read.python import containers, whereabouts
from migrate.read.python.domain import Abstract, Bound, Literal, Opaque, Ref, plain
from migrate.read.python.evaluator import Evaluator
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


def text(ev: Evaluator, node: ast.AST, path: Abstract, state: State) -> Abstract:
    """Return the text of a file of the tree, or why it is not known."""
    path = plain(path)
    if not isinstance(path, Literal) or not isinstance(path.value, str):
        depends = path.depends if isinstance(path, Opaque) else ()
        why = path.why if isinstance(path, Opaque) and not path.depends else ""
        source = ev.source(node)
        name = path.source if isinstance(path, Opaque) else source
        waits = (*depends, Dependency(DependsOn.FILE, name))
        return Opaque(source, ev.place(node), waits, why=why)
    found = whereabouts.find(ev, path.value, state)
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
        return text(ev, node, state.get(value.id, "path"), state)
    return value


def load_json(ev: Evaluator, node: ast.AST, value: Abstract, state: State) -> Abstract:
    """Return what ``json.load`` or ``json.loads`` makes of a value."""
    return loaded(ev, node, content(ev, node, value, state), state, json.loads)


def load_yaml(ev: Evaluator, node: ast.AST, value: Abstract, state: State) -> Abstract:
    """Return what ``yaml.safe_load`` makes of a value."""
    import yaml

    return loaded(ev, node, content(ev, node, value, state), state, yaml.safe_load)


def loaded(
    ev: Evaluator, node: ast.AST, found: Abstract, state: State, parse: Callable[[str], object]
) -> Abstract:
    """Return what a parser makes of a text, as abstract values with their lines where they are known."""
    if not isinstance(found, Literal) or not isinstance(found.value, str):
        return _unread(ev, node, found)
    try:
        parsed = parse(found.value)
    except Exception as error:  # noqa: BLE001 - whatever a broken file makes the parser raise
        path = found.place.path if found.place else "the file"
        why = f"{path} could not be read ({type(error).__name__})"
        return Opaque(ev.source(node), ev.place(node), why=why, settle=f"mend {path}")
    path = found.place.path if found.place else ev.path
    return _Document(ev, path, state).value(parsed, _marked(found.value), Place(path), 0)


def _unread(ev: Evaluator, node: ast.AST, found: Abstract) -> Opaque:
    if not isinstance(found, Opaque):
        return ev.opaque(node)
    key = ("file", found.key) if found.key is not None else None
    return Opaque(ev.source(node), ev.place(node), found.depends, key=key, why=found.why, settle=found.settle)


def _marked(source: str) -> object | None:
    """Return the nodes of a document with their lines; JSON is YAML as far as that goes."""
    import yaml

    try:
        return yaml.compose(source, yaml.SafeLoader)
    except Exception:  # noqa: BLE001 - JSON that is no YAML (tabs): the values are known, their lines are not
        return None


class _Document:
    """Plain values of a document as abstract values, each with the line it stands on."""

    def __init__(self, ev: Evaluator, path: str, state: State) -> None:
        self._ev = ev
        self._path = path
        self._state = state

    def value(self, one: object, node: object, above: Place, depth: int) -> Abstract:
        """Return the abstract value of a plain one; ``node`` is its place in the document, if known."""
        self._ev.step()
        place = self._place(node, above)
        if depth > _DEEPEST:
            return Opaque("", place, why="it is nested too deeply")
        if isinstance(one, Mapping):
            return self._mapping(one, node, place, depth)
        if isinstance(one, list):
            nodes = list(getattr(node, "value", ()))
            nodes += [None] * (len(one) - len(nodes))
            values = [self.value(item, at, place, depth + 1) for item, at in zip(one, nodes, strict=False)]
            return containers.new_list(self._ev, None, values, self._state)
        if one is None or isinstance(one, str | int | float | bool):
            return Literal(one, place)
        return Opaque(str(one), place, why="it is not a plain value")

    def _mapping(self, one: Mapping[object, object], node: object, place: Place, depth: int) -> Abstract:
        pairs = getattr(node, "value", ())
        nodes = {getattr(pair[0], "value", None): pair for pair in pairs if isinstance(pair, tuple)}
        entries: dict[object, Abstract] = {}
        for key, inner in one.items():
            key_node, value_node = nodes.get(key, (None, None))
            found = self.value(inner, value_node, place, depth + 1)
            entries[key] = Bound(found, self._place(key_node, place))
        return containers.new_dict(self._ev, None, entries, self._state)

    def _place(self, node: object, above: Place) -> Place:
        mark = getattr(node, "start_mark", None)
        return above if mark is None else Place(self._path, mark.line + 1, mark.column + 1)
