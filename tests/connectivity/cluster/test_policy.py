"""Network policies by the rules of Kubernetes: what blocks, what lets through, what is not known."""

from typing import Any

import pytest

from connectivity.catalogue.loader import built_in
from connectivity.cluster.policy import gaps
from connectivity.fact import PolicyGap
from tests.connectivity.cluster.shapes import dns_pod, model_pod, policy, router_pod

PODS = [router_pod(), router_pod("azureml-fe-2"), model_pod(), dns_pod()]
ROUTER = {"matchLabels": {"azuremlappname": "azureml-fe"}}
DNS_SPACE = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}}}
MODELS = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "azureml-ws"}}}
EVERYWHERE: list[dict[str, Any]] = [{}]
ROUTER_PORTS = (11001, 12001, 12101, 12201, 20000, 8000, 8001, 9001)


def found(*policies: dict[str, Any]) -> list[PolicyGap]:
    return list(gaps(list(policies), PODS, built_in().flows))


def blocked(*policies: dict[str, Any]) -> set[tuple[str, str, int]]:
    return {(gap.direction, gap.peer, gap.port) for gap in found(*policies)}


def egress(*rules: dict[str, Any], selector: dict[str, Any] | None = None) -> dict[str, Any]:
    return policy("default", selector or ROUTER, policyTypes=["Egress"], egress=list(rules))


@pytest.mark.parametrize(
    "policies",
    [
        (),
        (policy("shop", policyTypes=["Egress", "Ingress"]),),
        (policy("default", {"matchLabels": {"app": "other"}}, policyTypes=["Egress"]),),
        (policy("default", ROUTER, policyTypes=["Egress"], egress=EVERYWHERE),),
        (policy("azureml-ws", policyTypes=["Ingress"], ingress=EVERYWHERE),),
        (
            policy("default", policyTypes=["Egress"]),
            policy("default", policyTypes=["Egress"], egress=EVERYWHERE),
        ),
        (egress({"to": [{"ipBlock": {"cidr": "0.0.0.0/0"}}]}),),
    ],
)
def test_what_lets_everything_needed_through(policies: tuple[dict[str, Any], ...]) -> None:
    assert blocked(*policies) == set()


def test_default_deny_blocks_all_the_router_needs() -> None:
    gone = blocked(policy("default", policyTypes=["Egress"]))
    assert {("egress", "api-server", 443), ("egress", "kube-dns", 53), ("egress", "model", 5001)} <= gone
    assert {("egress", "router", port) for port in ROUTER_PORTS} <= gone
    assert all(gap.certain for gap in found(policy("default", policyTypes=["Egress"])))


def test_a_policy_without_types_is_about_ingress_only() -> None:
    gone = blocked(policy("azureml-ws"))
    assert gone == {("ingress", "router", 5001)}


@pytest.mark.parametrize(
    ("rule", "open_flow"),
    [
        ({"to": [DNS_SPACE], "ports": [{"port": 53, "protocol": "UDP"}]}, ("egress", "kube-dns", 53)),
        ({"to": [MODELS], "ports": [{"port": 5001}]}, ("egress", "model", 5001)),
        ({"to": [MODELS], "ports": [{"port": 5000, "endPort": 5010}]}, ("egress", "model", 5001)),
        ({"to": [MODELS]}, ("egress", "model", 5001)),
        ({"ports": [{"port": 443}]}, ("egress", "api-server", 443)),
        ({"to": [{"podSelector": ROUTER}], "ports": [{"port": 9001}]}, ("egress", "router", 9001)),
        (
            {
                "to": [
                    {"podSelector": {"matchExpressions": [{"key": "azuremlappname", "operator": "Exists"}]}}
                ]
            },
            ("egress", "router", 8000),
        ),
    ],
)
def test_a_rule_opens_what_it_names_and_nothing_else(
    rule: dict[str, Any], open_flow: tuple[str, str, int]
) -> None:
    closed = blocked(egress())
    gone = blocked(egress(rule))
    assert open_flow in closed
    assert open_flow not in gone
    assert gone


@pytest.mark.parametrize(
    "rule",
    [
        {"to": [MODELS], "ports": [{"port": 5002}]},
        {"to": [MODELS], "ports": [{"port": 5001, "protocol": "SCTP"}]},
        {"to": [MODELS], "ports": [{"port": "scoring"}]},
        {"to": [{"podSelector": {}}], "ports": [{"port": 5001}]},
        {"to": [{**MODELS, "podSelector": {"matchLabels": {"app": "x"}}}]},
    ],
)
def test_a_rule_that_only_looks_like_it(rule: dict[str, Any]) -> None:
    assert ("egress", "model", 5001) in blocked(egress(rule))


@pytest.mark.parametrize(
    ("peer", "port"),
    [
        ({"ipBlock": {"cidr": "20.1.0.0/16"}}, ("api-server", 443)),
        ({"namespaceSelector": {"matchLabels": {"team": "ml"}}}, ("model", 5001)),
    ],
)
def test_what_depends_on_the_unknown_is_not_certain(peer: dict[str, Any], port: tuple[str, int]) -> None:
    doubtful = {(gap.peer, gap.port) for gap in found(egress({"to": [peer]})) if not gap.certain}
    assert port in doubtful


def test_an_address_block_counts_by_the_pods_address() -> None:
    inside = {"to": [{"ipBlock": {"cidr": "10.244.0.0/16"}}]}
    outside = {"to": [{"ipBlock": {"cidr": "10.244.0.0/16", "except": ["10.244.0.0/24"]}}]}
    assert ("egress", "model", 5001) not in blocked(egress(inside))
    assert ("egress", "model", 5001) in blocked(egress(outside))
