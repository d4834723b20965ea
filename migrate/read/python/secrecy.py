"""Secrets written into source: found where they are given, and taken out of every text that quotes the source."""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from compat.value import Known, Secret
from migrate.read.python.inventory import SECRETS

_MASK = "<secret>"
_LONG = 8
"""From this length on a text is taken out wherever it stands, not only between quotes."""
_ASKS = frozenset({"get", "getenv", "get_secret"})

T = TypeVar("T")


def written(nodes: Iterable[ast.AST]) -> set[str]:
    """Return the texts that stand in the source where a secret belongs."""
    found: set[str] = set()
    for node in nodes:
        for one in _positions(node):
            found.update(_texts(one))
    return found


def _positions(node: ast.AST) -> Iterator[ast.expr]:
    """Yield what is given to a keyword, a key, an attribute or a variable that holds a secret."""
    if isinstance(node, ast.keyword) and node.arg in SECRETS:
        yield node.value
    elif isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and key.value in SECRETS:
                yield value
    elif isinstance(node, ast.Assign) and any(_names(target) & SECRETS for target in node.targets):
        yield node.value


def _names(target: ast.expr) -> set[str]:
    if isinstance(target, ast.Name):
        return {target.id}
    if isinstance(target, ast.Attribute):
        return {target.attr}
    if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
        return {str(target.slice.value)}
    return set()


def _texts(node: ast.expr) -> Iterator[str]:
    """Yield the texts below a node, but for the names of environment variables and of vault entries."""
    waiting: list[ast.AST] = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and one.value.strip():
            yield one.value
        elif isinstance(one, ast.Subscript):
            waiting.append(one.value)
        elif isinstance(one, ast.Call):
            called = one.func.attr if isinstance(one.func, ast.Attribute) else getattr(one.func, "id", "")
            waiting += [
                *one.args[1 if called in _ASKS else 0 :],
                *(keyword.value for keyword in one.keywords),
            ]
        else:
            waiting += ast.iter_child_nodes(one)


def scrubbed(thing: T, secrets: Iterable[str]) -> T:
    """Return a reading (or any part of one) without the texts that are secrets."""
    known = sorted({one for one in secrets if one.strip()}, key=len, reverse=True)
    return _scrub(thing, known) if known else thing


def _scrub(thing: Any, secrets: list[str]) -> Any:
    if isinstance(thing, str):
        return _masked(thing, secrets)
    if isinstance(thing, Known) and isinstance(thing.value, str):
        hidden = thing.value in secrets and len(thing.value) >= _LONG
        return dataclasses.replace(thing, value=Secret(thing.value)) if hidden else thing
    if isinstance(thing, tuple | list):
        return type(thing)(_scrub(one, secrets) for one in thing)
    if isinstance(thing, Mapping):
        return {key: _scrub(value, secrets) for key, value in thing.items()}
    if dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        fields = {field.name: getattr(thing, field.name) for field in dataclasses.fields(thing)}
        changed = {name: _scrub(value, secrets) for name, value in fields.items()}
        different = {name: value for name, value in changed.items() if value is not fields[name]}
        return dataclasses.replace(thing, **different) if different else thing
    return thing


def _masked(text: str, secrets: list[str]) -> str:
    for secret in secrets:
        if len(secret) >= _LONG:
            text = text.replace(secret, _MASK)
        elif secret in text:
            for quote in ('"', "'"):
                text = text.replace(f"{quote}{secret}{quote}", _MASK)
    return text
