"""A notebook file to its cells; outputs and metadata are not looked at, but for the language.

Format: https://nbformat.readthedocs.io/en/latest/format_description.html. Format 4 has ``cells`` with
``source``; format 3 has ``worksheets`` with ``cells`` and ``input``. Text is a string or a list of strings.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

PYTHON = "python"


class NotANotebookError(Exception):
    """The text is not a notebook; the message is one clause, ``line`` counts from 1 in the file."""

    def __init__(self, clause: str, line: int = 1) -> None:
        super().__init__(clause)
        self.line = line


@dataclass(frozen=True)
class Cell:
    """A code cell: its index over all cells, from 0, its text with ``\\n`` as line end, and its language."""

    number: int
    text: str
    language: str = PYTHON


def cells_of(text: str) -> tuple[Cell, ...]:
    """Return the code cells of a notebook in order; raise ``NotANotebookError`` where it is none."""
    try:
        document = json.loads(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        raise NotANotebookError(f"it is not valid JSON ({error.msg})", error.lineno) from None
    except (ValueError, RecursionError):
        raise NotANotebookError("its JSON holds what no notebook does") from None
    if not isinstance(document, dict) or not any(key in document for key in ("cells", "worksheets")):
        raise NotANotebookError("it has no cells")
    language = _language(document.get("metadata"))
    return tuple(_cells(document, language))


def _cells(document: Mapping[str, object], language: str) -> Iterator[Cell]:
    for number, cell in enumerate(_listed(document)):
        if not isinstance(cell, dict) or cell.get("cell_type") != "code":
            continue
        source = _text(cell.get("source", cell.get("input")))
        yield Cell(number, source, _own_language(cell) or language)


def _listed(document: Mapping[str, object]) -> Iterator[object]:
    yield from _list(document.get("cells"))
    for sheet in _list(document.get("worksheets")):
        if isinstance(sheet, dict):
            yield from _list(sheet.get("cells"))


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _text(source: object) -> str:
    parts = source if isinstance(source, list) else [source]
    text = "".join(part for part in parts if isinstance(part, str))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _language(metadata: object) -> str:
    """Return the language of the kernel; a notebook that does not say is taken for Python."""
    for section, key in (("kernelspec", "language"), ("language_info", "name")):
        named = _named(metadata, section, key)
        if named:
            return _plain(named)
    return _plain(_named(metadata, "application/vnd.databricks.v1+notebook", "language") or PYTHON)


def _own_language(cell: Mapping[str, object]) -> str:
    """Return the language an editor wrote for one cell (VS Code and its polyglot notebooks), if any."""
    metadata = cell.get("metadata")
    for section, key in (("vscode", "languageId"), ("polyglot_notebook", "kernelName")):
        named = _named(metadata, section, key)
        if named:
            return _plain(named)
    return _plain(str(cell["language"])) if isinstance(cell.get("language"), str) else ""


def _named(metadata: object, section: str, key: str) -> str:
    inner = metadata.get(section) if isinstance(metadata, dict) else None
    value = inner.get(key) if isinstance(inner, dict) else None
    return value if isinstance(value, str) else ""


def _plain(language: str) -> str:
    lower = language.strip().lower()
    return PYTHON if lower.startswith(("python", "ipython", "pyspark")) else lower
