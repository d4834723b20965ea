"""Source text to a syntax tree, or to the finding that says why not."""

from __future__ import annotations

import ast
import re
import warnings

from compat.value import Place
from migrate.finding import Finding
from migrate.read.python.failures import Failure

_LARGEST = 5_000_000
_PYTHON_2 = re.compile(
    r"call to '(print|exec)'|multiple exception types must be parenthesized|leading zeros in decimal",
    re.IGNORECASE,
)
_PYTHON_2_LINE = re.compile(
    r"^\s*(print\s+[\"'\w]|except\s+[\w.]+\s*,\s*\w+\s*:|raise\s+\w+\s*,|exec\s+[\"'])|<>|\bur[\"']|`\w+`"
)


def parse(text: str, path: str, *, cell: int | None = None) -> ast.Module | Finding:
    """Parse source text; never raises."""
    if len(text) > _LARGEST:
        why = f"it is longer than {_LARGEST} characters"
        return Failure.TOO_MUCH.at(Place(path, cell=cell), why)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text.removeprefix("\ufeff"))
    except SyntaxError as error:
        return _refused(error, text, path, cell)
    except (RecursionError, MemoryError):
        return Failure.TOO_DEEP.at(Place(path, cell=cell), "the parser gave up")
    except ValueError as error:
        return Failure.DOES_NOT_PARSE.at(Place(path, _line_of_nul(text), cell=cell), _sentence(str(error)))


def _refused(error: SyntaxError, text: str, path: str, cell: int | None) -> Finding:
    line = error.lineno if error.lineno and error.lineno > 0 else 1
    place = Place(path, line, max(error.offset or 0, 0), cell=cell)
    message = error.msg or "syntax error"
    if "too many nested" in message or "too many levels" in message or "too complex" in message:
        return Failure.TOO_DEEP.at(place, _sentence(message))
    if "null bytes" in message:
        return Failure.DOES_NOT_PARSE.at(Place(path, _line_of_nul(text), cell=cell), _sentence(message))
    lines = text.splitlines()
    written = lines[line - 1] if line <= len(lines) else ""
    if _PYTHON_2.search(message) or _PYTHON_2_LINE.search(written):
        return Failure.PYTHON_2.at(place, _sentence(message))
    return Failure.DOES_NOT_PARSE.at(place, _sentence(message))


def _line_of_nul(text: str) -> int:
    return text.count("\n", 0, max(text.find("\0"), 0)) + 1


def _sentence(message: str) -> str:
    """Return the parser's words without its own full stop; it never quotes more than one character."""
    return message.split(". ", maxsplit=1)[0].rstrip(".")
