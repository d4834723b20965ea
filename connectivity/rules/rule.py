"""One line of a firewall: what is to be let out, without repeating a host that several parts need."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from connectivity.address import is_address
from connectivity.host import Expectation, Protocol
from connectivity.setting import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Iterable

    from connectivity.target import Target


@dataclass(frozen=True)
class Rule:
    """`host` is a name, wildcard or address; `scheme` is ``Http``, ``Https`` or empty for other traffic."""

    host: str
    port: int
    scheme: str
    transports: tuple[str, ...]
    why: tuple[str, ...]
    tags: tuple[str, ...] = ()
    uncertain: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """A name every firewall takes: letters, digits and dashes."""
        plain = re.sub(r"[^a-z0-9]+", "-", self.host.replace("*", "any")).strip("-")
        return f"allow-{plain}-{self.port}"[:80].rstrip("-")

    @property
    def application(self) -> bool:
        """True where a rule by name at layer 7 can carry it."""
        return bool(self.scheme) and not is_address(self.host)

    @property
    def wildcard(self) -> bool:
        """True for ``*.`` names."""
        return self.host.startswith("*")


def rules(targets: Iterable[Target]) -> tuple[Rule, ...]:
    """One rule per host and port, sorted by the first phase that needs it and then by name.

    Targets whose name is not known yet, and those that must be blocked, give no rule; see `gaps`.
    """
    merged: dict[tuple[str, int, str], Rule] = {}
    for target in sorted(targets, key=lambda each: (each.phase.order, each.pattern, each.port)):
        if "{" in target.pattern or target.expectation is Expectation.BLOCKED or "cloud" in target.missing:
            continue
        rule = _rule(target)
        standing = merged.get((rule.host, rule.port, rule.scheme))
        merged[rule.host, rule.port, rule.scheme] = _joined(standing, rule) if standing else rule
    return tuple(merged.values())


def gaps(targets: Iterable[Target]) -> tuple[str, ...]:
    """Sentences about targets that gave no rule because a value is missing."""
    lines: list[str] = []
    for target in targets:
        if target.expectation is Expectation.BLOCKED or not (
            "{" in target.pattern or "cloud" in target.missing
        ):
            continue
        flags = " and ".join(BY_NAME[name].hint for name in target.missing)
        lines.append(f"{target.pattern}:{target.port} is left out: give {flags}")
    return tuple(dict.fromkeys(lines))


def _rule(target: Target) -> Rule:
    return Rule(
        host=target.pattern,
        port=target.port,
        scheme=_scheme(target.protocol),
        transports=("UDP", "TCP")
        if target.protocol is Protocol.DNS
        else (target.protocol.transport.upper(),),
        why=(target.purpose,),
        tags=target.tags,
        uncertain=target.uncertain,
    )


def _scheme(protocol: Protocol) -> str:
    if protocol.encrypted:
        return "Https"
    return "Http" if protocol is Protocol.HTTP else ""


def _joined(one: Rule, two: Rule) -> Rule:
    return Rule(
        host=one.host,
        port=one.port,
        scheme=one.scheme,
        transports=one.transports,
        why=tuple(dict.fromkeys([*one.why, *two.why])),
        tags=tuple(dict.fromkeys([*one.tags, *two.tags])),
        uncertain=one.uncertain if one.uncertain and two.uncertain else (),
    )
