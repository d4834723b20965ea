"""What is read from staged clusters, through the real client."""

import base64

import pytest

from connectivity.cluster.door import Door
from connectivity.cluster.problem import ProblemKind
from connectivity.cluster.quantity import quantity
from connectivity.cluster.survey import read_facts
from connectivity.fact import (
    Autoscaler,
    ClusterEvent,
    ClusterIdentity,
    CorednsBlock,
    HealthReport,
    InstanceType,
    Leftover,
    NodeState,
    NotRead,
    PodState,
    Router,
    RouterCertificate,
    RouterService,
)
from tests.connectivity.cluster import scene
from tests.connectivity.kubernetes_api.server import Api
from tests.connectivity.kubernetes_api.status import Document

GIB = 2**30


def facts(door: Door, kind: type) -> list:
    reading = read_facts(door)
    assert reading.problem is None
    return [fact for fact in reading.facts if isinstance(fact, kind)]


@pytest.fixture
def healthy(api: Api) -> Api:
    scene.stage(api, *scene.healthy_v1())
    return api


def test_a_healthy_cluster_leaves_nothing_unread(healthy: Api, door: Door) -> None:
    assert facts(door, NotRead) == []
    assert facts(door, Router) == [Router("default", "azureml-fe", "v1", 3, 3)]
    assert facts(door, ClusterIdentity) == [ClusterIdentity("127.0.0.1", "v1.30.4", "azure")]


