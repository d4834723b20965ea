"""Network policies held against the traffic that the router and the models need, without a packet sent.

https://kubernetes.io/docs/concepts/services-networking/network-policies/
Policies of Calico, Cilium or an admin tier are objects of other kinds and are not seen here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from connectivity.cluster.json_path import at, labels, name, namespace, pairs, rows, text, texts, whole
from connectivity.cluster.party import APP, DEPLOYMENT, ENDPOINT, KUBE_SYSTEM, party
from connectivity.cluster.selector import End, Match, peer_covers, port_covered, selects
from connectivity.fact import PolicyGap
from connectivity.host import Party

if TYPE_CHECKING:
    from collections.abc import Iterable

    from connectivity.cluster.answer import Answers
    from connectivity.cluster.kubeconfig import Document
    from connectivity.host import Flow

# Labels a controller adds to tell one generation of pods from the next; no policy selects by them.
CHANGING = ("pod-template-hash", "controller-revision-hash", "pod-template-generation")
UDP_AND_TCP = ("UDP", "TCP")


@dataclass(frozen=True)
class Way:
    """One connection to be judged: from one end to another, at one port."""

    flow: str
    source: End
    to: End
    port: int
    protocol: str


def policy_gaps(answers: Answers, flows: Iterable[Flow]) -> list[PolicyGap]:
    """What no policy lets through, both ways; empty when the policies were not read."""
    policies = answers.all("policies")
    if not policies:
        return []
    ends = Ends(answers)
    found: dict[tuple[object, ...], PolicyGap] = {}
    for flow in flows:
        for way in _ways(flow, ends):
            for gap in (
                _gap(way, policies, egress=True, partial=not answers.complete("policies")),
                _gap(way, policies, egress=False, partial=not answers.complete("policies")),
            ):
                if gap is not None:
                    found.setdefault((gap.pods, gap.direction, gap.peer, gap.port, gap.protocol), gap)
    return list(found.values())


class Ends:
    """The parties found in the cluster, pods with the same labels taken together."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._spaces = (
            {name(each): pairs(each, "metadata", "labels") for each in answers.all("namespaces")}
            if answers.complete("namespaces")
            else {}
        )
        self._pods: dict[Party, list[End]] = {}
        for pod in answers.all("pods"):
            role = party(namespace(pod), name(pod), labels(pod))
            if role is not None and text(pod, "status", "phase") not in {"Succeeded", "Failed"}:
                self._add(role, self._end(role, pod))

    def _add(self, role: Party, end: End) -> None:
        group = self._pods.setdefault(role, [])
        for at_, known in enumerate(group):
            if (known.namespace, known.labels) == (end.namespace, end.labels):
                group[at_] = End(**{**vars(known), "addresses": known.addresses + end.addresses})
                return
        group.append(end)

    def _end(self, role: Party, pod: Document) -> End:
        own = tuple((key, value) for key, value in sorted(labels(pod).items()) if key not in CHANGING)
        where = namespace(pod)
        address = text(pod, "status", "podIP")
        ports = [port for each in rows(pod, "spec", "containers") for port in rows(each, "ports")]
        return End(
            title=_title(role, where, labels(pod)),
            namespace=where,
            labels=own,
            namespace_labels=self._spaces.get(where),
            addresses=(address,) if address else (),
            named=tuple((text(port, "name"), whole(port, "containerPort")) for port in ports),
        )

    def of(self, role: Party) -> list[End]:
        """The ends of a party; for the API server its addresses, for CoreDNS a stand-in if need be."""
        if role is Party.API_SERVER:
            return [self._api_server()]
        found = self._pods.get(role, [])
        if role is Party.EXTENSION:
            return found + self._in_extension()
        if role is Party.KUBE_DNS and not found:
            spaces = self._spaces.get(KUBE_SYSTEM)
            return [End("kube-dns", KUBE_SYSTEM, (("k8s-app", "kube-dns"),), spaces)]
        return found

    def _in_extension(self) -> list[End]:
        """The v2 router and the identity proxy are components of the extension too."""
        others = [*self._pods.get(Party.ROUTER, []), *self._pods.get(Party.IDENTITY_PROXY, [])]
        return [end for end in others if end.namespace == "azureml"]

    def _api_server(self) -> End:
        endpoints = self._answers.one("api-endpoints")
        found = [text(a, "ip") for s in rows(endpoints, "subsets") for a in rows(s, "addresses")]
        front = text(self._answers.one("api-service"), "spec", "clusterIP")
        return End("the API server", addresses=tuple(found), fronts=(front,) if front else ())

    def api_port(self, stated: int) -> int:
        """The port behind the service, where it can be read: policies see packets after translation."""
        for subset in rows(self._answers.one("api-endpoints"), "subsets"):
            for row in rows(subset, "ports"):
                return whole(row, "port") or stated
        return stated


