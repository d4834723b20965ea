"""Deploy code: what becomes of names, values, comments and structure, and what is left alone."""

from __future__ import annotations

import ast
from pathlib import Path
from textwrap import dedent

import pytest

from tests.migrate.rewrite.rewriting import after, code, run

HEAD = """\
from azureml.core import Environment, Model, Workspace
from azureml.core.model import InferenceConfig
from azureml.core.webservice import AciWebservice

ws = Workspace.from_config()
"""
DEPLOY = """\
service = Model.deploy(
    ws,
    "churn",
    [Model(ws, "churn", version=3)],
    InferenceConfig("score.py", source_directory="src", environment=Environment.get(ws, "serving", version="2")),
    AciWebservice.deploy_configuration(cpu_cores=1, memory_gb=1, auth_enabled=True),
)
"""


def test_a_call_with_everything_inside_it(tmp_path: Path) -> None:
    found = after(tmp_path, HEAD + DEPLOY)

    assert "from azureml" not in found
    assert 'model=ml_client.models.get("churn", version="3")' in found
    assert 'environment=ml_client.environments.get("serving", version="2")' in found
    assert 'code_configuration=CodeConfiguration(code="src", scoring_script="score.py")' in found
    assert "request_settings=OnlineRequestSettings(request_timeout_ms=60000)" in found
    assert "service.traffic = {deployment.name: 100}" in found


def test_variables_expressions_and_comments_stay(tmp_path: Path) -> None:
    text = (
        HEAD
        + """\
import os

cores = 1
config = AciWebservice.deploy_configuration(
    # measured in March
    cpu_cores=cores,
    memory_gb=1,
    tags={"team": os.environ["TEAM"]},
    description="churn",  # shown to callers
)
# goes live at once
live = Model.deploy(ws, os.environ["NAME"], [Model(ws, "churn")], InferenceConfig("score.py"), config)
"""
    )
    found = after(tmp_path, text)

    assert 'name=os.environ["NAME"]' in found
    assert 'tags={"team": os.environ["TEAM"]}' in found
    assert 'description="churn",  # shown to callers' in found
    assert "# goes live at once\n" in found
    assert "live = ml_client.online_endpoints" in found
    assert "config" not in code(found).replace("from_config", "").replace("code_configuration", "")


def test_a_value_that_changes_in_between_is_not_carried(tmp_path: Path) -> None:
    text = (
        HEAD
        + """\
text = "first"
config = AciWebservice.deploy_configuration(cpu_cores=1, memory_gb=1, description=text)
text = "second"
Model.deploy(ws, "churn", [Model(ws, "churn")], InferenceConfig("score.py"), config)
"""
    )
    assert 'description="first"' in after(tmp_path, text)


def test_training_code_keeps_its_workspace_beside_the_client(tmp_path: Path) -> None:
    text = HEAD + "from azureml.core import Experiment\n\nExperiment(ws, 'train').submit(config)\n" + DEPLOY
    found = after(tmp_path, text)

    assert (
        "ws = Workspace.from_config()\nml_client = MLClient(DefaultAzureCredential(), ws.subscription_id"
        in found
    )
    assert "Experiment(ws, 'train').submit(config)" in found


def test_the_credential_of_a_workspace_goes_with_it(tmp_path: Path) -> None:
    text = (
        "from azureml.core.authentication import AzureCliAuthentication\n"
        + HEAD.replace("from_config()", "from_config(auth=AzureCliAuthentication())")
        + DEPLOY
    )
    assert "ml_client = MLClient.from_config(AzureCliCredential())" in after(tmp_path, text)


def test_a_name_that_is_taken_is_not_given_again(tmp_path: Path) -> None:
    found = after(tmp_path, HEAD + "deployment = 'mine'\nml_client = 'mine, too'\n" + DEPLOY)

    assert "online_deployment = ManagedOnlineDeployment(" in found
    assert "ws_client = MLClient.from_config(DefaultAzureCredential())" in found


def test_a_name_of_v2_that_v1_code_still_uses_comes_from_its_module(tmp_path: Path) -> None:
    text = """\
        from azureml.core import Model, Workspace

        ws = Workspace.from_config()
        Model.register(ws, model_path="m.pkl", model_name="m")
        print(Model.list(ws))
    """
    found = after(tmp_path, text)

    assert "entities.Model(path=" in found
    assert "print(Model.list(ws))" in found


