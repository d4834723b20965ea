"""Calls and attributes of services: what they become, and what has to stay as it is."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from tests.migrate.rewrite.rewriting import after, code

HEAD = """\
from azureml.core import Workspace
from azureml.core.webservice import AksWebservice, Webservice

ws = Workspace.from_config()
service = Webservice(ws, "churn")
"""
BECOMES = """\
ml_client = MLClient.from_config(DefaultAzureCredential())
service = ml_client.online_endpoints.get("churn")
"""
GIVEN = "ml_client.online_endpoints.get_keys(service.name)"
CASES = [
    ("print(service.scoring_uri)", "print(service.scoring_uri)"),
    ("print(service.swagger_uri)", "print(service.openapi_uri)"),
    ("print(service.state)", "print(service.provisioning_state)"),
    ('ready = service.state == "Healthy"', 'ready = service.provisioning_state == "Succeeded"'),
    ("service.update_deployment_state()", "service = ml_client.online_endpoints.get(service.name)"),
    (
        "print(service.get_logs())",
        "print(ml_client.online_deployments.get_logs(max(service.traffic, key=service.traffic.get), service.name, "
        "lines=5000))",
    ),
    (
        "logs = service.get_logs(num_lines=20, init=True)",
        "logs = ml_client.online_deployments.get_logs(max(service.traffic, key=service.traffic.get), service.name, "
        'lines=20, container_type="storage-initializer")',
    ),
    (
        "first, second = service.get_keys()",
        f"endpoint_keys = {GIVEN}\nfirst, second = endpoint_keys.primary_key, endpoint_keys.secondary_key",
    ),
    ("key = service.get_keys()[0]", f"key = {GIVEN}.primary_key"),
    ("key = service.get_keys()[1]", f"key = {GIVEN}.secondary_key"),
    (
        "show(service.get_keys())",
        f"endpoint_keys = {GIVEN}\nshow((endpoint_keys.primary_key, endpoint_keys.secondary_key))",
    ),
    (
        "token, until = service.get_token()",
        f"endpoint_token = {GIVEN}\n"
        "token, until = endpoint_token.access_token, datetime.fromtimestamp(endpoint_token.refresh_after_time_utc)",
    ),
    ("token = service.get_token()[0]", f"token = {GIVEN}.access_token"),
    ("token = service.get_access_token().access_token", f"token = {GIVEN}.access_token"),
    ("service.delete()", "ml_client.online_endpoints.begin_delete(service.name).result()"),
    ("if service.auth_enabled:\n    go()", 'if (service.auth_mode == "key"):\n    go()'),
    ("service.wait_for_deployment(True)\nprint(1)", "print(1)"),
    ("try:\n    service.wait_for_deployment()\nfinally:\n    go()", "try:\n    pass\nfinally:\n    go()"),
    ("print(service.name, service.tags)", "print(service.name, service.tags)"),
]


@pytest.mark.parametrize(("before", "expected"), CASES, ids=[case[0].split("\n")[0] for case in CASES])
def test_a_member_becomes_what_v2_has(tmp_path: Path, before: str, expected: str) -> None:
    assert code(after(tmp_path, HEAD + before + "\n")) == BECOMES + expected


def test_run_is_a_plain_post(tmp_path: Path) -> None:
    found = code(after(tmp_path, HEAD + "answer = service.run(input_data=sample)\n"))

    assert "invoke" not in found
    assert 'credentials.primary_key if service.auth_mode == "key" else credentials.access_token' in found
    assert "    data=sample,\n" in found
    assert found.endswith("response.raise_for_status()\nanswer = response.json()")


def test_a_handle_that_is_used_at_once(tmp_path: Path) -> None:
    text = HEAD.replace('service = Webservice(ws, "churn")\n', 'AksWebservice(ws, "churn").delete()\n')

    assert code(after(tmp_path, text)).endswith('ml_client.online_endpoints.begin_delete("churn").result()')


def test_an_exception_follows_the_calls_it_guards(tmp_path: Path) -> None:
    text = """\
        from azureml.core import Webservice, Workspace
        from azureml.exceptions import WebserviceException

        ws = Workspace.from_config()
        try:
            service = Webservice(ws, "churn")
        except WebserviceException as error:
            print(error.message)
    """

    assert "except HttpResponseError as error:" in after(tmp_path, text)


UNSURE = [
    "service.update(num_replicas=3)",
    "service.serialize()",
    "keys = [one.get_keys() for one in [service]]",
    "f = lambda: service.run(data)",
    "ready = service.state == other",
    "print(service.get_access_token())",
]


@pytest.mark.parametrize("line", UNSURE)
def test_where_one_member_has_no_certain_successor_the_handle_stays(tmp_path: Path, line: str) -> None:
    found = after(tmp_path, HEAD + line + "\n")

    assert 'service = Webservice(ws, "churn")\n' in found
    assert line in found
    assert found.count("# migrate: AML") >= 1


ALONE = [
    # v2 code, and things of the same names that are not v1's.
    "from azure.ai.ml import MLClient\nendpoint = client.online_endpoints.get('churn')\nprint(endpoint.scoring_uri)\n",
    "from azure.identity import DefaultAzureCredential\ntoken = DefaultAzureCredential().get_token('scope')\n",
    "from shop import Webservice\nservice = Webservice(ws, 'churn')\nservice.delete()\nprint(service.state)\n",
    "import shop\nservice = shop.Model.deploy(ws, 'churn', [])\nkeys = service.get_keys()\n",
    "# service.get_keys() of azureml.core.webservice\ntext = 'service.run(data) from azureml.core'\n",
    "from azureml.core import Experiment, Workspace\nws = Workspace.from_config()\nExperiment(ws, 'train').submit(c)\n",
    "from azureml.core import Run\nrun = Run.get_context()\nrun.log('accuracy', 0.9)\n",
    "def get_keys(service):\n    return service.get_keys()\n\n\nIMPORTS = 'from azureml.core import Webservice'\n",
    "import azureml.core\nprint(azureml.core.VERSION)\n",
    "service = None  # azureml\nif service is not None:\n    service.wait_for_deployment()\n",
]


@pytest.mark.parametrize("text", ALONE, ids=range(len(ALONE)))
def test_what_is_not_a_v1_service_stays(tmp_path: Path, text: str) -> None:
    assert after(tmp_path, text) == text


def test_a_suppressed_line_stays(tmp_path: Path) -> None:
    text = HEAD + "service.delete()  # migrate: ignore[AML121] by hand\n"

    assert "service.delete()  # migrate: ignore[AML121] by hand" in after(tmp_path, text)


def test_nothing_is_rewritten_unless_asked(tmp_path: Path) -> None:
    text = HEAD + "service.delete()\n"

    assert after(tmp_path, text, unsafe=False) == dedent(text)
