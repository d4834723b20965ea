"""Forms: how one piece of the v2 form is written as plain data, and read back.

A document is described once, as rows of (key, form); writing and reading both follow the rows. Types are
those that azure-ai-ml's loader asks for: text for quantities, versions and variables, whole numbers, true and
false.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from compat.documents.placeholder import decision_path, placeholder
from compat.value import Known, Unresolved, Value

Document = Mapping[str, object]


class Form(Protocol):
    """``write`` returns None where the key is not to be written; ``read`` is its inverse."""

    def write(self, thing: Any, path: str) -> object:
        """Return plain data for a piece of the v2 form."""

    def read(self, plain: Any, path: str) -> Any:
        """Return the piece of the v2 form; ValueError says what does not fit, and where."""


@dataclass(frozen=True)
class Leaf:
    """One value. ``coerce`` gives the plain value of the right type, or None where there is none."""

    coerce: Callable[[object], object]

    def write(self, thing: Value | None, path: str) -> object:
        """Return the plain value; a placeholder where it is unknown, secret or of a wrong type."""
        if thing is None:
            return None
        plain = self.coerce(thing.value) if isinstance(thing, Known) else None
        return placeholder(path) if plain is None else plain

    def read(self, plain: object, path: str) -> Value:
        """Return the value; a placeholder is read as unresolved."""
        return leaf_value(plain)


def leaf_value(plain: object) -> Value:
    """Return a plain leaf as a value; a placeholder is unresolved, and says which path it waits for."""
    waiting = decision_path(plain)
    return Known(plain) if waiting is None else Unresolved(f"to be decided: {waiting}")


def _text(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    return value if isinstance(value, str) else None


def _integer(value: object) -> object:
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    if isinstance(value, str):
        return int(value) if value.isascii() and value.isdigit() else None
    return value if isinstance(value, int) else None


def _boolean(value: object) -> object:
    return value if isinstance(value, bool) else None


TEXT = Leaf(_text)
INTEGER = Leaf(_integer)
BOOLEAN = Leaf(_boolean)


@dataclass(frozen=True)
class Constant:
    """A key that always holds the same text, such as ``type: kubernetes``."""

    text: str

    def write(self, thing: object, path: str) -> object:
        """Return the text."""
        return self.text

    def read(self, plain: object, path: str) -> None:
        """Check that the text is the expected one."""
        if plain != self.text:
            raise ValueError(f"{path} is {plain!r}, expected {self.text!r}")


@dataclass(frozen=True)
class AsIs:
    """A piece that is plain data in the v2 form too."""

    def write(self, thing: object, path: str) -> object:
        """Return the piece."""
        return thing

    def read(self, plain: object, path: str) -> object:
        """Return the plain data."""
        return plain


@dataclass(frozen=True)
class Fixed(AsIs):
    """Plain data that is known before the object is looked at, such as the name of a file beside it."""

    plain: object = None

    def write(self, thing: object, path: str) -> object:
        """Return the plain data."""
        return self.plain


@dataclass(frozen=True)
class Table:
    """A mapping of free names to text."""

    def write(self, thing: Mapping[str, Value], path: str) -> object:
        """Return the mapping, or None if it is empty."""
        return {key: TEXT.write(value, f"{path}.{key}") for key, value in thing.items()} or None

    def read(self, plain: object, path: str) -> Mapping[str, Value]:
        """Return the values by name."""
        return {key: leaf_value(value) for key, value in as_mapping(plain, path).items()}


@dataclass(frozen=True)
class Row:
    """One key of a document: its form, and the attribute if it is not named like the key.

    ``required`` writes a placeholder where nothing is known, because leaving the key out would change what
    the document is. ``asks`` is the path a placeholder names, where the value is decided somewhere else.
    """

    key: str
    form: Form
    attribute: str = ""
    required: bool = False
    asks: str = ""

    @property
    def name(self) -> str:
        """The attribute of the v2 form."""
        return self.attribute or self.key


@dataclass(frozen=True)
class Shape:
    """A mapping with known keys in the order of the vendor's samples; ``cls`` makes it the v2 form."""

    cls: Callable[..., Any]
    rows: tuple[Row, ...]

    def write(self, thing: object, path: str) -> dict[str, object] | None:
        """Return the mapping without keys that have nothing to say; None if that leaves none."""
        if thing is None:
            return None
        document: dict[str, object] = {}
        for row in self.rows:
            here = row.asks or f"{path}.{row.name}"
            plain = row.form.write(getattr(thing, row.name, None), here)
            if plain is None and row.required:
                plain = placeholder(here)
            if plain is not None:
                document[row.key] = plain
        return document or None

    def read(self, plain: object, path: str) -> Any:
        """Return the object; ValueError for a key that no row answers for."""
        document = as_mapping(plain, path)
        unknown = [key for key in document if key not in {row.key for row in self.rows}]
        if unknown:
            raise ValueError(f"{path} has the unknown key {unknown[0]!r}")
        found = {}
        for row in self.rows:
            if row.key in document:
                found[row.name] = row.form.read(document[row.key], f"{path}.{row.key}")
        constants = {row.name for row in self.rows if isinstance(row.form, Constant)}
        return self.cls(**{name: value for name, value in found.items() if name not in constants})


def as_mapping(plain: object, path: str) -> Mapping[str, object]:
    """Return the plain mapping, or raise ValueError with the place."""
    if not isinstance(plain, Mapping):
        raise ValueError(f"{path} must be a mapping, not {plain!r}")  # noqa: TRY004 - bad input, not a bad call
    return plain
