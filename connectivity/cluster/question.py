"""Everything that is read from the cluster: one row a read. The RBAC needed follows from the rows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """One list, or one object when `name` is given.

    `elsewhere` are namespaces to try when the whole is denied. `versions` are tried in order; `why` says in
    the RBAC printout what is lost without it.
    """

    key: str
    resource: str
    why: str
    group: str = ""
    versions: tuple[str, ...] = ("v1",)
    namespace: str = ""
    name: str = ""
    elsewhere: tuple[str, ...] = ()

    @property
    def verb(self) -> str:
        """``get`` for one object, ``list`` for many."""
        return "get" if self.name else "list"


V1, V2, SYSTEM = "default", "azureml", "kube-system"
HOMES = (V1, V2, SYSTEM)
ROLES = "rbac.authorization.k8s.io"

QUESTIONS: tuple[Question, ...] = (
    Question("nodes", "nodes", "node pools, architecture, images already on a node"),
    Question("namespaces", "namespaces", "network policies that select by namespace"),
    Question(
        "deployments", "deployments", "the router, and what autoscalers scale", group="apps", elsewhere=HOMES
    ),
    Question("pods", "pods", "readiness, restarts, image pulls, proxy settings, requests", elsewhere=HOMES),
    Question("services-v1", "services", "addresses of the v1 router", namespace=V1),
    Question("services-v2", "services", "addresses of the v2 router", namespace=V2),
    Question("events", "events", "image pulls, EgressBlocked, scheduling", elsewhere=HOMES),
    Question(
        "policies",
        "networkpolicies",
        "network policies",
        group="networking.k8s.io",
        elsewhere=HOMES,
    ),
    Question(
        "autoscalers",
        "horizontalpodautoscalers",
        "autoscalers that fight the router",
        group="autoscaling",
        versions=("v2", "v1"),
        elsewhere=HOMES,
    ),
    Question(
        "instance-types",
        "instancetypes",
        "instance types of the v2 extension",
        group="amlarc.azureml.com",
        versions=("v1alpha1",),
    ),
    Question(
        "coredns-custom", "configmaps", "CoreDNS customisation", namespace=SYSTEM, name="coredns-custom"
    ),
    Question(
        "health-report", "configmaps", "the extension's health report", namespace=V2, name="arcml-healthcheck"
    ),
    Question("router-config", "configmaps", "leftovers of v1", namespace=V1, name="azuremlfeconfig"),
    Question("router-account", "serviceaccounts", "leftovers of v1", namespace=V1, name="azureml-fe"),
    Question("router-role", "clusterroles", "leftovers of v1", group=ROLES, name="azureml-fe-role"),
    Question(
        "router-binding", "clusterrolebindings", "leftovers of v1", group=ROLES, name="azureml-fe-binding"
    ),
    Question(
        "api-service", "services", "in-cluster address of the API server", namespace=V1, name="kubernetes"
    ),
    Question(
        "api-endpoints", "endpoints", "addresses of the API server behind it", namespace=V1, name="kubernetes"
    ),
    Question("arc", "namespaces", "whether Azure Arc connects the cluster", name="azure-arc"),
)

# Read only for a secret that a router mounts; of its content only the certificate is kept.
CERTIFICATE = "expiry and names of the router's certificate"
SECRETS: tuple[tuple[str, str], ...] = ((V1, "azuremlfessl"),)
