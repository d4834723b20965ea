"""What changes a service after its deployment must not get lost, nor be taken for its settings."""

from __future__ import annotations

import pytest

from migrate.later import with_later_changes
from migrate.read.python import read_python
from migrate.read.reading import Reading, SourceFile
from tests.migrate.read.python.tree import Tree

HEAD = (
    "from azureml.core import Model, Workspace\n"
    "from azureml.core.webservice import AksWebservice, Webservice\n"
    "ws = Workspace.from_config()\n"
)
DEPLOY = "svc = Model.deploy(ws, 'churn', [], None, AksWebservice.deploy_configuration(num_replicas=3))\n"


def read(text: str) -> Reading:
    return with_later_changes(read_python(SourceFile("deploy.py", text), Tree({})))


def test_the_arguments_of_update_are_listed_as_not_followed() -> None:
    [service] = read(HEAD + DEPLOY + "svc.update(num_replicas=5, tags={'a': 'b'})\n").services
    found = [item.spelling for item in service.unread if "update" in item.spelling]
    assert found == ["update(num_replicas=)", "update(tags=)"]
    assert service.settings["num_replicas"].value.value == 3


@pytest.mark.parametrize(
    "text",
    [
        HEAD + DEPLOY,
        HEAD + DEPLOY + "svc.wait_for_deployment()\n",
        HEAD + DEPLOY + "{}.update(num_replicas=5)\n",
        HEAD + DEPLOY + "svc.update(models=[])\n",
    ],
)
def test_what_sets_nothing_is_left_alone(text: str) -> None:
    [service] = read(text).services
    assert not [item for item in service.unread if "update" in item.spelling]


def test_a_file_without_services_is_left_alone() -> None:
    reading = read(HEAD + "Webservice(ws, 'churn').update(num_replicas=5)\n")
    assert reading.services == ()


OTHER = "two = Model.deploy(ws, 'other', [], None, AksWebservice.deploy_configuration(num_replicas=1))\n"


@pytest.mark.parametrize(
    ("change", "changed"),
    [
        ("two.update(num_replicas=5)", ["other"]),
        ("Webservice(ws, 'churn').update(num_replicas=5)", ["churn"]),
        ("Webservice(ws, 'third').update(num_replicas=5)", []),
        ("Webservice(ws, open('n').read()).update(num_replicas=5)", ["churn", "other"]),
        ("(svc if ws.name else two).update(num_replicas=5)", ["churn", "other"]),
    ],
)
def test_a_change_stands_on_the_service_it_is_about(change: str, changed: list[str]) -> None:
    found = read(HEAD + DEPLOY + OTHER + change + "\n").services
    assert [
        one.name.value for one in found if any("update" in item.spelling for item in one.unread)
    ] == changed
