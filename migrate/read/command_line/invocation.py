"""A command's words to one call of the v1 command line: which command, with which options."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from compat.mapping import commands as rows
from compat.mapping.command import OF_AZ, Command, key_of, option_for, takes_no_value
from compat.value import Place, Value
from migrate.read.command_line.scope import unquoted
from migrate.read.command_line.words import Literal, Reference, Word

_AZ = re.compile(r"(?:.*[/\\])?az(?:\.cmd|\.exe|\.bat)?", re.IGNORECASE)
_FLAG = re.compile(r"-{1,2}[A-Za-z][\w-]*")
_SAYING = re.compile(
    r"echo|printf|write-\w+|cat|grep|egrep|sed|awk|log\w*|info|warn\w*|error|die|fail|usage|alias|man|which|"
    r"msg|say|print|title|rem|throw|throw-\w+|select-string|type|help",
    re.IGNORECASE,
)
_SPLIT = 2
_VALUES = frozenset({"true", "false"})


@dataclass(frozen=True)
class Filled:
    """One option as it was written: the key of its meaning, the flag, and the words after it.

    ``values`` are what the words mean; of a model, ``name:version``, these are two.
    """

    key: str
    flag: str
    place: Place
    words: tuple[Word, ...]
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Invocation:
    """One v1 command with its options. ``rest`` are words that belong to no option.

    ``folder`` is where it runs, relative to where its script stands, ``None`` where nobody can tell; then ``hint``
    is the text that names it.
    """

    command: Command
    symbol: str
    place: Place
    options: tuple[Filled, ...] = ()
    rest: tuple[tuple[Word, Value], ...] = ()
    folder: str | None = ""
    hint: str = ""

    def first(self, key: str) -> Filled | None:
        """Return the first option of a key."""
        return next((item for item in self.options if item.key == key), None)

    def every(self, key: str) -> Iterator[Filled]:
        """Yield all options of a key, in order."""
        return (item for item in self.options if item.key == key)


def az_at(words: Sequence[Word]) -> int | None:
    """Return where ``az ml`` or ``az extension`` stands among a command's words, or None.

    A command that only prints or searches text does not run what it is given.
    """
    if not words or _SAYING.fullmatch(words[0].text or ""):
        return None
    for at, word in enumerate(words[:-1]):
        if words[at + 1].plain in {"ml", "extension"} and _is_az(word, first=at == 0):
            return at
    return None


def _is_az(word: Word, *, first: bool) -> bool:
    text = (word.text or "") if first else word.plain
    if _AZ.fullmatch(text):
        return True
    return first and len(word.parts) == 1 and isinstance(word.parts[0], Reference)


def invocation(
    words: Sequence[Word], place: Place, value: Callable[[Word], Value], placed: Callable[[Word], Place]
) -> Invocation | None:
    """Return the v1 command in the words from ``az`` on, or None where it is none.

    ``value`` says what a word means, ``placed`` where it stands.
    """
    texts = [word.text or "" for word in words]
    if texts[1] == "extension":
        return _extension(words, texts, place, value, placed)
    path = _path(words[_SPLIT:])
    command = rows.command_for(path)
    if command is None:
        return None
    length = len(command.verb.split())
    symbol = command.symbol
    if not command.options and not command.becomes and len(path) > length:
        symbol = f"az ml {' '.join(path[: max(length + 1, 2)])}"
        length += 1
    options, rest = _options(command, words[_SPLIT + length :], value, placed)
    if _of_v2(command, options):
        return None
    return Invocation(command, symbol, place, tuple(options), tuple(rest))


def words_of_v2(words: Sequence[Word]) -> bool:
    """Tell whether a command that is not v1's is one of the v2 extension, or installs it."""
    if words[1].plain == "ml":
        return bool(_path(words[_SPLIT:]))
    return any(word.text == "ml" for word in words[2:])


def _path(words: Sequence[Word]) -> list[str]:
    """Return the words that may name the command: plain ones before the first option."""
    path: list[str] = []
    for word in words:
        text = word.plain
        if not re.fullmatch(r"[a-z][a-z0-9-]*", text):
            break
        path.append(text)
    return path


