"""Each fact with its verdict, and the same without the fault."""

from dataclasses import replace

import pytest

from connectivity.codes import codes
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
    NotRead,
    PodState,
    PolicyGap,
    Router,
    RouterCertificate,
    RouterService,
)
from connectivity.host import Weight
from connectivity.judge.cluster.survey import judge_cluster
from connectivity.verdict import State, Verdict

NOW = "2026-11-20T12:00:00+00:00"
GIB = 2**30
LABELS = (("pool", "a"),)
NODE = NodeState("n1", True, "p", 3.8, 13 * GIB, labels=LABELS, processors=4, installed=16 * 10**9)
ROUTER = Router("default", "azureml-fe", "v1", 3, 3)
ROUTER_POD = PodState("default", "azureml-fe-0", "router", "Running", True, 0, created="2026-11-10T12:00:00Z")
MODEL = PodState("azureml-ws", "mysvc-1", "model", "Running", True, 0)
DNS = PodState("kube-system", "coredns-1", "kube-dns", "Running", True, 0)
HEALTHY: tuple[Fact, ...] = (
    ClusterIdentity("h", "v1.30", "azure"),
    *[replace(NODE, name=f"n{at}") for at in range(3)],
    ROUTER,
    ROUTER_POD,
    MODEL,
    DNS,
    RouterService("default", "azureml-fe", "LoadBalancer", (443,), ("20.0.0.1",)),
)
PULL = "Failed to pull image: "


def judged(*facts: Fact, base: tuple[Fact, ...] = HEALTHY) -> list[Verdict]:
    return [each for each in judge_cluster((*base, *facts), NOW) if each.state is not State.FINE]


def codes_of(*facts: Fact, base: tuple[Fact, ...] = HEALTHY) -> list[str]:
    return [each.code for each in judged(*facts, base=base)]


def without(kind: type) -> tuple[Fact, ...]:
    return tuple(fact for fact in HEALTHY if not isinstance(fact, kind))


def test_a_healthy_cluster_has_only_fine_verdicts() -> None:
    found = judge_cluster(HEALTHY, NOW)
    assert {each.state for each in found} == {State.FINE}
    assert [each.code for each in found] == [
        "nodes-enough",
        "router-ready",
        "coredns-ready",
        "policy-open",
        "autoscaler-none",
    ]


def test_no_facts_no_verdict() -> None:
    assert judge_cluster((), NOW) == ()


WRONG: list[tuple[Fact, str]] = [
    (RouterService("default", "azureml-fe", "LoadBalancer", (443,)), "router-no-address"),
    (replace(ROUTER_POD, restarts=50, last_exit="OOMKilled (exit code 137)"), "router-restarts"),
    (
        RouterCertificate("default", "azuremlfessl", "CN=x", ("x",), "2026-11-20T11:59:00+00:00"),
        "certificate-expired",
    ),
    (
        RouterCertificate("default", "azuremlfessl", "CN=x", ("x",), "2026-12-10T00:00:00+00:00"),
        "certificate-soon",
    ),
    (RouterCertificate("default", "azuremlfessl", "CN=x", ("x",), "soon"), "certificate-unreadable"),
    (replace(DNS, name="coredns-2", ready=False), "coredns-partly"),
    (CorednsBlock("corefile", "x"), "coredns-key-ignored"),
    (CorednsBlock("a.server", "azurecr.io:53 {\n  forward . 10.9.9.9\n}\n"), "coredns-zone"),
    (CorednsBlock("a.server", "reg.azurecr.io:53 {\n errors\n}\n"), "coredns-zone"),
    (
        CorednsBlock("a.override", "hosts {\n 10.1.1.1 acc.blob.core.windows.net\n fallthrough\n}\n"),
        "coredns-pinned",
    ),
    (Autoscaler("azureml-ws", "h", "Deployment", "mysvc", model=True), "autoscaler-fights"),
    (replace(NODE, name="n9", ready=False), "nodes-not-ready"),
    (InstanceType("big", (("pool", "gpu"),)), "instance-type-nowhere"),
    (InstanceType("big", LABELS, 3.9, GIB), "instance-type-too-big"),
    (InstanceType("big", (), 1, GIB, gpu=1), "instance-type-too-big"),
    (HealthReport("E45003", "reports-test", "bad network"), "E45003"),
    (HealthReport("E41234", "reports-test", "new"), "health-unknown"),
    (ClusterIdentity("h", "v1", "aws"), "other-vendor"),
    (replace(ROUTER, ready=1), "router-not-ready"),
    (replace(ROUTER, desired=0, ready=0), "router-scaled-to-zero"),
    (PolicyGap("default", "r", "egress", "m", 5001, ("p",)), "policy-blocks"),
    (PolicyGap("default", "r", "egress", "m", 5001, ("p",), certain=False), "policy-unsure"),
    (ClusterEvent("EgressBlocked", "mcr", "Node", "", "n1", 3, "2026-11-20T11:30:00Z"), "egress-blocked"),
    (ClusterEvent("DNSProblem", "mcr", "Node", "", "n1", 3, "2026-11-20T11:30:00Z"), "node-dns-problem"),
]


