"""A deployment file's keys, read by the spellings in the rows: no key is named here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from compat.mapping.setting import Setting
from compat.v1 import Given, ServiceKind, Unread
from compat.value import Known, Place, Secret
from migrate.finding import Finding
from migrate.read.configuration.document import Node
from migrate.read.configuration.objection import IGNORED, NULL, TWICE, UNKNOWN, VALUE, objection

KIND_KEY = "computeType"


@dataclass
class FromFile:
    """What the keys of one file say: settings by their v1 keyword, what was not understood, and findings."""

    settings: dict[str, Given] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def object_to(self, rule: str, message: str, place: Place) -> None:
        """Add a finding."""
        self.findings.append(objection(rule, message, place))

    def leave(self, spelling: str, why: str, rule: str, place: Place) -> None:
        """Add a key that is not read, with the finding that says so."""
        self.unread.append(Unread(spelling, why, place))
        self.object_to(rule, f"{spelling}: {why}.", place)


def settings_from_file(document: Node, kind: ServiceKind, rows: Iterable[Setting]) -> FromFile:
    """Return the settings in a deployment file of the v1 command line for a kind of service.

    The keys are those of the rows that v1's parser reads for this kind. The spelling of the service's own
    payload is taken too, with a finding: v1 ignored it in a file.
    """
    result = FromFile()
    for path, place in document.duplicates():
        result.object_to(TWICE, f"{path} is written twice; the last one counts.", place)
    if kind is ServiceKind.UNKNOWN:
        why = f"v1 refuses the file without a valid {KIND_KEY}"
        result.unread += [Unread(key, why, place) for key, place in document.keys.items() if key != KIND_KEY]
        return result
    rows = list(rows)
    read = {row.spelling.file: row for row in rows if row.in_file(kind)}
    payload = {row.spelling.payload: row for row in rows if row.spelling.payload and kind in row.kinds}
    elsewhere = {row.spelling.file for row in rows if row.spelling.file} - set(read)
    for path, node, place in _leaves(document, {*read, *payload, *elsewhere}):
        if path == KIND_KEY:
            continue
        if path in read:
            _take(result, read[path], path, node, place)
        elif path in elsewhere:
            result.leave(
                path, f"v1 reads this key for other kinds of services, not for {kind.value}", IGNORED, place
            )
        elif path in payload:
            _take_ignored(result, payload[path], path, node, place)
        else:
            _leave(result, path, node, place, {*read, *payload})
    return result


def _take(result: FromFile, row: Setting, path: str, node: Node, place: Place) -> None:
    value = node.plain
    objected = row.objection(value)
    if objected:
        shown = row.secret or isinstance(value, (dict, list))
        said = f"{path} has a value that v1 refuses" if shown else f"{path}: {objected}"
        result.object_to(VALUE, f"{said}.", node.place)
    if row.secret and isinstance(value, str):
        value = Secret(value)
    result.settings[row.key] = Given(Known(value, node.place), path, place)


def _take_ignored(result: FromFile, row: Setting, path: str, node: Node, place: Place) -> None:
    if row.key in result.settings:
        result.leave(path, f"v1 reads {row.spelling.file or 'a flag'} instead", IGNORED, place)
        return
    instead = (
        f"it reads {row.spelling.file}" if row.spelling.file else "it takes it from a flag of the command"
    )
    said = (
        f"{path} is the service's spelling: v1 ignored it in a file, {instead}. It is read here all the same."
    )
    result.object_to(IGNORED, said, place)
    _take(result, row, path, node, place)


def _leave(result: FromFile, path: str, node: Node, place: Place, known: set[str]) -> None:
    section = any(item.startswith(path + ".") for item in known)
    if section and node.plain is None:
        result.object_to(NULL, f"{path} has no value: v1's parser fails on this file. Remove the key.", place)
    elif section:
        result.leave(path, "it must be a mapping; nothing below it is read", VALUE, place)
    else:
        result.leave(path, "v1 does not know this key and ignores it", UNKNOWN, place)


def _leaves(document: Node, known: set[str], above: str = "") -> Iterator[tuple[str, Node, Place]]:
    """Yield what stands at a known key, or where no known key can be below; with the place of the key."""
    for key, node in document.children.items():
        path = f"{above}{key}"
        if node.is_mapping and path not in known and any(item.startswith(path + ".") for item in known):
            yield from _leaves(node, known, path + ".")
        else:
            yield path, node, document.keys[key]
