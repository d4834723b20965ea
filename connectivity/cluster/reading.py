"""Kubernetes objects to facts. Each read asks for leave first; what is denied is a fact of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from connectivity.cluster import access
from connectivity.cluster.access import Read, not_read, refused
from connectivity.cluster.connection import FORBIDDEN, NOT_FOUND, ApiError
from connectivity.cluster.policy import gaps
from connectivity.cluster.shape import at, each, number, pairs, quantity, text
from connectivity.fact import (
    Autoscaler,
    ClusterEvent,
    ClusterIdentity,
    CorednsBlock,
    Fact,
    HealthReport,
    InstanceType,
    Leftover,
    NodeState,
    PodState,
    Router,
    RouterService,
)
from connectivity.probes.limit import clean

if TYPE_CHECKING:
    from collections.abc import Callable

    from connectivity.cluster.connection import Connection
    from connectivity.codec import Json
    from connectivity.host import Flow

Item = dict[str, "Json"]

ROUTERS = {("default", "azureml-fe"): "v1", ("azureml", "azureml-fe-v2"): "v2"}
ROUTER_SERVICES = {"azureml-fe", "azureml-fe-int-http"}
# Reasons of events that bear on reaching something, or on there being room.
REASONS = {
    "Failed",
    "BackOff",
    "EgressBlocked",
    "DNSProblem",
    "FailedScheduling",
    "FailedMount",
    "SyncLoadBalancerFailed",
}
PROXY_NAMES = {"HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"}
HEALTH_CODE = re.compile(r"E4[0-9]{4}")
MOST_EVENTS = 200


def read_cluster(connection: Connection, flows: tuple[Flow, ...]) -> tuple[Fact, ...]:
    """All facts. Raises ClusterError when the server goes away on the way."""
    facts: list[Fact] = [identity(connection)]
    pods: list[Item] = []

    def keep(item: Item) -> list[Fact]:
        pods.append(item)
        return [pod(item)]

    facts += _all(connection, access.NODES, lambda item: [node(item)])
    facts += _all(connection, access.DEPLOYMENTS, router)
    facts += _all(connection, access.PODS, keep)
    facts += _all(connection, access.SERVICES, router_service)
    facts += _all(connection, access.EVENTS, event)[:MOST_EVENTS]
    facts += _autoscalers(connection, pods)
    facts += _all(connection, access.INSTANCE_TYPES, lambda item: [instance_type(item)], absent=True)
    facts += _one(connection, access.COREDNS, coredns)
    facts += _one(connection, access.HEALTH, health)
    facts += _one(connection, access.OLD_ROLE, leftover)
    facts += _policies(connection, pods, flows)
    return tuple(fact for fact in facts if not (isinstance(fact, PodState) and fact.role == "other"))


def _all(
    connection: Connection, read: Read, make: Callable[[Item], list[Fact]], *, absent: bool = False
) -> list[Fact]:
    denial = refused(connection, read)
    if denial is not None:
        return [denial]
    try:
        return [fact for item in connection.items(read.path) for fact in make(item)]
    except ApiError as error:
        if absent and error.status == NOT_FOUND:
            return []
        return [not_read(read, str(error), denied=error.status == FORBIDDEN)]


def _one(connection: Connection, read: Read, make: Callable[[Item], list[Fact]]) -> list[Fact]:
    denial = refused(connection, read)
    if denial is not None:
        return [denial]
    try:
        return make(connection.get(read.path))
    except ApiError as error:
        return (
            []
            if error.status == NOT_FOUND
            else [not_read(read, str(error), denied=error.status == FORBIDDEN)]
        )


def identity(connection: Connection) -> ClusterIdentity:
    """Server version; a server that tells none is still read."""
    try:
        version = text(connection.get("/version"), "gitVersion")
    except ApiError:
        version = ""
    return ClusterIdentity(connection.server, clean(version, 40), "")


def node(item: Item) -> NodeState:
    """A node and its allocatable resources."""
    labels = dict(pairs(item, "metadata", "labels"))
    ready = any(
        text(each_one, "type") == "Ready" and text(each_one, "status") == "True"
        for each_one in each(item, "status", "conditions")
    )
    return NodeState(
        name=_name(item),
        ready=ready,
        pool=labels.get("agentpool") or labels.get("kubernetes.azure.com/agentpool") or "",
        cpu=quantity(at(item, "status", "allocatable", "cpu")),
        memory=int(quantity(at(item, "status", "allocatable", "memory"))),
        gpu=int(quantity(at(item, "status", "allocatable", "nvidia.com/gpu"))),
        processors=quantity(at(item, "status", "capacity", "cpu")),
        labels=tuple(labels.items()),
        architecture=labels.get("kubernetes.io/arch", ""),
        created=text(item, "metadata", "creationTimestamp"),
    )


def router(item: Item) -> list[Fact]:
    """The deployment of a router, else nothing."""
    namespace, name = text(item, "metadata", "namespace"), _name(item)
    generation = ROUTERS.get((namespace, name))
    if generation is None:
        return []
    replicas = at(item, "spec", "replicas")
    return [
        Router(
            namespace=namespace,
            name=name,
            generation=generation,
            desired=replicas if isinstance(replicas, int) else 1,
            ready=number(item, "status", "readyReplicas"),
            annotations=pairs(item, "metadata", "annotations"),
        )
    ]


def router_service(item: Item) -> list[Fact]:
    """A service in front of the router, else nothing."""
    if _name(item) not in ROUTER_SERVICES:
        return []
    ingress = each(item, "status", "loadBalancer", "ingress")
    return [
        RouterService(
            namespace=text(item, "metadata", "namespace"),
            name=_name(item),
            type=text(item, "spec", "type"),
            ports=tuple(number(port, "port") for port in each(item, "spec", "ports")),
            external=tuple(text(one, "ip") or text(one, "hostname") for one in ingress),
        )
    ]


def pod(item: Item) -> PodState:
    """A pod with its worst container."""
    statuses = [*each(item, "status", "initContainerStatuses"), *each(item, "status", "containerStatuses")]
    waiting = next((status for status in statuses if at(status, "state", "waiting")), None)
    resources = [at(one, "resources", "requests") for one in each(item, "spec", "containers")]
    return PodState(
        namespace=text(item, "metadata", "namespace"),
        name=_name(item),
        role=role(item),
        phase=text(item, "status", "phase"),
        ready=bool(statuses)
        and all(at(one, "ready") is True for one in each(item, "status", "containerStatuses")),
        restarts=sum(number(one, "restartCount") for one in statuses),
        labels=pairs(item, "metadata", "labels"),
        waiting=text(waiting, "state", "waiting", "reason"),
        message=clean(text(waiting, "state", "waiting", "message"), 400),
        node=text(item, "spec", "nodeName"),
        created=text(item, "metadata", "creationTimestamp"),
        proxy=_proxy_environment(item),
        annotations=pairs(item, "metadata", "annotations"),
        cpu_request=sum(quantity(at(one, "cpu")) for one in resources),
        memory_request=int(sum(quantity(at(one, "memory")) for one in resources)),
        last_exit=next((found for found in map(_last_exit, statuses) if found), ""),
    )


def role(item: Item) -> str:
    """Router, model, coredns, extension or other, by the labels the vendor sets."""
    labels = dict(pairs(item, "metadata", "labels"))
    if labels.get("azuremlappname") == "azureml-fe":
        return "router"
    if labels.keys() & {"webservicename", "ml.azure.com/endpoint-name", "ml.azure.com/deployment-name"}:
        return "model"
    if labels.get("isazuremlapp") == "true":
        return "model"
    if labels.get("k8s-app") == "kube-dns":
        return "coredns"
    own = labels.get("ml.azure.com/amlarc-system") == "true"
    return "extension" if own or text(item, "metadata", "namespace") == "azureml" else "other"


def _last_exit(status: Item) -> str:
    reason = text(status, "lastState", "terminated", "reason")
    code = number(status, "lastState", "terminated", "exitCode")
    return f"{reason} (exit {code})" if reason else ""


def _proxy_environment(item: Item) -> tuple[tuple[str, str], ...]:
    """Proxy variables, without user and password."""
    found = [
        (text(variable, "name"), re.sub(r"//[^/@]*@", "//", text(variable, "value")))
        for container in each(item, "spec", "containers")
        for variable in each(container, "env")
        if text(variable, "name") in PROXY_NAMES
    ]
    return tuple(dict.fromkeys(found))


def event(item: Item) -> list[Fact]:
    """An event that bears on reaching something, else nothing."""
    if text(item, "reason") not in REASONS or (
        text(item, "type") == "Normal" and text(item, "reason") != "BackOff"
    ):
        return []
    return [
        ClusterEvent(
            reason=text(item, "reason"),
            message=clean(text(item, "message"), 400),
            kind=text(item, "involvedObject", "kind"),
            namespace=text(item, "involvedObject", "namespace"),
            name=text(item, "involvedObject", "name"),
            count=number(item, "count"),
            last_seen=text(item, "lastTimestamp") or text(item, "eventTime"),
            reporter=text(item, "source", "component"),
        )
    ]


def instance_type(item: Item) -> InstanceType:
    """An instance type and the nodes it asks for."""
    requests = at(item, "spec", "resources", "requests")
    cpu, memory = at(requests, "cpu"), at(requests, "memory")
    return InstanceType(
        name=_name(item),
        node_selector=pairs(item, "spec", "nodeSelector"),
        cpu=quantity(cpu) if cpu is not None else None,
        memory=int(quantity(memory)) if memory is not None else None,
        gpu=int(quantity(at(requests, "nvidia.com/gpu"))),
    )


def coredns(item: Item) -> list[Fact]:
    """The blocks of coredns-custom."""
    return [CorednsBlock(key, value[:20_000]) for key, value in pairs(item, "data")]


def health(item: Item) -> list[Fact]:
    """The codes of the extension's own health check, each where it was first reported."""
    found: dict[str, HealthReport] = {}
    for key, value in pairs(item, "data"):
        for line in value.splitlines():
            for code in HEALTH_CODE.findall(line):
                found.setdefault(code, HealthReport(code, key, clean(line, 300)))
    return list(found.values())


