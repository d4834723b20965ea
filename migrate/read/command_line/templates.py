"""What is put into a script before any shell sees it: pipeline variables, tokens, and blanks in documentation."""

from __future__ import annotations

import re

from migrate.read.command_line.words import Blank, Part, Reference, Source

_EXPRESSION = re.compile(r"\$\{\{([^{}\n]{1,400}(?:\}[^{}\n]{1,100})*)\}\}")
_MACRO = re.compile(r"\$\(\s*([A-Za-z_][\w.\-]*)\s*\)")
_DOTTED = re.compile(r"\$\(\s*([A-Za-z_][\w\-]*(?:\.[\w\-]+)+)\s*\)")
_TOKEN = re.compile(r"#\{\s*([A-Za-z_][\w.\-]*)\s*\}#?|__([A-Za-z][A-Za-z0-9_.\-]{0,60}?)__(?=[\s\"']|$)")
_BLANK = re.compile(r"<[A-Za-z](?:[^<>\n\"'|&;$`]{0,80}[\w)\].-])?>(?=[\s\"':,;)/\\.-]|$)")
_PYTHON = re.compile(r"\{([A-Za-z_][\w.]*(?:\[[^\]{}\n]*\])*)\}")

TO_FILL_IN = "it is a blank to be filled in"


def template_at(text: str, at: int, end: int, *, macros: bool, python: bool) -> tuple[Part, int] | None:
    """Return the part that begins at an offset and where it ends, or None where no template stands there.

    ``macros``: ``$(NAME)`` is a variable and not a command, as in a pipeline or a makefile. ``python``:
    ``{name}`` is an expression of the notebook.
    """
    letter = text[at]
    if letter == "$":
        return _dollar(text, at, end, macros=macros)
    if letter in "#_" and (found := _TOKEN.match(text, at, end)) and (letter == "#" or _starts(text, at)):
        name = found.group(1) or found.group(2)
        return Reference(name, found.group(), Source.OUTSIDE), found.end()
    if letter == "<" and (found := _BLANK.match(text, at, end)):
        return Blank(found.group(), TO_FILL_IN), found.end()
    if python and letter == "{" and (found := _PYTHON.match(text, at, end)):
        return Reference(found.group(1), found.group(), Source.SHELL), found.end()
    return None


def _dollar(text: str, at: int, end: int, *, macros: bool) -> tuple[Part, int] | None:
    if found := _EXPRESSION.match(text, at, end):
        return Reference(found.group(1).strip(), found.group(), Source.OUTSIDE), found.end()
    if found := (_MACRO if macros else _DOTTED).match(text, at, end):
        return Reference(found.group(1), found.group(), Source.OUTSIDE), found.end()
    return None


def _starts(text: str, at: int) -> bool:
    return at == 0 or not (text[at - 1].isalnum() or text[at - 1] == "_")
