"""Abstract values to the values everybody else knows: known, expression, unresolved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from compat.value import Dependency, Expression, Known, Place, Secret, Unresolved, Value
from migrate.read.python import anchors
from migrate.read.python.domain import (
    GAPS,
    ITEMS,
    MISSING,
    Abstract,
    Choice,
    Dotted,
    Items,
    Literal,
    Opaque,
    Ref,
    leaves,
    plain,
)
from migrate.read.python.inventory import SECRETS
from migrate.read.python.state import State

_DEEPEST = 12


class _NotPlain(Exception):  # noqa: N818 - not an error
    """Part of a value is not certain; ``parts`` are the uncertain ones."""


class Translator:
    """Turns abstract values into values as they are on one way through the program.

    ``project`` decides choices; where it leaves one, the value is not certain.
    """

    def __init__(self, state: State, project: Callable[[Abstract], Abstract] | None = None) -> None:
        self._state = state
        self._project = project or state.project

    def value(
        self, abstract: Abstract, *, source: str = "", place: Place | None = None, name: str = ""
    ) -> Value:
        """Return the value; ``source`` and ``place`` stand in where the abstract value has none of its own.

        What the argument ``name`` is for decides whether a text is a secret.
        """
        secret = name in SECRETS
        found = self._project(plain(abstract))
        if isinstance(found, Opaque):
            return _opaque(found, source, place, secret=secret)
        try:
            certain = self._certain(found, 0, secret=secret)
        except _NotPlain:
            return self._uncertain(found, source, place, secret=secret)
        return Known(certain, self.place(found) or place)

    def place(self, abstract: Abstract) -> Place | None:
        """Return where a value was written, where it is known."""
        return abstract.place if isinstance(abstract, Literal | Opaque | Ref) else None

    def _certain(self, abstract: Abstract, depth: int, *, secret: bool = False) -> Any:
        found = self._project(plain(abstract))
        if depth > _DEEPEST:
            raise _NotPlain
        if isinstance(found, Literal):
            return _scalar(found, secret=secret)
        if isinstance(found, Ref) and found.kind == "list":
            return self._list(found, depth)
        if isinstance(found, Ref) and found.kind == "dict":
            return self._dict(found, depth)
        raise _NotPlain

    def _list(self, ref: Ref, depth: int) -> list[Any]:
        items = self._project(self._state.get(ref.id, ITEMS))
        if not isinstance(items, Items) or items.gap:
            raise _NotPlain
        return [self._certain(item, depth + 1) for item in items.values]

    def _dict(self, ref: Ref, depth: int) -> dict[Any, Any]:
        slots = self._state.slots(ref.id)
        if GAPS in slots:
            raise _NotPlain
        projected = {key: self._project(slot) for key, slot in slots.items()}
        return {
            key: self._certain(slot, depth + 1, secret=isinstance(key, str) and key in SECRETS)
            for key, slot in projected.items()
            if slot is not MISSING
        }

    def _uncertain(self, found: Abstract, source: str, place: Place | None, *, secret: bool) -> Value:
        parts = list(self._opaque_parts(found, 0))
        depends = tuple(dict.fromkeys(one for part in parts for one in part.depends))
        text = source or _name(found)
        where = place if source and place else self.place(found) or place
        if isinstance(found, Choice):
            ways = ", ".join(label for label in found.branch.labels if label)
            why = "it has another value on each way through the code" + (f" ({ways})" if ways else "")
            return Unresolved(
                why, "" if secret else text, where, "split the code, or give the value directly"
            )
        differing = next((one for one in self._inside(found) if isinstance(one, Choice)), None)
        if differing is not None:
            ways = ", ".join(label for label in differing.branch.labels if label)
            why = f"part of it is another value on each way through the code ({ways})"
            return Unresolved(why, "" if secret else text, where, "give the value directly")
        if isinstance(found, Dotted) and not found.name.startswith("builtins."):
            return Unresolved(elsewhere(found), "" if secret else text, where, "give the value in this file")
        if not text:
            return Unresolved("it is computed when the code runs", "", where)
        return Expression("<secret>" if secret else text, where, depends)

    def _opaque_parts(self, abstract: Abstract, depth: int) -> list[Opaque]:
        found = self._project(plain(abstract))
        if isinstance(found, Opaque):
            return [found]
        if depth > _DEEPEST:
            return []
        inner = list(leaves(found)) if isinstance(found, Choice) else self._inside(found)
        return [part for one in inner for part in self._opaque_parts(one, depth + 1)]

    def _inside(self, found: Abstract) -> list[Abstract]:
        """Return what a list or dict holds; a choice where its content itself differs by branch."""
        if isinstance(found, Ref) and found.kind == "list":
            items = self._project(self._state.get(found.id, ITEMS))
            inner = items.values if isinstance(items, Items) else (items,)
        elif isinstance(found, Ref) and found.kind == "dict":
            inner = tuple(self._state.slots(found.id).values())
        else:
            inner = ()
        return [self._project(plain(one)) for one in inner]


def _opaque(found: Opaque, source: str, place: Place | None, *, secret: bool) -> Value:
    text = found.source or source
    default = None
    if found.default is not None:
        default = Known(_scalar(found.default, secret=secret), found.default.place)
    if found.why and not found.depends:
        return Unresolved(found.why, "" if secret else text, found.place or place, found.settle)
    if secret:
        text = (
            f"<secret from {', '.join(one.name for one in found.depends)}>" if found.depends else "<secret>"
        )
    return Expression(text, found.place or place, found.depends, default)


def _scalar(found: Literal, *, secret: bool) -> Any:
    if isinstance(found.value, str):
        return Secret(found.value) if secret else _path(found.value)
    return found.value


def _path(text: str) -> str:
    """Return a text that is a path from the root of the tree with its detours taken out."""
    if text == anchors.HERE:
        return "."
    detours = text.endswith(("/.", "/..")) or any(one in text for one in ("/./", "/../"))
    return anchors.settled(text) if detours else text


def elsewhere(found: Dotted) -> str:
    """Return why a name of another module is not known."""
    return f"{found.name} comes from a module that was not read"


def _name(found: Abstract) -> str:
    if isinstance(found, Dotted):
        return found.name
    return found.source if isinstance(found, Ref) else ""


def depends_of(*values: Abstract) -> tuple[Dependency, ...]:
    """Return what the opaque ones among some values wait for."""
    found = [one for value in values for one in leaves(plain(value)) if isinstance(one, Opaque)]
    return tuple(dict.fromkeys(dependency for one in found for dependency in one.depends))
