"""Services joined from what reaches a deploy call, on every way through the code."""

from __future__ import annotations

import pytest

from compat.v1 import Service, ServiceKind
from compat.value import Expression, Known, Secret, Unresolved
from tests.migrate.read.python.tree import plain, read, service, services, settings

HEAD = """
import argparse, json, os, sys
from azureml.core import Environment, Webservice, Workspace
from azureml.core.compute import AksCompute, ComputeTarget
from azureml.core.model import InferenceConfig, Model
from azureml.core.webservice import AciWebservice, AksEndpoint, AksWebservice, LocalWebservice
ws = Workspace.from_config()
aks = AksWebservice.deploy_configuration
aci = AciWebservice.deploy_configuration
"""

Row = tuple[str, object, dict[str, object], str]


def rows(code: str, files: dict[str, str] | None = None) -> list[Row]:
    return [
        (one.kind.name, plain(one.name), settings(one), one.condition) for one in services(HEAD + code, files)
    ]


def cluster(found: Service) -> tuple[object, str] | None:
    return None if found.cluster is None else (plain(found.cluster.name), found.cluster.action)


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
    assert (found.kind, plain(found.name), found.api) == (
        ServiceKind.AKS,
        "svc",
        "azureml.core.model.Model.deploy",
    )
    wanted = {"cpu_cores": 0.5, "num_replicas": 2, "primary_key": Secret("abc"), "auth_enabled": False}
    assert settings(found) == wanted
    assert found.scoring is not None
    assert found.scoring.environment is not None
    assert plain(found.scoring.environment.name) == "my-env"
    assert [(plain(one.name), plain(one.version)) for one in found.models] == [("m", 3)]
    assert cluster(found) == ("cluster", "refer")
    assert found.overwrite == Known(True)
    assert found.unread == ()


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("Model.deploy(ws, 's', [])", [("ACI", "s", {}, "")], id="no configuration is ACI"),
        pytest.param(
            "Model.deploy(ws, 's', [], deployment_target=AksCompute(ws, 'k'))",
            [("AKS", "s", {}, "")],
            id="a target alone is AKS",
        ),
        pytest.param(
            "Model.deploy(ws, 's', [], None, LocalWebservice.deploy_configuration(8890))",
            [("LOCAL", "s", {"port": 8890}, "")],
            id="local",
        ),
        pytest.param(
            "c = {'cpu_cores': 1}\nModel.deploy(ws, 's', [], None, aks(**c, gpu_cores=2))",
            [("AKS", "s", {"cpu_cores": 1, "gpu_cores": 2}, "")],
            id="keyword dictionary",
        ),
        pytest.param(
            "d = Model.deploy\nd(ws, *['s', []], deployment_config=aci(1, 2))",
            [("ACI", "s", {"cpu_cores": 1, "memory_gb": 2}, "")],
            id="alias and star",
        ),
        pytest.param(
            "def go(name, **k):\n    return Model.deploy(ws, name, [], None, aks(**k))\ngo('a', cpu_cores=1)\ngo('b')",
            [("AKS", "a", {"cpu_cores": 1}, ""), ("AKS", "b", {}, "")],
            id="a function called twice is two services",
        ),
        pytest.param(
            "for n, c in {'a': 1, 'b': 2}.items():\n    Model.deploy(ws, n, [], None, aks(cpu_cores=c))",
            [("AKS", "a", {"cpu_cores": 1}, ""), ("AKS", "b", {"cpu_cores": 2}, "")],
            id="a known loop is as many services",
        ),
        pytest.param(
            "class D:\n    def __init__(self, n): self.n = n\n"
            "    def go(self): Model.deploy(ws, self.n, [])\nD('s').go()",
            [("ACI", "s", {}, "")],
            id="instance",
        ),
        pytest.param(
            "def main():\n    Model.deploy(ws, 's', [])\nif __name__ == '__main__':\n    main()",
            [("ACI", "s", {}, "")],
            id="main",
        ),
        pytest.param(
            "def outer():\n    def inner():\n        Model.deploy(ws, 's', [])\n    register(inner)",
            [("ACI", "s", {}, "")],
            id="a function inside another that nothing calls",
        ),
    ],
)
def test_one_way(code: str, expected: list[Row]) -> None:
    assert rows(code) == expected


