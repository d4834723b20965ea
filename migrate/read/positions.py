"""YAML text to plain documents, with the line of every value.

Values are resolved as PyYAML's safe loader does, which Azure's own loader uses: ``yes`` is true, ``1.10``
is a number, of two equal keys the last one counts. Anchors and merge keys are followed within bounds.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import yaml

DocumentPath = tuple[Hashable, ...]

LARGEST_TEXT = 500_000
"""Characters. A v2 document is a few kilobytes; PyYAML needs seconds for half a megabyte."""
LARGEST_DOCUMENT = 100_000
"""Keys and values, counted with every repetition that anchors make."""
DEEPEST = 100
"""Levels of nesting."""

_MERGE = "tag:yaml.org,2002:merge"


class NotYamlError(Exception):
    """The text is not YAML this can read; the message is one sentence, ``line`` counts from 1."""

    def __init__(self, sentence: str, line: int = 1) -> None:
        super().__init__(sentence)
        self.line = line


@dataclass(frozen=True)
class Spot:
    """A position in the text; both count from 1."""

    line: int
    column: int


@dataclass(frozen=True)
class PositionedDocument:
    """One document of a YAML text.

    ``data`` are plain values. ``spots`` has the place of every path: of the key in a mapping, of the item in
    a list. ``plain`` is the text of scalars without quotes. ``repeated`` are the keys written more than once,
    with the place of each repetition.
    """

    data: object
    spots: Mapping[DocumentPath, Spot]
    plain: Mapping[DocumentPath, str] = field(default_factory=dict)
    repeated: tuple[tuple[DocumentPath, Spot], ...] = ()

    def spot(self, path: DocumentPath) -> Spot:
        """Return the place of a path; for a path that is not there, of the nearest one above it."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.spots:
                return self.spots[path[:length]]
        return Spot(1, 1)


def read_documents(text: str) -> list[PositionedDocument]:
    """Return the documents of a YAML text; an empty list where there are none.

    Raises ``NotYamlError`` for text that is no YAML, needs Python objects, is too large or too deep, or refers to
    itself.
    """
    import yaml

    if len(text) > LARGEST_TEXT:
        raise NotYamlError(f"The text has {len(text)} characters; more than {LARGEST_TEXT} are not read.")
    try:
        loader = yaml.SafeLoader(text)
        try:
            return [_Walk(loader).document(node) for node in _nodes(loader)]
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        raise _sentence(error) from error
    except RecursionError as error:
        raise NotYamlError(f"The text is nested more than {DEEPEST} levels deep.") from error


def _nodes(loader: yaml.SafeLoader) -> list[yaml.Node]:
    nodes: list[yaml.Node] = []
    while loader.check_node():
        node = loader.get_node()
        if node is not None:
            nodes.append(node)
    return nodes


def _sentence(error: yaml.YAMLError) -> NotYamlError:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    if "duplicate anchor" in str(getattr(error, "context", "")):
        problem = "an anchor is defined twice"
    first = " ".join(str(problem).split())
    return NotYamlError(f"This is not YAML: {first}.", mark.line + 1 if mark is not None else 1)


def _spot(node: yaml.Node) -> Spot:
    return Spot(node.start_mark.line + 1, node.start_mark.column + 1)


