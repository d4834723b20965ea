"""The picture of models, services and what they run on: boxes in three columns, and curves between them.

Lengths are in the units of the drawing, which is ``WIDTH`` wide; colours come from the style of the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from migrate.report.page.model import Service

WIDTH = 960
_BOX, _TALL, _STEP, _TOP = 256, 36, 46, 34
_COLUMNS = (0, (WIDTH - _BOX) // 2, WIDTH - _BOX)
MOST = 24
"""Services that are drawn; more would be a picture of nothing."""
_LETTERS = 27


@dataclass(frozen=True)
class Box:
    """One box: its corner, its text cut to fit, the whole text, its looks, and where a click leads."""

    x: int
    y: int
    shown: str
    whole: str
    looks: str
    anchor: str = ""


@dataclass(frozen=True)
class Picture:
    """The drawing: boxes, the paths of the curves, headings of the columns and their corners, and its height."""

    boxes: tuple[Box, ...]
    curves: tuple[str, ...]
    heads: tuple[tuple[int, str], ...]
    height: int
    left_out: int
    width: int = WIDTH
    box: tuple[int, int] = (_BOX, _TALL)


def picture_of(services: Sequence[Service]) -> Picture | None:
    """Return the picture, or None where there is no service to draw."""
    if not services:
        return None
    homes = _column(_home(service) for service in services[:MOST])
    drawn = sorted(services[:MOST], key=lambda service: homes.index(_home(service)))
    models = _column(model for service in drawn for model in service.models)
    rows = max(len(drawn), len(homes), len(models))
    at = {
        0: _spread(models, rows),
        1: _spread([service.anchor for service in drawn], rows),
        2: _spread(homes, rows),
    }
    boxes = [Box(_COLUMNS[0], at[0][model], _cut(model), model, "model") for model in models]
    boxes += [
        Box(
            _COLUMNS[1],
            at[1][one.anchor],
            _cut(one.name),
            f"{one.name}, {one.runs_on}: {one.standing.value}",
            one.standing.name.lower(),
            one.anchor,
        )
        for one in drawn
    ]
    boxes += [Box(_COLUMNS[2], at[2][home], _cut(home), home, "home") for home in homes]
    curves = [_curve(0, at[0][model], at[1][one.anchor]) for one in drawn for model in one.models]
    curves += [_curve(1, at[1][one.anchor], at[2][_home(one)]) for one in drawn]
    heads = ((_COLUMNS[0], "Models"), (_COLUMNS[1], "Services"), (_COLUMNS[2], "Run on"))
    return Picture(tuple(boxes), tuple(curves), heads, _TOP + rows * _STEP, len(services) - len(drawn))


def _home(service: Service) -> str:
    """Return what a service runs on: its cluster, or the kind of compute that needs no cluster."""
    if service.cluster:
        return service.cluster
    known = {"ACI": "container instances", "Local": "Docker on a machine"}
    return known.get(service.kind, "a cluster not named" if service.kind.startswith("AKS") else "not known")


def _column(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _spread(names: Sequence[str], rows: int) -> dict[str, int]:
    """Return the height of each box, the column centred over all rows."""
    start = _TOP + (rows - len(names)) * _STEP // 2
    return {name: start + index * _STEP for index, name in enumerate(names)}


def _curve(column: int, left: int, right: int) -> str:
    start, end = _COLUMNS[column] + _BOX, _COLUMNS[column + 1]
    middle = (start + end) // 2
    from_, to = left + _TALL // 2, right + _TALL // 2
    return f"M{start} {from_}C{middle} {from_} {middle} {to} {end} {to}"


def _cut(said: str) -> str:
    return said if len(said) <= _LETTERS else f"{said[: _LETTERS - 1]}…"