def test_functions_return_the_endpoint(tmp_path: Path) -> None:
    text = (
        HEAD
        + "\n\ndef deploy(ws):\n    return "
        + DEPLOY.removeprefix("service = ").replace("\n", "\n    ").rstrip()
    )
    found = after(tmp_path, f"{text}\n\n\nprint(deploy(ws).scoring_uri)\n")

    assert "def deploy(ml_client):\n" in found
    assert (
        "    endpoint = ml_client.online_endpoints.begin_create_or_update(endpoint).result()\n    return endpoint\n"
        in found
    )
    assert "print(deploy(ml_client).scoring_uri)" in found


def test_settings_stay_in_the_files_where_asked(tmp_path: Path) -> None:
    found = after(tmp_path, HEAD + DEPLOY, style="yaml")

    assert 'service = load_online_endpoint("v2/churn/endpoint.yml")' in found
    assert 'deployment = load_online_deployment("v2/churn/deployment.yml")' in found
    assert "cpu" not in found


def test_what_a_registration_loses_is_said(tmp_path: Path) -> None:
    text = HEAD + "model = Model.register(ws, model_path='m.pkl', model_name='m', model_framework='Onnx')\n"

    assert "# migrate: AML130 v2 keeps no model_framework with a model" in after(tmp_path, text)


SERVE = """\
Model.deploy(
    ws,
    "churn",
    [Model(ws, "churn")],
    InferenceConfig("score.py", source_directory="src", environment=env),
    AciWebservice.deploy_configuration(cpu_cores=1, memory_gb=1),
)
"""


GUARDED = """\
try:
    service.wait_for_deployment(show_output=True)
except WebserviceException as error:
    print(error.message, service.get_logs())
    raise
print(service.scoring_uri)
"""


def test_what_fails_fails_where_it_was_guarded(tmp_path: Path) -> None:
    head = "from azureml.exceptions import WebserviceException\n" + HEAD
    lines = code(after(tmp_path, head + DEPLOY + GUARDED)).split("\n")

    start = lines.index("try:", lines.index("except ResourceNotFoundError:"))
    assert lines[start - 1] == "    ml_client.online_endpoints.begin_create_or_update(service).result()"
    assert lines[start + 1 : start + 7] == [
        "    ml_client.online_deployments.begin_create_or_update(deployment).result()",
        "    service.traffic = {deployment.name: 100}",
        "    service = ml_client.online_endpoints.begin_create_or_update(service).result()",
        "except HttpResponseError as error:",
        '    print(error.message, ml_client.online_deployments.get_logs("blue", service.name, lines=5000))',
        "    raise",
    ]


def test_a_wait_that_comes_too_late_is_no_guard(tmp_path: Path) -> None:
    found = code(
        after(
            tmp_path,
            HEAD + DEPLOY + "print(service.state)\n" + GUARDED.replace("WebserviceException", "OSError"),
        )
    )

    assert found.index("service.traffic = ") < found.index("print(service.provisioning_state)")
    assert "try:\n    pass\nexcept OSError as error:" in found


def test_an_environment_is_registered_where_it_was(tmp_path: Path) -> None:
    (tmp_path / "conda.yml").write_text("dependencies: [python=3.10]\n")
    text = (
        HEAD
        + 'env = Environment.from_conda_specification("serving", "conda.yml")\nenv.register(workspace=ws)\n'
    )
    found = after(tmp_path, text + SERVE)

    assert 'conda_file="conda.yml"' in found
    assert "env = ml_client.environments.create_or_update(env)\n" in found


def test_packages_that_code_adds_to_a_file_are_not_lost(tmp_path: Path) -> None:
    (tmp_path / "conda.yml").write_text("dependencies: [python=3.10]\n")
    text = HEAD + (
        "from azureml.core.conda_dependencies import CondaDependencies\n\n"
        'env = Environment("serving")\nconda = CondaDependencies("conda.yml")\nconda.add_pip_package("joblib")\n'
        "env.python.conda_dependencies = conda\n"
    )
    found = after(tmp_path, text + SERVE)

    assert '"python=3.10"' in found
    assert '"joblib"' in found
    assert "add_pip_package" not in found


def test_an_environment_that_cannot_be_read_whole_stays_and_is_said(tmp_path: Path) -> None:
    text = HEAD + (
        'env = Environment("serving")\n'
        'env.python.conda_dependencies.add_pip_package(f"numpy=={numpy.__version__}")\n'
    )
    found = after(tmp_path, text + SERVE)

    assert 'env.python.conda_dependencies.add_pip_package(f"numpy=={numpy.__version__}")\n' in found
    assert "The environment of v1 holds more than could be read" in found.replace("\n#   ", " ")


