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


def _json(text: str, path: str, wanted: Wanted) -> Node | Broken | None:
    try:
        plain = json.loads(text)
    except json.JSONDecodeError as error:
        return Broken(error.lineno, error.msg)
    except ValueError as error:
        return Broken(1, str(error))
    if not wanted(plain):
        return None
    # A tab may stand between the tokens of JSON, but not of YAML; inside a JSON text none can stand.
    found = _yaml(text.replace("\t", " "), path, json_scalars=True)
    return found if isinstance(found, Node) else _flat(plain, Place(path))


def _flat(plain: object, place: Place) -> Node:
    """Return a tree for what the YAML parser cannot place: all of it stands on the first line."""
    if isinstance(plain, dict):
        children = {str(key): _flat(value, place) for key, value in plain.items()}
        return Node(plain, place, children, dict.fromkeys(children, place))
    if isinstance(plain, list):
        return Node(plain, place, items=[_flat(item, place) for item in plain])
    return Node(plain, place)


def _yaml(text: str, path: str, *, json_scalars: bool = False) -> Node | Broken:
    import yaml

    loader = yaml.SafeLoader(text)
    try:
        root = loader.get_single_node()
        if root is None:
            return Node(None, Place(path))
        return _Builder(loader, path, json_scalars=json_scalars).node(root)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return Broken(mark.line + 1 if mark else 1, error.problem or error.context or "it is not YAML")
    except (yaml.YAMLError, ValueError) as error:
        return Broken(1, str(error).splitlines()[0])
    finally:
        loader.dispose()


class _Builder:
    """Makes our tree of the parser's nodes; a node that is referred to twice is made once."""

    def __init__(self, loader: yaml.SafeLoader, path: str, *, json_scalars: bool) -> None:
        self._loader = loader
        self._path = path
        self._json = json_scalars
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
        if not self._json:
            self._loader.flatten_mapping(found)
        children: dict[str, Node] = {}
        keys: dict[str, Place] = {}
        seen: set[str] = set()
        twice = []
        for key, value in found.value:
            name = str(self.node(key).plain)
            if (key, value) in written and name in seen:
                twice.append((name, self._place(key)))
            if (key, value) in written:
                seen.add(name)
            children[name], keys[name] = self.node(value), self._place(key)
        plain = {name: child.plain for name, child in children.items()}
        return Node(plain, self._place(found), children, keys, twice=tuple(twice))

    def _scalar(self, found: yaml.Node) -> object:
        import yaml

        if self._json:
            if isinstance(found, yaml.ScalarNode) and found.style is None:
                return json.loads(found.value)
            return str(found.value).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        try:
            return self._loader.construct_object(found)
        except yaml.YAMLError:
            return found.value

    def _place(self, found: yaml.Node) -> Place:
        start, end = found.start_mark, found.end_mark
        return Place(self._path, start.line + 1, start.column + 1, end.line + 1)