STAGE = "stage = os.environ['STAGE']\n"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param(
            STAGE + "if stage == 'p':\n    c = aks(num_replicas=2)\nelse:\n    c = aci(cpu_cores=1)\n",
            [("AKS", {"num_replicas": 2}, "stage == 'p'"), ("ACI", {"cpu_cores": 1}, "not (stage == 'p')")],
            id="if else",
        ),
        pytest.param(
            STAGE + "c = (aks if stage else aci)(cpu_cores=1)\n",
            [("AKS", {"cpu_cores": 1}, "stage"), ("ACI", {"cpu_cores": 1}, "not (stage)")],
            id="conditional expression",
        ),
        pytest.param(
            STAGE + "c = (aks if stage else aci)(cpu_cores=3 if stage else 1)\n"
            "if stage:\n    c.auth_enabled = False\n",
            [
                ("AKS", {"cpu_cores": 3, "auth_enabled": False}, "stage"),
                ("ACI", {"cpu_cores": 1}, "not (stage)"),
            ],
            id="the same test twice is one branch",
        ),
        pytest.param(
            STAGE + "k = {}\nif not stage:\n    k['memory_gb'] = 1\nc = (aks if stage else aci)(**k)\n"
            "if stage:\n    c.cpu_cores = 2\n",
            [("AKS", {"cpu_cores": 2}, "stage"), ("ACI", {"memory_gb": 1}, "not (stage)")],
            id="a test and its contrary are one branch",
        ),
        pytest.param(
            STAGE + "if stage == 'x':\n    sys.exit(1)\nc = aks()\n",
            [("AKS", {}, "")],
            id="a guard that ends drops out",
        ),
        pytest.param(
            "def pick(kind):\n    if kind == 'aks':\n        return aks()\n"
            "    if kind == 'aci':\n        return aci()\n"
            "    raise ValueError\nc = pick(os.environ['K'])\n",
            [("AKS", {}, "kind == 'aks'"), ("ACI", {}, "not (kind == 'aks')")],
            id="several returns",
        ),
        pytest.param(
            "def pick(a, b):\n    if a:\n        if b:\n            return aks()\n        print()\n    return aci()\n"
            "c = pick(os.environ['A'], os.environ['B'])\n",
            [("AKS", {}, "a and b"), ("ACI", {}, "(a and not (b)) or not (a)")],
            id="an early return keeps its conditions",
        ),
        pytest.param("if True:\n    c = aks()\nelse:\n    c = aci()\n", [("AKS", {}, "")], id="a known test"),
        pytest.param(
            STAGE + "match stage:\n    case 'a':\n        c = aks()\n    case _:\n        c = aci()\n",
            [("AKS", {}, "stage matches 'a'"), ("ACI", {}, "stage matches _")],
            id="match",
        ),
        pytest.param(
            "try:\n    cpu = json.load(open('x'))['cpu']\nexcept FileNotFoundError:\n    raise\nc = aks()\n",
            [("AKS", {}, "")],
            id="a handler that raises drops out",
        ),
    ],
)
def test_several_ways(code: str, expected: list[tuple[str, dict[str, object], str]]) -> None:
    found = rows(code + "Model.deploy(ws, 's', [], None, c)")
    assert [(kind, set_, condition) for kind, _, set_, condition in found] == expected


