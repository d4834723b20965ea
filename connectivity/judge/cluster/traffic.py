"""Network policies and proxy settings: what keeps pods from each other and from the API server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectivity.fact import PodState, PolicyGap
from connectivity.host import Phase, Weight
from connectivity.judge.cluster.finding import finding
from connectivity.verdict import State

if TYPE_CHECKING:
    from connectivity.judge.cluster.finding import Facts
    from connectivity.verdict import Verdict

PHASES = {
    "router-to-model": Phase.ROUTER_RUNS,
    "model-to-identity": Phase.MODEL_DEPLOYED,
    "model-to-dns": Phase.MODEL_DEPLOYED,
}
# What AKS itself puts into NO_PROXY; without it, pods ask the proxy for the cluster's own names.
INSIDE = ("localhost", "127.0.0.1")
SERVICES = (
    ".svc",
    "svc",
    ".svc.cluster.local",
    ".cluster.local",
    "cluster.local",
    "kubernetes.default.svc",
    "*",
)


def policies(facts: Facts) -> list[Verdict]:
    """Gaps between the same ends become one verdict with all their ports."""
    groups: dict[tuple[str, str, str, bool], list[PolicyGap]] = {}
    for gap in facts.of(PolicyGap):
        groups.setdefault((gap.pods, gap.direction, gap.peer, gap.certain), []).append(gap)
    verdicts = [_policy(group) for group in groups.values()]
    if not verdicts and not facts.unread("networkpolicies") and not facts.unread("pods"):
        return [finding("policy-open", "network policies", Phase.ROUTER_STARTS, State.FINE)]
    return verdicts


def _policy(group: list[PolicyGap]) -> Verdict:
    first = group[0]
    ports = ", ".join(sorted({f"{gap.protocol} {gap.port or 'any port'}" for gap in group}))
    arrow = "to" if first.direction == "egress" else "from"
    shown = (f"{first.direction} {arrow} {first.peer} at {ports}", f"policies: {', '.join(first.policies)}")
    values = {
        "namespace": first.namespace,
        "policy": first.policies[0],
        "direction": first.direction,
        "peer": first.peer,
        "ports": ports,
        "arrow": arrow,
    }
    return finding(
        "policy-blocks" if first.certain else "policy-unsure",
        f"{first.pods}, {first.direction} {arrow} {first.peer}",
        PHASES.get(first.flow, Phase.ROUTER_STARTS),
        State.BROKEN if first.certain else State.COULD_NOT_CHECK,
        evidence=shown,
        values=values,
    )


def proxies(facts: Facts) -> list[Verdict]:
    """Pods that send the cluster's own traffic to the proxy, and pods that still have old settings."""
    pods = [pod for pod in facts.of(PodState) if dict(pod.proxy).get("HTTPS_PROXY")]
    return [*[verdict for pod in pods for verdict in _bypass(pod)], *_differing(facts)]


def _bypass(pod: PodState) -> list[Verdict]:
    entries = {
        each.strip().lower() for each in dict(pod.proxy).get("NO_PROXY", "").split(",") if each.strip()
    }
    lacking = [] if entries & {*SERVICES} else [".svc"]
    lacking += [] if entries & {*INSIDE, "*"} else ["localhost,127.0.0.1"]
    if not lacking:
        return []
    shown = (f"NO_PROXY is {dict(pod.proxy).get('NO_PROXY', '') or 'empty'}",)
    return [
        finding(
            "no-proxy-lacks",
            f"pod {pod.namespace}/{pod.name}",
            Phase.ROUTER_STARTS,
            evidence=shown,
            values={"lacking": ",".join(lacking)},
        )
    ]


def _differing(facts: Facts) -> list[Verdict]:
    """The webhook sets the variables when a pod is made; older pods keep what they had."""
    verdicts = []
    pods = facts.of(PodState)
    for role, where in sorted({(pod.role, pod.namespace) for pod in pods}):
        group = [pod for pod in pods if (pod.role, pod.namespace) == (role, where)]
        if len({pod.proxy for pod in group}) > 1:
            oldest = min(group, key=lambda pod: pod.created)
            shown = tuple(
                sorted({f"{pod.name}: {dict(pod.proxy).get('HTTPS_PROXY', 'none')}" for pod in group})[:4]
            )
            values = {"namespace": where, "pod": oldest.name}
            verdicts.append(
                finding(
                    "proxy-differs",
                    f"{role} pods in {where}",
                    Phase.ROUTER_RUNS,
                    evidence=shown,
                    values=values,
                    weight=Weight.OPTIONAL,
                )
            )
    return verdicts
