"""The project's frozen dataclasses to plain JSON values and back, strictly.

A field equal to its default is left out. A member of a union of dataclasses carries its class name under
``is``. Reading checks every type and names the place of the first thing that is wrong.
"""

from __future__ import annotations

import types
import typing
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, TypeAlias, TypeVar, cast

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
T = TypeVar("T")

KIND = "is"


class MalformedError(ValueError):
    """A value that does not have the shape it must have; the message says where."""


def encode(value: object, *, tag: bool = False) -> Json:
    """Plain JSON for a dataclass, an enum, a tuple or a scalar; `tag` adds the class name under ``is``."""
    if isinstance(value, Enum):
        return cast("str", value.value)
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, tuple | list):
        return [encode(item, tag=tag) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return _encode_fields(value, tag=tag)
    raise TypeError(f"{type(value).__name__} has no JSON form here")


def _encode_fields(value: Any, *, tag: bool) -> dict[str, Json]:
    document: dict[str, Json] = {KIND: type(value).__name__} if tag else {}
    hints = _hints(value.__class__)
    for field in fields(value):
        item = getattr(value, field.name)
        if field.default is not MISSING and item == field.default:
            continue
        document[field.name] = encode(item, tag=_holds_union(hints[field.name]))
    return document


def decode(kind: type[T], data: object, where: str = "report") -> T:
    """Build a `kind` from plain JSON. Raises MalformedError naming the place."""
    return cast("T", _decode(kind, data, where))


def _decode(kind: object, data: object, where: str) -> object:
    origin = typing.get_origin(kind)
    if origin in {typing.Union, types.UnionType}:
        return _decode_union(typing.get_args(kind), data, where)
    if origin is tuple:
        return _decode_tuple(typing.get_args(kind), data, where)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _decode_enum(kind, data, where)
    if isinstance(kind, type) and is_dataclass(kind):
        return _decode_fields(kind, data, where)
    return _decode_scalar(kind, data, where)


def _decode_scalar(kind: object, data: object, where: str) -> object:
    if kind is float and isinstance(data, int) and not isinstance(data, bool):
        return float(data)
    if isinstance(kind, type) and isinstance(data, kind) and (kind is bool or not isinstance(data, bool)):
        return data
    name = kind.__name__ if isinstance(kind, type) else str(kind)
    raise MalformedError(f"{where}: expected {name}, found {_describe(data)}")


def _decode_enum(kind: type[Enum], data: object, where: str) -> Enum:
    for member in kind:
        if member.value == data:
            return member
    known = ", ".join(str(member.value) for member in kind)
    raise MalformedError(f"{where}: {_describe(data)} is not one of {known}")


def _decode_tuple(items: tuple[object, ...], data: object, where: str) -> tuple[object, ...]:
    if not isinstance(data, list):
        raise MalformedError(f"{where}: expected a list, found {_describe(data)}")
    kinds = [items[0]] * len(data) if items[-1] is Ellipsis else list(items)
    if len(kinds) != len(data):
        raise MalformedError(f"{where}: expected {len(kinds)} items, found {len(data)}")
    return tuple(
        _decode(kind, item, f"{where}[{at}]") for at, (kind, item) in enumerate(zip(kinds, data, strict=True))
    )


def _decode_union(kinds: tuple[object, ...], data: object, where: str) -> object:
    if data is None and type(None) in kinds:
        return None
    named = [kind for kind in kinds if kind is not type(None)]
    if len(named) == 1:
        return _decode(named[0], data, where)
    if not isinstance(data, dict) or KIND not in data:
        raise MalformedError(f"{where}: expected an object with {KIND!r}, found {_describe(data)}")
    for kind in named:
        if isinstance(kind, type) and kind.__name__ == data[KIND]:
            return _decode(kind, {key: item for key, item in data.items() if key != KIND}, where)
    raise MalformedError(f"{where}: unknown type {_describe(data[KIND])}")


def _decode_fields(kind: type, data: object, where: str) -> object:
    if not isinstance(data, dict):
        raise MalformedError(f"{where}: expected an object, found {_describe(data)}")
    hints = _hints(kind)
    names = {field.name: field for field in fields(kind)}
    unknown = sorted(str(key) for key in data if key not in names)
    if unknown:
        raise MalformedError(f"{where}: unknown field {unknown[0]!r}")
    absent = [name for name, field in names.items() if name not in data and field.default is MISSING]
    if absent:
        raise MalformedError(f"{where}: field {absent[0]!r} is missing")
    return kind(**{key: _decode(hints[key], item, f"{where}.{key}") for key, item in data.items()})


@cache
def _hints(kind: type[Any]) -> dict[str, object]:
    return dict(typing.get_type_hints(kind))


def _holds_union(hint: object) -> bool:
    origin = typing.get_origin(hint)
    if origin in {typing.Union, types.UnionType}:
        return len([arg for arg in typing.get_args(hint) if arg is not type(None)]) > 1
    return origin is tuple and any(_holds_union(arg) for arg in typing.get_args(hint))


def _describe(data: object) -> str:
    text = repr(data)
    return text if len(text) <= 60 else f"{text[:57]}..."