def test_both_routers_and_what_v1_left(healthy: Api, door: Door) -> None:
    owned = scene.meta("azureml-fe-role", labels={"app.kubernetes.io/managed-by": "Helm"})
    role = {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": owned}
    annotations = {"annotations": {"azureml-fe-enable-upgrade": "true", "unrelated": "x"}}
    scene.stage(
        healthy,
        scene.deployment("azureml-fe-v2", "azureml", scene.ROUTER_V2, status={"readyReplicas": 1}),
        scene.deployment(
            "azureml-fe", "default", scene.ROUTER, metadata=scene.meta("azureml-fe", "default", **annotations)
        ),
        scene.config_map("azuremlfeconfig", "default", {}),
        role,
    )
    v1, v2 = facts(door, Router)
    assert (v1.generation, v2.generation, v2.ready) == ("v1", "v2", 1)
    assert v1.annotations == (("azureml-fe-enable-upgrade", "true"),)
    assert set(facts(door, Leftover)) == {
        Leftover("Deployment", "azureml-fe", "default"),
        Leftover("ConfigMap", "azuremlfeconfig", "default"),
        Leftover("ClusterRole", "azureml-fe-role", "", helm_owned=True),
    }


def test_a_deployment_of_the_same_name_elsewhere_is_no_router(api: Api, door: Door) -> None:
    scene.stage(api, scene.node(), scene.deployment("azureml-fe", "shop", {"app": "x"}))
    assert facts(door, Router) == []


def test_services_and_their_addresses(healthy: Api, door: Door) -> None:
    assert facts(door, RouterService) == [
        RouterService("default", "azureml-fe", "LoadBalancer", (80, 443), ("20.9.9.9",))
    ]


def test_pods_of_others_are_not_looked_at(healthy: Api, door: Door) -> None:
    scene.stage(healthy, scene.pod("web", "shop", {"app": "web"}))
    roles = {(pod.name, pod.role) for pod in facts(door, PodState)}
    assert ("mysvc-1", "model") in roles
    assert ("coredns-1", "kube-dns") in roles
    assert not [name for name, _ in roles if name == "web"]


def test_a_pod_that_cannot_pull(api: Api, door: Door) -> None:
    status = scene.waiting("ImagePullBackOff", "Back-off: dial tcp: lookup reg.azurecr.io: no such host")
    container = {
        "env": [
            {"name": "HTTPS_PROXY", "value": "http://joe:pw1@proxy:3128"},
            {"name": "NO_PROXY", "value": "localhost,.svc"},
            {"name": "API_KEY", "value": "k-9"},
        ],
        "resources": {"requests": {"cpu": "250m", "memory": "1Gi"}},
    }
    scene.stage(
        api,
        scene.node(),
        scene.pod("mysvc-2", "azureml-ws", scene.MODEL, status=status, container=container),
    )
    (pod,) = facts(door, PodState)
    assert (pod.ready, pod.restarts, pod.waiting) == (False, 7, "ImagePullBackOff")
    assert "no such host" in pod.message
    assert pod.proxy == (("HTTPS_PROXY", "http://***@proxy:3128"), ("NO_PROXY", "localhost,.svc"))
    assert (pod.cpu_request, pod.memory_request) == (0.25, GIB)
    assert "k-9" not in repr(pod)


def test_events_that_matter(api: Api, door: Door) -> None:
    scene.stage(
        api,
        scene.node(),
        scene.event("EgressBlocked", "mcr.microsoft.com", kind="Node", name="aks-1", reporter="node-egress"),
        scene.event("Failed", "Failed to pull image x", name="azureml-fe-1", at="2026-02-02T00:00:00Z"),
        scene.event("BackOff", "Back-off restarting failed container", name="azureml-fe-2"),
        scene.event("Failed", "Failed to pull image y", name="web", namespace="shop"),
        scene.event("Scheduled", "fine", name="azureml-fe-1"),
    )
    assert [(event.reason, event.name) for event in facts(door, ClusterEvent)] == [
        ("Failed", "azureml-fe-1"),
        ("EgressBlocked", "aks-1"),
    ]


def test_autoscalers_and_what_they_scale(healthy: Api, door: Door) -> None:
    scene.stage(
        healthy,
        scene.autoscaler("bad", "azureml-ws", "mysvc"),
        scene.deployment("web", "shop", {"app": "web"}),
        scene.autoscaler("good", "shop", "web"),
    )
    assert {(each.name, each.model) for each in facts(door, Autoscaler)} == {("bad", True), ("good", False)}


def test_nodes_and_what_is_taken(api: Api, door: Door) -> None:
    asked = {"resources": {"requests": {"cpu": "1500m", "memory": "2Gi"}}}
    done = {"phase": "Succeeded"}
    taint = {"taints": [{"key": "sku", "value": "gpu", "effect": "NoSchedule"}]}
    scene.stage(
        api,
        scene.node(),
        scene.node("aks-gpu-0", "8", pool="gpu", spec=taint),
        scene.pod("a", "shop", {}, container=asked),
        scene.pod("b", "shop", {}, container=asked, status=done),
    )
    gpu, plain = facts(door, NodeState)
    assert (plain.processors, plain.cpu, plain.taken_cpu) == (4.0, 3.86, 1.5)
    assert (plain.installed, plain.memory, plain.taken_memory) == (16 * GIB, 13 * GIB, 2 * GIB)
    assert (plain.schedulable, gpu.schedulable, gpu.pool) == (True, False, "gpu")


def test_instance_types(api: Api, door: Door) -> None:
    spec = {
        "nodeSelector": {"pool": "big"},
        "resources": {
            "requests": {"cpu": "700m", "memory": "1500Mi"},
            "limits": {"cpu": 1, "nvidia.com/gpu": 1},
        },
    }
    version = "amlarc.azureml.com/v1alpha1"
    made = {"apiVersion": version, "kind": "InstanceType", "metadata": scene.meta("big"), "spec": spec}
    scene.stage(api, scene.node(), made)
    assert facts(door, InstanceType) == [InstanceType("big", (("pool", "big"),), 0.7, 1500 * 2**20, 1)]


def test_coredns_and_the_health_report(api: Api, door: Door) -> None:
    report = 'check network: {"code": "E45003", "message": "bad"}\nagain E45003; also E40007'
    scene.stage(
        api,
        scene.node(),
        scene.config_map("coredns-custom", "kube-system", {"a.server": "azurecr.io:53 {\n}\n"}),
        scene.config_map("arcml-healthcheck", "azureml", {"reports-test": report, "other": "E45001"}),
    )
    assert facts(door, CorednsBlock) == [CorednsBlock("a.server", "azurecr.io:53 {\n}\n")]
    found = facts(door, HealthReport)
    assert [(each.code, each.key) for each in found] == [
        ("E45003", "reports-test"),
        ("E40007", "reports-test"),
    ]


def secret(api: Api, name: str, namespace: str = "default") -> Document:
    certificate, key = api.issuer.issue("scoring.contoso.example", until=9)
    data = {"cert.pem": certificate, "key.pem": key}
    encoded = {each: base64.b64encode(text.encode()).decode() for each, text in data.items()}
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": scene.meta(name, namespace),
        "data": encoded,
    }


def test_the_routers_certificate_without_its_key(healthy: Api, door: Door) -> None:
    scene.stage(healthy, secret(healthy, "azuremlfessl"))
    (found,) = facts(door, RouterCertificate)
    assert found.names == ("scoring.contoso.example",)
    assert found.secret == "azuremlfessl"
    assert "PRIVATE" not in repr(found)


def test_the_secret_that_the_v2_router_mounts(api: Api, door: Door) -> None:
    volumes = {"volumes": [{"name": "tls", "secret": {"secretName": "my-tls"}}]}
    scene.stage(
        api,
        scene.node(),
        scene.deployment("azureml-fe-v2", "azureml", scene.ROUTER_V2, pod=volumes),
        secret(api, "my-tls", "azureml"),
    )
    assert [found.secret for found in facts(door, RouterCertificate)] == ["my-tls"]


