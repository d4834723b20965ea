"""The cluster read through a real client over real HTTPS, and what its facts mean."""

from pathlib import Path
from typing import Any

import pytest

from connectivity.catalogue.loader import built_in
from connectivity.cluster.connection import ApiError, ClusterError, Connection
from connectivity.cluster.reading import read_cluster
from connectivity.fact import Fact, NotRead, PodState
from connectivity.judge.cluster import judge_cluster
from connectivity.verdict import State, Verdict
from tests.connectivity.cluster import shapes
from tests.connectivity.cluster.api_server import TOKEN, ApiServer
from tests.connectivity.network.authority import corporate

PULL = {"reason": "ImagePullBackOff", "message": 'Back-off pulling "myreg.azurecr.io/x:1": '}


def read(server: ApiServer) -> tuple[Fact, ...]:
    with server, Connection((str(server.kubeconfig()),), "test", timeout=1.0, total=5.0) as connection:
        return read_cluster(connection, built_in().flows)


def call(files: tuple[str, ...], context: str, **given: float) -> None:
    with Connection(files, context, **given) as connection:
        connection.get("/version")


def verdicts(
    folder: Path, change: dict[str, list[dict[str, Any]]] | None = None, **given: Any
) -> tuple[Verdict, ...]:
    server = ApiServer(folder, lists={**shapes.healthy(), **(change or {})}, **given)
    return tuple(judge_cluster(read(server)))


def faults(found: tuple[Verdict, ...]) -> list[str]:
    return [each.code for each in found if each.state is not State.FINE]


def test_a_healthy_cluster_has_no_fault(tmp_path: Path) -> None:
    assert faults(verdicts(tmp_path)) == []


def test_what_does_not_belong_to_azure_ml_is_left_alone(tmp_path: Path) -> None:
    found = read(ApiServer(tmp_path, lists=shapes.healthy()))
    assert "other" not in {fact.name for fact in found if isinstance(fact, PodState)}


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        ({shapes.DEPLOYMENTS: []}, "router-absent", "Attach the cluster"),
        ({shapes.DEPLOYMENTS: [shapes.router(1)]}, "router-not-ready", "-n default"),
        ({shapes.PODS: [shapes.router_pod(restarts=40)]}, "router-restarts", "azureml-fe-1 --previous"),
        ({shapes.SERVICES: [shapes.service(None)]}, "service-without-address", "-n default azureml-fe"),
        ({shapes.PODS: [shapes.dns_pod(waiting={"reason": "CrashLoopBackOff"})]}, "coredns-not-ready", "s-1"),
        ({shapes.EVENTS: [shapes.event("EgressBlocked", "x", "Node", "n1")]}, "egress-blocked", "Compare"),
        ({shapes.EVENTS: [shapes.event("DNSProblem", "x", "Node", "n1")]}, "dns-problem", "Compare"),
        ({shapes.EVENTS: [shapes.event("FailedScheduling", "no cpu")]}, "unschedulable", "no cpu"),
        ({shapes.AUTOSCALERS: [shapes.autoscaler("churn")]}, "autoscaler-fights", "azureml-ws scale-it"),
        ({shapes.NODES: [shapes.node("n1")] * 2}, "nodes-few", "Scale the pool"),
    ],
)  # fmt: skip
def test_a_fault_of_the_cluster(tmp_path: Path, change: dict[str, Any], code: str, words: str) -> None:
    found = verdicts(tmp_path, change)
    assert faults(found) == [code]
    assert words in next(each.fix for each in found if each.code == code)


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("dial tcp: lookup myreg.azurecr.io: no such host", "pull-name"),
        ("dial tcp 20.1.1.1:443: i/o timeout", "pull-blocked"),
        ("read: connection reset by peer", "pull-blocked"),
        ("401 Unauthorized", "pull-denied"),
        ("403 Forbidden: client with IP is not allowed access", "pull-denied"),
        ("manifest unknown", "pull-failed"),
    ],
)
def test_why_an_image_cannot_be_pulled(tmp_path: Path, message: str, code: str) -> None:
    waiting = {**PULL, "message": PULL["message"] + message}
    found = verdicts(tmp_path, {shapes.PODS: [shapes.model_pod(waiting=waiting)]})
    assert faults(found) == [code]


