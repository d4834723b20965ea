"""``az ml model deploy`` to the same v1 form that the SDK's call has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from compat.mapping.setting import Api
from compat.mapping.settings import SERVICE_SETTINGS
from compat.v1 import Cluster, Given, Service, ServiceKind, Unread
from compat.value import Known, Place, Unresolved, Value, known
from migrate.finding import Finding
from migrate.read.command_line.invocation import Filled, Invocation
from migrate.read.command_line.lookup import find, guess, path_of
from migrate.read.command_line.model_references import Registered, references
from migrate.read.command_line.objection import BY_NAME, NOT_THERE, TWICE, objection
from migrate.read.command_line.option_values import settings
from migrate.read.command_line.serving import scoring
from migrate.read.configuration.document import Node, parse
from migrate.read.configuration.keys import KIND_KEY, settings_from_file
from migrate.read.reading import Files

_KINDS = {kind.value.lower(): kind for kind in ServiceKind if kind is not ServiceKind.UNKNOWN}


@dataclass
class Parts:
    """What is gathered for one service: settings, what could not be read, and findings."""

    settings: dict[str, Given] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    kind: ServiceKind = ServiceKind.UNKNOWN

    def locate(self, option: Filled, found: Invocation, files: Files) -> str | None:
        """Return the file that an option names; where only its name says so, with a finding."""
        if not option.values:
            return None
        path = find(option.values[0], files, found.place.path, found.folder)
        if path is not None:
            return path
        anywhere = found.folder is None or path_of(option.values[0]) is None
        path = guess(option.values[0], files, found.hint) if anywhere else None
        if path is not None:
            said = (
                f"Where the command runs is not known from the source. {path} is the only file of the repository that"
                f" {option.flag} can mean by its name, and is taken for it."
            )
            self.findings.append(objection(BY_NAME, said, option.place))
        return path

    def miss(self, option: Filled, value: Value) -> None:
        """Say that a file an option names is not there to be read."""
        named = path_of(value)
        if named is None:
            why = f"which file {option.flag} names is not known from the source"
        else:
            why = f"{named}, which {option.flag} names, is not in the repository"
        self.unread.append(Unread(option.flag, why, option.place))
        said = f"{why[0].upper()}{why[1:]}, so what it sets is not known."
        self.findings.append(objection(NOT_THERE, said, option.place))


def deployed(
    found: Invocation, files: Files, registered: Mapping[str, Registered]
) -> tuple[Service, list[Finding]]:
    """Return the service that a deploy command makes, and findings.

    ``registered`` are the models that the same script registers, by the file their data is written to. Where a
    file and an option give the same setting differently, the option is taken, with a finding: which of them
    wins is not documented.
    """
    parts = Parts()
    _from_file(found, files, parts)
    parts.kind = _kind(found, parts.kind)
    _over(settings(found.options, Api.SERVICE), parts)
    served = scoring(found, files, parts)
    models = references(found, files, registered, parts.unread)
    name = found.first("name")
    cluster = _cluster(found, parts)
    _unread_rest(found, parts)
    service = Service(
        parts.kind,
        _value(name, found.place),
        parts.settings,
        served,
        models,
        cluster,
        overwrite=_overwrite(found),
        api=found.symbol,
        place=found.place,
        unread=tuple(parts.unread),
    )
    return service, parts.findings


def document_of(option: Filled, found: Invocation, files: Files, parts: Parts) -> tuple[str, Node] | None:
    """Return the file that an option names, as a tree, or None where it cannot be read."""
    path = parts.locate(option, found, files)
    text = files.text(path) if path else None
    tree = parse(text, path) if text is not None and path else None
    return (path, tree) if path and isinstance(tree, Node) and tree.is_mapping else None


def _from_file(found: Invocation, files: Files, parts: Parts) -> None:
    option = found.first("deployment_config")
    if option is None or not option.values:
        return
    named = document_of(option, found, files, parts)
    if named is None:
        parts.miss(option, option.values[0])
        return
    kind = named[1].plain.get(KIND_KEY) if isinstance(named[1].plain, dict) else None
    parts.kind = _KINDS.get(str(kind).lower(), ServiceKind.UNKNOWN)
    read = settings_from_file(named[1], parts.kind, SERVICE_SETTINGS)
    parts.settings.update(read.settings)
    parts.unread += read.unread


def _kind(found: Invocation, of_file: ServiceKind) -> ServiceKind:
    """Return the kind of the service: what the file says, else the option, else what the cluster means."""
    if of_file is not ServiceKind.UNKNOWN:
        return of_file
    option = found.first("compute_type")
    said = known(option.values[0]) if option is not None and option.values else None
    if isinstance(said, str) and said.lower() in _KINDS:
        return _KINDS[said.lower()]
    target = found.first("deployment_target")
    return ServiceKind.AKS if target is not None and option is None else ServiceKind.UNKNOWN


def _over(given: Mapping[str, Given], parts: Parts) -> None:
    """Put the options over what the file says."""
    for key, item in given.items():
        before = parts.settings.get(key)
        if before is not None and before.value != item.value:
            why = f"the option {item.spelling} of the command gives it too"
            parts.unread.append(Unread(before.spelling, why, before.place))
            said = (
                f"{item.spelling} and {before.spelling} in {before.place} both give {key}. v1 does not say which"
                f" wins; the option is taken."
            )
            parts.findings.append(objection(TWICE, said, item.place or Place("")))
        parts.settings[key] = item


def _cluster(found: Invocation, parts: Parts) -> Cluster | None:
    """Return the cluster: ``computeTargetName`` in the file wins over the option, as in the SDK."""
    option = found.first("deployment_target")
    named = parts.settings.get("compute_target_name")
    given = option.values[0] if option is not None and option.values else None
    if named is not None and known(named.value):
        if option is not None and known(given) != known(named.value):
            why = f"{named.spelling} in the file wins over it"
            parts.unread.append(Unread(option.flag, why, option.place))
        return Cluster(named.value, place=named.place)
    return Cluster(given, place=option.place) if option is not None and given is not None else None


def _value(option: Filled | None, place: Place) -> Value:
    if option is None or not option.values:
        return Unresolved("the command gives no name", place=place, settle="the name it is deployed under")
    return option.values[0]


def _overwrite(found: Invocation) -> Value | None:
    option = found.first("overwrite")
    if option is None:
        return None
    if not option.values:
        return Known(True, option.place)
    said = option.values[0]
    if isinstance(said, Known):
        return Known(str(said.value).lower() != "false", said.place)
    return said


def _unread_rest(found: Invocation, parts: Parts) -> None:
    """Say what of the command was not understood."""
    for word, value in found.rest:
        why = "it belongs to no option of the command"
        if not isinstance(value, Known):
            why = "it may hold further options, and what it is is not known from the source"
        parts.unread.append(Unread(word.source[:60], why, value.place))
    keys = {option.key for option in found.command.options}
    for option in found.options:
        if option.key not in keys:
            parts.unread.append(Unread(option.flag, "v1 knows no such option", option.place))
