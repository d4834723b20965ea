"""The variables of a script, and what a word means with them: known, an expression, or not to be known."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from compat.value import Dependency, DependsOn, Expression, Known, Place, Unresolved, Value
from migrate.read.command_line.lexer import merged
from migrate.read.command_line.templates import template_at
from migrate.read.command_line.words import Literal, Output, Part, Reference, Source, Word

_BRANCH = "it is set in a branch or a loop"
_GIVEN = frozenset("0123456789@*")
_SHELL = Source.SHELL

_ROOTS = frozenset(
    {
        *("build_sourcesdirectory", "build_repository_localpath", "system_defaultworkingdirectory", "pwd"),
        *("github_workspace", "psscriptroot", "ci_project_dir", "bitbucket_clone_dir", "cd"),
    }
)

Placed = Callable[[int, int], Place]


def is_root(name: str) -> bool:
    """Tell whether a variable is the folder that the repository is checked out to."""
    return re.sub(r"[.\s]", "_", name.lower().removeprefix("env:")) in _ROOTS


class Scope:
    """Names and their values, at one point of a script.

    ``given`` are values from outside the script; ``folds`` tells that case does not count in names; ``options`` are the
    variables that its own options fill.
    """

    def __init__(
        self,
        given: Mapping[str, Value],
        *,
        folds: bool,
        placed: Placed,
        options: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        self._given = given
        self._options = options or {}
        self._outside = {name.lower(): value for name, value in given.items()}
        self._folds = folds
        self._placed = placed
        self._own: dict[str, Value] = {}
        self._exported: set[str] = set()
        self._blocks: list[dict[str, Value | None]] = []

    def value(self, word: Word) -> Value:
        """Return what a word means here."""
        place = self._placed(word.start, word.end)
        values = [self._of(part, place) for part in word.parts]
        for value in values:
            if isinstance(value, Unresolved):
                return replace(value, source=word.source, place=place)
        if all(isinstance(value, Known) for value in values):
            if len(values) == 1:
                return replace(values[0], place=place)
            return Known("".join(_text(value) for value in values), place)
        return _expression(word, values, place)

    def set(self, name: str, value: Value) -> None:
        """Take an assignment; ``NAME+`` adds to what is there."""
        if name.endswith("+"):
            name = name[:-1]
            value = Unresolved(f"{name} is put together in steps")
        name = self._key(name)
        if self._blocks:
            self._blocks[-1].setdefault(name, self._own.get(name))
        self._own[name] = value

    def forget(self, name: str, why: str) -> None:
        """Take note that a variable holds what nobody can know."""
        self.set(name, Unresolved(why))

    def export(self, name: str) -> None:
        """Take note that programs which the script runs get a variable."""
        self._exported.add(self._key(name))

    def handed_on(self) -> dict[str, Value]:
        """Return the variables that programs get which the script runs here."""
        exported = {name: value for name, value in self._own.items() if name in self._exported}
        powershell = {name[4:]: value for name, value in self._own.items() if name.startswith("env:")}
        return {**self._given, **exported, **powershell}

    def own(self) -> dict[str, Value]:
        """Return what the script itself has set so far."""
        return dict(self._own)

    def open(self) -> None:
        """Enter a block that may run or not, once or often."""
        self._blocks.append({})

    def close(self) -> None:
        """Leave a block: what it set may be set or not."""
        if not self._blocks:
            return
        for name, before in self._blocks.pop().items():
            after = self._own.get(name)
            if before != after:
                self.set(name, Unresolved(_BRANCH, settle=f"the value of {name} when the script runs"))

    def _key(self, name: str) -> str:
        return name.lower() if self._folds else name

    def _of(self, part: Part, place: Place) -> Value:
        if isinstance(part, Literal):
            return Known(part.text, place)
        if isinstance(part, Reference):
            return self._reference(part, place)
        if isinstance(part, Output) and part.source in {"$(pwd)", "`pwd`"}:
            depends = (Dependency(DependsOn.ENVIRONMENT, "PWD"),)
            return Expression(part.source, place, depends, Known(".", place))
        if isinstance(part, Output):
            return Unresolved(
                "it is what a command prints", part.source, place, f"the output of {part.source}"
            )
        return Unresolved(part.why, part.source, place)

    def _reference(self, part: Reference, place: Place) -> Value:
        value = self._found(part)
        if part.name in self._options and not isinstance(value, Known):
            value = self._option(part, value, place)
        if value is None and part.source.startswith("{"):
            return Unresolved(f"{part.name} is computed by the notebook", part.source, place)
        if value is None and self._powershell(part):
            return Unresolved(f"nothing in this script sets {part.source}", part.source, place)
        if value is None and is_root(part.name):
            depends = (Dependency(DependsOn.ENVIRONMENT, part.name),)
            return Expression(part.source, place, depends, Known(".", place))
        if value is None:
            return _open(part, place)
        if part.changed:
            return Unresolved(f"{part.name} is changed by an operator of the shell", part.source, place)
        return value

    def _option(self, part: Reference, value: Value | None, place: Place) -> Value:
        """Return a variable that an option of the script fills: what the caller passes, or what it waits for."""
        spelled = self._options[part.name]
        given = next((self._given[one] for one in spelled if one in self._given), None)
        if given is not None:
            return given
        default = value.default if isinstance(value, Expression) else None
        return Expression(part.source, place, (Dependency(DependsOn.ARGUMENT, spelled[-1]),), default)

    def _powershell(self, part: Reference) -> bool:
        """Tell whether a variable is one of PowerShell's own, which no environment sets."""
        return (
            part.source.startswith("$") and self._folds and ":" not in part.name and part.filled_by is _SHELL
        )

    def _found(self, part: Reference) -> Value | None:
        if part.filled_by is Source.CALLER:
            return self._outside.get(f"-{part.name.lower()}")
        if part.filled_by is Source.OUTSIDE:
            return self._outside.get(part.name.lower())
        name = self._key(part.name)
        if name in self._own:
            return self._own[name]
        bare = part.name.lower().removeprefix("env:")
        if self._folds or bare != part.name.lower():
            return self._outside.get(f"-{bare}") or self._outside.get(bare)
        return self._given.get(part.name)


