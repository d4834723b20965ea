"""The real azureml-core in a process of its own, knowing nothing of the loopback: only the environment."""

from __future__ import annotations

import json
from textwrap import dedent
from typing import TYPE_CHECKING

from tests.loopback_azure import Azure, run_script

if TYPE_CHECKING:
    import json
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


def test_any_v1_deploy_script_shows_what_it_creates(project: Path) -> None:
    (project / "deploy.py").write_text(dedent(DEPLOY))

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
    (project / "deploy.py").write_text(dedent(DEPLOY))

    with Azure() as azure:
        azure.declare_workspace("11111111-2222-3333-4444-555555555555", "rg", "ws")
        done = run_script(azure, project / "deploy.py")

        assert done.returncode == 1
        assert "ModelNotFound" in done.stderr
        assert azure.journal.created_services() == []


SERVICE_PRINCIPAL = """
    import os

    from azureml.core import Workspace
    from azureml.core.authentication import ServicePrincipalAuthentication
    from azureml.core.webservice import Webservice

    auth = ServicePrincipalAuthentication(
        os.environ["AZURE_TENANT_ID"], os.environ["AZURE_CLIENT_ID"], os.environ["AZURE_CLIENT_SECRET"]
    )
    ws = Workspace.from_config(auth=auth)
    print(ws.name, [service.name for service in Webservice.list(ws)])
"""


def test_a_service_principal_and_a_configuration_file(project: Path) -> None:
    (project / "list.py").write_text(dedent(SERVICE_PRINCIPAL))

    with Azure() as azure:
        azure.v1_services.declare("churn")
        done = run_script(azure, azure.copy_of(project) / "list.py")

        assert done.stdout == "ws-loopback ['churn']\n", done.stderr
        assert azure.journal.entries("POST", f"/{azure.scope.tenant}/oauth2/v2.0/token")
        assert not azure.journal.entries("POST", "/msi/token")
        assert not (project / "config.json").exists()


def test_a_configuration_file_of_the_project_is_the_nearest(project: Path) -> None:
    (project / "list.py").write_text(dedent(SERVICE_PRINCIPAL))
    theirs = {"subscription_id": "s-1", "resource_group": "theirs", "workspace_name": "their-ws"}
    (project / "config.json").write_text(json.dumps(theirs))

    with Azure(auto_create=True) as azure:
        done = run_script(azure, azure.copy_of(project) / "list.py")

        assert done.stdout == "their-ws []\n", done.stderr
