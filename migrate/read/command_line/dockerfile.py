"""Dockerfiles: the scripts of ``RUN``, ``CMD`` and ``ENTRYPOINT``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compat.value import Dependency, DependsOn, Expression, Known, Place, Value
from migrate.read.command_line.invocation import Invocation
from migrate.read.command_line.passage import Passage, Where
from migrate.read.command_line.reader import may_hold, reading_of
from migrate.read.command_line.script import Script
from migrate.read.command_line.shell import Shell
from migrate.read.reading import Files, Reading, SourceFile

_RUN = re.compile(r"[ \t]*(?:RUN|CMD|ENTRYPOINT)[ \t]+(?:--\S+[ \t]+)*", re.IGNORECASE)
_SET = re.compile(
    r"[ \t]*(ENV|ARG)[ \t]+([A-Za-z_]\w*)(?:=|[ \t]+)(\"[^\"$]*\"|[^\s\"$\\]+)[ \t]*$", re.IGNORECASE
)
_DOCUMENT = re.compile(r"<<-?[ \t]*[\"']?(\w+)[\"']?")

Line = tuple[str, int, int]


def read_dockerfile(source: SourceFile, files: Files) -> Reading | None:
    """Return what a Dockerfile's commands say of v1, or None where they say nothing."""
    if not may_hold(source.text):
        return None
    variables: dict[str, Value] = {}
    found: list[Invocation] = []
    of_v2 = False
    for lines in _instructions(source.text.split("\n")):
        _set(lines[0], source.path, variables)
        passage = _script(lines, source.path)
        if passage is not None:
            script = Script(passage, Shell.POSIX, variables)
            found += script.invocations()
            of_v2 = of_v2 or script.of_v2
    reading = reading_of(source.path, found, files, of_v2=of_v2)
    return reading if reading.usages else None


def _instructions(lines: list[str]) -> Iterator[list[Line]]:
    """Yield the lines of each instruction, without comments between them."""
    run: list[Line] = []
    closes = ""
    for number, line in enumerate(lines, 1):
        if not closes and line.lstrip().startswith("#"):
            continue
        run.append((line, number, 1))
        opened = _DOCUMENT.search(line) if len(run) == 1 and _RUN.match(line) else None
        closes = opened.group(1) if opened else closes
        if closes and line.strip() != closes:
            continue
        if not closes and line.rstrip().endswith("\\"):
            continue
        yield run
        run, closes = [], ""
    if run:
        yield run


def _script(lines: list[Line], path: str) -> Passage | None:
    text, number, _ = lines[0]
    head = _RUN.match(text)
    if head is None:
        return None
    if _DOCUMENT.match(text, head.end()):
        return Passage.joined(lines[1:-1], Where(path, number + 1))
    first = (text[head.end() :], number, head.end() + 1)
    return Passage.joined([first, *lines[1:]], Where(path, number))


def _set(line: Line, path: str, variables: dict[str, Value]) -> None:
    found = _SET.match(line[0])
    if found is None:
        return
    kind, name, text = found.group(1).upper(), found.group(2), found.group(3).strip('"')
    place = Place(path, line[1])
    if kind == "ENV":
        variables[name] = Known(text, place)
    else:
        depends = (Dependency(DependsOn.ARGUMENT, name),)
        variables[name] = Expression(f"${name}", place, depends, Known(text, place))
