"""No secret of the scanned code in anything that is said of it."""

from __future__ import annotations

import pytest

from compat.value import Known, Secret
from tests.migrate.read.python.tree import read, service

SECRET = "S3cr3t-Of-The-Service"
HEAD = """
import os
from azureml.core import ContainerRegistry, Environment, Workspace
from azureml.core.authentication import ServicePrincipalAuthentication as Principal
from azureml.core.model import InferenceConfig, Model
from azureml.core.webservice import AksWebservice
ws = Workspace.from_config()
aks = AksWebservice.deploy_configuration
"""


@pytest.mark.parametrize(
    "code",
    [
        "Model.deploy(ws, 's', [], None, aks(primary_key='SECRET'))",
        "k = 'SECRET'\nModel.deploy(ws, 's', [], None, aks(primary_key=k, description=f'{k}'))",
        "c = aks()\nc.primary_key = 'SECRET'\nModel.deploy(ws, 's', [], None, c)",
        "c = {'primary_key': 'SECRET'}\nModel.deploy(ws, 's', [], None, aks(**c))",
        "Model.deploy(ws, 's', [], None, aks(**{'primary_key': 'SECRET', **load()}))",
        "Model.deploy(ws, 's', [], None, load(primary_key='SECRET'))",
        "aks(primary_key=os.environ.get('KEY', 'SECRET'))",
        "aks(primary_key='SECRET' + load())",
        "aks(*[None] * 14, 'SECRET')",
        "aks(*load(), 'SECRET')",
        "aks(*[None] * 40, 'SECRET')",
        "aks(None, None, None, None, None, None, None, 1, 1, None, None, None, None, None, 'SECRET')",
        "r = ContainerRegistry()\nr.password = 'SECRET'\nInferenceConfig('a.py', base_image_registry=r)",
        "e = Environment('e')\ne.docker.base_image_registry.password = 'SECRET'",
        "Principal('tenant', 'id', 'SECRET')",
        "Workspace.get('w', auth=Principal('tenant', 'id', 'SECRET'))",
        "Workspace.get('w', auth=Principal(tenant_id='t', service_principal_password='SECRET'))",
        "raise SystemExit\nModel.deploy(ws, 's', [], None, aks(primary_key='SECRET'))",
        "Model.deploy(ws, load('SECRET'), [], None, aks(primary_key='SECRET'))",
        "s = Model.deploy(ws, 's', [])\ns.regen_key('Primary', 'SECRET')",
        "if load(primary_key='SECRET'):\n    c = aks()\nelse:\n    c = None\nModel.deploy(ws, 's', [], None, c)",
    ],
)
def test_a_secret_is_said_nowhere(code: str) -> None:
    found = read(HEAD + code.replace("SECRET", SECRET))
    assert found.usages
    assert SECRET not in repr(found)


def test_a_secret_is_kept_for_the_one_door_that_sends_it() -> None:
    found = service(HEAD + f"Model.deploy(ws, 's', [], None, aks(primary_key='{SECRET}'))")
    value = found.settings["primary_key"].value
    assert value == Known(Secret(SECRET))


def test_the_name_of_a_variable_that_holds_a_secret_is_none() -> None:
    found = service(HEAD + "Model.deploy(ws, 's', [], None, aks(primary_key=os.environ['SCORING_KEY']))")
    assert "SCORING_KEY" in repr(found.settings["primary_key"].value)


def test_short_keys_do_not_take_other_words_with_them() -> None:
    found = service(
        HEAD + "Model.deploy(ws, 'test', [], None, aks(primary_key='test', description='a test'))"
    )
    assert found.name == Known("test")
    assert found.settings["description"].value == Known("a test")
