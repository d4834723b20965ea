"""Objects as clusters hold them, small."""

from tests.connectivity.kubernetes_api.server import Api
from tests.connectivity.kubernetes_api.status import Document

ROUTER = {"azuremlappname": "azureml-fe"}
ROUTER_V2 = ROUTER | {"azuremlappversion": "v2", "ml.azure.com/amlarc-system": "true"}
MODEL = {"azuremlappname": "mysvc", "webservicename": "mysvc"}
DNS = {"k8s-app": "kube-dns"}


def meta(name: str, namespace: str = "", **more: object) -> Document:
    return {"name": name} | ({"namespace": namespace} if namespace else {}) | more


def node(name: str = "aks-pool1-0", cpu: str = "4", *, pool: str = "pool1", **more: Document) -> Document:
    labels = {"kubernetes.azure.com/cluster": "mc", "kubernetes.azure.com/agentpool": pool}
    labels["topology.kubernetes.io/region"] = "westeurope"
    size = {"cpu": cpu, "memory": "16Gi"}
    status = {
        "capacity": size,
        "allocatable": {"cpu": f"{int(cpu) * 1000 - 140}m", "memory": "13Gi"},
        "conditions": [{"type": "Ready", "status": "True"}],
        "nodeInfo": {"architecture": "amd64"},
    }
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": meta(name, labels=labels | more.get("labels", {})),
        "spec": {"providerID": "azure:///subscriptions/x"} | more.get("spec", {}),
        "status": status | more.get("status", {}),
    }


def pod(name: str, namespace: str, labels: Document, **more: Document) -> Document:
    """A ready pod unless `status` says otherwise."""
    container: Document = {"name": "c", "image": "registry.test/img:1"} | more.get("container", {})
    status: Document = {
        "phase": "Running",
        "podIP": "10.244.0.5",
        "conditions": [{"type": "Ready", "status": "True"}],
        "containerStatuses": [{"name": "c", "restartCount": 0, "state": {"running": {}}}],
    }
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": meta(name, namespace, labels=labels) | more.get("metadata", {}),
        "spec": {"nodeName": "aks-pool1-0", "containers": [container]} | more.get("spec", {}),
        "status": status | more.get("status", {}),
    }


def waiting(reason: str, message: str) -> Document:
    state = {"waiting": {"reason": reason, "message": message}}
    return {
        "phase": "Pending",
        "conditions": [{"type": "Ready", "status": "False"}],
        "containerStatuses": [{"name": "c", "restartCount": 7, "state": state}],
    }


def deployment(name: str, namespace: str, labels: Document, **more: Document) -> Document:
    template = {"metadata": {"labels": labels} | more.get("template", {}), "spec": more.get("pod", {})}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": meta(name, namespace, labels=labels) | more.get("metadata", {}),
        "spec": {"replicas": 3, "template": template} | more.get("spec", {}),
        "status": {"readyReplicas": 3} | more.get("status", {}),
    }


def policy(name: str, namespace: str, spec: Document) -> Document:
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": meta(name, namespace),
        "spec": spec,
    }


def autoscaler(name: str, namespace: str, target: str, version: str = "autoscaling/v2") -> Document:
    return {
        "apiVersion": version,
        "kind": "HorizontalPodAutoscaler",
        "metadata": meta(name, namespace),
        "spec": {"scaleTargetRef": {"kind": "Deployment", "name": target}, "maxReplicas": 5},
    }


def event(reason: str, message: str, **about: str) -> Document:
    kind, name, where = about.get("kind", "Pod"), about.get("name", "x"), about.get("namespace", "default")
    return {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": meta(f"{name}.{reason.lower()}", where),
        "reason": reason,
        "message": message,
        "involvedObject": {"kind": kind, "name": name, "namespace": where},
        "lastTimestamp": about.get("at", "2026-01-02T03:04:05Z"),
        "count": 4,
        "source": {"component": about.get("reporter", "kubelet")},
    }


def config_map(name: str, namespace: str, data: dict[str, str]) -> Document:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta(name, namespace), "data": data}


def service(name: str, namespace: str, spec: Document, ingress: list[Document] | None = None) -> Document:
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": meta(name, namespace),
        "spec": spec,
        "status": {"loadBalancer": {"ingress": ingress or []}},
    }


def namespace(name: str, **labels: str) -> Document:
    own = {"kubernetes.io/metadata.name": name} | labels
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": meta(name, labels=own)}


def api_endpoints(address: str = "20.1.2.3", port: int = 443) -> Document:
    return {
        "apiVersion": "v1",
        "kind": "Endpoints",
        "metadata": meta("kubernetes", "default"),
        "subsets": [{"addresses": [{"ip": address}], "ports": [{"name": "https", "port": port}]}],
    }


def healthy_v1() -> list[Document]:
    """An AKS cluster of three nodes with the v1 router and one model, nothing wrong."""
    return [
        *[node(f"aks-pool1-{at}") for at in range(3)],
        *[namespace(each) for each in ("default", "kube-system", "azureml-ws")],
        deployment("azureml-fe", "default", ROUTER),
        *[pod(f"azureml-fe-{at}", "default", ROUTER) for at in range(3)],
        deployment("mysvc", "azureml-ws", MODEL),
        pod("mysvc-1", "azureml-ws", MODEL, status={"podIP": "10.244.1.9"}),
        pod("coredns-1", "kube-system", DNS, status={"podIP": "10.244.2.2"}),
        service("kubernetes", "default", {"type": "ClusterIP", "clusterIP": "10.0.0.1"}),
        api_endpoints(),
        service(
            "azureml-fe",
            "default",
            {"type": "LoadBalancer", "ports": [{"port": 80}, {"port": 443}]},
            [{"ip": "20.9.9.9"}],
        ),
    ]


def stage(api: Api, *documents: Document) -> None:
    for document in documents:
        api.store.put(document)