class _Walk:
    """One pass over a document's nodes, counting as it goes."""

    def __init__(self, loader: yaml.SafeLoader) -> None:
        self._loader = loader
        self._count = 0
        self._open: set[int] = set()
        self._spots: dict[DocumentPath, Spot] = {}
        self._plain: dict[DocumentPath, str] = {}
        self._repeated: list[tuple[DocumentPath, Spot]] = []

    def document(self, node: yaml.Node) -> PositionedDocument:
        self._spots[()] = _spot(node)
        data = self._value(node, ())
        return PositionedDocument(data, self._spots, self._plain, tuple(self._repeated))

    def _value(self, node: yaml.Node, path: DocumentPath) -> object:
        import yaml

        self._bound(node)
        if isinstance(node, yaml.ScalarNode):
            if node.style is None:
                self._plain[path] = node.value
            return self._scalar(node)
        with _Opened(self._open, node):
            if isinstance(node, yaml.SequenceNode) and node.tag.endswith(":seq"):
                return [self._item(item, (*path, number)) for number, item in enumerate(node.value)]
            if isinstance(node, yaml.MappingNode) and node.tag.endswith(":map"):
                return self._mapping(node, path)
        raise NotYamlError(f"The tag {node.tag} is not for plain YAML.", _spot(node).line)

    def _bound(self, node: yaml.Node) -> None:
        self._count += 1
        if self._count > LARGEST_DOCUMENT:
            sentence = f"The document has more than {LARGEST_DOCUMENT} keys and values, anchors followed."
            raise NotYamlError(sentence, _spot(node).line)
        if len(self._open) > DEEPEST:
            raise NotYamlError(f"The document is nested more than {DEEPEST} levels deep.", _spot(node).line)

    def _scalar(self, node: yaml.ScalarNode) -> object:
        try:
            value: object = self._loader.construct_object(node, deep=True)
        except (ValueError, OverflowError) as error:
            raise NotYamlError(f"{node.value} cannot be read: {error}.", _spot(node).line) from error
        return value

    def _item(self, node: yaml.Node, path: DocumentPath) -> object:
        self._spots[path] = _spot(node)
        return self._value(node, path)

    def _mapping(self, node: yaml.MappingNode, path: DocumentPath) -> dict[Hashable, object]:
        data: dict[Hashable, object] = {}
        for key, (place, value) in self._entries(node, path).items():
            self._spots[(*path, key)] = place
            data[key] = self._value(value, (*path, key))
        return data

    def _entries(self, node: yaml.MappingNode, path: DocumentPath) -> dict[Hashable, tuple[Spot, yaml.Node]]:
        """Return the entries of a mapping; its own keys win over merged ones, the first merged over later."""
        own: dict[Hashable, tuple[Spot, yaml.Node]] = {}
        merged: dict[Hashable, tuple[Spot, yaml.Node]] = {}
        for key_node, value in node.value:
            self._bound(key_node)
            if key_node.tag == _MERGE:
                for source in self._sources(value):
                    for key, entry in self._merged(source).items():
                        merged.setdefault(key, entry)
                continue
            key = self._key(key_node)
            if key in own:
                self._repeated.append(((*path, key), _spot(key_node)))
            own[key] = (_spot(key_node), value)
        return {**merged, **own}

    def _merged(self, node: yaml.MappingNode) -> dict[Hashable, tuple[Spot, yaml.Node]]:
        with _Opened(self._open, node):
            said = len(self._repeated)
            entries = self._entries(node, ())
            del self._repeated[said:]
            return entries

    def _sources(self, node: yaml.Node) -> list[yaml.MappingNode]:
        import yaml

        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        for one in nodes:
            if not isinstance(one, yaml.MappingNode):
                raise NotYamlError("A merge key << takes mappings only.", _spot(node).line)
        return list(nodes)

    def _key(self, node: yaml.Node) -> Hashable:
        import yaml

        if not isinstance(node, yaml.ScalarNode):
            raise NotYamlError("A key of a mapping must be plain text.", _spot(node).line)
        key = self._scalar(node)
        if not isinstance(key, Hashable):
            raise NotYamlError("A key of a mapping must be plain text.", _spot(node).line)
        return key


class _Opened:
    """Marks a node as being walked, so that a node inside itself is found."""

    def __init__(self, nodes: set[int], node: yaml.Node) -> None:
        if id(node) in nodes:
            raise NotYamlError("An anchor refers to itself.", _spot(node).line)
        self._nodes, self._id = nodes, id(node)

    def __enter__(self) -> None:
        self._nodes.add(self._id)

    def __exit__(self, *_: object) -> None:
        self._nodes.discard(self._id)
