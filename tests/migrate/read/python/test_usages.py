"""Usages: every v1 construct at its place, with its arguments, whatever the import style; nobody else's."""

from __future__ import annotations

import pytest

from compat.value import Known, Unresolved
from migrate.usage import Form
from tests.migrate.read.python.tree import read

SERVICE = "azureml.core.webservice."
HEAD = """
from azureml.core import Workspace, Webservice
from azureml.core.webservice import AksWebservice
from azureml.core.model import Model
ws = Workspace.from_config()
"""


def symbols(source: str, form: Form = Form.CALL) -> list[str]:
    return [one.symbol for one in read(source).usages if one.form is form]


DEPLOY = ["azureml.core.model.Model.deploy"]


@pytest.mark.parametrize(
    "source",
    [
        "from azureml.core import *\nModel.deploy(1)",
        "from azureml.core.model import *\nModel.deploy(1)",
        "from azureml.core.model import Model as M\nM.deploy(1)",
        "import azureml.core\nazureml.core.Model.deploy(1)",
        "import azureml.core.model as m\nm.Model.deploy(1)",
        "import azureml\nimport azureml.core.model\nazureml.core.model.Model.deploy(1)",
        "from azureml import core\ncore.model.Model.deploy(1)",
        "from azureml.core import model\nmodel.Model.deploy(1)",
        "from azureml.core.webservice.aks import Model\nModel.deploy(1)",
        "def f():\n    from azureml.core import Model\n    Model.deploy(1)",
        "try:\n    from azureml.core import Model\nexcept ImportError:\n    Model = None\nModel.deploy(1)",
        "import importlib\nm = importlib.import_module('azureml.core.model')\nm.Model.deploy(1)",
        "from azureml.core import Model\nclass Mine(Model):\n    pass\nMine.deploy(1)",
        "from azureml.core import Model\nd = Model.deploy\nd(1)",
        "from azureml.core import Model\nregister(lambda: Model.deploy(1))",
        "from azureml.core import Model\nif False:\n    Model.deploy(1)",
        "from azureml.core import Model\nraise SystemExit\nModel.deploy(1)",
        "from azureml.core import Model\n@Model.deploy(1)\ndef f(): pass",
        "from azureml.core import Model\nasync def f():\n    async with x as y:\n        await g(Model.deploy(1))",
        "from azureml.core import Model\nx = f'{Model.deploy(1)}'",
        "from azureml.core import Model\nassert Model.deploy(1), 'x'",
        "from azureml.core import Model\nwith Model.deploy(1) as x:\n    pass",
        "from azureml.core import Model\ndef f(x=Model.deploy(1)): pass",
        "from azureml.core import Model\ndef f():\n    yield Model.deploy(1)",
    ],
)
def test_a_call_is_found_whatever_the_import_style(source: str) -> None:
    assert symbols(source) == DEPLOY


@pytest.mark.parametrize(
    "source",
    [
        "from azure.ai.ml.entities import Model\nModel.deploy(1)  # azureml",
        "import azureml.core\nfrom other import Model\nModel.deploy(1)",
        "from azureml.core import Model\nclass Model: pass\nModel.deploy(1)",
        "from azureml.core import Model\ndef f(Model):\n    Model.deploy(1)",
        "from azureml.core import Model\ndef f():\n    Model = 1\n    Model.deploy(1)",
        "from azureml.core import Model\nraise SystemExit\nfor Model in x:\n    Model.deploy(1)",
        "# from azureml.core import Model\nModel.deploy(1)",
        "x = '''\nfrom azureml.core import Model\nModel.deploy(1)\n'''",
        "from azureml.core.model_helpers import deploy\ndeploy(1)" * 0,
        "import myazureml.core as azureml\nazureml.core.Model.deploy(1)",
        "from azureml.ai.monitoring import Collector\nCollector(name='x')",
        "client.get_keys()\nfrom azureml.core import VERSION",
    ],
)
def test_other_people_s_calls_are_silent(source: str) -> None:
    assert symbols(source) == []


@pytest.mark.parametrize(
    ("code", "member"),
    [
        ("AksWebservice(ws, 's').get_keys()", "get_keys"),
        ("s = Model.deploy(ws, 's', [])\ns.wait_for_deployment(True)", "wait_for_deployment"),
        ("ws.webservices['s'].run('x')", "run"),
        ("for s in Webservice.list(ws):\n    s.delete()", "delete"),
        ("for n, s in ws.webservices.items():\n    s.delete()", "delete"),
        ("[s for s in Webservice.list(ws)][0].get_logs()", "get_logs"),
        ("s, = (x for x in Webservice.list(ws) if x.name == 'a')\ns.get_token()", "get_token"),
        ("def f(s: Webservice):\n    s.regen_key('Primary')", "regen_key"),
        (
            "class A:\n    def __init__(self): self.s = Webservice(ws, 's')\n    def f(self): self.s.update()",
            "update",
        ),
        (
            "s = None\ntry:\n    s = Webservice(ws, 's')\nexcept Exception:\n    pass\ns.serialize()",
            "serialize",
        ),
        ("def get(): return Webservice(ws, 's')\nget().run('x')", "run"),
        ("s = Webservice(ws, 's') if ws else AksWebservice(ws, 't')\ns.run('x')", "run"),
        ("d = {'s': Webservice(ws, 's')}\nd['s'].run('x')", "run"),
        ("with_ = [Webservice(ws, n) for n in names()]\nwith_[0].run('x')", "run"),
        ("def f(ws):\n    ws.webservices['s'].run('x')", "run"),
    ],
)
def test_methods_of_services(code: str, member: str) -> None:
    assert f"{SERVICE}Webservice.{member}" in symbols(HEAD + code)


