"""Targets that a function may not find: a deployment to AKS stands on the way that finds one."""

from compat.value import Known, known
from tests.migrate.read.python.tree import service, services

HEAD = """
    from azureml.core import Model, Workspace
    from azureml.core.webservice import AciWebservice, AksWebservice
    ws = Workspace.from_config()
    def cluster():
        if "aks" in ws.compute_targets:
            return ws.compute_targets["aks"]
        else:
            print("there is none")
            return None
"""


def test_a_cluster_that_may_not_be_found_makes_one_service() -> None:
    found = service(
        HEAD + "    Model.deploy(ws, 'x', [], None, AksWebservice.deploy_configuration(), cluster())\n"
    )
    assert found.cluster is not None
    assert found.cluster.name == Known("aks")


def test_a_target_that_is_none_on_a_way_that_deploys_elsewhere_stays_so() -> None:
    code = """
    import os
    if os.environ["STAGE"] == "prod":
        made, target = AksWebservice.deploy_configuration(), ws.compute_targets["aks"]
    else:
        made, target = AciWebservice.deploy_configuration(), None
    Model.deploy(ws, "x", [], None, made, target)
    """
    found = services(HEAD + code)
    assert [(one.kind.value, one.cluster and known(one.cluster.name)) for one in found] == [
        ("AKS", "aks"),
        ("ACI", None),
    ]


def test_no_target_at_all_is_none() -> None:
    found = service(
        HEAD + "    Model.deploy(ws, 'x', [], None, AksWebservice.deploy_configuration(), None)\n"
    )
    assert found.cluster is None