def _of_v2(command: Command, options: Sequence[Filled]) -> bool:
    """Tell whether the options show that a command both extensions have is meant for v2."""
    if not command.shared:
        return False
    flags = {item.flag for item in options}
    versioned = any(item.flag == "-v" and item.words for item in options)
    return versioned or bool(flags & command.only_v2)


def _extension(
    words: Sequence[Word],
    texts: Sequence[str],
    place: Place,
    value: Callable[[Word], Value],
    placed: Callable[[Word], Place],
) -> Invocation | None:
    """Return the command that installs the v1 extension, by its name or from a wheel."""
    if texts[2:3] != ["add"] and texts[2:3] != ["update"]:
        return None
    if not any(re.search(r"azure[-_]cli[-_]ml\b", word.source) for word in words[3:]):
        return None
    command = Command("", (f"az extension {texts[2]} -n ml",))
    options, rest = _options(command, words[3:], value, placed)
    return Invocation(rows.INSTALL, rows.EXTENSION, place, tuple(options), tuple(rest))


def _options(
    command: Command,
    words: Sequence[Word],
    value: Callable[[Word], Value],
    placed: Callable[[Word], Place],
) -> tuple[list[Filled], list[tuple[Word, Value]]]:
    found: list[Filled] = []
    rest: list[tuple[Word, Value]] = []
    at = 0
    while at < len(words):
        word = words[at]
        flag, inline = _flag(word)
        at += 1
        if not flag:
            rest.append((word, value(word)))
            continue
        given: list[Word] = [inline] if inline is not None else []
        while inline is None and at < len(words) and _takes(command, flag, words[at], given):
            given.append(words[at])
            at += 1
        if flag not in OF_AZ:
            key = key_of(command, flag)
            parts = [part for item in given for part in (_halves(item) if key == "models" else (item,))]
            values = tuple(value(item) for item in parts)
            found.append(Filled(key, flag, placed(word), tuple(given), values))
    return found, rest


def _takes(command: Command, flag: str, word: Word, given: Sequence[Word]) -> bool:
    """Tell whether a word is a value of the option before it."""
    if _flag(word)[0] or given:
        return False
    option = option_for(command, flag)
    if option is not None and option.switch:
        return (word.text or "").lower() in _VALUES or (flag == "-v" and command.shared)
    if flag in {"--yes", "-y", "--exist-ok"}:
        return False
    return not takes_no_value(flag)


def _flag(word: Word) -> tuple[str, Word | None]:
    """Return the flag a word is, and the value written into the same word (``--name=x``, ``-nx``)."""
    first = word.parts[0]
    if not isinstance(first, Literal) or not first.text.startswith("-"):
        return "", None
    text = first.text
    if len(word.parts) == 1 and _FLAG.fullmatch(text):
        attached = len(text) > 2 and text[1] != "-" and "-" not in text[1:]
        return (text[:2], _rest(word, 2)) if attached else (text, None)
    found = re.match(r"(--[A-Za-z][\w-]*)=", text)
    if found:
        return found.group(1), _rest(word, found.end())
    found = re.match(r"-[A-Za-z](?=[^\s-]|$)=?", text)
    return (text[:2], _rest(word, found.end())) if found else ("", None)


def _halves(word: Word) -> tuple[Word, ...]:
    """Return the name and the version of ``name:version``, or the word alone where it holds no colon."""
    for index in range(len(word.parts) - 1, -1, -1):
        part = word.parts[index]
        if isinstance(part, Literal) and ":" in part.text:
            name, _, version = part.text.rpartition(":")
            before = (*word.parts[:index], *((Literal(name),) if name else ()))
            after = (*((Literal(version),) if version else ()), *word.parts[index + 1 :])
            if before and after:
                head, _, rest = unquoted(word.source).rpartition(":")
                return replace(word, parts=before, source=head), replace(word, parts=after, source=rest)
    return (word,)


def _rest(word: Word, length: int) -> Word:
    from migrate.read.command_line.lexer import tail

    return tail(word, length)
