"""What the rules about commands of v1 have in common: the v2 command, in the words of its row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compat.mapping import commands
from compat.mapping.command import Command, written
from compat.value import Expression, Known
from migrate.finding import Finding, Level
from migrate.rules.rule import Check, Codemod, Context, Rule
from migrate.usage import Argument, Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from migrate.rewrite.proposal import Proposal
    from migrate.rewrite.source import Source

DOCUMENTATION = (".md", ".markdown", ".rst", ".txt")
"""Files whose commands nobody runs by themselves."""


def symbols(*groups: str) -> tuple[str, ...]:
    """Return the symbols of all commands whose words begin with one of the groups."""
    return tuple(item.symbol for item in commands.COMMANDS if _in(item.verb, groups))


def check(rule: Rule) -> Check:
    """Return the check of a rule over commands: one finding, with the v2 command to write instead."""

    def found(usage: Usage, _: Context) -> Iterator[Finding]:
        row = row_of(usage.symbol)
        if row is None:
            yield rule.at(usage)
            return
        level = Level.LOSS if row.lost else rule.level
        said = " ".join(_said(row, usage))
        if usage.place.path.lower().endswith(DOCUMENTATION):
            yield rule.at(usage, f"In documentation: {said}", Level.ADVICE)
        else:
            yield rule.at(usage, said, level)

    return found


def codemod(rule: Rule) -> Codemod:
    """Return the codemod of a rule over commands: the v2 commands in the place of the v1 command."""

    def proposed(usage: Usage, source: Source) -> Iterable[Proposal]:
        from migrate.rewrite.command_line.codemod import proposals

        return proposals(rule.id, row_of(usage.symbol), usage, source)

    return proposed


def row_of(symbol: str) -> Command | None:
    """Return the row of a usage's command."""
    if symbol == commands.EXTENSION:
        return commands.INSTALL
    words = symbol.split()
    return commands.command_for(words[2:]) if words[:2] == ["az", "ml"] else None


def _said(row: Command, usage: Usage) -> Iterable[str]:
    given = {item.name: _shown(item) for item in usage.arguments}
    lines = [line + _workspace(line, usage) for line in written(row, given)]
    if lines:
        yield f"{usage.symbol} becomes {' && '.join(lines)}."
    else:
        yield f"{usage.symbol} is a command of v1 alone."
    if row.note:
        yield row.note
    if not row.certain(given):
        yield "Both extensions have this command; it is taken for v1's because of the others in this file."


def _workspace(line: str, usage: Usage) -> str:
    """Return the workspace's options where the command was given them."""
    if not line.startswith("az ml ") or " workspace " in line:
        return ""
    found = {item.name: _shown(item) for item in usage.arguments}
    pairs = (("resource_group", "-g"), ("workspace", "-w"))
    return "".join(f" {flag} {found[key]}" for key, flag in pairs if key in found and f" {flag} " not in line)


def _shown(item: Argument) -> str:
    value = item.value
    if isinstance(value, Known) and isinstance(value.value, str | int | float):
        return _quoted(str(value.value))
    if isinstance(value, Expression):
        return value.source
    return getattr(value, "source", "") or f"<{item.name}>"


def _quoted(text: str) -> str:
    plain = text and all(letter.isalnum() or letter in "-_./:@%+=,{}" for letter in text)
    return text if plain else "'" + text.replace("'", "'\\''") + "'"


def _in(verb: str, groups: Iterable[str]) -> bool:
    return any(verb == group or verb.startswith(group + " ") for group in groups)
