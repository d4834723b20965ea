"""The same reading against a real kube-apiserver, and whether the loopback server words things as it does.

Collected only where CONNECTIVITY_KUBE_BIN names a folder with kube-apiserver and etcd (see conftest.py): no
package registry carries a kube-apiserver, so these tests are asked for, and then they are red without one.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from connectivity.catalogue.loader import load
from connectivity.cluster.access import manifests
from connectivity.cluster.answer import pages, review
from connectivity.cluster.door import Door, ServerRefusalError
from connectivity.cluster.execution import ExecutionError
from connectivity.cluster.kubeconfig import entry
from connectivity.cluster.probe_pod import made
from connectivity.cluster.problem import DeniedError, MissingError
from connectivity.cluster.survey import open_door, read_facts
from connectivity.fact import Autoscaler, ClusterIdentity, InstanceType, NotRead, PodState, PolicyGap, Router
from connectivity.probes.limit import Limits
from connectivity.remote.manifest import Spot, pod
from connectivity.remote.source import Question
from connectivity.vantage import Place, Vantage
from tests.connectivity.cluster import scene
from tests.connectivity.kubernetes_api import real, status
from tests.connectivity.kubernetes_api.status import Document, RefusedError
from tests.connectivity.network.setting import target

pytestmark = pytest.mark.xdist_group("real_api")

PLURALS = {
    "Node": ("", "v1", "/nodes"),
    "Namespace": ("", "v1", "/namespaces"),
    "Pod": ("", "v1", "/namespaces/{}/pods"),
    "Service": ("", "v1", "/namespaces/{}/services"),
    "ConfigMap": ("", "v1", "/namespaces/{}/configmaps"),
    "Deployment": ("apps", "v1", "/namespaces/{}/deployments"),
    "NetworkPolicy": ("networking.k8s.io", "v1", "/namespaces/{}/networkpolicies"),
    "HorizontalPodAutoscaler": ("autoscaling", "v1", "/namespaces/{}/horizontalpodautoscalers"),
    "InstanceType": ("amlarc.azureml.com", "v1alpha1", "/instancetypes"),
    "CustomResourceDefinition": ("apiextensions.k8s.io", "v1", "/customresourcedefinitions"),
    "Role": ("rbac.authorization.k8s.io", "v1", "/namespaces/{}/roles"),
    "RoleBinding": ("rbac.authorization.k8s.io", "v1", "/namespaces/{}/rolebindings"),
    "ClusterRole": ("rbac.authorization.k8s.io", "v1", "/clusterroles"),
    "ClusterRoleBinding": ("rbac.authorization.k8s.io", "v1", "/clusterrolebindings"),
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    with real.running(tmp_path_factory.mktemp("real")) as found:
        stage(open_door(entry((found["admin"],))))
        yield found


@pytest.fixture
def admin(files: dict[str, Path]) -> Door:
    return open_door(entry((files["admin"],)))


@pytest.fixture
def reader(files: dict[str, Path]) -> Door:
    return open_door(entry((files["reader"],)))


@pytest.fixture
def nobody(files: dict[str, Path]) -> Door:
    return open_door(entry((files["nobody"],)))


def put(door: Door, document: Document) -> None:
    group, version, path = PLURALS[document["kind"]]
    door.create(group, version, path.format(document["metadata"].get("namespace", "")), document)


def stage(door: Door) -> None:
    for name in ("azureml", "azureml-ws"):
        put(door, scene.namespace(name))
    put(door, scene.node())
    selector = {"selector": {"matchLabels": scene.ROUTER}}
    container = {"containers": [{"name": "c", "image": "x"}]}
    router = scene.deployment("azureml-fe", "default", scene.ROUTER, spec=selector, pod=container)
    router["spec"]["template"] = {"metadata": {"labels": scene.ROUTER}, "spec": container}
    put(door, router)
    model = scene.deployment("mysvc", "azureml-ws", scene.MODEL)
    model["spec"] |= {"selector": {"matchLabels": scene.MODEL}}
    model["spec"]["template"] = {"metadata": {"labels": scene.MODEL}, "spec": container}
    put(door, model)
    put(door, scene.pod("azureml-fe-0", "default", scene.ROUTER))
    put(door, scene.pod("mysvc-1", "azureml-ws", scene.MODEL))
    put(door, scene.autoscaler("bad", "azureml-ws", "mysvc", "autoscaling/v1"))
    put(door, scene.policy("deny", "azureml-ws", {"podSelector": {}, "policyTypes": ["Ingress"]}))
    put(door, CRD)


CRD: Document = {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {"name": "instancetypes.amlarc.azureml.com"},
    "spec": {
        "group": "amlarc.azureml.com",
        "scope": "Cluster",
        "names": {"plural": "instancetypes", "singular": "instancetype", "kind": "InstanceType"},
        "versions": [
            {
                "name": "v1alpha1",
                "served": True,
                "storage": True,
                "schema": {
                    "openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
                },
            }
        ],
    },
}


def test_the_whole_reading(admin: Door) -> None:
    reading = read_facts(admin, load(()).flows)
    kinds = {type(fact) for fact in reading.facts}
    assert reading.problem is None
    assert NotRead not in kinds
    assert {ClusterIdentity, Router, PodState, Autoscaler, PolicyGap} <= kinds
    assert [fact.model for fact in reading.facts if isinstance(fact, Autoscaler)] == [True]
    gaps = [(fact.flow, fact.direction) for fact in reading.facts if isinstance(fact, PolicyGap)]
    assert gaps == [("router-to-model", "ingress")]


def test_instance_types(admin: Door) -> None:
    with_type = {
        "apiVersion": "amlarc.azureml.com/v1alpha1",
        "kind": "InstanceType",
        "metadata": {"name": "tiny"},
        "spec": {"resources": {"requests": {"cpu": "100m", "memory": "64Mi"}}},
    }
    put(admin, with_type)
    found = [fact for fact in read_facts(admin).facts if isinstance(fact, InstanceType)]
    assert found == [InstanceType("tiny", (), 0.1, 64 * 2**20)]


def test_a_user_without_rights_reads_nothing_and_is_told_so(nobody: Door) -> None:
    reading = read_facts(nobody)
    assert reading.problem is None
    assert {type(fact) for fact in reading.facts} == {ClusterIdentity, NotRead}
    assert all(fact.denied for fact in reading.facts if isinstance(fact, NotRead))


def test_the_printed_roles_are_enough_and_no_more(admin: Door, reader: Door) -> None:
    for document in yaml.safe_load_all(manifests("reader")):
        put(admin, document)
    denied = [fact for fact in read_facts(reader).facts if isinstance(fact, NotRead)]
    assert denied == []
    assert review(reader, "create", "pods/exec", "", "default")
    assert not review(reader, "get", "secrets", "", "default", "other")
    assert not review(reader, "create", "pods", "", "kube-system")
    assert not review(reader, "list", "secrets")


def test_pages(admin: Door) -> None:
    for at in range(3):
        put(admin, scene.config_map(f"page-{at}", "azureml", {}))
    first = admin.get("", "v1", "/namespaces/azureml/configmaps", limit=2)
    assert first["metadata"]["continue"]
    assert len(pages(admin, "", "v1", "/namespaces/azureml/configmaps")) >= 3


def test_the_probe_pod_is_valid_and_is_removed(admin: Door) -> None:
    spot = Spot(Place.ROUTER, "default", node="aks-pool1-0", image="x:1", labels=tuple(scene.ROUTER.items()))
    question = Question(Vantage(Place.ROUTER), (target(),), Limits())
    manifest = pod(spot, question, "real")
    with made(admin, manifest, [].append):
        kept = admin.get("", "v1", f"/namespaces/default/pods/{manifest['metadata']['name']}")
        assert kept["spec"]["readinessGates"] == manifest["spec"]["readinessGates"]
    with pytest.raises(MissingError):
        admin.get("", "v1", f"/namespaces/default/pods/{manifest['metadata']['name']}")


def test_a_pod_without_an_image_is_refused_as_the_loopback_server_refuses_it(admin: Door) -> None:
    broken = pod(Spot(Place.POD, "default"), Question(Vantage(Place.POD), (), Limits()), "bad")
    with pytest.raises(ExecutionError, match="Required value"), made(admin, broken, [].append):
        pass


@pytest.mark.parametrize(
    ("path", "claimed"),
    [
        ("/namespaces/default/pods/gone", status.not_found("pods", "", "gone")),
        ("/nosuchthing", status.no_such_resource()),
    ],
)
def test_not_found_is_worded_as_the_loopback_server_words_it(
    admin: Door, path: str, claimed: RefusedError
) -> None:
    with pytest.raises(MissingError) as caught:
        admin.get("", "v1", path)
    assert str(caught.value) == claimed.document["message"]


def test_forbidden_is_worded_as_the_loopback_server_words_it(nobody: Door) -> None:
    with pytest.raises(DeniedError) as caught:
        nobody.get("", "v1", "/namespaces/kube-system/secrets")
    assert str(caught.value) == status.forbidden("list", "secrets", "", "kube-system").document[
        "message"
    ].replace("reader", "nobody")


def test_a_page_token_that_is_none_is_the_servers_refusal(admin: Door) -> None:
    with pytest.raises(ServerRefusalError) as caught:
        admin.get("", "v1", "/pods", **{"limit": 1, "continue": "nonsense"})
    assert caught.value.status == 400
