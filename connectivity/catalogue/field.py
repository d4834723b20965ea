"""Reading one entry of a YAML file field by field, with errors that name file, entry and field."""

from __future__ import annotations

import re
from enum import Enum
from typing import TypeVar

E = TypeVar("E", bound=Enum)

DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")


class CatalogueError(ValueError):
    """A catalogue file that cannot be used; the message names file, entry and field."""


class Entry:
    """A mapping being read. Every field that is asked for is ticked off; `close` refuses the rest."""

    def __init__(self, file: str, label: str, data: object) -> None:
        self._file = file
        self._label = label
        if not isinstance(data, dict) or not all(isinstance(key, str) for key in data):
            raise CatalogueError(f"{file}: {label}: must be a mapping of field to value")
        self._data: dict[str, object] = data
        self._read: set[str] = set()

    def error(self, field: str, text: str) -> CatalogueError:
        """The sentence for a bad field."""
        return CatalogueError(f"{self._file}: {self._label}: field {field!r} {text}")

    def has(self, field: str) -> bool:
        """True when the field was given."""
        return field in self._data

    def raw(self, field: str) -> object:
        """The field as YAML gave it, or None."""
        self._read.add(field)
        return self._data.get(field)

    def text(self, field: str, default: str | None = None) -> str:
        """A text that is not empty."""
        value = self.raw(field)
        if value is None and default is not None:
            return default
        if value is None:
            raise self.error(field, "is missing")
        if not isinstance(value, str) or not value.strip():
            raise self.error(field, f"must be a text, found {value!r}")
        return value.strip()

    def flag(self, field: str, *, default: bool) -> bool:
        """True or false."""
        value = self.raw(field)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self.error(field, f"must be true or false, found {value!r}")
        return value

    def items(self, field: str, *, required: bool = True) -> list[object]:
        """A list; a single value counts as a list of one."""
        value = self.raw(field)
        if value is None and required:
            raise self.error(field, "is missing")
        if value is None:
            return []
        return list(value) if isinstance(value, list) else [value]

    def texts(self, field: str, *, required: bool = True) -> tuple[str, ...]:
        """A list of texts."""
        values = self.items(field, required=required)
        if not all(isinstance(value, str) and value for value in values):
            raise self.error(field, f"must hold texts, found {values!r}")
        return tuple(str(value) for value in values)

    def numbers(self, field: str, low: int, high: int, *, required: bool = True) -> tuple[int, ...]:
        """A list of whole numbers within bounds."""
        values = self.items(field, required=required)
        for value in values:
            if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
                raise self.error(field, f"must hold numbers from {low} to {high}, found {value!r}")
        return tuple(int(str(value)) for value in values)

    def one_of(self, field: str, kind: type[E], default: E | None = None) -> E:
        """A member of a closed set."""
        value = self.raw(field)
        if value is None and default is not None:
            return default
        if value is None:
            raise self.error(field, "is missing")
        return self.member(field, kind, value)

    def many_of(self, field: str, kind: type[E], *, required: bool = True) -> tuple[E, ...]:
        """Members of a closed set."""
        members = tuple(self.member(field, kind, value) for value in self.items(field, required=required))
        if required and not members:
            raise self.error(field, "must not be empty")
        return members

    def member(self, field: str, kind: type[E], value: object) -> E:
        """The member of `kind` with this value."""
        for item in kind:
            if item.value == value:
                return item
        known = ", ".join(str(item.value) for item in kind)
        raise self.error(field, f"must be one of {known}, found {value!r}")

    def mapping(self, field: str) -> Entry | None:
        """A nested mapping, or None where the field was not given."""
        value = self.raw(field)
        return None if value is None else Entry(self._file, f"{self._label}, {field}", value)

    def keys(self) -> tuple[str, ...]:
        """The fields given, in order."""
        return tuple(self._data)

    def date(self, field: str) -> str:
        """An ISO date."""
        value = self.raw(field)
        text = "" if value is None else str(value)
        if not DATE.match(text):
            raise self.error(field, f"must be a date like 2026-01-31, found {value!r}")
        return text

    def close(self) -> None:
        """Refuse fields nobody asked for: most often a slip of the pen."""
        extra = sorted(set(self._data) - self._read)
        if extra:
            raise self.error(extra[0], "is not known")
