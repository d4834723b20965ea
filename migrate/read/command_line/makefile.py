"""Makefiles: each line of a recipe is a script of its own, after make has put its variables in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compat.value import Dependency, DependsOn, Expression, Known, Place, Unresolved, Value
from migrate.read.command_line.invocation import Invocation
from migrate.read.command_line.passage import Passage, Where
from migrate.read.command_line.reader import may_hold, reading_of
from migrate.read.command_line.script import Script, Watch
from migrate.read.command_line.shell import Shell
from migrate.read.reading import Files, Reading, SourceFile

_VARIABLE = re.compile(r"(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*(\?|:{0,3}|\+|!)=[ \t]*(.*)")


def read_makefile(source: SourceFile, files: Files) -> Reading | None:
    """Return what a makefile's recipes say of v1, or None where they say nothing."""
    if not may_hold(source.text):
        return None
    found: list[Invocation] = []
    of_v2 = False
    for script in scripts_of(source):
        found += script.invocations()
        of_v2 = of_v2 or script.of_v2
    reading = reading_of(source.path, found, files, of_v2=of_v2)
    return reading if reading.usages else None


def scripts_of(source: SourceFile, watch: Watch | None = None) -> Iterator[Script]:
    """Yield the script of each recipe."""
    lines = source.text.split("\n")
    variables = _variables(lines, source.path)
    for passage in _recipes(lines, source.path):
        yield Script(passage, Shell.POSIX, variables, macros=True, watch=watch)


def _variables(lines: list[str], path: str) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for number, line in enumerate(lines, 1):
        matched = None if line.startswith("\t") else _VARIABLE.match(line)
        if matched is None:
            continue
        name, sign, text = matched.group(1), matched.group(2), matched.group(3).split(" #")[0].strip()
        place = Place(path, number)
        if "$" in text or sign in {"+", "!"} or text.endswith("\\") or name in found:
            found[name] = Unresolved(f"make computes {name}", text, place)
        elif sign == "?":
            depends = (Dependency(DependsOn.ENVIRONMENT, name),)
            found[name] = Expression(f"$({name})", place, depends, Known(text, place))
        else:
            found[name] = Known(text, place)
    return found


def _recipes(lines: list[str], path: str) -> Iterator[Passage]:
    """Yield each line of a recipe with those it goes on in."""
    run: list[tuple[str, int, int]] = []
    for number, line in enumerate(lines, 1):
        if run or line.startswith("\t"):
            text = line.lstrip("\t @-+") if not run else line
            run.append((text, number, len(line) - len(text) + 1))
            if not line.endswith("\\"):
                yield _unescaped(run, path)
                run = []
    if run:
        yield _unescaped(run, path)


def _unescaped(run: list[tuple[str, int, int]], path: str) -> Passage:
    """Return a recipe as the shell gets it: ``$$`` is a dollar, ``${NAME}`` is make's own."""
    made = [
        (re.sub(r"(?<!\$)\$\{([\w.-]+)\}", r"$(\1)", text).replace("$$", "$"), line, column)
        for text, line, column in run
    ]
    return Passage.joined(made, Where(path, run[0][1]))
