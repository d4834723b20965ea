"""The parts of a conda document as v1 sees them: its lists, its pip sections, a requirement's name."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping

Document = dict[str, object]

_VERSION = re.compile(r"\d+\.\d+(\.\d+)?([ab]\d+)?$")
_NAME_END = re.compile(r"[\[=|<>~!]")


class CondaError(ValueError):
    """v1 itself raises an error on this call; the sentence says why."""


def package_name(requirement: str) -> str:
    """Return the name v1 sees: up to the first bracket or version sign; a wheel's from its file name."""
    if requirement.endswith(".whl"):
        return requirement.rsplit("/", maxsplit=1)[-1].split("-", maxsplit=1)[0]
    return _NAME_END.split(requirement)[0]


def copied(document: Mapping[str, object]) -> Document:
    """Return a copy that shares nothing with the document."""
    return copy.deepcopy(dict(document))


def list_at(document: Mapping[str, object], key: str) -> list[object] | None:
    """Return the list under a key, or None where the key is missing."""
    if key not in document:
        return None
    value = document[key]
    if not isinstance(value, list):
        raise CondaError(f"{key} must be a list")
    return value


def dependencies(document: Mapping[str, object]) -> list[object] | None:
    """Return the list of dependencies itself, or None."""
    return list_at(document, "dependencies")


def append(document: Document, key: str, item: object) -> None:
    """Append to the list under a key, in place; make the list where the key is missing."""
    present = list_at(document, key)
    if present is None:
        document[key] = [item]
    else:
        present.append(item)


def pip_sections(document: Mapping[str, object]) -> list[list[str]]:
    """Return the pip lists themselves; a good document has none or one."""
    sections: list[list[str]] = []
    for item in dependencies(document) or ():
        if isinstance(item, dict) and "pip" in item:
            entries = item["pip"]
            if not isinstance(entries, list) or not all(isinstance(entry, str) for entry in entries):
                raise CondaError("the pip entry must be a list of texts")
            sections.append(entries)
    return sections


def packages(sections: list[list[str]]) -> list[str]:
    """Return the packages of the last pip section."""
    return [item for item in sections[-1] if not item.startswith("-")] if sections else []


def option_words(sections: list[list[str]]) -> list[str]:
    """Return the first words of the option lines of the last pip section."""
    return [first_word(item) for item in sections[-1] if item.startswith("-")] if sections else []


def option_word(option: str) -> str:
    """Return the first word of an option line."""
    if not option.startswith("-"):
        raise CondaError(f"{option!r} is not a pip option: an option line starts with a dash")
    return first_word(option)


def first_word(line: str) -> str:
    """Return the first word of a line of the pip list."""
    words = line.split()
    if not words:
        raise CondaError("v1 fails on an empty line in the pip list")
    return words[0]


def remove_last(section: list[str], candidates: list[str]) -> None:
    """Remove the last of the candidates from a section, in place."""
    if candidates:
        section.remove(candidates[-1])


def is_python(item: object) -> bool:
    """Tell whether an entry is the interpreter."""
    return isinstance(item, str) and package_name(item) == "python"


def version_in(entry: str) -> str | None:
    """Return the version at the end of an entry, or None."""
    found = _VERSION.search(entry)
    return found.group() if found else None
