"""Every read the tool makes, in one table: the reader asks for leave by it, `connectivity rbac` prints it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from connectivity.cluster.connection import ApiError
from connectivity.fact import NotRead

if TYPE_CHECKING:
    from connectivity.cluster.connection import Connection
    from connectivity.codec import Json

REVIEW = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"


@dataclass(frozen=True)
class Read:
    """One kind of read. `name` limits a get to one object; an empty `namespace` means all of them."""

    resource: str
    verb: str
    group: str = ""
    version: str = "v1"
    namespace: str = ""
    name: str = ""
    why: str = ""

    @property
    def path(self) -> str:
        """The path of the API."""
        start = f"/apis/{self.group}/{self.version}" if self.group else f"/api/{self.version}"
        space = f"/namespaces/{self.namespace}" if self.namespace else ""
        return f"{start}{space}/{self.resource}" + (f"/{self.name}" if self.name else "")


NODES = Read("nodes", "list", why="readiness, size and pools")
PODS = Read("pods", "list", why="router, models, extension and CoreDNS")
SERVICES = Read("services", "list", why="addresses of the router")
EVENTS = Read("events", "list", why="image pulls and EgressBlocked")
DEPLOYMENTS = Read("deployments", "list", "apps", why="the router")
AUTOSCALERS = Read(
    "horizontalpodautoscalers", "list", "autoscaling", "v2", why="autoscalers that fight the router"
)
POLICIES = Read("networkpolicies", "list", "networking.k8s.io", why="what router and models may reach")
INSTANCE_TYPES = Read("instancetypes", "list", "amlarc.azureml.com", "v1alpha1", why="where models may run")
COREDNS = Read("configmaps", "get", namespace="kube-system", name="coredns-custom", why="overrides of DNS")
HEALTH = Read(
    "configmaps", "get", namespace="azureml", name="arcml-healthcheck", why="the extension's report"
)
OLD_ROLE = Read(
    "clusterroles", "get", "rbac.authorization.k8s.io", name="azureml-fe-role", why="leftovers of v1"
)

EXEC = Read("pods/exec", "create", why="only for --from pod and --from router")

READS: tuple[Read, ...] = (
    NODES, PODS, SERVICES, EVENTS, DEPLOYMENTS, AUTOSCALERS, POLICIES, INSTANCE_TYPES, COREDNS, HEALTH,
    OLD_ROLE,
)  # fmt: skip


def refused(connection: Connection, read: Read) -> NotRead | None:
    """Ask for leave first. None means that the read may be tried."""
    resource, _, part = read.resource.partition("/")
    attributes: dict[str, Json] = {"verb": read.verb, "resource": resource, "group": read.group}
    if part:
        attributes["subresource"] = part
    if read.namespace:
        attributes["namespace"] = read.namespace
    if read.name:
        attributes["name"] = read.name
    try:
        answer = connection.post(
            REVIEW,
            {
                "apiVersion": "authorization.k8s.io/v1",
                "kind": "SelfSubjectAccessReview",
                "spec": {"resourceAttributes": attributes},
            },
        )
    except ApiError:
        return None  # no review to be had: the read itself will tell
    status = answer.get("status")
    if isinstance(status, dict) and status.get("allowed") is False:
        return not_read(read, str(status.get("reason") or "no role allows it"), denied=True)
    return None


def not_read(read: Read, reason: str, *, denied: bool) -> NotRead:
    """The fact that a read did not happen."""
    return NotRead(read.resource, read.verb, read.namespace, reason, denied)


def role() -> str:
    """A ClusterRole and its binding as YAML, for those who may hand out rights."""
    lines = [
        "apiVersion: rbac.authorization.k8s.io/v1",
        "kind: ClusterRole",
        "metadata:",
        "  name: connectivity-check",
        "rules:",
    ]
    for read in (*READS, EXEC):
        lines += [
            f"  - apiGroups: ['{read.group}']  # {read.why}",
            f"    resources: ['{read.resource}']",
            f"    verbs: ['{read.verb}']",
            *([f"    resourceNames: ['{read.name}']"] if read.name else []),
        ]
    return "\n".join([*lines, ""])