def _title(role: Party, where: str, own: dict[str, str]) -> str:
    if role is Party.MODEL:
        called = own.get(APP) or own.get(DEPLOYMENT) or own.get(ENDPOINT) or ""
        return f"model {called} in {where}" if called else f"model pods in {where}"
    return f"{role.value} pods in {where}"


def _ways(flow: Flow, ends: Ends) -> Iterable[Way]:
    protocols = UDP_AND_TCP if flow.to is Party.KUBE_DNS else ("TCP",)
    for source in ends.of(flow.source_party):
        for to in ends.of(flow.to):
            if not related(flow, source, to):
                continue
            for port in flow.ports or (0,):
                real = ends.api_port(port) if flow.to is Party.API_SERVER else port
                for protocol in protocols:
                    yield Way(flow.id, source, to, real, protocol)


def related(flow: Flow, source: End, to: End) -> bool:
    """The v1 router does not talk to the v2 router."""
    return (
        flow.source_party is not Party.ROUTER
        or flow.to is not Party.ROUTER
        or (source.namespace == to.namespace)
    )


def _gap(way: Way, policies: list[Document], *, egress: bool, partial: bool) -> PolicyGap | None:
    """None where nothing stands in the way. An end that is no pod has no policies of its own."""
    own, other = (way.source, way.to) if egress else (way.to, way.source)
    if own.labels is None:
        return None
    selecting = [policy for policy in policies if _applies(policy, own, egress=egress)]
    if not selecting:
        return None
    opened = max(_opens(policy, way, other, egress=egress) for policy in selecting)
    if opened is Match.YES:
        return None
    return PolicyGap(
        namespace=own.namespace,
        pods=own.title,
        direction="egress" if egress else "ingress",
        peer=other.title,
        port=way.port,
        policies=tuple(sorted(name(policy) for policy in selecting)),
        certain=opened is Match.NO and not partial,
        protocol=way.protocol,
        flow=way.flow,
    )


def _applies(policy: Document, end: End, *, egress: bool) -> bool:
    """Ingress is the default type; egress only where stated, or where egress rules are written."""
    if namespace(policy) != end.namespace:
        return False
    types = texts(policy, "spec", "policyTypes") or (
        ("Ingress", "Egress") if rows(policy, "spec", "egress") else ("Ingress",)
    )
    wanted = "Egress" if egress else "Ingress"
    return wanted in types and selects(at(policy, "spec", "podSelector"), dict(end.labels or ())) is Match.YES


def _opens(policy: Document, way: Way, other: End, *, egress: bool) -> Match:
    rules = rows(policy, "spec", "egress" if egress else "ingress")
    peers = "to" if egress else "from"
    best = Match.NO
    for rule in rules:
        listed = rows(rule, peers)
        covered = max((peer_covers(peer, namespace(policy), other) for peer in listed), default=Match.YES)
        best = max(best, min(covered, port_covered(rule, way.port, way.protocol, way.to)))
    return best