@pytest.mark.parametrize(("fact", "code"), WRONG)
def test_a_fault_has_its_own_verdict(fact: Fact, code: str) -> None:
    assert codes_of(fact) == [code]


FINE: list[Fact] = [
    RouterService("default", "azureml-fe", "ClusterIP", (443,)),
    replace(ROUTER_POD, restarts=6),
    replace(MODEL, restarts=400),
    RouterCertificate("default", "azuremlfessl", "CN=x", ("x",), "2027-11-20T00:00:00+00:00"),
    CorednsBlock("a.server", "azurecr.io:53 {\n  forward . 168.63.129.16\n}\n"),
    CorednsBlock("a.server", "corp.example:53 {\n  forward . 10.9.9.9\n}\n"),
    CorednsBlock("a.override", "log\nhosts {\n 10.1.1.1 db.corp.example\n}\n"),
    Autoscaler("shop", "h", "Deployment", "web", model=False),
    InstanceType("small", LABELS, 0.6, GIB),
    ClusterEvent("EgressBlocked", "mcr", "Node", "", "n1", 3, "2026-11-19T11:30:00Z"),
    ClusterEvent("EgressBlocked", "mcr", "Node", "", "n1", 3, "yesterday"),
    Leftover("Deployment", "azureml-fe", "default"),
    ClusterIdentity("h", "v1", "arc"),
    ClusterIdentity("h", "v1", ""),
]


@pytest.mark.parametrize("fact", FINE)
def test_what_looks_alike_and_is_no_fault(fact: Fact) -> None:
    assert codes_of(fact) == []


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("dial tcp: lookup reg.azurecr.io on 10.0.0.10:53: no such host", "image-dns"),
        ("dial tcp: lookup reg.azurecr.io: i/o timeout", "image-dns"),
        ("dial tcp 20.1.1.1:443: i/o timeout", "image-timeout"),
        ("context deadline exceeded", "image-timeout"),
        ("dial tcp 20.1.1.1:443: connect: connection refused", "image-refused"),
        ("proxyconnect tcp: dial tcp 10.0.0.9:3128: connect: connection refused", "image-proxy"),
        ("proxyconnect tcp: dial tcp: lookup proxy.corp: no such host", "image-proxy"),
        ("tls: failed to verify certificate: x509: unknown authority", "image-tls"),
        ("failed to fetch anonymous token: 401 Unauthorized", "image-unauthorized"),
        ("unexpected status: 403 Forbidden", "image-forbidden"),
        ("manifest unknown: tag not found", "image-absent"),
        ("no match for platform in manifest", "image-architecture"),
        ("something new", "image-unknown"),
    ],
)
def test_the_words_of_a_failed_pull(message: str, code: str) -> None:
    waiting = replace(
        MODEL, name="m2", ready=False, waiting="ImagePullBackOff", message="Back-off pulling image"
    )
    event = ClusterEvent("Failed", PULL + message, "Pod", "azureml-ws", "m2", 2, NOW)
    assert codes_of(replace(waiting, message=message)) == [code]
    assert codes_of(waiting, event) == [code]


