"""Kubernetes objects in the shapes a cluster with the v1 or v2 router gives them."""

from __future__ import annotations

from typing import Any

Shape = dict[str, Any]
NODES = "/api/v1/nodes"
PODS = "/api/v1/pods"
SERVICES = "/api/v1/services"
EVENTS = "/api/v1/events"
DEPLOYMENTS = "/apis/apps/v1/deployments"
AUTOSCALERS = "/apis/autoscaling/v2/horizontalpodautoscalers"
OLD_AUTOSCALERS = "/apis/autoscaling/v1/horizontalpodautoscalers"
POLICIES = "/apis/networking.k8s.io/v1/networkpolicies"
INSTANCE_TYPES = "/apis/amlarc.azureml.com/v1alpha1/instancetypes"
COREDNS = "/api/v1/namespaces/kube-system/configmaps/coredns-custom"
HEALTH = "/api/v1/namespaces/azureml/configmaps/arcml-healthcheck"
OLD_ROLE = "/apis/rbac.authorization.k8s.io/v1/clusterroles/azureml-fe-role"


def meta(name: str, namespace: str = "default", **labels: str) -> Shape:
    return {
        "name": name,
        "namespace": namespace,
        "labels": labels,
        "creationTimestamp": "2026-11-01T00:00:00Z",
    }


def node(name: str, cpu: str = "4", *, ready: bool = True, **labels: str) -> Shape:
    named = {
        "agentpool": "pool1",
        "topology.kubernetes.io/region": "westeurope",
        "kubernetes.io/arch": "amd64",
    }
    return {
        "metadata": {"name": name, "labels": {**named, **labels}},
        "status": {
            "capacity": {"cpu": cpu, "memory": "16Gi"},
            "allocatable": {"cpu": "3860m", "memory": "12Gi"},
            "conditions": [{"type": "Ready", "status": "True" if ready else "Unknown"}],
        },
    }


def pod(
    name: str, namespace: str, labels: Shape, *, waiting: Shape | None = None, restarts: int = 0
) -> Shape:
    state: Shape = {"waiting": waiting} if waiting else {"running": {}}
    status = {"ready": waiting is None, "restartCount": restarts, "state": state}
    if restarts:
        status["lastState"] = {"terminated": {"reason": "OOMKilled", "exitCode": 137}}
    return {
        "metadata": {**meta(name, namespace), "labels": labels},
        "spec": {
            "nodeName": "n1",
            "containers": [{"name": "main", "resources": {"requests": {"cpu": "500m"}}}],
        },
        "status": {"phase": "Running", "podIP": "10.244.0.9", "containerStatuses": [status]},
    }


def router_pod(name: str = "azureml-fe-1", **given: Any) -> Shape:
    return pod(name, "default", {"azuremlappname": "azureml-fe"}, **given)


def model_pod(name: str = "churn-5f-abcde", **given: Any) -> Shape:
    shape = pod(name, "azureml-ws", {"azuremlappname": "churn", "webservicename": "churn"}, **given)
    shape["metadata"]["ownerReferences"] = [{"kind": "ReplicaSet", "name": "churn-5f"}]
    return shape


def dns_pod(**given: Any) -> Shape:
    return pod("coredns-1", "kube-system", {"k8s-app": "kube-dns"}, **given)


def router(ready: int = 3, *, generation: str = "v1") -> Shape:
    name, namespace = ("azureml-fe", "default") if generation == "v1" else ("azureml-fe-v2", "azureml")
    return {"metadata": meta(name, namespace), "spec": {"replicas": 3}, "status": {"readyReplicas": ready}}


def service(address: str | None = "20.1.1.1") -> Shape:
    ingress = [{"ip": address}] if address else []
    return {
        "metadata": meta("azureml-fe"),
        "spec": {"type": "LoadBalancer", "ports": [{"port": 443}]},
        "status": {"loadBalancer": {"ingress": ingress} if ingress else {}},
    }


def event(reason: str, message: str, kind: str = "Pod", name: str = "churn-5f-abcde") -> Shape:
    return {
        "metadata": meta(f"{name}.1", "azureml-ws"),
        "reason": reason,
        "message": message,
        "type": "Warning",
        "count": 7,
        "lastTimestamp": "2026-11-20T00:00:00Z",
        "involvedObject": {"kind": kind, "namespace": "azureml-ws" if kind == "Pod" else "", "name": name},
        "source": {"component": "kubelet"},
    }


def autoscaler(target: str) -> Shape:
    return {
        "metadata": meta("scale-it", "azureml-ws"),
        "spec": {"scaleTargetRef": {"kind": "Deployment", "name": target}},
    }


def policy(namespace: str, selector: Shape | None = None, **spec: Any) -> Shape:
    return {"metadata": meta("strict", namespace), "spec": {"podSelector": selector or {}, **spec}}


def healthy() -> dict[str, list[Shape]]:
    """A v1 cluster with nothing wrong."""
    return {
        NODES: [node("n1"), node("n2"), node("n3")],
        PODS: [router_pod(), router_pod("azureml-fe-2"), model_pod(), dns_pod(), pod("other", "shop", {})],
        SERVICES: [service()],
        EVENTS: [],
        DEPLOYMENTS: [router()],
        AUTOSCALERS: [],
        POLICIES: [],
    }
