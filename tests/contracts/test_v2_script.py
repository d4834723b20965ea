"""The real azure-ai-ml in a process of its own, knowing nothing of the loopback: only the environment."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

from tests.loopback_azure import FORBIDDEN, Azure, run_python, run_script

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

DEPLOY = """
    import json
    import sys
    import urllib.request

    from azure.ai.ml import MLClient
    from azure.ai.ml.entities import (
        CodeConfiguration, Environment, ManagedOnlineDeployment, ManagedOnlineEndpoint, Model,
    )
    from azure.identity import DefaultAzureCredential

    ml = MLClient(DefaultAzureCredential(), sys.argv[1], "rg", "ws")
    endpoint = ManagedOnlineEndpoint(name="fraud", auth_mode="key")
    endpoint = ml.online_endpoints.begin_create_or_update(endpoint).result()
    blue = ManagedOnlineDeployment(
        name="blue",
        endpoint_name="fraud",
        model=Model(path="model.pkl"),
        environment=Environment(image="example.azurecr.io/scoring:1", conda_file="conda.yml"),
        code_configuration=CodeConfiguration(code="src", scoring_script="score.py"),
        instance_type="Standard_DS3_v2",
        instance_count=2,
    )
    ml.online_deployments.begin_create_or_update(blue).result()
    endpoint.traffic = {"blue": 100}
    ml.online_endpoints.begin_create_or_update(endpoint).result()
    key = ml.online_endpoints.get_keys("fraud").primary_key
    request = urllib.request.Request(endpoint.scoring_uri, b'{"data": [1]}', {"Authorization": f"Bearer {key}"})
    with urllib.request.urlopen(request) as answer:
        print("answer", endpoint.scoring_uri, answer.headers["azureml-model-deployment"], json.load(answer))
"""
SUBSCRIPTION = "22222222-2222-3333-4444-555555555555"


def test_a_v2_script_deploys_and_scores(project: Path) -> None:
    (project / "deploy.py").write_text(dedent(DEPLOY))

    with Azure(auto_create=True) as azure:
        done = run_script(azure, project / "deploy.py", [SUBSCRIPTION])

        assert done.returncode == 0, done.stderr
        uri = "https://fraud.westeurope.inference.ml.azure.com/score"
        assert done.stdout.splitlines()[-1].lstrip(".") == f"answer {uri} blue {{'data': [1]}}"
        [deployment] = azure.journal.deployment_bodies("fraud", "blue")
        assert deployment["sku"]["capacity"] == 2
        assert azure.journal.traffic("fraud") == [{}, {"blue": 100}]
        assert sorted(content for content in azure.blobs.files().values())[-1] == b"weights"
        assert azure.journal.entries("POST", "/*/oauth2/v2.0/token")
        assert azure.journal.unanswered == []


def test_a_refused_script_fails_with_the_reason(project: Path) -> None:
    (project / "deploy.py").write_text(dedent(DEPLOY))

    with Azure(auto_create=True) as azure:
        azure.faults.arm(FORBIDDEN, "PUT", "**/deployments/*")
        done = run_script(azure, project / "deploy.py", [SUBSCRIPTION])

        assert done.returncode == 1
        assert "AuthorizationFailed" in done.stderr
        assert azure.online.deployments("fraud") == []


def test_a_workspace_that_nobody_declared_is_not_there(project: Path) -> None:
    (project / "deploy.py").write_text(dedent(DEPLOY))

    with Azure() as azure:
        done = run_script(azure, project / "deploy.py", [SUBSCRIPTION])

        assert done.returncode == 1
        assert "ResourceNotFound" in done.stderr
        assert azure.online.endpoints() == []


def test_nothing_of_the_callers_environment_reaches_the_script(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "show.py"
    script.write_text("import os\nprint(os.environ.get('SECRET'), os.environ['HOME'], os.environ['MINE'])\n")
    monkeypatch.setenv("SECRET", "real")

    with Azure() as azure:
        as_script = run_script(azure, script, env={"MINE": "given"})
        as_module = run_python(azure, ["-m", "show"], cwd=tmp_path, env={"MINE": "given"})

        assert as_script.stdout == as_module.stdout == f"None {azure.home} given\n"
