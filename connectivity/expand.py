"""The catalogue and a context give the exact targets. A value that is missing gives a target that says so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from connectivity.address import is_range
from connectivity.host import Cloud, Expectation, Host, Name
from connectivity.setting import BY_NAME
from connectivity.target import PrivateName, Target

if TYPE_CHECKING:
    from connectivity.context import Context
    from connectivity.host import Catalogue, PrivateZones

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


def expand(catalogue: Catalogue, context: Context) -> tuple[Target, ...]:
    """Every target this cluster needs, or may need where a deciding setting is unknown."""
    targets: list[Target] = []
    for host in catalogue.hosts:
        uncertain = undecided(host, context)
        if uncertain is not None:
            targets += _targets(host, catalogue, context, uncertain)
    return tuple(targets)


def undecided(host: Host, context: Context) -> tuple[str, ...] | None:
    """None when the host does not apply; otherwise the settings that would decide whether it does."""
    uncertain = []
    for condition in host.conditions:
        value = context.get(condition.setting)
        if value is None:
            uncertain.append(condition.setting)
        elif value not in condition.values:
            return None
    return tuple(uncertain)


def _targets(host: Host, catalogue: Catalogue, context: Context, uncertain: tuple[str, ...]) -> list[Target]:
    cloud = context.cloud
    if cloud is None:
        # Which names it has is unknown, so the public cloud's stand in and the target says what is missing.
        names = host.in_cloud(Cloud.PUBLIC)
        return [_target(host, name, port, context, uncertain, {}) for name in names for port in host.ports]
    values = catalogue.placeholders(cloud)
    issuers = catalogue.issuers if host.issuers is None else host.issuers
    return [
        _target(host, name, port, context, uncertain, {**values, **choice}, issuers)
        for name in host.in_cloud(cloud)
        for choice in _choices(name, context)
        for port in host.ports
    ]


def _choices(name: Name, context: Context) -> list[dict[str, str]]:
    """One set of placeholder values; several where a list setting appears in the name."""
    used = [key for key in PLACEHOLDER.findall(name.pattern) if key in BY_NAME]
    choices: list[dict[str, str]] = [{}]
    for key in used:
        values = context.texts(key)
        choices = [{**choice, key: value} for choice in choices for value in values] if values else choices
    return choices


def _target(
    host: Host,
    name: Name,
    port: int,
    context: Context,
    uncertain: tuple[str, ...],
    values: dict[str, str],
    issuers: tuple[str, ...] = (),
) -> Target:
    pattern, missing = _fill(name.pattern, context, values)
    probed, lacking = _fill(name.witness, context, values) if name.witness else (pattern, missing)
    if context.cloud is None:
        lacking = ("cloud", *[key for key in lacking if key in BY_NAME])
    plain = not lacking and "*" not in probed and not is_range(probed)
    private = _private(host.private, context, values)
    return Target(
        id=f"{host.id}/{pattern}:{port}",
        entry=host.id,
        host=probed if plain else None,
        pattern=pattern,
        port=port,
        protocol=host.protocol,
        who=host.who,
        phases=host.phases,
        purpose=host.purpose,
        breaks=host.breaks,
        symptom=host.symptom,
        source=host.source,
        checked=host.checked,
        weight=host.weight,
        expectation=_expectation(host, context),
        condition=", ".join(f"{each.setting}={'|'.join(each.values)}" for each in host.conditions),
        missing=lacking,
        uncertain=uncertain,
        witness_for=pattern if name.witness and plain else None,
        answer=host.answer,
        private=private,
        issuers=issuers,
        tags=tuple(tag for tag, gaps in (_fill(tag, context, values) for tag in host.tags) if not gaps),
        alpn=host.alpn,
        inside=host.inside,
        documented=host.documented and name.documented,
    )


def _fill(pattern: str, context: Context, values: dict[str, str]) -> tuple[str, tuple[str, ...]]:
    """The pattern with what is known put in, and the names of what is not."""
    missing: list[str] = []

    def put(match: re.Match[str]) -> str:
        value = values.get(match[1]) or context.get(match[1])
        if value is None:
            missing.append(match[1])
            return match[0]
        return value

    return PLACEHOLDER.sub(put, pattern), tuple(dict.fromkeys(missing))


def _expectation(host: Host, context: Context) -> Expectation:
    private = host.private is not None and context.get(host.private.setting) == "yes"
    return Expectation.PRIVATE if private and host.expectation is Expectation.REACHABLE else host.expectation


def _private(zones: PrivateZones | None, context: Context, values: dict[str, str]) -> PrivateName | None:
    if zones is None or context.get(zones.setting) == "no":
        return None
    filled = [_fill(zone, context, values) for zone in zones.zones]
    forward = [_fill(zone, context, values) for zone in zones.forward]
    return PrivateName(
        zones=tuple(zone for zone, missing in filled if not missing),
        forward=tuple(zone for zone, missing in forward if not missing),
        ranges=context.texts("private_range"),
    )