@pytest.mark.parametrize(
    "change",
    [
        {shapes.AUTOSCALERS: [shapes.autoscaler("webshop")]},
        {shapes.PODS: [shapes.router_pod(restarts=3)]},
        {shapes.EVENTS: [shapes.event("Pulled", "fine"), shapes.event("Unhealthy", "probe")]},
        {shapes.PODS: [shapes.pod("x", "shop", {}, waiting=PULL)]},
    ],
)
def test_what_is_no_fault(tmp_path: Path, change: dict[str, Any]) -> None:
    assert faults(verdicts(tmp_path, change)) == []


def test_a_node_that_is_not_ready(tmp_path: Path) -> None:
    nodes = [*[shapes.node(f"n{at}") for at in range(3)], shapes.node("n9", ready=False)]
    assert faults(verdicts(tmp_path, {shapes.NODES: nodes})) == ["node-not-ready"]


@pytest.mark.parametrize(
    ("data", "codes"),
    [
        ({"a.server": "x.example:53 {\n forward . 10.0.0.4\n}"}, []),
        ({"a.override": "log"}, []),
        ({"a.txt": "log"}, ["coredns-key-ignored"]),
        ({"a.override": "hosts {\n 10.1.1.1 myreg.azurecr.io\n fallthrough\n}"}, ["coredns-pinned"]),
        ({"a.override": "# hosts {\n# 10.1.1.1 a.b\n"}, []),
        ({"a.server": "azurecr.io:53 {\n forward . 10.0.0.4\n}"}, ["coredns-shadow"]),
        ({"a.server": "azurecr.io:53 {\n forward . 168.63.129.16\n}"}, []),
    ],
)
def test_coredns_custom(tmp_path: Path, data: dict[str, str], codes: list[str]) -> None:
    assert faults(verdicts(tmp_path, objects={shapes.COREDNS: {"data": data}})) == codes


def test_the_extensions_own_report_is_translated(tmp_path: Path) -> None:
    report = {
        "reports-pre-install": "code: E45003, BAD_NETWORK_CONNECTIVITY\ncode: E40002",
        "reports-test": "E45003",
    }
    found = verdicts(tmp_path, objects={shapes.HEALTH: {"data": report}})
    assert faults(found) == ["E45003", "E40002"]
    assert [each.weight.value for each in found if each.code.startswith("E")] == ["optional", "required"]


@pytest.mark.parametrize(("helm", "codes"), [("", ["router-leftovers"]), ("Helm", [])])
def test_what_v1_left_beside_v2(tmp_path: Path, helm: str, codes: list[str]) -> None:
    role = {"metadata": {"name": "azureml-fe-role", "labels": {"app.kubernetes.io/managed-by": helm}}}
    change = {shapes.DEPLOYMENTS: [shapes.router(generation="v2")]}
    assert faults(verdicts(tmp_path, change, objects={shapes.OLD_ROLE: role})) == codes


def test_an_instance_type_that_matches_no_node(tmp_path: Path) -> None:
    types = [
        {"metadata": {"name": "good"}, "spec": {"nodeSelector": {"agentpool": "pool1"}}},
        {"metadata": {"name": "bad"}, "spec": {"nodeSelector": {"agentpool": "gone"}}},
    ]
    found = verdicts(tmp_path, {shapes.INSTANCE_TYPES: types})
    assert faults(found) == ["instance-type-unmatched"]
    assert "bad" in found[-1].subject


@pytest.mark.parametrize(
    "resource", ["nodes", "pods", "events", "horizontalpodautoscalers", "networkpolicies"]
)
def test_what_is_denied_is_not_read_and_never_fine(tmp_path: Path, resource: str) -> None:
    server = ApiServer(tmp_path, lists=shapes.healthy(), denied={resource})
    found = tuple(judge_cluster(read(server)))
    assert "not-read" in faults(found)
    assert all(each.state is State.COULD_NOT_CHECK for each in found if each.code == "not-read")
    assert not any(call.startswith("GET") and call.endswith(f"/{resource}") for call in server.calls)


