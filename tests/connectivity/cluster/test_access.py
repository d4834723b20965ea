"""The RBAC printed is what is read, and no more."""

import yaml

from connectivity.cluster.access import manifests
from connectivity.cluster.answer import ask_all
from connectivity.cluster.door import Door
from connectivity.cluster.question import QUESTIONS
from tests.connectivity.cluster import scene
from tests.connectivity.kubernetes_api.server import Api
from tests.connectivity.kubernetes_api.status import Document

CHANGING = {"update", "patch", "deletecollection", "*", "impersonate", "bind", "escalate"}


def rules(text: str) -> list[tuple[str, str, Document]]:
    documents = [each for each in yaml.safe_load_all(text) if "rules" in each]
    return [
        (each["kind"], each["metadata"].get("namespace", ""), rule)
        for each in documents
        for rule in each["rules"]
    ]


def allowed(text: str, verb: str, group: str, resource: str, namespace: str, name: str) -> bool:
    return any(
        where in {"", namespace}
        and verb in rule["verbs"]
        and group in rule["apiGroups"]
        and resource in rule["resources"]
        and ("resourceNames" not in rule or name in rule["resourceNames"])
        for _, where, rule in rules(text)
    )


def test_every_question_is_covered() -> None:
    text = manifests("jo@example.com")
    for asked in QUESTIONS:
        assert allowed(text, asked.verb, asked.group, asked.resource, asked.namespace, asked.name), asked.key


def test_nothing_is_allowed_that_changes_things_but_the_probe_pod() -> None:
    for kind, where, rule in rules(manifests("jo@example.com")):
        assert not CHANGING & set(rule["verbs"])
        assert "*" not in rule["resources"]
        if {"create", "delete"} & set(rule["verbs"]):
            assert (kind, where in {"default", "azureml"}) == ("Role", True)
            assert rule["resources"][0].startswith("pods")


def test_secrets_by_name_only() -> None:
    found = [rule for _, _, rule in rules(manifests("jo")) if "secrets" in rule["resources"]]
    assert [rule["resourceNames"] for rule in found] == [["azuremlfessl"]]


def test_subjects() -> None:
    kinds = [
        each["subjects"][0]
        for text in (manifests("jo@x"), manifests("group:ml"), manifests("serviceaccount:ops:probe"))
        for each in list(yaml.safe_load_all(text))[1:2]
    ]
    assert [(each["kind"], each["name"]) for each in kinds] == [
        ("User", "jo@x"),
        ("Group", "ml"),
        ("ServiceAccount", "probe"),
    ]


def test_other_namespaces_get_roles_of_their_own() -> None:
    text = manifests("jo", ("azureml-ws",))
    assert allowed(text, "create", "", "pods/exec", "azureml-ws", "")
    assert not allowed(text, "create", "", "pods", "default", "")


def test_a_reader_with_just_these_rights_reads_everything(api: Api, door: Door) -> None:
    scene.stage(api, *scene.healthy_v1())
    text = manifests("reader")
    api.policy.allows = lambda verb, resource, where: allowed(text, verb, *_place(resource), where, "")  # type: ignore[method-assign]
    answers = ask_all(door, tuple(each for each in QUESTIONS if not each.name))
    assert answers.unread == []


def _place(resource: str) -> tuple[str, str]:
    group = next(each.group for each in QUESTIONS if each.resource == resource)
    return (group, resource)