def test_correlated_choices_stay_correlated() -> None:
    found = services(
        HEAD
        + """
parser = argparse.ArgumentParser()
parser.add_argument("--aks", action="store_true")
args = parser.parse_args()
if args.aks:
    config, target = aks(), AksCompute(ws, "cluster")
else:
    config, target = aci(), None
Model.deploy(ws, "svc", [], None, config, target)
"""
    )
    assert [(one.kind, one.condition, cluster(one)) for one in found] == [
        (ServiceKind.AKS, "args.aks", ("cluster", "refer")),
        (ServiceKind.ACI, "not (args.aks)", None),
    ]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("try:\n    t = AksCompute(ws, 'k')\nexcept Exception:\n    t = MADE\n", ("k", "create")),
        (
            "if 'k' in ws.compute_targets:\n    t = ws.compute_targets['k']\nelse:\n    t = MADE\n",
            ("k", "create"),
        ),
        ("t = ComputeTarget(workspace=ws, name='k')\n", ("k", "refer")),
        ("t = ws.compute_targets['k']\n", ("k", "refer")),
        ("t = ComputeTarget.attach(ws, 'k', AksCompute.attach_configuration('rg', 'c'))\n", ("k", "attach")),
    ],
)
def test_cluster_is_one_thing_fetched_or_made(code: str, expected: tuple[str, str]) -> None:
    made = "ComputeTarget.create(ws, 'k', AksCompute.provisioning_configuration(agent_count=3))"
    found = service(HEAD + code.replace("MADE", made) + "Model.deploy(ws, 's', [], None, aks(), t)")
    assert cluster(found) == expected
    assert found.condition == ""


def test_cluster_has_what_its_configuration_was_given() -> None:
    found = read(
        HEAD
        + """
config = AksCompute.provisioning_configuration(vm_size="Standard_D3_v2")
config.enable_ssl(leaf_domain_label="contoso")
config.cluster_purpose = AksCompute.ClusterPurpose.DEV_TEST
ComputeTarget.create(ws, "k", config)
"""
    ).clusters
    assert [(plain(one.name), one.action) for one in found] == [("k", "create")]
    wanted = {"vm_size": "Standard_D3_v2", "leaf_domain_label": "contoso", "cluster_purpose": "DevTest"}
    assert {key: plain(given.value) for key, given in found[0].settings.items()} == wanted


def test_the_name_in_the_configuration_wins_over_the_target() -> None:
    found = service(
        HEAD
        + "Model.deploy(ws, 's', [], None, aks(compute_target_name='a'), deployment_target=AksCompute(ws, 'b'))"
    )
    assert cluster(found) == ("a", "refer")
    assert [one.spelling for one in found.unread] == ["deployment_target"]


@pytest.mark.parametrize(
    ("models", "expected"),
    [
        ("[]", []),
        ("[Model(ws, 'm')]", [("m", None, None)]),
        ("[Model(ws, name='m', version=3), Model(ws, id='n:4')]", [("m", 3, None), ("n", 4, None)]),
        ("['m:3', './model.pkl']", [("m", 3, None), (None, None, "./model.pkl")]),
        ("[ws.models['m']]", [("m", None, None)]),
        ("[Model.register(ws, 'p', 'm', tags={'a': 'b'})]", [("m", None, None)]),
        ("[Model.register(model_name='m', model_path='p', workspace=ws)]", [("m", None, None)]),
        ("[Model(ws, n) for n in ('a', 'b')]", [("a", None, None), ("b", None, None)]),
    ],
)
def test_models(models: str, expected: list[tuple[object, object, object]]) -> None:
    found = service(f"{HEAD}\nModel.deploy(ws, 's', {models})")
    assert [(plain(one.name), plain(one.version), plain(one.path)) for one in found.models] == expected
    assert found.unread == ()


def test_registration_keeps_its_keywords() -> None:
    (model,) = service(
        f"{HEAD}\nm = Model.register(ws, 'p', 'm', tags={{'a': 'b'}})\nModel.deploy(ws, 's', [m])"
    ).models
    wanted = {"model_path": "p", "model_name": "m", "tags": {"a": "b"}}
    assert {key: plain(given.value) for key, given in model.registration.items()} == wanted


def test_versions_of_an_endpoint() -> None:
    found = service(
        HEAD
        + """
config = AksEndpoint.deploy_configuration(version_name="one", traffic_percentile=40)
endpoint = Model.deploy(ws, "ep", [Model(ws, "m")], InferenceConfig("a.py"), config, AksCompute(ws, "k"))
endpoint.create_version("two", cpu_cores=1, models=[Model(ws, "n")], inference_config=InferenceConfig("b.py"))
"""
    )
    assert (found.kind, settings(found)["version_name"]) == (ServiceKind.AKS_ENDPOINT, "one")
    (version,) = found.versions
    assert (plain(version.name), {k: plain(g.value) for k, g in version.settings.items()}) == (
        "two",
        {"cpu_cores": 1},
    )
    assert [plain(one.name) for one in version.models] == ["n"]
    assert version.scoring is not None


