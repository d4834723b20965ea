"""Reads the catalogue's YAML files, and those of a user, into typed entries."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from connectivity.catalogue.document import read_yaml
from connectivity.catalogue.field import CatalogueError, Entry
from connectivity.host import (
    Answer,
    Catalogue,
    Cloud,
    Condition,
    Expectation,
    Flow,
    Host,
    Name,
    Party,
    Phase,
    PrivateZones,
    Protocol,
    Weight,
    Who,
)
from connectivity.setting import BY_NAME, SETTINGS, Shape

HERE = Path(__file__).parent
CLOUDS_FILE = "clouds.yaml"
PLACEHOLDER = re.compile(r"\{([a-z_]*)\}")
NAME = re.compile(r"(\*\.)?[a-z0-9_{}-]+(\.[a-z0-9_{}-]+)*\Z")
ANY_ISSUER = "any"
RANGES = {f"{{{setting.name}}}" for setting in SETTINGS if setting.shape is Shape.RANGES}


def load(extra: tuple[Path, ...] = ()) -> Catalogue:
    """The built-in catalogue with the user's files added. Raises CatalogueError.

    An entry of a user's file replaces the built-in entry of the same id.
    """
    catalogue = built_in()
    hosts = {host.id: host for host in catalogue.hosts}
    flows = {flow.id: flow for flow in catalogue.flows}
    for path in extra:
        more, more_flows = _read_file(path, _known_placeholders(catalogue.clouds))
        hosts.update({host.id: host for host in more})
        flows.update({flow.id: flow for flow in more_flows})
    return Catalogue(tuple(hosts.values()), tuple(flows.values()), catalogue.clouds, catalogue.issuers)


@cache
def built_in() -> Catalogue:
    """The catalogue that ships with the tool."""
    clouds, issuers = _read_clouds(HERE / CLOUDS_FILE)
    hosts: list[Host] = []
    flows: list[Flow] = []
    for path in sorted(HERE.glob("*.yaml")):
        if path.name != CLOUDS_FILE:
            more, more_flows = _read_file(path, _known_placeholders(clouds))
            hosts += more
            flows += more_flows
    _refuse_doubles([(host.file, host.id) for host in hosts])
    return Catalogue(tuple(hosts), tuple(flows), clouds, issuers)


def _known_placeholders(clouds: tuple[tuple[Cloud, tuple[tuple[str, str], ...]], ...]) -> frozenset[str]:
    own = {key for _, values in clouds for key, _ in values}
    return frozenset(own | {setting.name for setting in SETTINGS if setting.shape is not Shape.YES_NO})


def _refuse_doubles(ids: list[tuple[str, str]]) -> None:
    seen: dict[str, str] = {}
    for file, identity in ids:
        if identity in seen:
            raise CatalogueError(f"{file}: host {identity!r}: field 'id' is already used in {seen[identity]}")
        seen[identity] = file


def _read_clouds(
    path: Path,
) -> tuple[tuple[tuple[Cloud, tuple[tuple[str, str], ...]], ...], tuple[str, ...]]:
    top = Entry(path.name, "file", read_yaml(path))
    _read_sources(top, path.name)
    clouds = top.mapping("clouds")
    if clouds is None:
        raise top.error("clouds", "is missing")
    values = []
    for key in clouds.keys():  # noqa: SIM118 - an Entry is no dict
        cloud = clouds.mapping(key)
        if cloud is not None:
            pairs = tuple((name, cloud.text(name)) for name in cloud.keys())  # noqa: SIM118 - the same
            values.append((clouds.member(key, Cloud, key), pairs))
    issuers = top.texts("issuers")
    top.close()
    return tuple(values), issuers


def _read_file(path: Path, placeholders: frozenset[str]) -> tuple[list[Host], list[Flow]]:
    top = Entry(path.name, "file", read_yaml(path))
    sources = _read_sources(top, path.name)
    hosts = [
        _read_host(path.name, at, data, sources, placeholders)
        for at, data in enumerate(top.items("hosts", required=False), 1)
    ]
    flows = [
        _read_flow(path.name, at, data, sources)
        for at, data in enumerate(top.items("flows", required=False), 1)
    ]
    top.close()
    _refuse_doubles([(host.file, host.id) for host in hosts])
    return hosts, flows


def _read_sources(top: Entry, file: str) -> dict[str, tuple[str, str]]:
    sources: dict[str, tuple[str, str]] = {}
    table = top.mapping("sources")
    for label in table.keys() if table else ():
        entry = Entry(file, f"source {label!r}", table.raw(label) if table else None)
        url = entry.text("url")
        if not url.startswith("https://"):
            raise entry.error("url", f"must start with https://, found {url!r}")
        sources[label] = (url, entry.date("checked"))
        entry.close()
    return sources


def _named(file: str, kind: str, at: int, data: object) -> Entry:
    identity = data.get("id") if isinstance(data, dict) else None
    return Entry(file, f"{kind} {identity!r}" if identity else f"{kind} number {at}", data)


def _source(entry: Entry, sources: dict[str, tuple[str, str]]) -> tuple[str, str]:
    label = entry.text("source")
    if label not in sources:
        raise entry.error("source", f"names {label!r}, which is not under 'sources' of this file")
    return sources[label]


def _read_flow(file: str, at: int, data: object, sources: dict[str, tuple[str, str]]) -> Flow:
    entry = _named(file, "flow", at, data)
    url, checked = _source(entry, sources)
    flow = Flow(
        id=entry.text("id"),
        source_party=entry.one_of("from", Party),
        to=entry.one_of("to", Party),
        ports=entry.numbers("ports", 1, 65535),
        phases=entry.many_of("phases", Phase),
        breaks=entry.text("breaks"),
        source=url,
        checked=checked,
    )
    entry.close()
    return flow


def _read_host(
    file: str, at: int, data: object, sources: dict[str, tuple[str, str]], placeholders: frozenset[str]
) -> Host:
    entry = _named(file, "host", at, data)
    identity = entry.text("id")
    url, checked = _source(entry, sources)
    host = Host(
        id=identity,
        names=_read_names(entry, file, placeholders),
        ports=_read_ports(entry),
        protocol=entry.one_of("protocol", Protocol),
        who=entry.many_of("who", Who),
        phases=entry.many_of("phases", Phase),
        purpose=entry.text("purpose"),
        breaks=entry.text("breaks"),
        symptom=entry.text("symptom"),
        source=url,
        checked=checked,
        weight=entry.one_of("weight", Weight, Weight.REQUIRED),
        expectation=entry.one_of("expect", Expectation, Expectation.REACHABLE),
        conditions=_read_conditions(entry),
        answer=_read_answer(entry),
        private=_read_private(entry, placeholders),
        documented=entry.flag("documented", default=True),
        issuers=_read_issuers(entry),
        tags=entry.texts("tags", required=False),
        alpn=entry.flag("alpn", default=False),
        inside=entry.flag("inside", default=False),
        file=file,
    )
    entry.close()
    return host


def _read_ports(entry: Entry) -> tuple[int, ...]:
    field = "ports" if entry.has("ports") else "port"
    ports = entry.numbers(field, 1, 65535)
    if not ports:
        raise entry.error(field, "must not be empty")
    return ports


def _read_issuers(entry: Entry) -> tuple[str, ...] | None:
    issuers = entry.texts("issuers", required=False)
    return () if issuers == (ANY_ISSUER,) else issuers or None


def _read_conditions(entry: Entry) -> tuple[Condition, ...]:
    when = entry.mapping("when")
    conditions = []
    for name in when.keys() if when else ():
        values = when.items(name) if when else []
        texts = tuple(
            {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
            for value in values
        )
        setting = BY_NAME.get(name)
        if setting is None or not setting.choices:
            known = ", ".join(each.name for each in SETTINGS if each.choices)
            raise entry.error("when", f"names {name!r}; it can be {known}")
        for text in texts:
            if text not in setting.choices:
                raise entry.error("when", f"gives {name} as {text!r}; it can be {', '.join(setting.choices)}")
        conditions.append(Condition(name, tuple(str(text) for text in texts)))
    return tuple(conditions)


def _read_answer(entry: Entry) -> Answer | None:
    answer = entry.mapping("answer")
    if answer is None:
        return None
    path = answer.text("path", "/")
    if not path.startswith("/"):
        raise answer.error("path", f"must start with /, found {path!r}")
    header = answer.text("header", "-").lower()
    result = Answer(
        path=path,
        statuses=answer.numbers("statuses", 100, 599),
        header=None if header == "-" else header,
        documented=answer.flag("documented", default=False),
    )
    answer.close()
    return result


def _read_private(entry: Entry, placeholders: frozenset[str]) -> PrivateZones | None:
    private = entry.mapping("private")
    if private is None:
        return None
    setting = private.text("setting")
    if setting not in BY_NAME or BY_NAME[setting].shape is not Shape.YES_NO:
        raise private.error("setting", f"must be a yes/no setting, found {setting!r}")
    zones, forward = private.texts("zones", required=False), private.texts("forward", required=False)
    for field, names in (("zones", zones), ("forward", forward)):
        for name in names:
            _check_name(private, field, name, placeholders)
    private.close()
    return PrivateZones(setting, zones, forward)


def _read_names(
    entry: Entry, file: str, placeholders: frozenset[str]
) -> tuple[tuple[Cloud, tuple[Name, ...]], ...]:
    table = entry.mapping("names")
    if table is None:
        raise entry.error("names", "is missing")
    inferred = entry.many_of("inferred_in", Cloud, required=False)
    if "all" in table.keys():  # noqa: SIM118 - an Entry is no dict
        clouds = {cloud: table.items("all") for cloud in Cloud}
    else:
        clouds = {table.member(key, Cloud, key): table.items(key) for key in table.keys()}  # noqa: SIM118 - the same
    table.close()
    names = tuple(
        (
            cloud,
            tuple(_read_name(entry, file, item, placeholders, inferred=cloud in inferred) for item in items),
        )
        for cloud, items in clouds.items()
    )
    if not names or not all(items for _, items in names):
        raise entry.error("names", "must not be empty")
    return names


def _read_name(
    entry: Entry, file: str, item: object, placeholders: frozenset[str], *, inferred: bool
) -> Name:
    if isinstance(item, str):
        item = {"pattern": item}
    field = Entry(file, "name", item) if isinstance(item, dict) else None
    if field is None:
        raise entry.error("names", f"must hold texts or mappings, found {item!r}")
    pattern = field.text("pattern")
    witness = field.text("witness", "-")
    name = Name(
        pattern=_check_name(entry, "names", pattern, placeholders),
        witness=None if witness == "-" else _check_name(entry, "names", witness, placeholders),
        documented=field.flag("documented", default=not inferred),
    )
    if name.witness and ("*" in name.witness or not (name.wildcard or pattern in RANGES)):
        raise entry.error(
            "names", f"gives {pattern!r} the witness {witness!r}; only a wildcard has one, a plain name"
        )
    field.close()
    return name


def _check_name(entry: Entry, field: str, name: str, placeholders: frozenset[str]) -> str:
    if not NAME.match(name):
        raise entry.error(field, f"holds {name!r}, which is not a host name in lower case")
    for placeholder in PLACEHOLDER.findall(name):
        if placeholder not in placeholders:
            raise entry.error(field, f"holds the unknown placeholder {{{placeholder}}} in {name!r}")
    if "{" in PLACEHOLDER.sub("", name) or "}" in PLACEHOLDER.sub("", name):
        raise entry.error(field, f"holds {name!r}, whose braces do not match")
    return name
