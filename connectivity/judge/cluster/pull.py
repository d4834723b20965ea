"""Pods that do not come up, and what nodes report: which stage the words point to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from connectivity.fact import ClusterEvent, PodState
from connectivity.host import Party, Phase
from connectivity.judge.cluster.finding import finding
from connectivity.verdict import State

if TYPE_CHECKING:
    from connectivity.judge.cluster.finding import Facts
    from connectivity.verdict import Verdict

PULLING = ("ErrImagePull", "ImagePullBackOff")
# Words of containerd and of registries; the first that fits is the stage that failed.
WORDS = (
    ("image-proxy", re.compile(r"proxyconnect|proxy authentication", re.I)),
    ("image-dns", re.compile(r"no such host|server misbehaving|lookup \S+.*: i/o timeout", re.I)),
    ("image-tls", re.compile(r"x509|certificate signed by|tls: ", re.I)),
    ("image-timeout", re.compile(r"i/o timeout|deadline exceeded|timed out", re.I)),
    ("image-refused", re.compile(r"connection refused|connection reset|no route to host", re.I)),
    ("image-architecture", re.compile(r"no match for platform|exec format", re.I)),
    ("image-absent", re.compile(r"manifest unknown|not found|does not exist", re.I)),
    ("image-unauthorized", re.compile(r"\b401\b|unauthorized|authentication required", re.I)),
    ("image-forbidden", re.compile(r"\b403\b|forbidden|denied", re.I)),
)
# The node reports every half hour; two reports may be missed.
RECENT_DAYS = 1.5 / 24
REPORTS = {"EgressBlocked": "egress-blocked", "DNSProblem": "node-dns-problem"}


def pulls(facts: Facts) -> list[Verdict]:
    """Images that cannot be pulled, by pod; the event has the words that the pod's state lost."""
    return [_pull(pod, facts) for pod in facts.of(PodState) if pod.waiting in PULLING]


def _pull(pod: PodState, facts: Facts) -> Verdict:
    said = [
        event.message
        for event in facts.of(ClusterEvent)
        if (event.namespace, event.name) == (pod.namespace, pod.name) and event.reason == "Failed"
    ]
    texts = [pod.message, *said]
    code = next((code for text in texts for code, words in WORDS if words.search(text)), "image-unknown")
    phase = Phase.MODEL_DEPLOYED if pod.role == Party.MODEL.value else Phase.ROUTER_DEPLOYED
    return finding(
        code,
        f"pod {pod.namespace}/{pod.name}",
        phase,
        evidence=tuple(dict.fromkeys(text for text in texts if text))[:3],
        values={"node": pod.node or "its node"},
        symptom=pod.waiting,
    )


def unscheduled(facts: Facts) -> list[Verdict]:
    """Pods without a node: room or rules, not network."""
    verdicts = []
    for pod in facts.of(PodState):
        if pod.phase != "Pending" or pod.waiting != "Unschedulable":
            continue
        spread = "anti-affinity" in pod.message and pod.role == Party.ROUTER.value
        code = "router-needs-nodes" if spread else "no-room"
        subject = f"pod {pod.namespace}/{pod.name}"
        phase = Phase.MODEL_DEPLOYED if pod.role == Party.MODEL.value else Phase.ROUTER_DEPLOYED
        verdicts.append(finding(code, subject, phase, evidence=(pod.message,), symptom="Pending"))
    return verdicts


def reports(facts: Facts) -> list[Verdict]:
    """What the nodes' own monitor says. It is known to raise false alarms, so it decides nothing."""
    newest: dict[tuple[str, str], ClusterEvent] = {}
    for event in facts.of(ClusterEvent):
        age = facts.days_since(event.last_seen)
        if event.reason in REPORTS and age is not None and age < RECENT_DAYS:
            newest.setdefault((event.reason, event.name), event)
    return [
        finding(
            REPORTS[reason],
            f"node {name}",
            Phase.ATTACH,
            State.COULD_NOT_CHECK,
            evidence=(f"{event.message} ({event.count} times, last {event.last_seen})",),
            values={"node": name},
        )
        for (reason, name), event in newest.items()
    ]
