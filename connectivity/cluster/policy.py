"""Network policies, evaluated: does what the router and the models need get through?

Kubernetes rules (networking.k8s.io/v1): a pod that no policy of a direction selects is open in that
direction; otherwise a connection needs one rule of one policy that allows it. Namespace selectors need
the labels of namespaces; only the name label, which Kubernetes sets itself, is known here.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from connectivity.cluster.shape import at, each, number, pairs, text
from connectivity.fact import PolicyGap
from connectivity.host import Party

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connectivity.codec import Json
    from connectivity.host import Flow

Item = dict[str, "Json"]
NAMESPACE_NAME = "kubernetes.io/metadata.name"


def gaps(policies: list[Item], pods: list[Item], flows: tuple[Flow, ...]) -> Iterator[PolicyGap]:
    """Every flow that some pod needs and no rule lets through; one gap for pods with the same labels."""
    seen: set[tuple[str, str, str, int]] = set()
    for flow in flows:
        senders = [pod for pod in pods if party(pod) is flow.source_party]
        receivers = [pod for pod in pods if party(pod) is flow.to]
        for direction, ours, theirs in (("egress", senders, receivers), ("ingress", receivers, senders)):
            for gap in _flow_gaps(policies, direction, flow, ours, theirs):
                key = (gap.namespace, gap.direction, gap.peer, gap.port)
                if key not in seen:
                    seen.add(key)
                    yield gap


def party(pod: Item) -> Party | None:
    """Which of the parties of the catalogue a pod is."""
    labels = dict(pairs(pod, "metadata", "labels"))
    if labels.get("azuremlappname") == "azureml-fe":
        return Party.ROUTER
    if (
        labels.keys() & {"webservicename", "ml.azure.com/endpoint-name"}
        or labels.get("isazuremlapp") == "true"
    ):
        return Party.MODEL
    if labels.get("k8s-app") == "kube-dns":
        return Party.KUBE_DNS
    name = text(pod, "metadata", "name")
    if name.startswith("konnectivity-agent"):
        return Party.KONNECTIVITY
    if name.startswith("amlarc-identity-proxy"):
        return Party.IDENTITY_PROXY
    return Party.EXTENSION if text(pod, "metadata", "namespace") == "azureml" else None


def _flow_gaps(
    policies: list[Item], direction: str, flow: Flow, ours: list[Item], theirs: list[Item]
) -> Iterator[PolicyGap]:
    for pod in ours:
        chosen = [policy for policy in policies if _selects(policy, pod, direction)]
        peers: list[Item | None] = [other for other in theirs if other is not pod] or [None]
        if not chosen or (peers == [None] and flow.to is not Party.API_SERVER):
            continue
        for port in flow.ports or (0,):
            verdicts = [_allowed(chosen, direction, peer, port) for peer in peers]
            if all(verdict is True for verdict in verdicts):
                continue
            other = flow.to if direction == "egress" else flow.source_party
            yield PolicyGap(
                namespace=text(pod, "metadata", "namespace"),
                pods=flow.source_party.value if direction == "egress" else flow.to.value,
                direction=direction,
                peer=other.value,
                port=port,
                policies=tuple(text(policy, "metadata", "name") for policy in chosen),
                certain=any(verdict is False for verdict in verdicts),
            )


def _selects(policy: Item, pod: Item, direction: str) -> bool:
    same = text(policy, "metadata", "namespace") == text(pod, "metadata", "namespace")
    types = at(policy, "spec", "policyTypes")
    if isinstance(types, list) and types:
        applies = direction.capitalize() in types
    else:  # the default: ingress always, egress when it has egress rules
        applies = direction == "ingress" or at(policy, "spec", "egress") is not None
    return (
        same
        and applies
        and _matches(at(policy, "spec", "podSelector"), dict(pairs(pod, "metadata", "labels")))
    )


def _matches(selector: Json, labels: dict[str, str]) -> bool:
    wanted = pairs(selector, "matchLabels")
    return all(labels.get(key) == value for key, value in wanted) and all(
        _expression(expression, labels) for expression in each(selector, "matchExpressions")
    )


def _expression(expression: Item, labels: dict[str, str]) -> bool:
    key, operator = text(expression, "key"), text(expression, "operator")
    values = at(expression, "values")
    listed = values if isinstance(values, list) else []
    return {
        "In": labels.get(key) in listed,
        "NotIn": labels.get(key) not in listed,
        "Exists": key in labels,
        "DoesNotExist": key not in labels,
    }.get(operator, False)


def _allowed(policies: list[Item], direction: str, peer: Item | None, port: int) -> bool | None:
    """True or False, or None where it depends on addresses or namespace labels that are not known."""
    doubt = False
    for policy in policies:
        for rule in each(policy, "spec", direction):
            if not _port_fits(rule, port):
                continue
            answer = _peer_fits(rule, direction, peer, text(policy, "metadata", "namespace"))
            if answer is True:
                return True
            doubt = doubt or answer is None
    return None if doubt else False


def _port_fits(rule: Item, port: int) -> bool:
    ports = each(rule, "ports")
    if not ports:
        return True
    return port != 0 and any(_one_port(one, port) for one in ports)


def _one_port(one: Item, port: int) -> bool:
    if text(one, "protocol") not in {"", "TCP", "UDP"}:
        return False
    low = at(one, "port")
    if low is None:
        return True
    if not isinstance(low, int):
        return False  # a named port: the pod's own names are not looked up
    return low <= port <= (number(one, "endPort") or low)


def _peer_fits(rule: Item, direction: str, peer: Item | None, namespace: str) -> bool | None:
    peers = each(rule, "to" if direction == "egress" else "from")
    if not peers:
        return True
    answers = [_one_peer(one, peer, namespace) for one in peers]
    if True in answers:
        return True
    return None if None in answers else False


def _one_peer(one: Item, peer: Item | None, namespace: str) -> bool | None:
    block = text(one, "ipBlock", "cidr")
    if block:
        return _in_block(one, block, text(peer, "status", "podIP") if peer else "")
    if peer is None:
        return False  # the API server is no pod: a selector never means it
    if at(one, "podSelector") is not None and not _matches(
        at(one, "podSelector"), dict(pairs(peer, "metadata", "labels"))
    ):
        return False
    selector = at(one, "namespaceSelector")
    there = text(peer, "metadata", "namespace")
    if selector is None:
        return there == namespace
    if not pairs(selector, "matchLabels") and not each(selector, "matchExpressions"):
        return True
    known = {key for key, _ in pairs(selector, "matchLabels")} | {
        text(expression, "key") for expression in each(selector, "matchExpressions")
    }
    return _matches(selector, {NAMESPACE_NAME: there}) if known == {NAMESPACE_NAME} else None


def _in_block(one: Item, block: str, address: str) -> bool | None:
    try:
        network = ipaddress.ip_network(block, strict=False)
        if network.prefixlen == 0 and not at(one, "ipBlock", "except"):
            return True
        if not address:
            return None
        inside = ipaddress.ip_address(address) in network
        excepted = at(one, "ipBlock", "except")
        listed = excepted if isinstance(excepted, list) else []
        return inside and not any(
            ipaddress.ip_address(address) in ipaddress.ip_network(str(each_one), strict=False)
            for each_one in listed
        )
    except ValueError:
        return None
