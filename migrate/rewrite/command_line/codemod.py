"""A v1 command becomes v2 commands in its place, or gets a marker that says why not."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace

from compat.mapping import commands
from compat.mapping.command import Command
from compat.value import Expression, Known, Value, known
from migrate.rewrite.command_line.becoming import Becomes, Facts, becoming
from migrate.rewrite.command_line.given import NotUnderstoodError, given_of
from migrate.rewrite.command_line.raw_words import RawCommand, raw_command
from migrate.rewrite.command_line.splice import spliced
from migrate.rewrite.page import Page
from migrate.rewrite.proposal import Proposal
from migrate.rewrite.source import Source
from migrate.rules.rule import Safety, argument
from migrate.usage import Form, Usage

DOCUMENTATION = (".md", ".markdown", ".rst", ".txt")
_STEPS = ("pipeline task ", "github action ")
_SILENT = {
    "service delete",
    "folder attach",
    "computetarget delete",
    "computetarget detach",
    "workspace delete",
}
_IDLE = re.compile(r"\|\s*(tee|cat|out-null|out-host|less|more)\b", re.IGNORECASE)
_METADATA = {"output_metadata_file", "model_metadata_file", "models"}
_OLD, _NEW = "azure-cli-ml", "ml"


def proposals(rule: str, row: Command | None, usage: Usage, source: Source) -> Iterator[Proposal]:
    """Propose the rewrite of one command under the id of its rule.

    The two extensions cannot be installed together: a rewrite is sure only where the file installs the extension
    itself, and every other command in it is sure too.
    """
    for proposal in _alone(rule, row, usage, source):
        sure = proposal.safety is not Safety.SAFE or _goes_together(source)
        yield proposal if sure else replace(proposal, safety=Safety.REVIEW)


def _goes_together(source: Source) -> bool:
    from migrate.rules.command import row_of

    mine = [usage for usage in source.usages if usage.form is Form.COMMAND]
    return any(usage.symbol == commands.EXTENSION for usage in mine) and all(
        proposal.safety is Safety.SAFE
        for usage in mine
        for proposal in _alone("", row_of(usage.symbol), usage, source)
    )


def _alone(rule: str, row: Command | None, usage: Usage, source: Source) -> Iterator[Proposal]:
    page = source.page(usage.place)
    if page is not None and usage.symbol.startswith(_STEPS):
        yield _step(rule, usage, source)
        return
    if page is None or row is None or usage.form is not Form.COMMAND or not usage.place.column:
        return
    try:
        command = _written(page, usage)
        if usage.symbol == commands.EXTENSION:
            yield _extension(rule, page, command, usage)
            return
        given = given_of(row, command, usage, page)
        if _is_read(page, command) and not given.has("--query") and row.verb not in _SILENT:
            raise NotUnderstoodError(
                "What this command prints is read here, and v2 prints other names and columns."
            )
        found = becoming(row, given, _facts(row, usage, source, page))
        text = spliced(page, command, found.lines)
        if text is None:
            raise NotUnderstoodError(f"It becomes {' && '.join(found.lines)}; this place cannot hold that.")
    except NotUnderstoodError as error:
        yield Proposal(rule, Safety.MANUAL, usage.place, str(error), marker=str(error))
        return
    if text != page.text[command.start : command.end]:
        yield Proposal(
            rule,
            _safety(found, usage, page, command),
            usage.place,
            found.note or f"{usage.symbol} becomes {' && '.join(found.lines)}.",
            (page.edit(command.start, command.end, text),),
        )


def _step(rule: str, usage: Usage, source: Source) -> Proposal:
    """Ask for a marker at a step that deploys by itself: what takes its place is a step of another kind."""
    folder = source.folders.get(usage.place, "<folder of the service>")
    said = (
        "This step deploys with v1. In its place, in a step that runs the Azure CLI: az ml online-endpoint create -f "
        f"{folder}/endpoint.yml && az ml online-deployment create -f {folder}/deployment.yml --all-traffic."
    )
    return Proposal(rule, Safety.MANUAL, usage.place, said, marker=said)


def _is_read(page: Page, command: RawCommand) -> bool:
    """Tell whether another command reads what this one prints."""
    before, after = page.text[: command.start].rstrip(" \t"), page.text[command.end :].lstrip(" \t")
    piped = after.startswith("|") and not after.startswith("||") and not _IDLE.match(after)
    return piped or before.endswith(("$(", "`", "=", "= !", "=!"))


def _safety(found: Becomes, usage: Usage, page: Page, command: RawCommand) -> Safety:
    """Return how sure a command is; what another command feeds has to go with that one."""
    documentation = usage.place.path.lower().endswith(DOCUMENTATION)
    before = page.text[page.text.rfind("\n", 0, command.start) + 1 : command.start]
    fed = "|" in before.replace("||", "")
    return Safety.REVIEW if documentation or fed else found.safety


def _written(page: Page, usage: Usage) -> RawCommand:
    """Return the command at a usage, if its last line is where the reader found it."""
    start = page.offset(usage.place.line, usage.place.column)
    command = raw_command(page.text, start)
    ends = page.line(command.end - 1) if command is not None else 0
    if command is None or ends != max(usage.place.end_line, usage.place.line):
        raise NotUnderstoodError(
            "The command is written over several lines or in quotes, and is left for you."
        )
    return command


def _extension(rule: str, page: Page, command: RawCommand, usage: Usage) -> Proposal:
    """Propose the name of the v2 extension; a version or a wheel of v1's is nothing that v2 has."""
    texts = [word.text for word in command.words]
    if any(text.partition("=")[0] in {"--version", "--source", "-s"} for text in texts):
        raise NotUnderstoodError(
            "A release of the v1 extension is installed by its version or file: install ml instead."
        )
    word = next((item for item in command.words if item.text.strip("\"'") == _OLD), None)
    inline = next((item for item in command.words if item.text.endswith(f"={_OLD}")), None)
    chosen = word or inline
    if chosen is None:
        raise NotUnderstoodError(
            "The v1 extension is installed in a way that is not known: install ml instead."
        )
    documentation = usage.place.path.lower().endswith(DOCUMENTATION)
    return Proposal(
        rule,
        Safety.REVIEW if documentation else Safety.SAFE,
        usage.place,
        "The commands of v2 are in the extension ml; the two cannot be installed together.",
        (page.edit(chosen.start, chosen.end, chosen.text.replace(_OLD, _NEW)),),
    )


