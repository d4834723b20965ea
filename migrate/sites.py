"""The usages of a tree by line, so that each service finds those that are about it without asking every one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from compat.v1 import Service
from compat.value import Place
from migrate.ledger import given_of, homes_of
from migrate.usage import Usage

Line = tuple[object, ...]


class Sites:
    """Usages, found by the lines that they and their arguments stand in."""

    def __init__(self, usages: Iterable[Usage]) -> None:
        self.usages = tuple(usages)
        self._at: dict[Line, dict[int, None]] = {}
        for number, usage in enumerate(self.usages):
            for place in (usage.place, *(item.place for item in usage.arguments)):
                self._at.setdefault(_line(place), {})[number] = None

    def about(self, service: Service) -> Sequence[Usage]:
        """Return the usages in whose lines the service or one of its parts or settings stands, in order."""
        lines: set[Line] = {tuple(spot[:3]) for spot in homes_of(service)}
        lines.update(_line(given.place) for _, _, given in given_of(service) if given.place is not None)
        numbers = sorted({number for line in lines for number in self._at.get(line, ())})
        return [self.usages[number] for number in numbers]


def _line(place: Place) -> Line:
    return place.path, place.cell, place.line
