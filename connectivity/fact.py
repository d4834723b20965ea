"""What the Kubernetes API said about the cluster: facts, not opinions.

Only `cluster/` makes these, `judge` reads them. Every kind is its own type; `NotRead` stands for what was
refused or failed, so that "denied" can never look like "absent". CPU is in cores, memory in bytes,
ages and times ISO 8601 in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class NotRead:
    """A read that did not happen. `verb` and `resource` are what RBAC has to allow (``list pods``)."""

    resource: str
    verb: str
    namespace: str
    reason: str
    denied: bool


@dataclass(frozen=True)
class Router:
    """A router deployment: ``azureml-fe`` in ``default`` (v1) or ``azureml-fe-v2`` in ``azureml`` (v2)."""

    namespace: str
    name: str
    generation: str
    desired: int
    ready: int
    annotations: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class RouterService:
    """A service in front of the router and the addresses it got."""

    namespace: str
    name: str
    type: str
    ports: tuple[int, ...]
    external: tuple[str, ...] = ()


@dataclass(frozen=True)
class Leftover:
    """An object of the v1 router found in the cluster (``ClusterRole azureml-fe-role``)."""

    kind: str
    name: str
    namespace: str = ""
    helm_owned: bool = False


@dataclass(frozen=True)
class PodState:
    """A pod of the router, a model, the extension or CoreDNS. `waiting` is why a container waits."""

    namespace: str
    name: str
    role: str
    phase: str
    ready: bool
    restarts: int
    labels: tuple[tuple[str, str], ...] = ()
    waiting: str = ""
    message: str = ""
    node: str = ""
    created: str = ""
    proxy: tuple[tuple[str, str], ...] = ()
    annotations: tuple[tuple[str, str], ...] = ()
    cpu_request: float = 0.0
    memory_request: int = 0
    last_exit: str = ""


@dataclass(frozen=True)
class ClusterEvent:
    """A Kubernetes event that bears on the network: image pulls, EgressBlocked, DNSProblem, scheduling."""

    reason: str
    message: str
    kind: str
    namespace: str
    name: str
    count: int
    last_seen: str
    reporter: str = ""


@dataclass(frozen=True)
class CorednsBlock:
    """One key of the ``coredns-custom`` config map."""

    key: str
    text: str


@dataclass(frozen=True)
class Autoscaler:
    """A HorizontalPodAutoscaler and what it scales; `model` says whether that is a model deployment."""

    namespace: str
    name: str
    target_kind: str
    target: str
    model: bool


@dataclass(frozen=True)
class NodeState:
    """A node: readiness, pool, what pods can use of it, and `processors` and `installed`, all that it has.

    `installed` is memory in bytes. `taken_*` is what its pods have requested. `schedulable` is False when it
    is cordoned or tainted against ordinary pods.
    """

    name: str
    ready: bool
    pool: str
    cpu: float
    memory: int
    gpu: int = 0
    processors: float = 0.0
    labels: tuple[tuple[str, str], ...] = ()
    architecture: str = ""
    created: str = ""
    installed: int = 0
    taken_cpu: float = 0.0
    taken_memory: int = 0
    schedulable: bool = True


@dataclass(frozen=True)
class InstanceType:
    """An ``amlarc.azureml.com/v1alpha1`` InstanceType."""

    name: str
    node_selector: tuple[tuple[str, str], ...] = ()
    cpu: float | None = None
    memory: int | None = None
    gpu: int = 0


@dataclass(frozen=True)
class HealthReport:
    """A code found in ``arcml-healthcheck`` or in a message of the extension, and under which key."""

    code: str
    key: str
    text: str


@dataclass(frozen=True)
class PolicyGap:
    """Traffic the router or a model needs and no NetworkPolicy lets through.

    `direction` is ``egress`` or ``ingress``; `peer` says to or from whom; `policies` are those that select
    the pods. `certain` is False where an address block may or may not cover the peer. Port 0 is any port.
    `flow` is the catalogue's id of the traffic.
    """

    namespace: str
    pods: str
    direction: str
    peer: str
    port: int
    policies: tuple[str, ...]
    certain: bool = True
    protocol: str = "TCP"
    flow: str = ""


@dataclass(frozen=True)
class RouterCertificate:
    """The certificate the router serves with, read from its public part."""

    namespace: str
    secret: str
    subject: str
    names: tuple[str, ...]
    not_after: str


@dataclass(frozen=True)
class ClusterIdentity:
    """Server version and what the nodes say about who runs the cluster (``azure``, ``arc`` or another)."""

    server: str
    version: str
    provider: str


Fact: TypeAlias = (
    NotRead
    | Router
    | RouterService
    | Leftover
    | PodState
    | ClusterEvent
    | CorednsBlock
    | Autoscaler
    | NodeState
    | InstanceType
    | HealthReport
    | PolicyGap
    | RouterCertificate
    | ClusterIdentity
)
