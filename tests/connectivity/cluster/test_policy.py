"""Network policies held against the traffic that is needed."""

import pytest

from connectivity.catalogue.loader import load
from connectivity.cluster.answer import Answers
from connectivity.cluster.policy import policy_gaps
from connectivity.fact import NotRead, PolicyGap
from tests.connectivity.cluster import scene
from tests.connectivity.kubernetes_api.status import Document

FLOWS = load(()).flows
DENY = {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
TO_DNS = {
    "to": [{"namespaceSelector": {}, "podSelector": {"matchLabels": scene.DNS}}],
    "ports": [{"protocol": "UDP", "port": 53}, {"protocol": "TCP", "port": 53}],
}
TO_API = {"to": [{"ipBlock": {"cidr": "20.1.2.3/32"}}], "ports": [{"port": 443}]}
TO_MODEL = {
    "to": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "azureml-ws"}}}],
    "ports": [{"port": 5001}],
}
PEERS = {"to": [{"podSelector": {"matchLabels": scene.ROUTER}}]}
FROM_PEERS = {"from": [{"podSelector": {"matchLabels": scene.ROUTER}}]}
KEYS = {
    "Pod": "pods",
    "Namespace": "namespaces",
    "NetworkPolicy": "policies",
    "Endpoints": "api-endpoints",
}


def answers(*documents: Document) -> Answers:
    found = Answers()
    for document in [*scene.healthy_v1(), *documents]:
        key = KEYS.get(document["kind"])
        if key is not None:
            found.found.setdefault(key, []).append(document)
        elif document["metadata"]["name"] == "kubernetes":
            found.found["api-service"] = [document]
    return found


def egress(*rules: Document, namespace: str = "default", **selector: object) -> Document:
    spec = {"podSelector": selector, "policyTypes": ["Egress"], "egress": list(rules)}
    return scene.policy("egress", namespace, spec)


def ingress(*rules: Document, namespace: str, **selector: object) -> Document:
    return scene.policy("ingress", namespace, {"podSelector": selector, "ingress": list(rules)})


def gaps(*documents: Document) -> list[PolicyGap]:
    return policy_gaps(answers(*documents), FLOWS)


def flows(found: list[PolicyGap], *, certain: bool = True) -> set[tuple[str, str]]:
    return {(gap.flow, gap.direction) for gap in found if gap.certain is certain}


def test_no_policy_no_gap() -> None:
    assert gaps() == []


def test_a_policy_for_others_is_no_gap() -> None:
    assert gaps(scene.policy("deny", "shop", DENY), egress(matchLabels={"app": "web"})) == []


def test_deny_all_around_the_router() -> None:
    assert flows(gaps(scene.policy("deny", "default", DENY))) == {
        ("router-peers", "egress"),
        ("router-peers", "ingress"),
        ("router-to-model", "egress"),
        ("router-to-api-server", "egress"),
        ("router-to-dns", "egress"),
    }


def test_all_that_is_needed_opened_again() -> None:
    opened = egress(PEERS, TO_MODEL, TO_API, TO_DNS)
    assert gaps(scene.policy("deny", "default", DENY), opened, ingress(FROM_PEERS, namespace="default")) == []


def test_an_empty_rule_opens_everything() -> None:
    assert gaps(scene.policy("deny", "default", DENY | {"egress": [{}], "ingress": [{}]})) == []


def test_ingress_is_the_default_type() -> None:
    assert flows(gaps(scene.policy("deny", "azureml-ws", {"podSelector": {}}))) == {
        ("router-to-model", "ingress")
    }


def test_the_model_lets_the_router_in() -> None:
    rule = {"from": [{"namespaceSelector": {}, "podSelector": {"matchLabels": scene.ROUTER}}]}
    assert gaps(ingress(rule, namespace="azureml-ws")) == []


def test_a_pod_selector_alone_means_this_namespace() -> None:
    rule = {"from": [{"podSelector": {"matchLabels": scene.ROUTER}}]}
    assert flows(gaps(ingress(rule, namespace="azureml-ws"))) == {("router-to-model", "ingress")}


def test_the_wrong_port() -> None:
    rule = {"from": [{"namespaceSelector": {}}], "ports": [{"port": 8080}]}
    (gap,) = gaps(ingress(rule, namespace="azureml-ws"))
    assert (gap.port, gap.peer, gap.policies) == (5001, "router pods in default", ("ingress",))


@pytest.mark.parametrize(("first", "last", "held"), [(5000, 5002, True), (4000, 5000, False)])
def test_port_ranges(first: int, last: int, *, held: bool) -> None:
    rule = {"from": [{"namespaceSelector": {}}], "ports": [{"port": first, "endPort": last}]}
    assert (gaps(ingress(rule, namespace="azureml-ws")) == []) is held


def test_udp_alone_for_dns_leaves_tcp() -> None:
    rule = TO_DNS | {"ports": [{"protocol": "UDP", "port": 53}]}
    found = [gap for gap in gaps(egress(PEERS, TO_MODEL, TO_API, rule)) if gap.flow == "router-to-dns"]
    assert [(gap.port, gap.protocol) for gap in found] == [(53, "TCP")]


