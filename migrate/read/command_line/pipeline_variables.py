"""The variables a pipeline gives its scripts: ``variables``, ``env``, ``parameters`` and ``inputs``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from compat.value import Dependency, DependsOn, Expression, Known, Place, Unresolved, Value
from migrate.read.command_line.passage import Where
from migrate.read.command_line.scope import outside_value
from migrate.read.command_line.yaml_nodes import BrokenYamlError, Nodes, child, entries, items, text_of
from migrate.read.reading import Files

if TYPE_CHECKING:
    import yaml

_SET_LATER = re.compile(
    r"task\.setvariable\s+variable\s*=\s*([\w.\-]+)|\b([A-Za-z_]\w{0,80})=[^\n]{0,200}?>>\s*[\"']?\$\{?(?:env:)?GITHUB_ENV",
    re.IGNORECASE,
)
_DEEP = 4

Variables = Mapping[str, Value]


def set_later(text: str) -> frozenset[str]:
    """Return the variables, in lower case, that a step sets anew while the pipeline runs."""
    return frozenset((found.group(1) or found.group(2)).lower() for found in _SET_LATER.finditer(text))


class Reader:
    """Reads the variables of one pipeline.

    ``changing`` are names that steps set anew; ``bound`` are the parameters that a file which uses it gives to it.
    """

    def __init__(
        self, nodes: Nodes, files: Files, changing: frozenset[str], bound: Variables | None = None
    ) -> None:
        self._nodes = nodes
        self._bound = bound
        self._files = files
        self._changing = changing

    def within(self, node: yaml.Node, above: Variables) -> Variables:
        """Return the variables inside a mapping: those above it, and its own."""
        found: dict[str, Value] = {}
        for key, value in entries(node):
            if key == "variables":
                self._pairs(value, {**above, **found}, found, _DEEP, "variables")
            elif key == "env":
                self._mapping(value, {**above, **found}, found, "env")
            elif key in {"parameters", "inputs"}:
                found.update(self._defaults(value, key))
        if not found:
            return above
        return {**above, **found}

    def inputs(self, node: yaml.Node) -> Variables:
        """Return the inputs of a workflow that is started by hand or called, by their defaults."""
        found: dict[str, Value] = {}
        for _, event in entries(child(node, "on", "true") or node):
            inputs = child(event, "inputs")
            if inputs is not None:
                found.update(self._defaults(inputs, "inputs"))
        return found

    def _pairs(
        self, node: yaml.Node, above: Variables, found: dict[str, Value], depth: int, head: str
    ) -> None:
        """Take variables as a mapping, or as a list of names with values and of templates."""
        self._mapping(node, above, found, head)
        for item in items(node):
            name, value, template = child(item, "name"), child(item, "value"), child(item, "template")
            if name is not None and value is not None:
                self._take(text_of(name), value, {**above, **found}, found, head)
            elif template is not None and depth:
                path = outside_value(text_of(template), self._nodes.place(template), {**above, **found})
                if isinstance(path, Known):
                    self._template(str(path.value), above, found, depth - 1)
            for key, inner in entries(item):
                if key.startswith("${{"):
                    self._conditional(inner, found, head)

    def _mapping(self, node: yaml.Node, above: Variables, found: dict[str, Value], head: str) -> None:
        for key, value in entries(node):
            if key.startswith("${{"):
                self._conditional(value, found, head)
            else:
                self._take(key, value, {**above, **found}, found, head)

    def _conditional(self, node: yaml.Node, found: dict[str, Value], head: str) -> None:
        names = [key for key, _ in entries(node)]
        names += [text_of(child(item, "name")) for item in items(node)]
        for name in names:
            value = Unresolved("a condition in the pipeline decides it", place=self._nodes.place(node))
            found.update(_spellings(name, value, head))

    def _take(self, name: str, node: yaml.Node, above: Variables, found: dict[str, Value], head: str) -> None:
        place = self._nodes.place(node)
        text = text_of(node)
        value: Value = outside_value(text, place, above)
        if name.lower() in self._changing:
            value = Unresolved(f"a step of the pipeline sets {name} anew", text, place)
        found.update(_spellings(name, value, head))

    def _template(self, path: str, above: Variables, found: dict[str, Value], depth: int) -> None:
        there = self._files.find(path.partition("@")[0], self._nodes.where.path)
        text = self._files.text(there) if there else None
        if there is None or text is None:
            return
        nodes = Nodes(text, Where(there))
        reader = Reader(nodes, self._files, self._changing)
        try:
            documents = nodes.documents()
        except BrokenYamlError:
            return
        for root in documents[:1]:
            variables = child(root, "variables")
            if variables is not None:
                reader._pairs(variables, above, found, depth, "variables")

    def _defaults(self, node: yaml.Node, head: str) -> dict[str, Value]:
        """Return parameters: whoever starts the pipeline, or uses the template, may give another value."""
        found: dict[str, Value] = {}
        for name, default in _parameters(node):
            place = self._nodes.place(node if default is None else default)
            known = Known(text_of(default), place) if text_of(default) else None
            depends = (Dependency(DependsOn.ARGUMENT, name),)
            value = Expression(f"${{{{ {head}.{name} }}}}", place, depends, known)
            for spelt in (f"{head}.{name}", f"{head}['{name}']", f"github.event.inputs.{name}"):
                found[spelt] = self._given(spelt, value)
        return found

    def _given(self, spelt: str, value: Expression) -> Value:
        """Return what the file that uses this one gives; where it gives nothing, the default holds."""
        if self._bound is None:
            return value
        return self._bound.get(spelt) or value.default or value


def _parameters(node: yaml.Node) -> Iterator[tuple[str, yaml.Node | None]]:
    for item in items(node):
        name = text_of(child(item, "name"))
        if name:
            yield name, child(item, "default")
    for key, value in entries(node):
        described = any(True for _ in entries(value))
        yield key, child(value, "default") if described else value


def _spellings(name: str, value: Value, head: str) -> dict[str, Value]:
    """Return a variable under all the names by which a script may ask for it."""
    environment = re.sub(r"[.\- ]", "_", name).upper()
    spelt = {name: value, f"{head}.{name}": value, f"{head}['{name}']": value}
    return spelt if head == "env" else {environment: value, **spelt}


def placed(text: str, place: Place, variables: Variables) -> Value:
    """Return what a text of the pipeline means with its variables."""
    return outside_value(text, place, variables)
