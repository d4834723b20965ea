"""The JSON Schema of a report, made from the types themselves."""

from __future__ import annotations

import json
import types
import typing
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from connectivity.codec import KIND
from connectivity.run import SCHEMA, Run

if TYPE_CHECKING:
    from connectivity.codec import Json

SCALARS: dict[object, str] = {str: "string", int: "integer", float: "number", bool: "boolean"}


def report_schema() -> str:
    """The text of the schema; the same types always give the same text."""
    definitions: dict[str, Json] = {}
    body = _object(Run, definitions, {"schema": {"const": SCHEMA}, "changes": {"type": "array"}})
    document: dict[str, Json] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Report of connectivity check",
        **body,
        "$defs": {name: definitions[name] for name in sorted(definitions)},
    }
    required = document["required"]
    document["required"] = ["schema", *(required if isinstance(required, list) else [])]
    return json.dumps(document, indent=2) + "\n"


def _object(
    kind: type[Any],
    definitions: dict[str, Json],
    extra: dict[str, Json] | None = None,
    *,
    tagged: bool = False,
) -> dict[str, Json]:
    hints = typing.get_type_hints(kind)
    properties: dict[str, Json] = {KIND: {"const": kind.__name__}} if tagged else {}
    properties.update(extra or {})
    properties.update({field.name: _of(hints[field.name], definitions) for field in fields(kind)})
    required: list[Json] = [KIND] if tagged else []
    required += [field.name for field in fields(kind) if field.default is MISSING]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _of(hint: Any, definitions: dict[str, Json]) -> Json:
    if hint in SCALARS:
        return {"type": SCALARS[hint]}
    if hint is type(None):
        return {"type": "null"}
    if typing.get_origin(hint) is tuple:
        return _array(typing.get_args(hint), definitions)
    if typing.get_origin(hint) in {typing.Union, types.UnionType}:
        members = typing.get_args(hint)
        several = len([each for each in members if each is not type(None)]) > 1
        return {"anyOf": [_named(each, definitions, tagged=several) for each in members]}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"enum": [member.value for member in hint]}
    return _named(hint, definitions)


def _array(items: tuple[Any, ...], definitions: dict[str, Json]) -> Json:
    if items[-1] is Ellipsis:
        return {"type": "array", "items": _of(items[0], definitions)}
    each: list[Json] = [_of(item, definitions) for item in items]
    return {"type": "array", "prefixItems": each, "minItems": len(items), "maxItems": len(items)}


def _named(kind: Any, definitions: dict[str, Json], *, tagged: bool = False) -> Json:
    if not (isinstance(kind, type) and is_dataclass(kind)):
        return _of(kind, definitions)
    name = kind.__name__
    if name not in definitions:
        definitions[name] = True  # a type may hold itself
        definitions[name] = _object(kind, definitions, tagged=tagged)
    return {"$ref": f"#/$defs/{name}"}