@pytest.mark.parametrize(
    ("block", "certain"),
    [
        ({"cidr": "20.0.0.0/8", "except": ["20.1.0.0/16"]}, True),
        ({"cidr": "10.0.0.0/16"}, False),
        ({"cidr": "192.168.0.0/16"}, True),
    ],
)
def test_blocks_and_the_api_server(block: Document, *, certain: bool) -> None:
    """A block around the service address alone works with some engines."""
    rule = {"to": [{"ipBlock": block}]}
    found = [gap for gap in gaps(egress(PEERS, TO_MODEL, TO_DNS, rule)) if gap.flow == "router-to-api-server"]
    assert [gap.certain for gap in found] == [certain]


def test_anywhere_reaches_the_api_server_and_perhaps_pods() -> None:
    found = gaps(egress({"to": [{"ipBlock": {"cidr": "0.0.0.0/0"}}]}))
    assert flows(found) == set()
    assert ("router-to-model", "egress") in flows(found, certain=False)
    assert ("router-to-api-server", "egress") not in flows(found, certain=False)


def test_the_port_behind_the_service_counts() -> None:
    found = answers(egress(PEERS, TO_MODEL, TO_DNS, TO_API))
    found.found["api-endpoints"] = [scene.api_endpoints(port=6443)]
    assert [(gap.flow, gap.port) for gap in policy_gaps(found, FLOWS)] == [("router-to-api-server", 6443)]


def test_unknown_endpoints_leave_a_block_uncertain() -> None:
    found = answers(egress(PEERS, TO_MODEL, TO_DNS, TO_API))
    found.found["api-endpoints"] = []
    assert [(gap.flow, gap.certain) for gap in policy_gaps(found, FLOWS)] == [("router-to-api-server", False)]


def test_unread_namespaces_leave_their_labels_uncertain() -> None:
    rule = {"from": [{"namespaceSelector": {"matchLabels": {"team": "ml"}}}]}
    found = answers(ingress(rule, namespace="azureml-ws"))
    assert [gap.certain for gap in policy_gaps(found, FLOWS)] == [True]
    found.keys_unread.add("namespaces")
    assert [gap.certain for gap in policy_gaps(found, FLOWS)] == [False]


def test_policies_read_in_part_are_never_certain() -> None:
    found = answers(scene.policy("deny", "azureml-ws", DENY))
    found.keys_unread.add("policies")
    found.unread.append(NotRead("networkpolicies", "list", "", "no", denied=True))
    assert {gap.certain for gap in policy_gaps(found, FLOWS)} == {False}


def test_named_ports() -> None:
    container = {"ports": [{"name": "scoring", "containerPort": 5001}]}
    model = scene.pod("mysvc-1", "azureml-ws", scene.MODEL, container=container)
    rule = {"from": [{"namespaceSelector": {}}], "ports": [{"port": "scoring"}]}
    found = answers(ingress(rule, namespace="azureml-ws"))
    assert [gap.certain for gap in policy_gaps(found, FLOWS)] == [False]
    found.found["pods"] = [pod for pod in found.all("pods") if pod["metadata"]["name"] != "mysvc-1"] + [model]
    assert policy_gaps(found, FLOWS) == []


@pytest.mark.parametrize(
    ("expression", "selected"),
    [
        ({"key": "azuremlappname", "operator": "In", "values": ["azureml-fe", "x"]}, True),
        ({"key": "azuremlappname", "operator": "NotIn", "values": ["azureml-fe"]}, False),
        ({"key": "azuremlappname", "operator": "Exists"}, True),
        ({"key": "absent", "operator": "DoesNotExist"}, True),
        ({"key": "absent", "operator": "NotIn", "values": ["x"]}, True),
        ({"key": "absent", "operator": "Exists"}, False),
    ],
)
def test_expressions(expression: Document, *, selected: bool) -> None:
    assert bool(gaps(egress(matchExpressions=[expression]))) is selected


def test_models_need_the_identity_proxy_and_dns() -> None:
    labels = {"ml.azure.com/endpoint-name": "e", "isazuremlapp": "true"}
    found = gaps(
        scene.pod("e-1", "scoring", labels),
        scene.pod("amlarc-identity-proxy-1", "azureml", {"ml.azure.com/amlarc-system": "true"}),
        scene.policy("deny", "scoring", DENY | {"egress": [TO_DNS]}),
    )
    assert flows(found) == {("model-to-identity", "egress"), ("router-to-model", "ingress")}


def test_two_models_are_told_apart() -> None:
    other = {"azuremlappname": "second", "webservicename": "second"}
    rule = {"from": [{"namespaceSelector": {}}]}
    found = gaps(
        scene.pod("second-1", "azureml-ws", other),
        ingress(namespace="azureml-ws"),
        ingress(rule, namespace="azureml-ws", matchLabels=scene.MODEL)
        | {"metadata": scene.meta("b", "azureml-ws")},
    )
    assert [gap.pods for gap in found] == ["model second in azureml-ws"]


def test_finished_pods_do_not_count() -> None:
    done = scene.pod("mysvc-0", "azureml-ws", {"webservicename": "old"}, status={"phase": "Failed"})
    assert gaps(done, ingress(namespace="azureml-ws", matchLabels={"webservicename": "old"})) == []