def test_versions_of_an_endpoint_deployed_elsewhere() -> None:
    found = service(HEAD + "e = AksEndpoint(ws, 'ep')\ne.create_version('one')\ne.create_version('two')")
    assert (plain(found.name), [plain(one.name) for one in found.versions]) == ("ep", ["one", "two"])


@pytest.mark.parametrize(
    "deploy",
    [
        "Webservice.deploy_from_image(ws, 's', image, aci())",
        "Webservice.deploy_from_image(deployment_config=aci(), image=image, name='s', workspace=ws)",
        "Webservice.deploy_from_model(ws, 's', [Model(ws, 'm')], config, aci())",
        "Webservice.deploy(ws, 's', ['m:1'], config, aci())",
    ],
)
def test_the_image_era(deploy: str) -> None:
    found = service(
        HEAD
        + """
from azureml.core.image import ContainerImage
config = ContainerImage.image_configuration("score.py", "python", conda_file="c.yml")
image = ContainerImage.create(ws, "i", [Model(ws, "m")], config)
"""
        + deploy
    )
    assert (found.kind, plain(found.name), len(found.models)) == (ServiceKind.ACI, "s", 1)
    assert found.scoring is not None
    wanted = {"entry_script": "score.py", "runtime": "python", "conda_file": "c.yml"}
    assert {key: plain(given.value) for key, given in found.scoring.settings.items()} == wanted


def test_mlflow() -> None:
    found = service(
        HEAD
        + """
import mlflow.azureml
service, _ = mlflow.azureml.deploy("runs:/1/model", ws, aks(compute_target_name="k"), "s", model_name="m")
service.get_keys()
"""
    )
    assert (plain(found.name), cluster(found), [plain(one.name) for one in found.models]) == (
        "s",
        ("k", "refer"),
        ["m"],
    )


@pytest.mark.parametrize(
    ("code", "spelling"),
    [
        pytest.param(
            "Model.deploy(ws, 's', [], None, aks(**load()))", "**load()", id="kwargs of a configuration"
        ),
        pytest.param("Model.deploy(ws, **load())", "**load()", id="kwargs of the call"),
        pytest.param("Model.deploy(ws, 's', [], None, load())", "deployment_config", id="configuration"),
        pytest.param("Model.deploy(ws, 's', load())", "models", id="models"),
        pytest.param(
            "ms = []\nfor m in Model.list(ws):\n    ms.append(m)\nModel.deploy(ws, 's', ms)",
            "models",
            id="open list",
        ),
        pytest.param(
            "c = aks()\nfor k, v in load():\n    setattr(c, k, v)\nModel.deploy(ws, 's', [], None, c)",
            "setattr(c, k, v)",
            id="setattr",
        ),
        pytest.param("Webservice.deploy_from_image(ws, 's', load())", "load()", id="image"),
    ],
)
def test_what_cannot_be_attributed_is_said(code: str, spelling: str) -> None:
    found = service(HEAD + code)
    assert [one.spelling for one in found.unread] == [spelling]
    assert all(one.why and one.place for one in found.unread)


def test_scoring_that_cannot_be_followed_is_not_no_scoring() -> None:
    found = service(HEAD + "Model.deploy(ws, 's', [], load())")
    assert found.scoring is not None
    assert [one.spelling for one in found.scoring.unread] == ["inference_config"]


def test_a_deploy_call_that_is_not_reached_is_still_a_service() -> None:
    found = service(HEAD + "sys.exit(0)\nModel.deploy(ws, 's', [])")
    assert (found.kind, plain(found.name)) == (ServiceKind.UNKNOWN, "s")
    assert len(found.unread) == 1