@pytest.mark.parametrize(
    "text", ["a." * 10_000, "hosts {" * 3_000, "\n" * 20_000, "forward . " * 2_000, "a,b " * 5_000]
)
def test_a_long_block_costs_no_time(text: str) -> None:
    judged(CorednsBlock("a.server", text))


def test_room_and_anti_affinity() -> None:
    stuck = replace(ROUTER_POD, name="azureml-fe-9", phase="Pending", waiting="Unschedulable", ready=False)
    spread = replace(stuck, message="0/1 nodes: 1 node(s) didn't match pod anti-affinity rules")
    assert codes_of(spread) == ["router-needs-nodes"]
    assert codes_of(replace(stuck, message="Insufficient cpu")) == ["no-room"]


def test_both_routers() -> None:
    v2 = Router("azureml", "azureml-fe-v2", "v2", 1, 1)
    found = judged(v2, Leftover("Deployment", "azureml-fe", "default"))
    assert [each.code for each in found] == ["router-both"]
    assert "kubectl delete deployment azureml-fe -n default" in found[0].fix


def test_the_vendors_upgrade_is_no_conflict() -> None:
    upgrading = replace(ROUTER, annotations=(("azureml-fe-enable-upgrade", "true"),))
    v2 = Router("azureml", "azureml-fe-v2", "v2", 1, 1)
    assert (
        codes_of(upgrading, v2, Leftover("Deployment", "azureml-fe", "default"), base=without(Router)) == []
    )


def test_leftovers_of_v1_under_the_extension() -> None:
    base = (*without(Router), Router("azureml", "azureml-fe-v2", "v2", 1, 1))
    assert codes_of(Leftover("ClusterRole", "azureml-fe-role"), base=base) == ["router-leftover"]
    assert codes_of(Leftover("ClusterRole", "azureml-fe-role", "", helm_owned=True), base=base) == []


def test_no_router() -> None:
    assert codes_of(base=without(Router)) == ["router-missing"]
    bare = tuple(fact for fact in without(Router) if fact is not MODEL)
    assert codes_of(base=bare) == ["router-not-yet"]


def gap(resource: str, namespace: str = "", *, denied: bool = True) -> NotRead:
    return NotRead(resource, "list", namespace, "no", denied)


def test_unread_deployments_are_not_a_missing_router() -> None:
    found = judged(gap("deployments.apps", denied=False), base=without(Router))
    assert [each.code for each in found] == ["read-failed", "router-unknown"]
    assert {each.state for each in found} == {State.COULD_NOT_CHECK}


def test_deployments_read_by_namespace_are_read() -> None:
    whole = (gap("deployments.apps"), gap("deployments.apps", "kube-system"))
    assert "router-missing" in codes_of(*whole, base=without(Router))
    assert "router-unknown" in codes_of(*whole, gap("deployments.apps", "azureml"), base=without(Router))


def test_unread_is_never_fine() -> None:
    unread = [gap("networkpolicies.networking.k8s.io"), gap("horizontalpodautoscalers.autoscaling")]
    unread += [gap(each.resource, home) for each in unread for home in ("default", "azureml", "kube-system")]
    found = judge_cluster((*HEALTHY, *unread), NOW)
    fine = {each.code for each in found if each.state is State.FINE}
    assert not fine & {"policy-open", "autoscaler-none"}