def test_an_environment_for_training_too_stays(tmp_path: Path) -> None:
    text = HEAD + 'env = Environment("both")\nScriptRunConfig("src", environment=env)\n'
    found = after(tmp_path, text + SERVE)

    assert 'env = Environment("both")\nScriptRunConfig("src", environment=env)\n' in found
    assert "environment=entities.Environment(" in found


def test_a_cluster_that_was_attached_is_attached_as_v2_needs_it(tmp_path: Path) -> None:
    text = """\
        from azureml.core import Environment, Model, Workspace
        from azureml.core.compute import AksCompute, ComputeTarget
        from azureml.core.model import InferenceConfig
        from azureml.core.webservice import AksWebservice

        ws = Workspace.from_config()
        config = AksCompute.attach_configuration(resource_group="rg", cluster_name=names["cluster"])
        target = ComputeTarget.attach(ws, "aks", config)
        target.wait_for_completion(show_output=True)
        Model.deploy(
            ws,
            "churn",
            [Model(ws, "churn")],
            InferenceConfig("score.py", environment=Environment.get(ws, "serving")),
            AksWebservice.deploy_configuration(),
            target,
        )
    """
    found = after(tmp_path, text)

    assert 'name="aks-k8s"' in found
    assert 'managedClusters/" + names["cluster"],' in found
    assert ").result()\n" in found
    assert "wait_for_completion" not in found
    assert found.count("# migrate: AML152 ") == 1


def test_all_services_are_all_endpoints(tmp_path: Path) -> None:
    text = (
        HEAD + "from azureml.core import Webservice\n\nfor one in Webservice.list(ws):\n    print(one.name)\n"
    )

    assert "for one in ml_client.online_endpoints.list():\n    print(one.name)" in after(tmp_path, text)


STAYS = [
    # Nobody can say which of these is meant, or statements cannot stand in their place.
    ("a deploy call in a condition", "if Model.deploy(ws, 'churn', [m], c, d):\n    go()\n"),
    ("a deploy call in a lambda", "later = lambda: Model.deploy(ws, 'churn', [m], c, d)\n"),
    ("a local service", "Model.deploy(ws, 'churn', [m], c, LocalWebservice.deploy_configuration(port=1))\n"),
    (
        "a configuration from elsewhere",
        "from settings import config\nModel.deploy(ws, 'churn', [m], c, config)\n",
    ),
    ("two targets", "a = b = Model.deploy(ws, 'churn', [m], c, d)\n"),
]


@pytest.mark.parametrize("text", [case[1] for case in STAYS], ids=[case[0] for case in STAYS])
def test_an_unsure_deploy_call_keeps_its_code_and_gets_one_marker(tmp_path: Path, text: str) -> None:
    head = HEAD.replace("AciWebservice", "AciWebservice, LocalWebservice")
    found = after(tmp_path, head + text)

    assert text.strip() in "\n".join(line for line in found.split("\n") if not line.lstrip().startswith("#"))
    assert found.count("# migrate: AML101 ") == 1


ALONE = [
    "from azureml.core import Run\n\nrun = Run.get_context()\nrun.register_model('m', 'outputs/m.pkl')\n",
    "from azureml.core import Environment\n\nenv = Environment('train')\nenv.docker.enabled = True\n",
    "from azureml.core import Workspace\nfrom azureml.train.dnn import PyTorch\n\nws = Workspace.from_config()\n",
    "from azureml.core import Dataset, Workspace\n\nprint(Dataset.get_by_name(Workspace.from_config(), 'd'))\n",
    "from shop.model import Model\n\nModel.deploy(ws, 'churn', [], None, None)\n",
    "from azure.ai.ml.entities import Model\n\nModel(name='m', path='m.pkl')  # azureml:m:1\n",
    "'''azureml.core.model.Model.deploy(ws, 'churn', [])'''\n",
]


@pytest.mark.parametrize("text", ALONE, ids=range(len(ALONE)))
def test_what_is_no_deploy_code_stays(tmp_path: Path, text: str) -> None:
    assert after(tmp_path, text) == text


def test_a_result_is_python_and_final(tmp_path: Path) -> None:
    first = after(tmp_path / "one", HEAD + DEPLOY)

    ast.parse(first)
    assert run(tmp_path / "two", {"deploy.py": first}).changes == ()


def test_a_rule_that_is_left_out_leaves_its_sites(tmp_path: Path) -> None:
    text = dedent(HEAD + DEPLOY)

    found = after(tmp_path, text, ignore=("AML101",))

    assert "service = Model.deploy(\n    ws,\n" in found