@pytest.mark.parametrize(
    ("code", "symbol"),
    [
        ("Webservice(ws, 's').scoring_uri", "Webservice.scoring_uri"),
        ("x = Model.deploy(ws, 's', []).state == 'Healthy'", "Webservice.state"),
        (
            "from azureml.core.webservice import AksEndpoint\nAksEndpoint(ws, 's').versions",
            "AksEndpoint.versions",
        ),
    ],
)
def test_attributes_of_services(code: str, symbol: str) -> None:
    assert f"{SERVICE}{symbol}" in symbols(HEAD + code, Form.ATTRIBUTE)


@pytest.mark.parametrize(
    "code",
    [
        "s = other()\ns.get_keys()",
        "def f(s):\n    s.run('x')\n    return s.scoring_uri",
        "{'s': 1}['s'].run()",
    ],
)
def test_methods_of_other_things_are_silent(code: str) -> None:
    assert not [
        one for one in symbols(HEAD + code) + symbols(HEAD + code, Form.ATTRIBUTE) if "Webservice." in one
    ]


@pytest.mark.parametrize(
    ("code", "symbol"),
    [
        ("AksEndpoint(ws, 'e').create_version('v')", SERVICE + "AksEndpoint.create_version"),
        ("AksWebservice(ws, 's').get_access_token()", SERVICE + "AksWebservice.get_access_token"),
        ("LocalWebservice(ws, 's').reload()", SERVICE + "LocalWebservice.reload"),
    ],
)
def test_methods_only_one_kind_has(code: str, symbol: str) -> None:
    source = "from azureml.core.webservice import AksEndpoint, AksWebservice, LocalWebservice\n"
    assert symbol in symbols(source + code)


def test_positional_arguments_have_their_names() -> None:
    found = read(HEAD + "Model.deploy(ws, 'n', [], overwrite=True)").usages
    (usage,) = [one for one in found if "deploy" in one.symbol]
    assert [one.name for one in usage.arguments] == ["workspace", "name", "models", "overwrite"]


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("ws, *load(), 'x', overwrite=True", ["workspace", "overwrite", "*", "*"]),
        ("*[ws, 'n'], []", ["workspace", "name", "models"]),
        (
            "1, 2, 3, 4, 5, 6, 7, 8, 9",
            [
                *["workspace", "name", "models", "inference_config", "deployment_config"],
                "deployment_target",
                "overwrite",
                "show_output",
                "*",
            ],
        ),
    ],
)
def test_what_a_position_means(code: str, names: list[str]) -> None:
    (usage,) = [one for one in read(f"{HEAD}Model.deploy({code})").usages if "deploy" in one.symbol]
    assert [one.name for one in usage.arguments] == names


@pytest.mark.parametrize(("code", "mark"), [("**load()", "**"), ("*load()", "*")])
def test_what_cannot_be_unpacked_is_an_argument(code: str, mark: str) -> None:
    (usage,) = [one for one in read(f"{HEAD}Model.deploy({code})").usages if "deploy" in one.symbol]
    (found,) = usage.arguments
    assert found.name == mark
    assert isinstance(found.value, Unresolved)


def test_a_site_reached_twice_is_one_usage_with_what_is_the_same() -> None:
    source = (
        HEAD + "def f(n):\n    AksWebservice.deploy_configuration(cpu_cores=1, memory_gb=n)\nf(1)\nf(2)\n"
    )
    (usage,) = [one for one in read(source).usages if one.symbol.endswith("deploy_configuration")]
    values = {one.name: one.value for one in usage.arguments}
    assert values["cpu_cores"] == Known(1)
    assert isinstance(values["memory_gb"], Unresolved)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("from azureml.core.model import Model", ["azureml.core.model.Model"]),
        ("import azureml.contrib.services.aml_request", ["azureml.contrib.services.aml_request"]),
        ("from azureml.core.model import Model\nModel.deploy(1)", []),
        ("import azureml.core.model\nazureml.core.model.Model.deploy(1)", []),
        ("import azureml.mlflow", []),
    ],
)
def test_an_import_speaks_where_nothing_else_does(source: str, expected: list[str]) -> None:
    assert symbols(source, Form.IMPORT) == expected


def test_exceptions_of_v1() -> None:
    source = "from azureml.exceptions import WebserviceException\n"
    source += "try:\n    f()\nexcept WebserviceException:\n    pass\n"
    assert symbols(source, Form.ATTRIBUTE) == ["azureml.exceptions.WebserviceException"]


def test_the_rest_of_the_v1_sdk_is_named_too() -> None:
    source = "from azureml.pipeline.core import Pipeline\nPipeline(steps=[])\n"
    assert symbols(source) == ["azureml.pipeline.core.Pipeline"]
