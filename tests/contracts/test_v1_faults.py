"""Every fault once, as the real azureml-core meets it."""

from __future__ import annotations

import json
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest
from azureml.core.webservice import AksWebservice, Webservice
from azureml.exceptions import WebserviceException
from requests.exceptions import ChunkedEncodingError

from tests.loopback_azure import CONFLICT, FORBIDDEN, THROTTLED, Azure, Cut, FailOperation, Slow, run_script

if TYPE_CHECKING:
    from pathlib import Path

    from azureml.core import Workspace

SERVICE = "**/modelmanagement/**/services/churn"
BROKEN = FailOperation("KubernetesDeploymentFailed", "CrashLoopBackOff")


def test_an_update_fails_with_the_reason(azure: Azure, v1_workspace: Workspace) -> None:
    azure.v1_services.declare("churn")
    azure.faults.arm(BROKEN, "PATCH", SERVICE)
    service = AksWebservice(v1_workspace, "churn")
    service.update(cpu_cores=2)

    with pytest.raises(WebserviceException) as failed:
        service.wait_for_deployment()

    assert "non-successful terminal state, current service state: Failed" in failed.value.message
    assert "CrashLoopBackOff" in failed.value.message
    assert service.state == "Failed"
    assert service.error["code"] == "KubernetesDeploymentFailed"


def test_a_failed_deletion_leaves_the_service(azure: Azure, v1_workspace: Workspace) -> None:
    azure.v1_services.declare("churn")
    azure.faults.arm(BROKEN, "DELETE", SERVICE)

    AksWebservice(v1_workspace, "churn").delete()

    assert AksWebservice(v1_workspace, "churn").state == "Failed"


@pytest.mark.parametrize("fault", [FORBIDDEN, CONFLICT])
def test_a_refusal_is_an_exception_with_its_status(
    azure: Azure, v1_workspace: Workspace, fault: object
) -> None:
    azure.v1_services.declare("churn")
    service = AksWebservice(v1_workspace, "churn")
    azure.faults.arm(fault, "PATCH", SERVICE)

    with pytest.raises(WebserviceException, match=f"Response Code: {fault.status}"):
        service.update(cpu_cores=2)

    assert service.state == "Healthy"


def test_slow_is_late_but_well(azure: Azure, v1_workspace: Workspace) -> None:
    azure.v1_services.declare("churn")
    rule = azure.faults.arm(Slow(0.1), "GET", SERVICE)

    assert Webservice(v1_workspace, "churn").name == "churn"
    assert rule.fired == 1


def test_a_connection_cut_before_the_answer_is_repeated_by_the_client(
    azure: Azure, v1_workspace: Workspace
) -> None:
    azure.v1_services.declare("churn")
    azure.faults.arm(Cut(performed=False), "GET", SERVICE)

    assert Webservice(v1_workspace, "churn").name == "churn"
    assert len(azure.journal.entries("GET", SERVICE)) == 2


def test_a_connection_cut_half_way_reaches_the_caller(azure: Azure, v1_workspace: Workspace) -> None:
    azure.v1_services.declare("churn")
    azure.faults.arm(Cut(performed=True), "GET", SERVICE)

    with pytest.raises(ChunkedEncodingError):
        Webservice(v1_workspace, "churn")


THROTTLED_SCRIPT = """
    from azureml.core import Workspace
    from azureml.core.webservice import Webservice

    ws = Workspace.from_config()
    print([service.name for service in Webservice.list(ws)])
    try:
        Webservice(ws, "churn")
    except Exception as error:
        print(type(error).__name__, "Response Code: 429" in error.message)
"""


def test_throttling_is_repeated_by_the_client_three_times(tmp_path: Path) -> None:
    (tmp_path / "list.py").write_text(dedent(THROTTLED_SCRIPT))

    with Azure() as azure:
        (tmp_path / "config.json").write_text(json.dumps(azure.config()))
        azure.v1_services.declare("churn")
        azure.faults.arm(THROTTLED, "GET", "**/services", times=3)
        azure.faults.arm(THROTTLED, "GET", SERVICE, times=None)
        done = run_script(azure, tmp_path / "list.py")

        assert done.stdout == "['churn']\nWebserviceException True\n", done.stderr
        assert [entry.status for entry in azure.journal.entries("GET", "**/services")] == [429, 429, 429, 200]
        assert len(azure.journal.entries("GET", SERVICE)) == 4
