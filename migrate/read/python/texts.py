"""Text: the methods of strings and paths, formatting."""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Mapping

from migrate.read.python import anchors, containers
from migrate.read.python.arguments import Arguments
from migrate.read.python.domain import Abstract, Items, Literal, Opaque, plain
from migrate.read.python.evaluator import Evaluator
from migrate.read.python.operations import Compute, lift, wide
from migrate.read.python.state import State

_PURE = frozenset(
    [
        "lower",
        "upper",
        "strip",
        "lstrip",
        "rstrip",
        "title",
        "capitalize",
        "replace",
        "removeprefix",
        "removesuffix",
        "startswith",
        "endswith",
        "isdigit",
        "isalpha",
        "casefold",
        "swapcase",
        "find",
        "count",
        "zfill",
    ]
)

_PATH_PARTS: Mapping[str, Compute] = {
    "parent": anchors.parent,
    "name": anchors.name,
    "stem": lambda one: posixpath.splitext(anchors.name(one))[0],
    "suffix": lambda one: posixpath.splitext(one)[1],
}


_PATHS: Mapping[str, Compute] = {
    "joinpath": anchors.join,
    "with_suffix": lambda one, suffix: posixpath.splitext(one)[0] + suffix,
    "with_name": lambda one, name: anchors.join(anchors.parent(one), name),
    "as_posix": lambda one: one,
    "resolve": lambda one, *_: anchors.absolute(one),
    "absolute": anchors.absolute,
    "expanduser": lambda one: one,
}


def attribute(ev: Evaluator, node: ast.Attribute, value: Literal, state: State) -> Abstract:
    """Return an attribute of a literal: a path's parts; ``.value`` and ``.name`` of an enumeration's member."""
    compute = _PATH_PARTS.get(node.attr)
    if value.path and compute is not None:
        return lift(ev, node, (value,), compute, path=node.attr == "parent")
    if value.path and node.attr == "parents":
        folders = [Literal(one, value.place, path=True) for one in anchors.parents(str(value.value))]
        return containers.new_list(ev, node, folders, state)
    return value if node.attr == "value" else ev.opaque(node)


def method(
    ev: Evaluator, node: ast.Call, owner: Literal | Opaque, name: str, arguments: Arguments, state: State
) -> Abstract:
    """Call a method of a text, or of something that may be one."""
    operands = (owner, *(one.value for one in arguments.positional))
    if name in {"split", "rsplit"}:
        return _split(ev, node, owner, arguments, state)
    if name == "join":
        return _join(ev, node, owner, arguments, state)
    if name == "format":
        return _format(ev, node, owner, arguments)
    if name in _PURE and not arguments.named:
        return lift(ev, node, operands, lambda one, *rest: getattr(one, name)(*rest), key=("call", name))
    if name in _PATHS and not arguments.named:
        return lift(ev, node, operands, _PATHS[name], key=("call", name), path=True)
    if name == "get" and isinstance(owner, Opaque):
        return _looked_up(ev, node, owner, arguments)
    return _unknown(ev, node, owner, arguments)


def _unknown(ev: Evaluator, node: ast.AST, owner: Abstract, arguments: Arguments) -> Opaque:
    values = [owner, *arguments.values()]
    found = ev.opaque(node, values)
    why = owner.why if isinstance(owner, Opaque) else ""
    return Opaque(found.source, found.place, found.depends, why=why)


def _looked_up(ev: Evaluator, node: ast.Call, owner: Opaque, arguments: Arguments) -> Opaque:
    """Return ``settings.get("x", default)`` of settings that are not in the source."""
    found = ev.opaque(node, (owner, *arguments.values()))
    default = arguments.get(1, "default") or Literal(None, ev.place(node))
    key = arguments.get(0)
    stable = owner.key is not None and isinstance(key, Literal)
    return Opaque(
        found.source,
        found.place,
        found.depends,
        default if isinstance(default, Literal) else None,
        ("item", owner.key, key.value) if stable and isinstance(key, Literal) else None,
        why=owner.why,
        settle=owner.settle,
    )


