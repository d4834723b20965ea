"""Where the lines of a text that was put together really stand, and readings told so."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any, TypeVar

from compat.value import Place

Item = TypeVar("Item")


@dataclass(frozen=True)
class Stretch:
    """Lines of a text from ``start`` on that stand one below the other in one file or cell, from ``first_line`` on."""

    start: int
    path: str
    cell: int | None
    first_line: int


@dataclass
class Origins:
    """Where each line of one text comes from; lines count from 1."""

    stretches: list[Stretch] = field(default_factory=list)

    def add(self, stretch: Stretch) -> None:
        """Add the stretch that begins after all others."""
        self.stretches.append(stretch)

    def place(self, place: Place) -> Place:
        """Return where a place of the text really is."""
        stretch = self._at(place.line)
        if stretch is None:
            return place
        shift = stretch.first_line - stretch.start
        end = place.end_line + shift if place.end_line and self._at(place.end_line) is stretch else 0
        line = place.line + shift
        return Place(stretch.path, line, place.column, max(line, end) if place.end_line else 0, stretch.cell)

    def _at(self, line: int) -> Stretch | None:
        at = bisect_right([stretch.start for stretch in self.stretches], line) - 1
        return self.stretches[at] if at >= 0 else None


def moved(item: Item, origins: Mapping[str, Origins]) -> Item:
    """Return frozen dataclasses, and what they hold, with every place in a text of ``origins`` put where it really is.

    A place in a cell is right already. What has no such place in it is returned as it is.
    """
    return _moved(item, origins) if origins else item


def _moved(item: Any, origins: Mapping[str, Origins]) -> Any:
    if isinstance(item, Place):
        found = origins.get(item.path) if item.cell is None else None
        return found.place(item) if found is not None else item
    if isinstance(item, tuple | list):
        parts = [_moved(one, origins) for one in item]
        same = all(new is old for new, old in zip(parts, item, strict=True))
        return item if same else type(item)(parts)
    if isinstance(item, Mapping):
        entries = {key: _moved(one, origins) for key, one in item.items()}
        return item if all(entries[key] is one for key, one in item.items()) else entries
    if is_dataclass(item) and not isinstance(item, type):
        found_fields = {one.name: getattr(item, one.name) for one in fields(item)}
        new = {name: _moved(one, origins) for name, one in found_fields.items()}
        changed = {name: one for name, one in new.items() if one is not found_fields[name]}
        return replace(item, **changed) if changed else item
    return item
