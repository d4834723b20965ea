"""The options of ``az ml model deploy`` as the settings they are: typed values by their v1 keyword."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from compat.mapping.setting import Api, Setting
from compat.mapping.settings import setting
from compat.v1 import Given
from compat.value import Expression, Known, Secret, Unresolved, Value
from migrate.read.command_line.invocation import Filled

_TRUE = frozenset({"true", "1", "yes", "y", "t", "on"})
_FALSE = frozenset({"false", "0", "no", "n", "f", "off"})


def settings(options: Iterable[Filled], api: Api) -> dict[str, Given]:
    """Return the options that are settings of one part of the v1 form; the last of an option counts."""
    found: dict[str, Given] = {}
    for option in options:
        row = setting(api, option.key)
        if row is None or option.flag not in row.spelling.flags:
            continue
        if row.type is dict and row.api is Api.SERVICE:
            found[row.key] = _pair(option, found.get(row.key))
        else:
            found[row.key] = Given(typed(option, row), option.flag, option.place)
    return found


def typed(option: Filled, row: Setting) -> Value:
    """Return the value of an option in the type of its row; text that does not fit stays text."""
    if not option.values:
        if row.type is bool:
            return Known(True, option.place)
        return Unresolved(f"{option.flag} has no value here", place=option.place)
    value = option.values[0]
    if isinstance(value, Known):
        return Known(_plain(str(value.value), row), value.place)
    if isinstance(value, Expression) and value.default is not None:
        default = Known(_plain(str(value.default.value), row), value.default.place)
        return Expression(value.source, value.place, value.depends, default)
    return value


def _plain(text: str, row: Setting) -> object:
    lowered = text.strip().lower()
    if row.secret:
        return Secret(text)
    if row.type is bool and lowered in _TRUE | _FALSE:
        return lowered in _TRUE
    if row.type in {int, float}:
        return _number(text, row.type)
    return text


def _number(text: str, kind: type) -> object:
    try:
        number = float(text)
    except ValueError:
        return text
    if not math.isfinite(number):
        return text
    whole = number.is_integer() and abs(number) < 2**53
    return int(number) if whole else number if kind is float else text


def _pair(option: Filled, before: Given | None) -> Given:
    """Add one ``key=value`` to those before."""
    earlier = before.value if before is not None else Known({})
    value = option.values[0] if option.values else Unresolved(f"{option.flag} has no value here")
    place = before.place if before is not None else option.place
    if isinstance(value, Known) and isinstance(earlier, Known) and isinstance(earlier.value, Mapping):
        key, _, text = str(value.value).partition("=")
        return Given(Known({**earlier.value, key: text}, option.place), option.flag, place)
    lost = earlier if not isinstance(earlier, Known) else value
    return Given(lost, option.flag, place)
