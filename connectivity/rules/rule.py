"""One line of a firewall: what is to be let out, without repeating a host that several parts need."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from connectivity.address import is_numeric
from connectivity.host import Expectation, Protocol, Who
from connectivity.setting import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Iterable

    from connectivity.target import Target


# https://learn.microsoft.com/azure/virtual-network/service-tags-overview
LOAD_BALANCER = "AzureLoadBalancer"
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True)
class Rule:
    """`host` is a name, wildcard, address or range; `scheme` is ``Http``, ``Https`` or empty for other traffic.

    `inbound` is the service tag of a source outside the cluster: only a security group sees such traffic.
    """

    host: str
    port: int
    scheme: str
    transports: tuple[str, ...]
    why: tuple[str, ...]
    tags: tuple[str, ...] = ()
    uncertain: tuple[str, ...] = ()
    inbound: str = ""

    @property
    def name(self) -> str:
        """A name every firewall takes: letters, digits and dashes."""
        plain = re.sub(r"[^a-z0-9]+", "-", self.host.replace("*", "any")).strip("-")
        return f"allow-{plain}-{self.port}"[:80].rstrip("-")

    @property
    def application(self) -> bool:
        """True where a rule by name at layer 7 can carry it."""
        return bool(self.scheme) and not is_numeric(self.host)

    @property
    def wildcard(self) -> bool:
        """True for ``*.`` names."""
        return self.host.startswith("*")


def rules(targets: Iterable[Target]) -> tuple[Rule, ...]:
    """One rule per host and port, sorted by the first phase that needs it and then by name.

    Targets whose name is not known yet, and those that must be blocked, give no rule; see `gaps`.
    """
    merged: dict[tuple[str, int, str, str], Rule] = {}
    for target in sorted(targets, key=lambda each: (each.phase.order, each.pattern, each.port)):
        if "{" in target.pattern or target.expectation is Expectation.BLOCKED or "cloud" in target.missing:
            continue
        if target.inside:
            continue
        rule = _rule(target)
        key = (rule.host, rule.port, rule.scheme, rule.inbound)
        standing = merged.get(key)
        merged[key] = _joined(standing, rule) if standing else rule
    return tuple(merged.values())


def outgoing(found: Iterable[Rule]) -> tuple[Rule, ...]:
    """What a firewall or a proxy on the way out has to let through."""
    return tuple(rule for rule in found if not rule.inbound)


def gaps(targets: Iterable[Target]) -> tuple[str, ...]:
    """Sentences about targets that gave no rule because a value is missing."""
    lines: list[str] = []
    for target in targets:
        if target.expectation is Expectation.BLOCKED or not (
            "{" in target.pattern or "cloud" in target.missing
        ):
            continue
        names = target.missing or PLACEHOLDER.findall(target.pattern)
        flags = " and ".join(BY_NAME[name].hint for name in names)
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
        inbound=LOAD_BALANCER if target.who == (Who.LOAD_BALANCER,) else "",
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
        transports=tuple(dict.fromkeys([*one.transports, *two.transports])),
        why=tuple(dict.fromkeys([*one.why, *two.why])),
        tags=tuple(dict.fromkeys([*one.tags, *two.tags])),
        uncertain=one.uncertain if one.uncertain and two.uncertain else (),
        inbound=one.inbound,
    )
