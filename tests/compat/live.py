"""A v1 deployment on compat over the real azure-ai-ml, against loopback Azure, in this process."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from compat.azureml.core import Environment, Model, Workspace
from compat.azureml.core.authentication import TokenAuthentication
from compat.azureml.core.compute import AksCompute
from compat.azureml.core.conda_dependencies import CondaDependencies
from compat.azureml.core.model import InferenceConfig
from compat.azureml.core.webservice import AksWebservice, Webservice
from compat.backends.live import Live
from compat.runtime.session import Session, use
from compat.runtime.usage import Usage
from tests.loopback_azure import Azure


@contextlib.contextmanager
def session(
    folder: Path, answers: Mapping[str, str] | None = None, accept: tuple[str, ...] = ()
) -> Iterator[Live]:
    """Let compat run live for a while; what is under way at the end is waited for."""
    live = Live()
    use(Session(live, answers or {}, frozenset(accept), usage=Usage(folder / "usage.jsonl")))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield live
        finally:
            live.finish()
            use(None)


def workspace(azure: Azure) -> Workspace:
    """Return the loopback's workspace as v1 code has it."""
    scope = azure.scope
    auth = TokenAuthentication(azure.sign_in.token)
    return Workspace(
        scope.subscription, scope.resource_group, scope.workspace, auth, _disable_service_check=True
    )


def project(folder: Path) -> None:
    """Write what a service is made from."""
    (folder / "src").mkdir(exist_ok=True)
    (folder / "src" / "score.py").write_text("def init(): ...\n\n\ndef run(data): ...\n")
    (folder / "model.pkl").write_bytes(b"weights")


def scoring(name: str = "scoring") -> InferenceConfig:
    environment = Environment(name)
    environment.python.conda_dependencies = CondaDependencies.create(conda_packages=["numpy"])
    return InferenceConfig("score.py", source_directory="src", environment=environment)


def deploy(ws: Workspace, name: str = "churn", *, overwrite: bool = False, **settings: Any) -> Webservice:
    """Deploy a registered model to the cluster ``aks``."""
    config = AksWebservice.deploy_configuration(**{"num_replicas": 2, **settings})
    model = Model(ws, "churn-model", version=3)
    return Model.deploy(ws, name, [model], scoring(), config, AksCompute(ws, "aks"), overwrite=overwrite)