def test_a_file_that_may_be_missing_does_not_double_the_services() -> None:
    found = service(
        HEAD
        + """
try:
    with open(os.environ["SETTINGS"]) as file:
        options = json.load(file)
except FileNotFoundError:
    options = {}
if not options.get("skip"):
    Model.deploy(ws, options.get("name", "svc"), [], None, aks(num_replicas=options.get("replicas", 2)))
"""
    )
    assert isinstance(found.name, Expression)
    assert found.name.default == Known("svc")


def test_what_a_handler_decides_is_followed() -> None:
    found = services(
        HEAD
        + """
try:
    Webservice(ws, "svc")
    there = True
except Exception:
    there = False
if there:
    Webservice(ws, "svc").update(models=[])
else:
    Model.deploy(ws, "svc", [])
"""
    )
    assert [(plain(one.name), one.unread) for one in found] == [("svc", ())]


@pytest.mark.parametrize(
    "code",
    [
        "class Model:\n    deploy = print\nModel.deploy(ws, 's', [])",
        "def f(Model):\n    Model.deploy(ws, 's', [])",
        "def deploy(*a): pass\ndeploy(ws, 's', [])",
        "from sagemaker import Model\nModel.deploy(ws, 's', [])",
        "from sagemaker.core import model\nmodel.Model.deploy(ws, 's', [])",
        "Model = load()\nModel.deploy(ws, 's', [])",
        "AksWebservice = None\n",
        "Model.list(ws)[0].deploy_later(ws, 's')",
        "if False:\n    pass\nelse:\n    client.online_deployments.begin_create_or_update(1)",
        "deploy = 'Model.deploy(ws, 1, [])'",
        "Webservice(ws, 's').update(models=[])",
        "raise SystemExit",
    ],
)
def test_leaves_alone_what_deploys_nothing(code: str) -> None:
    assert services(HEAD + code) == ()


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("Model.deploy(ws, 's', [], **extra)", ServiceKind.UNKNOWN),
        ("Model.deploy(ws, 's', [], deployment_target=AksCompute(ws, 'k'), **extra)", ServiceKind.UNKNOWN),
        ("Model.deploy(ws, 's', *extra)", ServiceKind.UNKNOWN),
        ("Model.deploy(ws, 's', [], None, aks(), **extra)", ServiceKind.AKS),
        ("Model.deploy(ws, 's', [], None, aci(**extra))", ServiceKind.ACI),
    ],
)
def test_after_what_cannot_be_unpacked_absence_proves_nothing(code: str, kind: ServiceKind) -> None:
    found = service(f"{HEAD}def go(extra):\n    {code}\n")
    assert found.kind is kind
    (lost,) = found.unread
    assert lost.spelling.lstrip("*") == "extra"
    assert ("overwrite" if "aci(" not in code else "cpu_cores") in lost.why


def test_what_an_inference_configuration_unpacks_is_said() -> None:
    found = service(HEAD + "Model.deploy(ws, 's', [], InferenceConfig('score.py', **load()), aks())")
    assert found.scoring is not None
    (lost,) = found.scoring.unread
    assert lost.spelling == "**load()"
    assert "source_directory" in lost.why
    assert "entry_script" not in lost.why


@pytest.mark.parametrize(
    ("made", "version", "path"),
    [
        ("Model(ws, 'm', tags=[['stage', 'prod']])", Unresolved, None),
        ("Model(ws, 'm')", type(None), None),
        ("Model(ws, 'm', version=3, tags=[['stage', 'prod']])", Known, None),
        ("Run.get_context().register_model('m', model_path='outputs/m.pkl')", type(None), Unresolved),
        ("Model.register(ws, model_path='m.pkl', model_name='m')", type(None), Known),
    ],
)
def test_which_model_and_where_its_files_are(made: str, version: type, path: type | None) -> None:
    source = (
        "from azureml.core import Model, Run, Workspace\n"
        "ws = Workspace.from_config()\n"
        f"Model.deploy(ws, 'churn', [{made}])\n"
    )
    [found] = read(source).services
    [model] = found.models
    assert model.name == Known("m")
    assert isinstance(model.version, version)
    if path is not None:
        assert isinstance(model.registration["model_path"].value, path)