def test_no_router_no_secret_read(api: Api, door: Door) -> None:
    scene.stage(api, scene.node(), secret(api, "azuremlfessl"))
    assert facts(door, RouterCertificate) == []
    assert not [path for _, path, _, _ in api.calls if "secrets" in path]


def test_a_denied_secret_is_not_read(healthy: Api, door: Door) -> None:
    scene.stage(healthy, secret(healthy, "azuremlfessl"))
    healthy.policy.denied.append(("get", "secrets", "*"))
    (unread,) = facts(door, NotRead)
    assert (unread.resource, unread.denied) == ("secrets/azuremlfessl", True)
    assert not [path for _, path, _, _ in healthy.calls if "secrets" in path]


def test_a_broken_certificate_is_none(healthy: Api, door: Door) -> None:
    broken = secret(healthy, "azuremlfessl")
    broken["data"]["cert.pem"] = base64.b64encode(b"-----BEGIN CERTIFICATE-----\nAAAA\n").decode()
    scene.stage(healthy, broken)
    assert facts(door, RouterCertificate) == []


@pytest.mark.parametrize(
    ("changes", "provider"),
    [
        ({"labels": {"kubernetes.azure.com/cluster": "mc"}}, "azure"),
        ({"labels": {}, "spec": {"providerID": "aws:///eu-1/i-1"}}, "aws"),
        ({"labels": {}, "spec": {"providerID": "azure:///subscriptions/x"}}, "azure virtual machines"),
        ({"labels": {"cloud.google.com/gke-nodepool": "p"}, "spec": {"providerID": ""}}, "gce"),
    ],
)
def test_who_runs_it(api: Api, door: Door, changes: Document, provider: str) -> None:
    document = scene.node(spec=changes.get("spec", {}))
    document["metadata"]["labels"] = changes["labels"]
    scene.stage(api, document)
    reading = read_facts(door)
    (found,) = [fact for fact in reading.facts if isinstance(fact, ClusterIdentity)]
    assert found.provider == provider
    assert (reading.problem is None) == (provider == "azure")


def test_another_vendors_cluster_stops_there(api: Api, door: Door) -> None:
    document = scene.node(spec={"providerID": "aws:///eu-1/i-1"})
    document["metadata"]["labels"] = {}
    scene.stage(api, document)
    reading = read_facts(door)
    assert reading.problem is not None
    assert reading.problem.kind is ProblemKind.OTHER_VENDOR
    assert "aws" in reading.problem.sentence
    assert len(reading.facts) == 1


def test_arc_makes_any_vendor_welcome(api: Api, door: Door) -> None:
    document = scene.node(spec={"providerID": "aws:///eu-1/i-1"})
    document["metadata"]["labels"] = {}
    scene.stage(api, document, scene.namespace("azure-arc"))
    assert facts(door, ClusterIdentity)[0].provider == "arc"


def test_another_vendor_is_not_claimed_while_arc_could_not_be_looked_for(api: Api, door: Door) -> None:
    document = scene.node(spec={"providerID": "aws:///eu-1/i-1"})
    document["metadata"]["labels"] = {}
    scene.stage(api, document)
    api.policy.denied.append(("get", "namespaces", "*"))
    reading = read_facts(door)
    assert reading.problem is None
    assert len(reading.facts) > 1


def test_unknown_maker_is_no_problem(api: Api, door: Door) -> None:
    api.policy.denied.append(("list", "nodes", "*"))
    assert facts(door, ClusterIdentity)[0].provider == ""


@pytest.mark.parametrize(
    "document",
    [
        {"apiVersion": "v1", "kind": "Pod", "metadata": scene.meta("p", "azureml")},
        {"apiVersion": "v1", "kind": "Pod", "metadata": scene.meta("p", "azureml"), "spec": [], "status": 7},
        {
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": scene.meta("n"),
            "status": {"capacity": {"cpu": "x"}},
        },
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": scene.meta("azureml-fe", "default")},
        {"apiVersion": "v1", "kind": "Event", "metadata": scene.meta("e", "azureml"), "reason": "Failed"},
    ],
)
def test_odd_shapes_do_no_harm(api: Api, door: Door, document: Document) -> None:
    scene.stage(api, document)
    assert read_facts(door).problem is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("500m", 0.5),
        ("2", 2.0),
        (4, 4.0),
        ("14Gi", 14 * GIB),
        ("1e3", 1000.0),
        ("1.5G", 1.5e9),
        ("128974848", 128974848.0),
        ("100n", 1e-7),
        ("1E", 1e18),
        ("", None),
        ("12 Gi", None),
        ("Gi", None),
        (None, None),
        (True, None),
    ],
)
def test_quantities(text: object, number: float | None) -> None:
    assert quantity(text) == (None if number is None else pytest.approx(number))
