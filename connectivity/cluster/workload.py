"""The router's deployments and services, what v1 left behind, and the state of the pods that matter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectivity.cluster.json_path import at, labels, name, namespace, pairs, rows, text, texts, whole
from connectivity.cluster.party import party
from connectivity.cluster.quantity import cores, size
from connectivity.cluster.text import clean
from connectivity.fact import Leftover, PodState, Router, RouterService

if TYPE_CHECKING:
    from connectivity.cluster.answer import Answers
    from connectivity.cluster.kubeconfig import Document

# Name and namespace of the two routers, from the vendor's troubleshooting page of the extension.
ROUTERS = (("v1", "default", "azureml-fe"), ("v2", "azureml", "azureml-fe-v2"))
SERVICES = ("azureml-fe", "azureml-fe-int-http")
V1_OBJECTS = (
    ("router-config", "ConfigMap"),
    ("router-account", "ServiceAccount"),
    ("router-role", "ClusterRole"),
    ("router-binding", "ClusterRoleBinding"),
)
PROXY = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")
ANNOTATIONS = (
    "kubernetes.azure.com/set-kube-service-host-fqdn",
    "kubernetes.azure.com/no-http-proxy-vars",
    "azureml-fe-enable-upgrade",
    "meta.helm.sh/release-name",
)


def routers(answers: Answers) -> list[Router]:
    """The deployments of either generation, in the order v1, v2."""
    return [
        _router(generation, document)
        for generation, where, called in ROUTERS
        for document in answers.all("deployments")
        if (namespace(document), name(document)) == (where, called)
    ]


def _router(generation: str, document: Document) -> Router:
    wanted = at(document, "spec", "replicas")
    return Router(
        namespace=namespace(document),
        name=name(document),
        generation=generation,
        desired=wanted if isinstance(wanted, int) else 1,
        ready=whole(document, "status", "readyReplicas"),
        annotations=_annotations(document),
    )


def _annotations(document: Document) -> tuple[tuple[str, str], ...]:
    """Those that mean something here, of the object and of its pod template."""
    own = dict(pairs(document, "metadata", "annotations"))
    own |= dict(pairs(document, "spec", "template", "metadata", "annotations"))
    return tuple((key, clean(own[key])) for key in ANNOTATIONS if key in own)


def services(answers: Answers) -> list[RouterService]:
    """The services in front of the routers."""
    documents = [*answers.all("services-v1"), *answers.all("services-v2")]
    return [_service(document) for document in documents if name(document) in SERVICES]


def _service(document: Document) -> RouterService:
    ingress = rows(document, "status", "loadBalancer", "ingress")
    given = [text(row, "ip") or text(row, "hostname") for row in ingress]
    return RouterService(
        namespace=namespace(document),
        name=name(document),
        type=text(document, "spec", "type") or "ClusterIP",
        ports=tuple(whole(row, "port") for row in rows(document, "spec", "ports")),
        external=tuple(address for address in given if address) + texts(document, "spec", "externalIPs"),
    )


def leftovers(answers: Answers) -> list[Leftover]:
    """Objects of the v1 router, whoever owns them now."""
    found = [
        Leftover(kind, name(document), namespace(document), helm_owned(document))
        for key, kind in V1_OBJECTS
        if (document := answers.one(key)) is not None
    ]
    deployments = [
        Leftover("Deployment", router.name, router.namespace)
        for router in routers(answers)
        if router.generation == "v1"
    ]
    return deployments + found


def helm_owned(document: Document) -> bool:
    """The extension installs with Helm and refuses objects it does not own."""
    return labels(document).get("app.kubernetes.io/managed-by") == "Helm"


def pod_states(answers: Answers) -> list[PodState]:
    """One state per pod that belongs to a party."""
    return [state for document in answers.all("pods") if (state := _pod_state(document)) is not None]


def _pod_state(document: Document) -> PodState | None:
    where, called, own = namespace(document), name(document), labels(document)
    role = party(where, called, own)
    if role is None:
        return None
    statuses = [
        *rows(document, "status", "initContainerStatuses"),
        *rows(document, "status", "containerStatuses"),
    ]
    waiting, message = _waiting(document, statuses)
    return PodState(
        namespace=where,
        name=called,
        role=role.value,
        phase=text(document, "status", "phase"),
        ready=_ready(document),
        restarts=sum(whole(row, "restartCount") for row in statuses),
        labels=tuple(sorted(own.items())),
        waiting=waiting,
        message=message,
        node=text(document, "spec", "nodeName"),
        created=text(document, "metadata", "creationTimestamp"),
        proxy=_proxy(document),
        annotations=_annotations(document),
        cpu_request=requested(document)[0],
        memory_request=requested(document)[1],
        last_exit=next((ending for row in statuses if (ending := _last_exit(row))), ""),
    )


def _ready(document: Document) -> bool:
    conditions = rows(document, "status", "conditions")
    return any(text(row, "type") == "Ready" and text(row, "status") == "True" for row in conditions)


def _waiting(document: Document, statuses: list[Document]) -> tuple[str, str]:
    """Why a container waits, else why the pod is not scheduled."""
    for row in statuses:
        reason = text(row, "state", "waiting", "reason")
        if reason and reason not in {"PodInitializing", "ContainerCreating"}:
            return reason, clean(text(row, "state", "waiting", "message"))
    for row in rows(document, "status", "conditions"):
        if text(row, "type") == "PodScheduled" and text(row, "status") == "False":
            return text(row, "reason"), clean(text(row, "message"))
    return "", ""


def _last_exit(row: Document) -> str:
    ending = at(row, "lastState", "terminated")
    if not isinstance(ending, dict):
        return ""
    return clean(f"{text(ending, 'reason') or 'ended'} (exit code {whole(ending, 'exitCode')})")


def _proxy(document: Document) -> tuple[tuple[str, str], ...]:
    """The proxy variables of the first container that has any; logins in URLs are taken out."""
    for container in rows(document, "spec", "containers"):
        found = {
            text(row, "name").upper(): clean(text(row, "value"), 2000)
            for row in rows(container, "env")
            if text(row, "name").upper() in PROXY and text(row, "value")
        }
        if found:
            return tuple(sorted(found.items()))
    return ()


def requested(document: Document) -> tuple[float, int]:
    """CPU and memory the scheduler sets aside for the pod: its containers, or its largest init container."""
    running = [_request(row) for row in rows(document, "spec", "containers")]
    starting = [_request(row) for row in rows(document, "spec", "initContainers")]
    cpu = max([sum(each[0] for each in running), *(each[0] for each in starting)])
    memory = max([sum(each[1] for each in running), *(each[1] for each in starting)])
    return round(cpu, 6), memory


def _request(container: Document) -> tuple[float, int]:
    asked = at(container, "resources", "requests")
    return cores(at(asked, "cpu")), size(at(asked, "memory"))