def _split(ev: Evaluator, node: ast.Call, owner: Abstract, arguments: Arguments, state: State) -> Abstract:
    parts = [one.value for one in arguments.positional]
    if (
        isinstance(owner, Literal)
        and isinstance(owner.value, str)
        and all(isinstance(p, Literal) for p in parts)
    ):
        try:
            found = owner.value.split(*(p.value for p in parts if isinstance(p, Literal)))  # type: ignore[arg-type]
        except (TypeError, ValueError):
            return ev.opaque(node)
        return containers.new_list(ev, node, [Literal(one, owner.place) for one in found], state)
    return _unknown(ev, node, owner, arguments)


def _join(ev: Evaluator, node: ast.Call, owner: Abstract, arguments: Arguments, state: State) -> Abstract:
    value = arguments.get(0)
    items = containers.elements(ev, node, value, state) if value is not None else None
    if items is None or items.gap:
        return _unknown(ev, node, owner, arguments)
    return lift(ev, node, (owner, *(plain(one) for one in items.values)), lambda one, *rest: one.join(rest))


def _format(ev: Evaluator, node: ast.Call, owner: Abstract, arguments: Arguments) -> Abstract:
    """Fill ``"...{}...".format(...)``; only fields that are plain names or numbers are computed."""
    if arguments.gaps or (isinstance(owner, Literal) and isinstance(owner.value, str) and wide(owner.value)):
        return _unknown(ev, node, owner, arguments)
    count = len(arguments.positional)
    keywords = list(arguments.named)
    operands = [
        owner,
        *(one.value for one in arguments.positional),
        *(one.value for one in arguments.named.values()),
    ]

    def fill(text: str, *values: object) -> str:
        return text.format(*values[:count], **dict(zip(keywords, values[count:], strict=True)))

    return lift(ev, node, operands, fill, key=("format", count, *keywords))


def percent(ev: Evaluator, node: ast.BinOp, left: Abstract, right: Abstract, state: State) -> Abstract:
    """Fill ``"..." % value`` and ``"..." % (value, value)``."""
    if isinstance(left, Literal) and isinstance(left.value, str) and wide(left.value):
        return ev.opaque(node, (left, right))
    items = containers.elements(ev, node, right, state) if not isinstance(right, Literal | Opaque) else None
    if isinstance(items, Items) and not items.gap:
        return lift(ev, node, (left, *items.values), lambda text, *values: text % values, key=("%",))
    return lift(ev, node, (left, right), lambda text, value: text % value, key=("%",))


def joined(ev: Evaluator, node: ast.JoinedStr, state: State) -> Abstract:
    """Fill an f-string."""
    operands: list[Abstract] = []
    shapes: list[tuple[int, str] | None] = []
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            operands.append(ev.value(part.value, state))
            shapes.append((part.conversion, _specification(ev, part, state)))
        else:
            operands.append(ev.value(part, state))
            shapes.append(None)
    if any(shape is not None and wide(shape[1]) for shape in shapes):
        return ev.opaque(node, operands)

    def fill(*values: object) -> str:
        return "".join(_shown(value, shape) for value, shape in zip(values, shapes, strict=True))

    return lift(ev, node, operands, fill, key=("f", tuple(shapes)))


def _specification(ev: Evaluator, part: ast.FormattedValue, state: State) -> str:
    if part.format_spec is None:
        return ""
    found = ev.value(part.format_spec, state)
    return found.value if isinstance(found, Literal) and isinstance(found.value, str) else "*"


def _shown(value: object, shape: tuple[int, str] | None) -> str:
    if shape is None:
        return str(value)
    conversion, specification = shape
    if conversion in {ord("r"), ord("a")}:
        value = repr(value)
    elif conversion == ord("s"):
        value = str(value)
    return format(value, specification)
