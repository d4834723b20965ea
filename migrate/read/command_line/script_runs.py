"""Who runs a script of the tree, and with which arguments and environment variables."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass

from compat.value import Known, Value
from migrate.read.command_line.lookup import find, path_of
from migrate.read.command_line.makefile import scripts_of
from migrate.read.command_line.passage import Passage, Where
from migrate.read.command_line.pipeline import users_of, watched
from migrate.read.command_line.runners import MAKE, YAML, runners
from migrate.read.command_line.scope import Scope
from migrate.read.command_line.script import Script
from migrate.read.command_line.shell import SHELLS
from migrate.read.command_line.words import Command, Word
from migrate.read.reading import Files, SourceFile

MOST = 12
_PYTHON = re.compile(r"(?:.*[/\\])?(?:python|py|pypy)[\d.]*(?:\.exe)?", re.IGNORECASE)
_SHELL = re.compile(
    r"(?:.*[/\\])?(?:(?:ba|z|da|k)?sh|pwsh|powershell(?:\.exe)?|source|\.|&|call)", re.IGNORECASE
)


@dataclass(frozen=True)
class Run:
    """One run of a script: what stands after its name, and the variables the surroundings set for it."""

    arguments: tuple[Value, ...]
    variables: Mapping[str, Value]


def runs_of(path: str, files: Files) -> tuple[Run, ...]:
    """Return the runs of a script that pipelines, shell scripts and makefiles of the tree have, each once."""
    found: dict[str, Run] = {}
    for source in runners(path, files):
        for run in _runs(source, files, path):
            found.setdefault(repr((run.arguments, sorted(run.variables.items()))), run)
    return tuple(found.values())[:MOST]


def _runs(source: SourceFile, files: Files, path: str) -> list[Run]:
    watcher = _Watcher(source.path, files, path)
    if source.path.endswith(YAML):
        for bound in users_of(source, files) or (None,):
            watched(source, files, watcher, bound)
    elif source.path.endswith(MAKE):
        for script in scripts_of(source, watcher):
            list(script.invocations())
    else:
        shell = SHELLS[source.path[source.path.rfind(".") :].lower()]
        list(Script(Passage.of(source.text, Where(source.path)), shell, {}, watch=watcher).invocations())
    return watcher.runs


class _Watcher:
    """Sees every command of a file and keeps those that run one script."""

    def __init__(self, beside: str, files: Files, wanted: str) -> None:
        self.runs: list[Run] = []
        self._beside = beside
        self._files = files
        self._wanted = wanted
        self._suffix = posixpath.splitext(wanted)[1]
        self._program = _PYTHON if self._suffix == ".py" else _SHELL

    def __call__(self, command: Command, scope: Scope, folder: str | None) -> None:
        """Look at one command, with what its words mean and where it runs."""
        at = self._script(command.words, scope, folder)
        if at is None:
            return
        own = {name: scope.value(word) for name, word in command.assignments}
        arguments = tuple(scope.value(word) for word in command.words[at + 1 :])
        self.runs.append(Run(arguments, {**scope.handed_on(), **own}))

    def _script(self, words: tuple[Word, ...], scope: Scope, folder: str | None) -> int | None:
        """Return where in a command the script stands that Python, or the system, is told to run."""
        for at, word in enumerate(words):
            module = at > 1 and words[at - 1].plain == "-m" and self._suffix == ".py"
            named = path_of(scope.value(word))
            if named is None or not (at == 0 or module or named.endswith(self._suffix)):
                continue
            if module:
                named = f"{named.replace('.', '/')}.py"
            interpreted = at == 0 or any(self._program.fullmatch(one.plain) for one in words[:at])
            if interpreted and find(Known(named), self._files, self._beside, folder) == self._wanted:
                return at
        return None
