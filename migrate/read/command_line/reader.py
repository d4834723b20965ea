"""The v1 commands of a text to a reading: usages, services, clusters and findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from compat.mapping.setting import Api
from compat.mapping.settings import setting
from compat.v1 import Cluster, Given, Service
from compat.value import Known, Value
from migrate.finding import Finding
from migrate.read.command_line.deployment import deployed
from migrate.read.command_line.invocation import Filled, Invocation
from migrate.read.command_line.model_references import Registered, registered
from migrate.read.command_line.option_values import settings, typed
from migrate.read.command_line.passage import Passage, Where
from migrate.read.command_line.script import Script
from migrate.read.command_line.shell import Shell
from migrate.read.reading import Files, Reading
from migrate.usage import Argument, Form, Usage

NEEDLES = (" ml ", "az ml", "azure-cli-ml", "azure_cli_ml")
"""What a text must hold to have a v1 command in it."""

_CLUSTERS = {"computetarget create aks": "create", "computetarget attach aks": "attach"}


def read_commands(
    text: str,
    where: Where,
    files: Files,
    *,
    shell: Shell = Shell.POSIX,
    variables: Mapping[str, Value] | None = None,
) -> Reading:
    """Return the usages, services and clusters of the v1 commands in a text; nothing is executed.

    ``where`` says where the text's first character stands, so that places are right in the file or the cell.
    ``variables`` are values known before the text starts, by name. For a line after ``!`` in a notebook: the
    text without the ``!``, ``Shell.IPYTHON``, and the Python names of the cells above.
    """
    return read_blocks(where.path, [Block(text, where, shell, variables or {})], files)


@dataclass(frozen=True)
class Block:
    """A piece of text for a shell: where it begins, which shell reads it, and the variables known before it."""

    text: str
    where: Where
    shell: Shell = Shell.POSIX
    variables: Mapping[str, Value] = field(default_factory=dict)


def read_blocks(path: str, blocks: Iterable[Block], files: Files) -> Reading:
    """Return what several pieces of one file say together, such as the shell lines of a notebook.

    A model registered in one piece is found by a deploy command in another, and one command that is v1's for
    certain tells what those mean that both extensions have.
    """
    found: list[Invocation] = []
    of_v2 = False
    for block in blocks:
        if may_hold(block.text):
            script = Script(Passage.of(block.text, block.where), block.shell, block.variables)
            found += script.invocations()
            of_v2 = of_v2 or script.of_v2
    return reading_of(path, found, files, of_v2=of_v2)


def may_hold(text: str) -> bool:
    """Tell whether a text can hold a v1 command."""
    return any(needle in text for needle in NEEDLES)


def reading_of(
    path: str, found: Sequence[Invocation], files: Files, *, documentation: bool = False, of_v2: bool = False
) -> Reading:
    """Return what the commands of one file say; those of documentation make no service.

    A command that both extensions have counts where its options say v1, or where another command of the file
    does and none is v2's (``of_v2``).
    """
    kept = [item for item in found if _certain(item)]
    if kept and not of_v2:
        kept = list(found)
    usages = tuple(usage_of(item) for item in kept)
    if documentation:
        return Reading(path, usages)
    services, findings = _services(kept, files)
    clusters = tuple(_cluster(item) for item in kept if item.command.verb in _CLUSTERS)
    return Reading(path, usages, services, tuple(item for item in clusters if item), findings=tuple(findings))


def usage_of(found: Invocation) -> Usage:
    """Return a command as a usage, with one argument an option."""
    arguments = [Argument(item.key, item.place, _shown(item)) for item in found.options]
    for key in ("tags", "properties"):
        pairs = [item for item in arguments if item.name == key]
        whole = settings(found.every(key), Api.SERVICE).get(key)
        if len(pairs) > 1 and whole is not None:
            arguments = [item for item in arguments if item not in pairs[1:]]
            arguments[arguments.index(pairs[0])] = Argument(key, pairs[0].place, whole.value)
    return Usage(found.symbol, found.place, Form.COMMAND, tuple(arguments))


def _certain(found: Invocation) -> bool:
    return found.command.certain(item.key for item in found.options)


def _shown(item: Filled) -> Value:
    """Return the value of an option for a usage; a secret is typed as such where its row says so."""
    row = setting(Api.SERVICE, item.key)
    if row is not None and item.flag in row.spelling.flags:
        return typed(item, row)
    if not item.values:
        return Known(True, item.place)
    if len(item.values) > 1:
        return _joined(item)
    return item.values[0]


def _joined(item: Filled) -> Value:
    from compat.mapping.joining import joined

    return joined(item.values[0], ":", item.values[1])


def _services(found: Iterable[Invocation], files: Files) -> tuple[tuple[Service, ...], list[Finding]]:
    models: dict[str, Registered] = {}
    services: list[Service] = []
    findings: list[Finding] = []
    for item in found:
        if item.command.verb == "model register" and (made := registered(item)) is not None:
            models[made[0]] = made[1]
        if item.command.verb == "model deploy":
            service, about = deployed(item, files, models)
            services.append(service)
            findings += about
    return tuple(services), findings


def _cluster(found: Invocation) -> Cluster | None:
    name = found.first("name")
    if name is None or not name.values:
        return None
    given = {
        item.key: Given(item.values[0], item.flag, item.place)
        for item in found.options
        if item.values and item.key != "name" and setting(Api.CLUSTER, item.key) is not None
    }
    return Cluster(name.values[0], _CLUSTERS[found.command.verb], given, found.place)
