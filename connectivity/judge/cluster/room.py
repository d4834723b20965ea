"""Nodes, instance types and autoscalers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectivity.fact import Autoscaler, ClusterIdentity, InstanceType, NodeState, Router
from connectivity.host import Phase, Weight
from connectivity.judge.cluster.finding import finding
from connectivity.verdict import State

if TYPE_CHECKING:
    from connectivity.judge.cluster.finding import Facts
    from connectivity.verdict import Verdict

# Production minimums: v1 attach page (nodes, vCPU); v2 extension deployment page (vCPU, memory).
V1_NODES, V1_CORES = 3, 12.0
V2_CORES, V2_MEMORY = 4.0, 14 * 10**9


def autoscalers(facts: Facts) -> list[Verdict]:
    """The router scales models itself; a second hand on the replicas undoes what it does."""
    verdicts = [
        finding(
            "autoscaler-fights",
            f"HorizontalPodAutoscaler {each.namespace}/{each.name}",
            Phase.SERVED,
            evidence=(f"it scales {each.target_kind} {each.target}, which serves a model",),
            values={"namespace": each.namespace, "name": each.name},
            symptom="replicas go up and down",
        )
        for each in facts.of(Autoscaler)
        if each.model
    ]
    if verdicts:
        return verdicts
    unsure = facts.unread("deployments") and bool(facts.of(Autoscaler))
    if unsure or facts.unread("horizontalpodautoscalers"):
        return [finding("autoscaler-unknown", "autoscalers", Phase.SERVED, State.COULD_NOT_CHECK)]
    return [finding("autoscaler-none", "autoscalers", Phase.SERVED, State.FINE)]


def nodes(facts: Facts) -> list[Verdict]:
    """Readiness and size. Below the production minimum is fine for development and testing."""
    found = facts.of(NodeState)
    if not found:
        return []
    away = [node.name for node in found if not node.ready]
    verdicts = []
    if away:
        shown = (f"{len(away)} of {len(found)}: {', '.join(away[:5])}",)
        state_weight = Weight.REQUIRED if len(away) == len(found) else Weight.OPTIONAL
        verdicts.append(
            finding("nodes-not-ready", "nodes", Phase.ATTACH, evidence=shown, weight=state_weight)
        )
    return [*verdicts, _size(found, facts)]


def _size(found: list[NodeState], facts: Facts) -> Verdict:
    cores = sum(node.processors for node in found)
    memory = sum(node.installed for node in found)
    shown = (f"{len(found)} nodes, {cores:g} vCPU, {memory / 10**9:.0f} GB",)
    if any(each.generation == "v2" for each in facts.of(Router)):
        small, code = cores < V2_CORES or memory < V2_MEMORY, "nodes-below-v2"
    else:
        small, code = len(found) < V1_NODES or cores < V1_CORES, "nodes-below-v1"
    if not small:
        return finding("nodes-enough", "nodes", Phase.ATTACH, State.FINE, evidence=shown)
    return finding(code, "nodes", Phase.ATTACH, State.COULD_NOT_CHECK, evidence=shown, weight=Weight.OPTIONAL)


def instance_types(facts: Facts) -> list[Verdict]:
    """Each must fit on a node that its selector allows."""
    found = [node for node in facts.of(NodeState) if node.ready]
    if not found:
        return []
    return [verdict for each in facts.of(InstanceType) for verdict in _instance_type(each, found)]


def _instance_type(each: InstanceType, found: list[NodeState]) -> list[Verdict]:
    subject = f"instance type {each.name}"
    allowed = [node for node in found if set(each.node_selector) <= set(node.labels)]
    wanted = ", ".join(f"{key}={value}" for key, value in each.node_selector) or "any node"
    if not allowed:
        return [finding("instance-type-nowhere", subject, Phase.MODEL_DEPLOYED, values={"selector": wanted})]
    if any(_fits(each, node) for node in allowed):
        return []
    shown = (
        f"it asks for {each.cpu or 0:g} cores, {(each.memory or 0) / 2**30:.1f} GiB, {each.gpu} GPUs",
        f"nodes with {wanted}: {len(allowed)}",
    )
    return [finding("instance-type-too-big", subject, Phase.MODEL_DEPLOYED, evidence=shown)]


def _fits(each: InstanceType, node: NodeState) -> bool:
    return (each.cpu or 0) <= node.cpu and (each.memory or 0) <= node.memory and each.gpu <= node.gpu


def vendor(facts: Facts) -> list[Verdict]:
    """Azure ML runs on AKS, and elsewhere through Azure Arc only."""
    return [
        finding(
            "other-vendor",
            f"cluster {each.server}",
            Phase.ATTACH,
            State.COULD_NOT_CHECK,
            evidence=(f"its nodes are run by {each.provider}",),
        )
        for each in facts.of(ClusterIdentity)
        if each.provider not in {"azure", "arc", ""}
    ]
