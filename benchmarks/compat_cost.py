"""What deploying through compat costs, beside the same calls made directly with azure-ai-ml.

Both run against a loopback Azure of their own, in this process, in turn, so that the machine's moods fall on both.
The direct side does what a careful deploy script does: look whether the endpoint is there, register, create, deploy,
share the traffic, read the endpoint and its deployments back. The number that counts is the ratio of the medians.

Run it with ``python -m benchmarks.compat_cost``; it exits with 1 above the limit of 1.1.
"""

from __future__ import annotations

import contextlib
import io
import logging
import os
import statistics
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any

from tests.compat.live import project, scoring, session, workspace
from tests.loopback_azure import Azure

ROUNDS = 9
LIMIT = 1.1


def client(azure: Azure) -> Any:
    """Return the vendor's client, signed in as the v1 code is, over the same TLS proxy."""
    from azure.ai.ml import MLClient
    from azure.core.credentials import AccessToken

    class Credential:
        def get_token(self, *scopes: str, **options: object) -> AccessToken:
            return AccessToken(azure.sign_in.token(scopes[0]), 4102444800)

    scope = azure.scope
    return MLClient(Credential(), scope.subscription, scope.resource_group, scope.workspace)


def directly(ml: Any, folder: Path) -> None:
    """Deploy with azure-ai-ml alone."""
    from azure.ai.ml.entities import (
        CodeConfiguration,
        Environment,
        KubernetesOnlineDeployment,
        KubernetesOnlineEndpoint,
        Model,
        OnlineRequestSettings,
        ProbeSettings,
        ResourceRequirementsSettings,
        ResourceSettings,
    )
    from azure.core.exceptions import ResourceNotFoundError

    model = ml.models.create_or_update(Model(name="churn-model", path=str(folder / "model.pkl")))
    ml.compute.get("aks-k8s")
    with contextlib.suppress(ResourceNotFoundError):
        ml.online_endpoints.get("churn")
    with contextlib.suppress(ResourceNotFoundError):
        ml.environments.get("scoring", label="latest")
    conda = folder / "conda.yml"
    environment = ml.environments.create_or_update(
        Environment(name="scoring", image="example.azurecr.io/base:1", conda_file=str(conda))
    )
    endpoint = KubernetesOnlineEndpoint(name="churn", compute="aks-k8s", auth_mode="key")
    ml.online_endpoints.begin_create_or_update(endpoint).wait()
    size = ResourceRequirementsSettings(requests=ResourceSettings(cpu="0.1", memory="0.5Gi"))
    deployment = KubernetesOnlineDeployment(
        name="blue",
        endpoint_name="churn",
        model=f"azureml:{model.name}:{model.version}",
        environment=f"azureml:{environment.name}:{environment.version}",
        code_configuration=CodeConfiguration(code=str(folder / "src"), scoring_script="score.py"),
        instance_count=2,
        resources=size,
        request_settings=OnlineRequestSettings(request_timeout_ms=60000),
        liveness_probe=ProbeSettings(initial_delay=310),
    )
    poller = ml.online_deployments.begin_create_or_update(deployment)
    read(ml)
    poller.wait()
    endpoint.traffic = {"blue": 100}
    ml.online_endpoints.begin_create_or_update(endpoint).wait()
    read(ml)


def read(ml: Any) -> None:
    """Read the endpoint and its deployments, as a script that prints the address and the state does."""
    ml.online_endpoints.get("churn")
    list(ml.online_deployments.list(endpoint_name="churn"))


def through_compat(azure: Azure) -> None:
    """Deploy with v1 code on compat."""
    from compat.azureml.core import Model
    from compat.azureml.core.compute import AksCompute
    from compat.azureml.core.webservice import AksWebservice

    ws = workspace(azure)
    model = Model.register(ws, "model.pkl", "churn-model")
    config = AksWebservice.deploy_configuration(num_replicas=2)
    service = Model.deploy(ws, "churn", [model], scoring(), config, AksCompute(ws, "aks"))
    service.wait_for_deployment()


def one_round(folder: Path) -> tuple[float, float]:
    """Return the seconds of each side."""
    with Azure() as azure, azure.in_process():
        azure.computes.declare("aks-k8s")
        start = time.perf_counter()
        directly(client(azure), folder)
        direct = time.perf_counter() - start
    with Azure() as azure, azure.in_process(), session(folder):
        azure.computes.declare("aks-k8s")
        start = time.perf_counter()
        through_compat(azure)
        compat = time.perf_counter() - start
    return direct, compat


def main() -> int:
    """Measure, print, and tell whether the limit holds."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent)
        project(folder)
        (folder / "conda.yml").write_text("name: scoring\ndependencies: [python=3.10, numpy]\n")
        os.chdir(folder)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            one_round(folder)
            rounds = [one_round(folder) for _ in range(ROUNDS)]
        os.chdir("/")
    direct, compat = (statistics.median(one[side] for one in rounds) for side in (0, 1))
    ratio = compat / direct
    print(
        f"direct {direct * 1000:.0f} ms, through compat {compat * 1000:.0f} ms: {ratio:.2f} x (limit {LIMIT})"
    )
    return 0 if ratio <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