def _open(part: Reference, place: Place) -> Value:
    """Return an expression for a variable that nothing in the source sets."""
    argument = part.name in _GIVEN or part.filled_by is Source.CALLER
    kind = DependsOn.ARGUMENT if argument else DependsOn.ENVIRONMENT
    name = part.name.partition(":")[2] if part.name.lower().startswith("env:") else part.name
    default = None if part.default is None else Known(part.default, place)
    return Expression(part.source, place, (Dependency(kind, name),), default)


def _expression(word: Word, values: list[Value], place: Place) -> Expression:
    depends = tuple(dict.fromkeys(_depends(values)))
    defaults = [value.default if isinstance(value, Expression) else value for value in values]
    texts = [_text(item) for item in defaults if isinstance(item, Known)]
    default = Known("".join(texts), place) if len(texts) == len(values) else None
    return Expression(unquoted(word.source), place, depends, default)


def _depends(values: list[Value]) -> Iterator[Dependency]:
    for value in values:
        if isinstance(value, Expression):
            yield from value.depends


def _text(value: Value) -> str:
    if not isinstance(value, Known):
        return ""
    if isinstance(value.value, bool):
        return str(value.value).lower()
    return str(value.value)


def unquoted(source: str) -> str:
    """Return a word's source without the quotes around the whole of it."""
    if len(source) > 1 and source[0] == source[-1] and source[0] in "\"'" and source[0] not in source[1:-1]:
        return source[1:-1]
    return source


def outside_value(text: str, place: Place, variables: Mapping[str, Value], *, macros: bool = True) -> Value:
    """Return what a text means that no shell reads: only what a pipeline puts in is replaced."""
    parts: list[Part] = []
    at = 0
    while at < len(text):
        found = template_at(text, at, len(text), macros=macros, python=False) if text[at] in "$#_<" else None
        parts.append(Literal(text[at]) if found is None else found[0])
        at = at + 1 if found is None else found[1]
    word = Word(merged(parts), 0, len(text), text)
    return Scope(variables, folds=False, placed=lambda start, end: place).value(word)
