"""Label selectors and network policy peers, matched three-valued: yes, no, or not to be known from here."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from connectivity.cluster.json_path import at, pairs, rows, text, texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from connectivity.cluster.kubeconfig import Document

NAMESPACE_NAME = "kubernetes.io/metadata.name"


class Match(IntEnum):
    """Ordered, so that ``max`` is "or" and ``min`` is "and"."""

    NO = 0
    PERHAPS = 1
    YES = 2


@dataclass(frozen=True)
class End:
    """One side of a connection: pods with the same labels, or addresses outside the pod network.

    `labels` is None for what is no pod; `namespace_labels` is None where they could not be read.
    `addresses` are where packets really arrive, `fronts` those of services in front. `named` maps port names.
    """

    title: str
    namespace: str = ""
    labels: tuple[tuple[str, str], ...] | None = None
    namespace_labels: tuple[tuple[str, str], ...] | None = None
    addresses: tuple[str, ...] = ()
    fronts: tuple[str, ...] = ()
    named: tuple[tuple[str, int], ...] = ()


def selects(selector: object, labels: Mapping[str, str] | None) -> Match:
    """An empty selector selects everything. `labels` None: not known."""
    wanted = pairs(selector, "matchLabels")
    expressions = rows(selector, "matchExpressions")
    if not wanted and not expressions:
        return Match.YES
    if labels is None:
        return Match.PERHAPS
    fits = all(labels.get(key) == value for key, value in wanted)
    return Match.YES if fits and all(_holds(row, labels) for row in expressions) else Match.NO


def _holds(expression: Document, labels: Mapping[str, str]) -> bool:
    key, operator = text(expression, "key"), text(expression, "operator")
    values = texts(expression, "values")
    if operator == "In":
        return labels.get(key) in values
    if operator == "NotIn":
        return labels.get(key) not in values
    return (key in labels) if operator == "Exists" else (key not in labels)


def peer_covers(peer: Document, policy_namespace: str, end: End) -> Match:
    """Whether a peer of a policy's rule covers this end."""
    block = at(peer, "ipBlock")
    if isinstance(block, dict):
        return _block_covers(block, end)
    if end.labels is None:
        return Match.NO
    pods = selects(at(peer, "podSelector"), dict(end.labels))
    spaces = at(peer, "namespaceSelector")
    if spaces is None:
        return pods if end.namespace == policy_namespace else Match.NO
    return min(pods, _namespace(spaces, end))


def _namespace(selector: object, end: End) -> Match:
    """Every namespace carries its own name as a label, even where the rest could not be read."""
    own = None if end.namespace_labels is None else dict(end.namespace_labels)
    if own is not None:
        return selects(selector, {NAMESPACE_NAME: end.namespace} | own)
    found = selects(selector, {NAMESPACE_NAME: end.namespace})
    keys = {key for key, _ in pairs(selector, "matchLabels")} | {
        text(r, "key") for r in rows(selector, "matchExpressions")
    }
    return found if keys <= {NAMESPACE_NAME} else Match.PERHAPS


def _block_covers(block: Document, end: End) -> Match:
    """Engines differ on whether a block covers pods, and on whether the service address counts."""
    cidr, holes = text(block, "cidr"), texts(block, "except")
    if _all_inside(end.addresses, cidr, holes):
        return Match.YES if end.labels is None else Match.PERHAPS
    if not end.addresses and not end.fronts:
        return Match.PERHAPS
    if any(_inside(address, cidr, holes) for address in (*end.addresses, *end.fronts)):
        return Match.PERHAPS
    return Match.NO if end.addresses else Match.PERHAPS


def _all_inside(addresses: Iterable[str], cidr: str, holes: tuple[str, ...]) -> bool:
    known = list(addresses)
    return bool(known) and all(_inside(address, cidr, holes) for address in known)


def _inside(address: str, cidr: str, holes: tuple[str, ...]) -> bool:
    try:
        where = ipaddress.ip_address(address)
        return where in ipaddress.ip_network(cidr, strict=False) and not any(
            where in ipaddress.ip_network(hole, strict=False) for hole in holes
        )
    except ValueError:
        return False


def port_covered(rule: Document, port: int, protocol: str, end: End) -> Match:
    """Whether a rule's ports cover this one; port 0 stands for any port. `end` is the destination."""
    listed = rows(rule, "ports")
    if not listed:
        return Match.YES
    if port == 0:
        return Match.NO
    return max(_port(entry, port, protocol, end) for entry in listed)


def _port(entry: Document, port: int, protocol: str, end: End) -> Match:
    if (text(entry, "protocol") or "TCP") != protocol:
        return Match.NO
    value, last = at(entry, "port"), at(entry, "endPort")
    if value is None:
        return Match.YES
    if isinstance(value, str) and not value.isdigit():
        named = dict(end.named).get(value)
        return Match.PERHAPS if named is None else _yes(named == port)
    first = int(str(value))
    return _yes(first <= port <= (last if isinstance(last, int) else first))


def _yes(held: bool) -> Match:
    return Match.YES if held else Match.NO
