"""Code blocks of Markdown: commands that a document shows. They are usages, and never make a service."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from migrate.read.command_line.invocation import Invocation
from migrate.read.command_line.passage import Passage, Where
from migrate.read.command_line.pipeline import steps_of
from migrate.read.command_line.reader import may_hold, reading_of
from migrate.read.command_line.script import Script
from migrate.read.command_line.shell import Shell
from migrate.read.reading import Files, Reading, SourceFile

_FENCE = re.compile(r"([ \t>]*)(`{3,}|~{3,})[ \t]*\{?\.?([\w.+#-]*)")
_PROMPT = re.compile(r"[ \t]*(?:\$|PS[^>\n]{0,80}>|[A-Za-z]:\\[^>\n]{0,80}>|>)[ \t]+(?=\S)")
_SHELLS: Mapping[str, Shell] = {
    **dict.fromkeys(
        (
            "",
            "sh",
            "bash",
            "shell",
            "console",
            "zsh",
            "azurecli",
            "azurecli-interactive",
            "cli",
            "text",
            "terminal",
        ),
        Shell.POSIX,
    ),
    **dict.fromkeys(
        ("powershell", "pwsh", "ps1", "ps", "azurepowershell", "powershell-interactive"), Shell.POWERSHELL
    ),
    **dict.fromkeys(("cmd", "bat", "batch", "dos"), Shell.BATCH),
    "shell-session": Shell.POSIX,
    "azure-cli": Shell.POSIX,
    "azure": Shell.POSIX,
}


@dataclass(frozen=True)
class Block:
    """One code block: its language, and its lines with where each starts."""

    language: str
    lines: tuple[tuple[str, int, int], ...]


def read_markdown(source: SourceFile, files: Files) -> Reading | None:
    """Return the v1 commands that a document shows, or None where it shows none."""
    if not may_hold(source.text):
        return None
    found: list[Invocation] = []
    of_v2 = False
    for block in blocks(source.text):
        if block.language in {"yaml", "yml"}:
            text = "\n".join(line for line, _, _ in block.lines)
            indent = min((column for line, _, column in block.lines if line), default=1)
            where = Where(source.path, block.lines[0][1] if block.lines else 1, indent)
            found += steps_of(text, where, files).invocations
        elif block.language in _SHELLS:
            script = Script(_passage(block, source.path), _SHELLS[block.language], {})
            found += script.invocations()
            of_v2 = of_v2 or script.of_v2
    reading = reading_of(source.path, found, files, documentation=True, of_v2=of_v2)
    return reading if reading.usages else None


def blocks(text: str) -> Iterator[Block]:
    """Yield the fenced code blocks of a document; one that never closes goes to the end."""
    open_: tuple[str, str, str] | None = None
    lines: list[tuple[str, int, int]] = []
    for number, line in enumerate(text.split("\n"), 1):
        fence = _FENCE.match(line)
        if open_ is None:
            if fence is not None and "`" not in line[fence.end() :]:
                open_ = (fence.group(1), fence.group(2), fence.group(3).lower())
                lines = []
            continue
        if fence is not None and fence.group(2).startswith(open_[1]) and not line[fence.end() :].strip(" `~"):
            yield Block(open_[2], tuple(lines))
            open_ = None
            continue
        inner = _without(line, open_[0])
        lines.append((inner, number, len(line) - len(inner) + 1))
    if open_ is not None:
        yield Block(open_[2], tuple(lines))


def _without(line: str, indent: str) -> str:
    """Return a line without the indentation or the quote signs of its block."""
    at = 0
    while at < min(len(indent), len(line)) and line[at] in " \t>":
        at += 1
    return line[at:]


def _passage(block: Block, path: str) -> Passage:
    lines = []
    for text, number, column in block.lines:
        prompt = _PROMPT.match(text)
        cut = prompt.end() if prompt else 0
        lines.append((text[cut:], number, column + cut))
    first = block.lines[0][1] if block.lines else 1
    return Passage.joined(lines, Where(path, first))