def test_a_denied_read_names_the_verb() -> None:
    (found,) = judged(NotRead("secrets/azuremlfessl", "get", "default", "no", denied=True))
    assert found.fix.startswith("Allow get secrets/azuremlfessl in default")
    assert found.weight is Weight.OPTIONAL


def test_an_autoscaler_of_unknown_aim() -> None:
    unknown = Autoscaler("azureml-ws", "h", "Deployment", "x", model=False)
    assert "autoscaler-unknown" in codes_of(unknown, gap("deployments.apps", denied=False))


def test_all_of_coredns_down() -> None:
    base = tuple(fact for fact in HEALTHY if fact is not DNS)
    assert codes_of(replace(DNS, ready=False), base=base) == ["coredns-down"]


def test_small_clusters_are_a_remark() -> None:
    base = (NODE, ROUTER, ROUTER_POD)
    (found,) = judged(base=base)
    assert (found.code, found.state, found.weight) == (
        "nodes-below-v1",
        State.COULD_NOT_CHECK,
        Weight.OPTIONAL,
    )
    v2 = (replace(NODE, processors=2), Router("azureml", "azureml-fe-v2", "v2", 1, 1))
    assert codes_of(base=v2) == ["nodes-below-v2"]


def test_proxies() -> None:
    good = (("HTTPS_PROXY", "http://p:1"), ("NO_PROXY", "localhost,127.0.0.1,.svc"))
    proxied = replace(MODEL, proxy=good)
    base = tuple(fact for fact in HEALTHY if fact is not MODEL)
    assert codes_of(proxied, base=base) == []
    bare = replace(MODEL, proxy=(("HTTPS_PROXY", "http://p:1"),))
    (found,) = judged(bare, base=base)
    assert found.code == "no-proxy-lacks"
    assert ".svc,localhost,127.0.0.1" in found.fix
    assert codes_of(proxied, replace(MODEL, name="m2"), base=base) == ["proxy-differs"]


def test_gaps_of_one_pair_are_one_verdict() -> None:
    both = [
        PolicyGap("default", "r", "egress", "dns", 53, ("p", "q"), True, protocol)
        for protocol in ("UDP", "TCP")
    ]
    (found,) = judged(*both)
    assert "TCP 53, UDP 53" in found.fix


def test_diagnoses_weigh_less_than_failures() -> None:
    weights = {
        each.code: each.weight
        for each in judged(HealthReport("E40002", "k", ""), HealthReport("E45001", "k", ""))
    }
    assert weights == {"E40002": Weight.REQUIRED, "E45001": Weight.OPTIONAL}


def test_every_fix_is_filled_in() -> None:
    for fact, _ in WRONG:
        for found in judged(fact):
            assert "{" not in found.fix
            assert "(its " not in found.fix, found.fix
            assert found.fix or not codes()[found.code].fix


# Codes of the vendor's page, with a word that its own translation has to hold.
REPORTED = {
    "E40000": "no code",
    "E40001": "load balancer",
    "E40002": "three nodes",
    "E40003": "internal load balancer",
    "E40004": "azureml-fe-v2",
    "E40005": "did not start in time",
    "E40006": "resized",
    "E40007": "certificate",
    "E45001": "does not run",
    "E45002": "Prometheus",
    "E45003": "neither the host nor the stage",
    "E45004": "azureml-fe-role",
    "E45005": "azureml-fe in default",
    "E49999": "fault of its own",
}


@pytest.mark.parametrize("code", REPORTED)
def test_each_code_of_the_extensions_report_has_its_own_translation_and_fix(code: str) -> None:
    (found,) = [each for each in judged(HealthReport(code, "reports-test", "x")) if each.code == code]
    row = codes()[code]
    assert found.fix == row.fix
    assert REPORTED[code].lower() in f"{row.title} {row.meaning}".lower()
    assert sum(row.fix == other.fix for other in codes().values()) <= 2
    assert found.weight is (Weight.REQUIRED if code < "E45000" else Weight.OPTIONAL)
