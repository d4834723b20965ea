"""The real azureml-core in a process of its own, knowing nothing of the loopback: only the environment."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from tests.loopback_azure import Azure, run_script

if TYPE_CHECKING:
    from pathlib import Path

DEPLOY = """
    from azureml.core import Environment, Model, Workspace
    from azureml.core.compute import AksCompute
    from azureml.core.model import InferenceConfig
    from azureml.core.webservice import AksWebservice

    ws = Workspace("11111111-2222-3333-4444-555555555555", "rg", workspace_name="ws")
    models = [Model(ws, "churn"), Model.register(ws, model_path="model.pkl", model_name="fraud")]
    config = AksWebservice.deploy_configuration(cpu_cores=0.5, memory_gb=2)
    scoring = InferenceConfig("score.py", source_directory="src", environment=Environment("scoring"))
    service = Model.deploy(ws, "fraud-svc", models, scoring, config, AksCompute(ws, "aks"))
    print(service.state)
    service.wait_for_deployment()
    print(service.state)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "score.py").write_text("def init(): ...\ndef run(data): ...\n")
    (tmp_path / "model.pkl").write_bytes(b"weights")
    (tmp_path / "deploy.py").write_text(dedent(DEPLOY))
    return tmp_path


def test_any_v1_deploy_script_shows_what_it_creates(project: Path) -> None:
    with Azure(auto_create=True) as azure:
        done = run_script(azure, project / "deploy.py")

        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines()[:2] == ["Registering model fraud", "Transitioning"]
        assert done.stdout.splitlines()[-1] == "Healthy"
        [service] = azure.journal.created_services()
        assert service["name"] == "fraud-svc"
        assert service["computeName"] == "aks"
        assert service["containerResourceRequirements"]["cpu"] == 0.5
        assert service["environmentImageRequest"]["modelIds"] == ["churn:1", "fraud:1"]
        assert b"weights" in azure.blobs.files("azureml/LocalUpload").values()
        assert azure.journal.unanswered == []


def test_what_nobody_declared_is_not_there(project: Path) -> None:
    with Azure() as azure:
        azure.declare_workspace("11111111-2222-3333-4444-555555555555", "rg", "ws")
        done = run_script(azure, project / "deploy.py")

        assert done.returncode == 1
        assert "ModelNotFound" in done.stderr
        assert azure.journal.created_services() == []