def leftover(item: Item) -> list[Fact]:
    """The cluster role of the router; the extension's Helm chart owns one of the same name."""
    labels = dict(pairs(item, "metadata", "labels"))
    owned = labels.get("app.kubernetes.io/managed-by") == "Helm"
    return [Leftover("ClusterRole", _name(item), helm_owned=owned)]


def _autoscalers(connection: Connection, pods: list[Item]) -> list[Fact]:
    models = {owner for item in pods if role(item) == "model" for owner in _owners(item)}

    def make(item: Item) -> list[Fact]:
        namespace, target = text(item, "metadata", "namespace"), text(item, "spec", "scaleTargetRef", "name")
        kind = text(item, "spec", "scaleTargetRef", "kind")
        return [Autoscaler(namespace, _name(item), kind, target, (namespace, target) in models)]

    found = _all(connection, access.AUTOSCALERS, make, absent=True)
    if found:
        return found
    older = Read("horizontalpodautoscalers", "list", "autoscaling", "v1")
    return _all(connection, older, make, absent=True)


def _owners(item: Item) -> list[tuple[str, str]]:
    """The deployment behind a pod: its replica set's name without the hash, or the owner itself."""
    namespace = text(item, "metadata", "namespace")
    names = [text(owner, "name") for owner in each(item, "metadata", "ownerReferences")]
    return [(namespace, made) for name in names for made in (name, name.rpartition("-")[0])]


def _policies(connection: Connection, pods: list[Item], flows: tuple[Flow, ...]) -> list[Fact]:
    denial = refused(connection, access.POLICIES)
    if denial is not None:
        return [denial]
    try:
        policies = list(connection.items(access.POLICIES.path))
    except ApiError as error:
        return [not_read(access.POLICIES, str(error), denied=error.status == FORBIDDEN)]
    return list(gaps(policies, pods, flows))


def _name(item: Item) -> str:
    return text(item, "metadata", "name")