def _facts(row: Command, usage: Usage, source: Source, page: Page) -> Facts:
    """Return what the tree's services say of the one that the command is about."""
    if row.verb == "model deploy":
        return Facts(folder=_folder(usage, source))
    name = argument(usage, "name")
    plans = [
        item.plan
        for item in source.outcomes
        if item.plan is not None and name is not None and _same(item.service.name, name)
    ]
    names = {known(item.deployment.name) for plan in plans for item in plan.deployments}
    only = names.pop() if len(names) == 1 else None
    return Facts(only if isinstance(only, str) else "", spent=_spent(source, page))


def _folder(usage: Usage, source: Source) -> str:
    """Return the folder of the v2 files as the command sees it from where it runs; empty if there is none.

    Where it runs is told by a file that it names and the reader found; a notebook runs in its own folder.
    """
    folder = source.folders.get(usage.place, "")
    outcome = source.outcome(usage.place)
    scoring = outcome.service.scoring if outcome is not None else None
    given = argument(usage, "inference_config")
    here = posixpath.dirname(usage.place.path) if usage.place.cell is not None else ""
    if scoring is not None and scoring.place is not None and isinstance(given, Known):
        named = posixpath.normpath(str(given.value).replace("\\", "/"))
        found = scoring.place.path
        if found.endswith(f"/{named}"):
            here = found[: -len(named) - 1]
        elif found == named:
            here = ""
    return posixpath.relpath(folder, here or ".") if folder and not posixpath.isabs(folder) else folder


def _spent(source: Source, page: Page) -> frozenset[str]:
    """Return the metadata files of models that are named nowhere on the page but in v1 commands."""
    named = [
        str(item.value.value)
        for usage in source.usages
        for item in usage.arguments
        if usage.place.cell == page.cell and item.name in _METADATA and isinstance(item.value, Known)
    ]
    return frozenset(name for name in named if page.text.count(name) == named.count(name))


def _same(one: Value, other: Value) -> bool:
    if isinstance(one, Known) and isinstance(other, Known):
        return bool(one.value == other.value)
    return isinstance(one, Expression) and isinstance(other, Expression) and one.source == other.source
