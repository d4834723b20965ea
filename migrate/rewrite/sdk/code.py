"""New code as its owner would lay it out: quotes, indentation and width of the file it goes into."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_WIDTHS = (79, 88, 100, 110, 120)
_DOUBLE = re.compile(r'"[^"\'\n]*"')
_SINGLE = re.compile(r"'[^\"'\n]*'")
_INDENTED = re.compile(r"^([ \t]+)\S", re.MULTILINE)


@dataclass(frozen=True)
class Arg:
    """One argument or entry: its name (empty: positional), what it is, comment lines above it, a comment beside it."""

    name: str
    value: Code
    notes: tuple[str, ...] = ()
    beside: str = ""


@dataclass(frozen=True)
class Made:
    """A call: ``Environment(name=..., image=...)``."""

    func: str
    args: tuple[Arg, ...] = ()


@dataclass(frozen=True)
class Entries:
    """A dict of entries with literal keys."""

    args: tuple[Arg, ...] = ()


@dataclass(frozen=True)
class Listed:
    """A list."""

    items: tuple[Code, ...] = ()


Code = str | Made | Entries | Listed
"""Source text, or something that can be laid out over several lines."""


@dataclass(frozen=True)
class Style:
    """How a file is written."""

    quote: str = '"'
    unit: str = "    "
    width: int = 88

    def literal(self, value: object) -> str:
        """Return a plain value as Python source in the file's quotes."""
        text = repr(value)
        if isinstance(value, str) and text[0] != self.quote and self.quote not in value:
            inner = text[1:-1].replace("\\" + text[0], text[0])
            return f"{self.quote}{inner}{self.quote}"
        return text

    def code(self, plain: object) -> Code:
        """Return plain data as code that can be laid out."""
        if isinstance(plain, Mapping):
            return Entries(tuple(Arg(self.literal(key), self.code(value)) for key, value in plain.items()))
        if isinstance(plain, list | tuple):
            return Listed(tuple(self.code(value) for value in plain))
        return self.literal(plain)

    def written(self, code: Code, indent: str, before: int = 0) -> str:
        """Return code as text; ``indent`` is that of its statement, ``before`` what stands left of it in its line."""
        flat = _flat(code)
        if flat is not None and len(indent) + before + len(flat) <= self.width:
            return flat
        if isinstance(code, str):
            return code
        opened, closed, args, mark = _parts(code)
        inner = indent + self.unit
        lines = [opened]
        for arg in args:
            lines += [f"{inner}{note}" for note in arg.notes]
            head = f"{arg.name}{mark}" if arg.name else ""
            lines.append(
                f"{inner}{head}{self.written(arg.value, inner, len(head) + 1)},{arg.beside and '  '}{arg.beside}"
            )
        return "\n".join([*lines, f"{indent}{closed}"])


def style_of(text: str) -> Style:
    """Return how a source is written, as far as it shows."""
    single, double = len(_SINGLE.findall(text)), len(_DOUBLE.findall(text))
    indents = [match.expandtabs(8) if "\t" not in match else "\t" for match in _INDENTED.findall(text)]
    unit = "\t" if "\t" in indents else min((one for one in indents if len(one) > 1), key=len, default="    ")
    longest = max((len(line) for line in text.split("\n") if "#" not in line), default=0)
    fitting = [width for width in _WIDTHS if width >= longest]
    width = max(88, fitting[0]) if fitting else _WIDTHS[-1]
    return Style("'" if single > double else '"', unit if len(unit) in {1, 2, 4, 8} else "    ", width)


def _flat(code: Code) -> str | None:
    """Return code on one line; None where it has comments or line ends of its own."""
    if isinstance(code, str):
        return None if "\n" in code else code
    opened, closed, args, mark = _parts(code)
    parts = []
    for arg in args:
        flat = _flat(arg.value)
        if flat is None or arg.notes or arg.beside:
            return None
        parts.append(f"{arg.name}{mark}{flat}" if arg.name else flat)
    return f"{opened}{', '.join(parts)}{closed}"


def _parts(code: Made | Entries | Listed) -> tuple[str, str, Sequence[Arg], str]:
    if isinstance(code, Made):
        return f"{code.func}(", ")", code.args, "="
    if isinstance(code, Entries):
        return "{", "}", code.args, ": "
    return "[", "]", [Arg("", item) for item in code.items], ""
