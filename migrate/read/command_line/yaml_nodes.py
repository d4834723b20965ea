"""YAML as the parser's nodes, and the text of a scalar with the lines it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from compat.value import Place
from migrate.read.command_line.passage import Passage, Where

if TYPE_CHECKING:
    import yaml


class BrokenYamlError(Exception):
    """A text that is not YAML; ``line`` counts from 1 in that text."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.line = line


class Nodes:
    """The documents of a text that stands somewhere in a file; places are those of the file."""

    def __init__(self, text: str, where: Where) -> None:
        self.text = text.removeprefix("\ufeff")
        self.where = where
        self._lines = self.text.split("\n")

    def documents(self) -> list[yaml.Node]:
        """Return the root of each document; raises ``BrokenYamlError``."""
        import yaml

        try:
            return [node for node in yaml.compose_all(self.text, yaml.SafeLoader) if node is not None]
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise BrokenYamlError(mark.line + 1 if mark else 1, error.problem or "it is not YAML") from None
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            raise BrokenYamlError(1, str(error).split("\n", 1)[0]) from None

    def place(self, node: yaml.Node) -> Place:
        """Return where a node stands in the file."""
        mark = node.start_mark
        shift = self.where.column - 1
        return Place(self.where.path, self.where.line + mark.line, mark.column + 1 + shift)

    def passage(self, node: yaml.ScalarNode) -> Passage:
        """Return a scalar's text, each line of it with its place in the file."""
        style = node.style or ""
        if style in {"|", ">"}:
            return self._block(node, folded=style == ">")
        raw = self.text[node.start_mark.index : node.end_mark.index]
        quote = len(style)
        inner = raw[quote : len(raw) - quote] if quote else raw
        column = node.start_mark.column + 1 + quote
        line = node.start_mark.line
        if "\n" not in inner:
            text = inner if inner == node.value else str(node.value)
            return self._passage([(text, line, column)], "\n")
        pieces = []
        for number, part in enumerate(inner.split("\n")):
            stripped = part.strip()
            at = column if number == 0 else len(part) - len(part.lstrip()) + 1
            pieces.append((stripped, line + number, at))
        joined = " ".join(text for text, _, _ in pieces if text)
        if re.sub(r"\s+", " ", str(node.value)).strip() != joined.strip():
            return self._passage([(str(node.value), line, column)], "\n")
        return self._passage([piece for piece in pieces if piece[0]], " ")

    def _block(self, node: yaml.ScalarNode, *, folded: bool) -> Passage:
        first = node.start_mark.line + 1
        raw = self._lines[first : max(first, node.end_mark.line)]
        filled = [line for line in raw if line.strip()]
        indent = min((len(line) - len(line.lstrip(" ")) for line in filled), default=0)
        lines = [(line[indent:], first + number, indent + 1) for number, line in enumerate(raw)]
        if not folded:
            return self._passage(lines, "\n")
        pieces: list[tuple[str, int, int]] = []
        for number, (text, line, column) in enumerate(lines):
            after = lines[number + 1][0] if number + 1 < len(lines) else ""
            folds = text.strip() and after.strip() and text[:1] != " " and after[:1] != " "
            pieces.append((text + (" " if folds else "\n"), line, column))
        return self._passage(pieces, "")

    def _passage(self, pieces: list[tuple[str, int, int]], separator: str) -> Passage:
        shift, base = self.where.column - 1, self.where.line
        placed = [(text, base + line, column + shift) for text, line, column in pieces]
        return Passage.joined(placed, self.where, separator)


def entries(node: yaml.Node) -> Iterator[tuple[str, yaml.Node]]:
    """Yield the keys and values of a mapping; nothing of other nodes."""
    import yaml

    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                yield str(key.value), value


def items(node: yaml.Node) -> Iterator[yaml.Node]:
    """Yield the items of a sequence; nothing of other nodes."""
    import yaml

    if isinstance(node, yaml.SequenceNode):
        yield from node.value


def child(node: yaml.Node, *names: str) -> yaml.Node | None:
    """Return the value under the first of the keys that is there, case not counted."""
    wanted = {name.lower() for name in names}
    return next((value for key, value in entries(node) if key.lower() in wanted), None)


def text_of(node: yaml.Node | None) -> str:
    """Return a scalar's text; empty for everything else."""
    import yaml

    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""
