"""A text of commands to the v1 commands in it, in order, with what their words mean at that point."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from compat.value import Place, Value
from migrate.read.command_line.batch import Batch
from migrate.read.command_line.invocation import Invocation, az_at, invocation, words_of_v2
from migrate.read.command_line.lexer import DEPTH, Lexer
from migrate.read.command_line.lookup import path_of
from migrate.read.command_line.passage import Passage
from migrate.read.command_line.posix import Posix
from migrate.read.command_line.powershell import PowerShell
from migrate.read.command_line.scope import Scope
from migrate.read.command_line.script_options import options_of
from migrate.read.command_line.shell import Shell
from migrate.read.command_line.words import Blank, Command, Mark, Word

_LEXERS: Mapping[Shell, type[Lexer]] = {
    Shell.POSIX: Posix,
    Shell.IPYTHON: Posix,
    Shell.POWERSHELL: PowerShell,
    Shell.BATCH: Batch,
}
_SHELLS = re.compile(
    r"(?:.*/)?(?:ba|z|da|k)?sh|pwsh|powershell(?:\.exe)?|cmd(?:\.exe)?|eval|ssh|iex|invoke-expression"
)
_RUNS = frozenset({"-c", "-lc", "-ec", "-command", "/c", "-exc", "-euc"})
_READS = frozenset({"read", "mapfile", "readarray"})


Watch = Callable[[Command, Scope, str | None], None]
"""What is told of every command of a script, with what words mean there and the folder it runs in."""


class Script:
    """Walks the commands of a text once, in order; ``variables`` come from outside of it.

    ``of_v2`` tells afterwards whether a command of the v2 extension was met.
    """

    def __init__(
        self,
        passage: Passage,
        shell: Shell,
        variables: Mapping[str, Value],
        *,
        macros: bool = False,
        folder: str | None = "",
        hint: str = "",
        watch: Watch | None = None,
    ) -> None:
        self._passage = passage
        self._watch = watch
        self._lexer = _LEXERS[shell]
        self._shell = shell
        self._macros = macros
        folds = shell in {Shell.POWERSHELL, Shell.BATCH}
        self._scope = Scope(variables, folds=folds, placed=passage.place, options=options_of(passage.text))
        self._folder = folder
        self._hint = hint
        self._folders: list[str | None] = []
        self._left: list[tuple[str | None, str]] = []
        self._depth = 0
        self.of_v2 = False

    def invocations(self) -> Iterator[Invocation]:
        """Yield the v1 commands."""
        yield from self._walk(self._lexed(0, len(self._passage.text)))

    def assigned(self) -> dict[str, Value]:
        """Return what the script has set after its last command."""
        return self._scope.own()

    def _lexed(self, start: int, end: int) -> tuple[Command, ...]:
        python = self._shell is Shell.IPYTHON
        return self._lexer(self._passage.text, start, end, macros=self._macros, python=python).commands()

    def _walk(self, commands: Iterable[Command]) -> Iterator[Invocation]:
        for command in commands:
            self._flow(command.mark)
            yield from self._walk(command.inner)
            self._assign(command)
            yield from self._run(command)

    def _flow(self, mark: Mark) -> None:
        if mark in {Mark.CLOSE, Mark.NEXT}:
            self._scope.close()
            if self._folders:
                self._folder = self._folders.pop()
        if mark in {Mark.OPEN, Mark.NEXT}:
            self._scope.open()
            self._folders.append(self._folder)

    def _assign(self, command: Command) -> None:
        declares = not command.words or command.words[0].plain in _DECLARING
        if not declares:
            return
        exported = any(word.plain == "export" for word in command.words[:1])
        for name, word in command.assignments:
            value = self._scope.value(word)
            if exported:
                self._scope.export(name)
            if command.maybe:
                self._scope.open()
            self._scope.set(name, value)
            if command.maybe:
                self._scope.close()

    def _run(self, command: Command) -> Iterator[Invocation]:
        words = command.words
        if not words:
            return
        self._moves(words)
        if self._watch is not None:
            self._watch(command, self._scope, self._folder)
        at = az_at(words)
        if at is not None:
            place = self._passage.place(words[at].start, words[-1].end)
            found = invocation(_piped(words, at), place, self._scope.value, self._at)
            self.of_v2 = self.of_v2 or (found is None and words_of_v2(words[at:]))
            if found is not None:
                yield replace(found, folder=self._folder, hint=self._hint)
            return
        yield from self._handed(command)

    def _at(self, word: Word) -> Place:
        return self._passage.place(word.start, word.end)

    def _moves(self, words: tuple[Word, ...]) -> None:
        """Follow ``cd``; where it goes to a place that is not known, nothing after it is."""
        name = words[0].plain.lower()
        if name in _READS:
            for word in words[1:]:
                if word.plain and not word.plain.startswith("-"):
                    self._scope.forget(word.plain, "it is read while the script runs")
        if name in _BACK or (name in _MOVING and len(words) > 1 and words[-1].plain == "-"):
            self._folder, self._hint = self._left.pop() if self._left else (None, name)
            return
        if name not in _MOVING or len(words) < 2:
            return
        self._left.append((self._folder, self._hint))
        path = path_of(self._scope.value(words[-1]))
        if path is not None and self._folder is not None and not path.startswith(("/", "-", "~")):
            self._folder = posixpath.join(self._folder, path)
        else:
            self._folder, self._hint = None, words[-1].source

    def _handed(self, command: Command) -> Iterator[Invocation]:
        """Read what is handed to a shell as text: ``bash -c "..."``, ``eval``, and here-documents."""
        names = [index for index, word in enumerate(command.words) if _SHELLS.fullmatch(word.plain.lower())]
        if not names or self._depth >= DEPTH:
            return
        self._depth += 1
        direct = command.words[names[0]].plain.lower() in {"eval", "ssh", "iex", "invoke-expression"}
        for word, before in zip(command.words[names[0] + 1 :], command.words[names[0] :], strict=False):
            if word.quoted and (direct or before.plain.lower() in _RUNS):
                yield from self._walk(self._lexed(word.start + 1, max(word.end - 1, word.start + 1)))
        for document in command.documents:
            yield from self._walk(self._lexed(document.start, document.start + len(document.text)))
        self._depth -= 1


def _piped(words: tuple[Word, ...], at: int) -> tuple[Word, ...]:
    """Return the words from ``az`` on; what ``xargs``, ``parallel`` or ``find`` puts in cannot be known."""
    if at == 0:
        return words
    before = [word.text or "" for word in words[:at]]
    marks = {"{}"}
    for flag, text in pairwise(before):
        if flag in {"-I", "-i", "--replace"}:
            marks.add(text)
    marks.update(text[2:] for text in before if re.fullmatch(r"-[Ii].+", text))
    blank = Blank("", "it is taken from what is piped in")
    return tuple(
        replace(word, parts=(replace(blank, source=word.source),))
        if word.text and _marked(word.text, marks)
        else word
        for word in words[at:]
    )


def _marked(text: str, marks: set[str]) -> bool:
    return any(mark in text for mark in marks if len(mark) > 1 or text == mark)


_MOVING = frozenset({"cd", "chdir", "pushd", "set-location", "push-location", "sl"})
_BACK = frozenset({"popd", "pop-location"})
_DECLARING = frozenset({"export", "local", "declare", "typeset", "readonly", "set"})
