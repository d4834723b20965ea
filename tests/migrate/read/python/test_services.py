"""Services joined from what reaches a deploy call."""

from __future__ import annotations

from compat.v1 import ServiceKind
from compat.value import Known, Secret
from tests.migrate.read.python.tree import plain, service, services, settings

HEAD = """
from azureml.core import Workspace, Environment
from azureml.core.model import Model, InferenceConfig
from azureml.core.webservice import AksWebservice, AciWebservice, LocalWebservice, AksEndpoint
from azureml.core.compute import AksCompute, ComputeTarget
ws = Workspace.from_config()
"""


def test_joins_everything_that_reaches_a_deploy_call() -> None:
    found = service(
        HEAD
        + """
env = Environment("my-env")
scoring = InferenceConfig(entry_script="score.py", source_directory="src", environment=env)
config = AksWebservice.deploy_configuration(cpu_cores=0.5, num_replicas=2, primary_key="abc")
config.auth_enabled = False
Model.deploy(ws, "svc", [Model(ws, "m", version=3)], scoring, config, AksCompute(ws, "cluster"), True)
"""
    )
    assert (found.kind, plain(found.name)) == (ServiceKind.AKS, "svc")
    assert settings(found) == {
        "cpu_cores": 0.5,
        "num_replicas": 2,
        "primary_key": Secret("abc"),
        "auth_enabled": False,
    }
    assert found.scoring is not None
    assert found.scoring.environment is not None
    assert plain(found.scoring.environment.name) == "my-env"
    assert [(plain(one.name), plain(one.version)) for one in found.models] == [("m", 3)]
    assert found.cluster is not None
    assert plain(found.cluster.name) == "cluster"
    assert found.overwrite == Known(True)
    assert found.unread == ()


def test_two_arms_are_two_candidates_with_the_test_as_condition() -> None:
    found = services(
        HEAD
        + """
import argparse
parser = argparse.ArgumentParser()
parser.add_argument("--aks", action="store_true")
args = parser.parse_args()
if args.aks:
    config = AksWebservice.deploy_configuration(num_replicas=2)
    target = AksCompute(ws, "cluster")
else:
    config = AciWebservice.deploy_configuration(cpu_cores=1)
    target = None
Model.deploy(ws, "svc", [], None, config, target)
"""
    )
    assert [(one.kind, one.condition, one.cluster is not None) for one in found] == [
        (ServiceKind.AKS, "args.aks", True),
        (ServiceKind.ACI, "not (args.aks)", False),
    ]
    assert [settings(one) for one in found] == [{"num_replicas": 2}, {"cpu_cores": 1}]


def test_somebody_elses_deploy_is_silent() -> None:
    assert (
        services("""
from elsewhere import Model, AksWebservice  # not azureml
Model.deploy("ws", "svc", [], None, AksWebservice.deploy_configuration(cpu_cores=1))
""")
        == ()
    )
