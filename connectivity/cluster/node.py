"""Nodes, instance types and autoscalers: what the models run on and what moves their replicas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectivity.cluster.json_path import at, labels, name, namespace, pairs, rows, text
from connectivity.cluster.party import is_model
from connectivity.cluster.quantity import cores, size
from connectivity.cluster.workload import requested
from connectivity.fact import Autoscaler, InstanceType, NodeState

if TYPE_CHECKING:
    from connectivity.cluster.answer import Answers
    from connectivity.cluster.kubeconfig import Document

POOL = ("kubernetes.azure.com/agentpool", "agentpool")
GPU = "nvidia.com/gpu"
KEPT = ("kubernetes.azure.com/mode", "kubernetes.io/os", "node.kubernetes.io/instance-type")
BLOCKING = ("NoSchedule", "NoExecute")


def node_states(answers: Answers) -> list[NodeState]:
    """Every node with its size, and what the scheduler may still give away on it."""
    taken = _taken(answers)
    return [_node(document, taken.get(name(document), (0.0, 0))) for document in answers.all("nodes")]


def _taken(answers: Answers) -> dict[str, tuple[float, int]]:
    """CPU and memory requested by the living pods of each node."""
    taken: dict[str, tuple[float, int]] = {}
    for pod in answers.all("pods"):
        node = text(pod, "spec", "nodeName")
        if node and text(pod, "status", "phase") not in {"Succeeded", "Failed"}:
            cpu, memory = requested(pod)
            before = taken.get(node, (0.0, 0))
            taken[node] = (round(before[0] + cpu, 6), before[1] + memory)
    return taken


def _node(document: Document, taken: tuple[float, int]) -> NodeState:
    own = labels(document)
    capacity, allocatable = at(document, "status", "capacity"), at(document, "status", "allocatable")
    conditions = rows(document, "status", "conditions")
    return NodeState(
        name=name(document),
        ready=any(text(row, "type") == "Ready" and text(row, "status") == "True" for row in conditions),
        pool=next((own[label] for label in POOL if label in own), ""),
        cpu=cores(at(allocatable, "cpu")),
        memory=size(at(allocatable, "memory")),
        gpu=size(at(allocatable, GPU)),
        processors=cores(at(capacity, "cpu")),
        installed=size(at(capacity, "memory")),
        labels=tuple(sorted(own.items())),
        architecture=text(document, "status", "nodeInfo", "architecture"),
        created=text(document, "metadata", "creationTimestamp"),
        taken_cpu=taken[0],
        taken_memory=taken[1],
        schedulable=_schedulable(document),
    )


def _schedulable(document: Document) -> bool:
    """False for a cordoned node, and for one whose taints keep ordinary pods away."""
    if at(document, "spec", "unschedulable") is True:
        return False
    return not any(text(taint, "effect") in BLOCKING for taint in rows(document, "spec", "taints"))


def instance_types(answers: Answers) -> list[InstanceType]:
    """The custom resources ``InstanceType``."""
    return [_instance_type(document) for document in answers.all("instance-types")]


def _instance_type(document: Document) -> InstanceType:
    limits = at(document, "spec", "resources", "limits")
    asked = at(document, "spec", "resources", "requests")
    cpu, memory = at(asked, "cpu"), at(asked, "memory")
    return InstanceType(
        name=name(document),
        node_selector=pairs(document, "spec", "nodeSelector"),
        cpu=None if cpu is None else cores(cpu),
        memory=None if memory is None else size(memory),
        gpu=size(at(limits, GPU)),
    )


def autoscalers(answers: Answers) -> list[Autoscaler]:
    """Every HorizontalPodAutoscaler, and whether what it scales serves a model."""
    models = {
        (namespace(document), name(document))
        for document in answers.all("deployments")
        if is_model(namespace(document), _template_labels(document) | labels(document))
    }
    return [_autoscaler(document, models) for document in answers.all("autoscalers")]


def _template_labels(document: Document) -> dict[str, str]:
    return dict(pairs(document, "spec", "template", "metadata", "labels"))


def _autoscaler(document: Document, models: set[tuple[str, str]]) -> Autoscaler:
    where, target = namespace(document), text(document, "spec", "scaleTargetRef", "name")
    return Autoscaler(
        namespace=where,
        name=name(document),
        target_kind=text(document, "spec", "scaleTargetRef", "kind"),
        target=target,
        model=(where, target) in models,
    )
