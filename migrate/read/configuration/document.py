"""A JSON or YAML file as a tree in which every value knows its line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from compat.value import Place

if TYPE_CHECKING:
    import yaml


@dataclass(frozen=True)
class Node:
    """One value of a file: ``plain`` as the program would get it, its place, and what stands below it.

    ``children`` are the values under the keys of a mapping (of a key written twice the last, as parsers take
    it), ``keys`` where the keys stand, ``twice`` the keys that are written more than once.
    """

    plain: object
    place: Place
    children: Mapping[str, Node] = field(default_factory=dict)
    keys: Mapping[str, Place] = field(default_factory=dict)
    items: Sequence[Node] = ()
    twice: tuple[tuple[str, Place], ...] = ()

    @property
    def is_mapping(self) -> bool:
        """Tell whether keys can stand below."""
        return isinstance(self.plain, dict)

    def duplicates(self, path: str = "") -> Iterator[tuple[str, Place]]:
        """Yield the path and place of every key that is written again, at any depth of mappings."""
        for key, place in self.twice:
            yield f"{path}{key}", place
        for key, child in self.children.items():
            yield from child.duplicates(f"{path}{key}.")


@dataclass(frozen=True)
class Broken:
    """A file that does not parse: the line, and the parser's reason in a few words."""

    line: int
    why: str


Wanted = Callable[[object], bool]


def parse(text: str, path: str, wanted: Wanted = bool) -> Node | Broken | None:
    """Return the tree of one document; JSON by the file's ending, YAML otherwise.

    None for a document that is not ``wanted``, judged by its plain value. Several YAML documents in one file
    are refused, as v1's own parser refuses them.
    """
    text = text.removeprefix("\ufeff")
    try:
        if path.lower().endswith(".json"):
            return _json(text, path, wanted)
        found = _yaml(text, path)
        return found if isinstance(found, Broken) or wanted(found.plain) else None
    except RecursionError:
        return Broken(1, "it is nested too deep")


class _Pairs(list[tuple[str, object]]):
    """A JSON object as it is written: also a key that comes twice comes twice."""


def _json(text: str, path: str, wanted: Wanted) -> Node | Broken | None:
    try:
        pairs = json.loads(text, object_pairs_hook=_Pairs)
    except json.JSONDecodeError as error:
        return Broken(error.lineno, error.msg)
    except ValueError as error:
        return Broken(1, str(error))
    if not wanted(_merged(pairs)):
        return None
    return _placed(pairs, _marks(text), path)


def _merged(value: object) -> object:
    if isinstance(value, _Pairs):
        return {key: _merged(item) for key, item in value}
    return [_merged(item) for item in value] if isinstance(value, list) else value


def _marks(text: str) -> yaml.Node | None:
    """Return the YAML parser's tree of a JSON text, for its positions; None where it cannot read it.

    A tab may stand between the tokens of JSON, but not of YAML; inside a JSON text none can stand.
    """
    import yaml

    try:
        return yaml.compose(text.replace("\t", " "), yaml.SafeLoader)
    except (yaml.YAMLError, ValueError):
        return None


def _placed(value: object, mark: yaml.Node | None, path: str) -> Node:
    """Return a tree of JSON values, each with its place as far as it is known."""
    here = _place(mark, path)
    below = mark.value if mark is not None and isinstance(mark.value, list) else []
    if isinstance(value, _Pairs):
        marks = below if len(below) == len(value) else [(None, None)] * len(value)
        made = [
            (key, _place(at, path, here), _placed(item, node, path))
            for (key, item), (at, node) in zip(value, marks, strict=True)
        ]
        return _mapping(made, here)
    if isinstance(value, list):
        nodes = below if len(below) == len(value) else [None] * len(value)
        items = [_placed(item, node, path) for item, node in zip(value, nodes, strict=True)]
        return Node([item.plain for item in items], here, items=items)
    return Node(value, here)


def _mapping(entries: Sequence[tuple[str, Place, Node]], place: Place) -> Node:
    children: dict[str, Node] = {}
    keys: dict[str, Place] = {}
    twice = []
    for key, at, node in entries:
        if key in children:
            twice.append((key, at))
        children[key], keys[key] = node, at
    plain = {key: child.plain for key, child in children.items()}
    return Node(plain, place, children, keys, twice=tuple(twice))


def _place(mark: yaml.Node | None, path: str, otherwise: Place | None = None) -> Place:
    if mark is None:
        return otherwise or Place(path)
    start, end = mark.start_mark, mark.end_mark
    return Place(path, start.line + 1, start.column + 1, end.line + 1)


def _yaml(text: str, path: str) -> Node | Broken:
    import yaml

    try:
        loader = yaml.SafeLoader(text)
    except yaml.YAMLError as error:
        return Broken(1, str(error).splitlines()[0])
    try:
        root = loader.get_single_node()
        if root is None:
            return Node(None, Place(path))
        return _Builder(loader, path).node(root)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return Broken(mark.line + 1 if mark else 1, error.problem or error.context or "it is not YAML")
    except (yaml.YAMLError, ValueError) as error:
        return Broken(1, str(error).splitlines()[0])
    finally:
        loader.dispose()


class _Builder:
    """Makes our tree of the parser's nodes; a node that is referred to twice is made once."""

    def __init__(self, loader: yaml.SafeLoader, path: str) -> None:
        self._loader = loader
        self._path = path
        self._made: dict[int, Node] = {}
        self._open: set[int] = set()

    def node(self, found: yaml.Node) -> Node:
        import yaml

        if id(found) in self._open:
            return Node(None, self._place(found))
        if id(found) not in self._made:
            self._open.add(id(found))
            if isinstance(found, yaml.MappingNode):
                made = self._mapping(found)
            elif isinstance(found, yaml.SequenceNode):
                items = [self.node(item) for item in found.value]
                made = Node([item.plain for item in items], self._place(found), items=items)
            else:
                made = Node(self._scalar(found), self._place(found))
            self._open.discard(id(found))
            self._made[id(found)] = made
        return self._made[id(found)]

    def _mapping(self, found: yaml.MappingNode) -> Node:
        written = list(found.value)
        self._loader.flatten_mapping(found)
        entries = [(str(self.node(key).plain), self._place(key), self.node(value)) for key, value in written]
        own = _mapping([entry for entry in entries if entry[0] != "<<"], self._place(found))
        merged = {}
        keys = {}
        for key, value in found.value:
            name = str(self.node(key).plain)
            merged[name], keys[name] = self.node(value), self._place(key)
        plain = {name: child.plain for name, child in merged.items()}
        return Node(plain, own.place, merged, keys, twice=own.twice)

    def _scalar(self, found: yaml.Node) -> object:
        import yaml

        try:
            return self._loader.construct_object(found)
        except (yaml.YAMLError, ValueError):
            return found.value

    def _place(self, found: yaml.Node) -> Place:
        return _place(found, self._path)