def test_a_denied_router_is_not_called_absent(tmp_path: Path) -> None:
    assert faults(verdicts(tmp_path, denied={"deployments"})) == ["not-read"]


def test_a_server_without_reviews_is_still_read(tmp_path: Path) -> None:
    assert faults(verdicts(tmp_path, reviews=False)) == []
    found = read(ApiServer(tmp_path, lists=shapes.healthy(), reviews=False, broken={shapes.PODS: 403}))
    assert [(fact.resource, fact.denied) for fact in found if isinstance(fact, NotRead)] == [("pods", True)]


@pytest.mark.parametrize("expire", [True, False])
def test_long_lists_come_in_pages_and_survive_an_expired_page(tmp_path: Path, *, expire: bool) -> None:
    nodes = [shapes.node(f"n{at}", ready=False) for at in range(7)]
    found = verdicts(tmp_path, {shapes.NODES: nodes}, expire=expire)
    assert faults(found).count("node-not-ready") == 7


def test_an_old_api_version_of_autoscalers_is_tried(tmp_path: Path) -> None:
    lists = shapes.healthy()
    del lists[shapes.AUTOSCALERS]
    lists[shapes.OLD_AUTOSCALERS] = [shapes.autoscaler("churn")]
    assert faults(tuple(judge_cluster(read(ApiServer(tmp_path, lists=lists))))) == ["autoscaler-fights"]


@pytest.mark.parametrize("status", [0, 422, 500, 503])
def test_an_error_of_one_read_leaves_the_others(tmp_path: Path, status: int) -> None:
    assert faults(verdicts(tmp_path, broken={shapes.EVENTS: status})) == ["not-read"]


def test_objects_with_missing_and_wrong_fields_do_no_harm(tmp_path: Path) -> None:
    odd: list[dict[str, Any]] = [
        {},
        {"metadata": None},
        {"metadata": {"name": 3, "labels": []}, "status": [], "spec": 7},
    ]
    change = dict.fromkeys(shapes.healthy(), odd)
    objects = {shapes.COREDNS: {"data": []}, shapes.HEALTH: {}, shapes.OLD_ROLE: {"metadata": 1}}
    assert "router-absent" in faults(verdicts(tmp_path, change, objects=objects))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"token": "wrong"}, "does not accept the credentials; run az login"),
        ({"authority": corporate().pem}, "shows a certificate that kubeconfig does not trust"),
    ],
)
def test_a_server_that_cannot_be_used(tmp_path: Path, given: dict[str, str], sentence: str) -> None:
    with ApiServer(tmp_path) as server, pytest.raises(ClusterError) as caught:
        call((str(server.kubeconfig(**given)),), "test", timeout=1.0)
    assert sentence in str(caught.value)
    assert TOKEN not in str(caught.value)


def test_a_server_that_is_gone_or_silent(tmp_path: Path) -> None:
    with ApiServer(tmp_path, slow={"/version"}) as server:
        path = str(server.kubeconfig())
        with pytest.raises(
            ClusterError, match="does not answer; put this address into its authorized IP ranges"
        ):
            call((path,), "test", timeout=0.2)
        with pytest.raises(ClusterError, match="the time limit ended"):
            call((path,), "test", total=0.0)
    with pytest.raises(ClusterError, match="cannot be reached; start the cluster"):
        call((path,), "test", timeout=0.5)


def test_a_login_page_instead_of_an_answer(tmp_path: Path) -> None:
    with (
        ApiServer(tmp_path, broken={"/version": 0}) as server,
        pytest.raises(ApiError, match="not Kubernetes"),
    ):
        call((str(server.kubeconfig()),), "test")


def test_a_plugin_that_is_not_installed_is_one_sentence(tmp_path: Path) -> None:
    with ApiServer(tmp_path) as server:
        path = server.kubeconfig()
        plugin = '{"exec": {"apiVersion": "client.authentication.k8s.io/v1", "command": "no-such-plugin"}}'
        path.write_text(path.read_text().replace(f'{{"token": "{TOKEN}"}}', plugin))
        with pytest.raises(ClusterError):
            call((str(path),), "test", timeout=0.5)
