"""One v1 snippet run twice: the real azureml-core against loopback v1, compat over azure-ai-ml against loopback v2."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from textwrap import dedent
from typing import Any

from compat.backends.live import Live
from compat.runtime.session import Session, use
from compat.runtime.usage import Usage
from tests.loopback_azure import Azure, FailOperation
from tests.loopback_azure.fixtures import new_v1_workspace

PRELUDE = """
from azureml.core import Environment, Model, Workspace
from azureml.core.compute import AksCompute, ComputeTarget
from azureml.core.conda_dependencies import CondaDependencies
from azureml.core.model import InferenceConfig
from azureml.core.webservice import AciWebservice, AksEndpoint, AksWebservice, Webservice
from azureml.exceptions import (
    AzureMLException, ComputeTargetException, ProjectSystemException, UserErrorException, WebserviceException,
)


def scoring(name="scoring", **more):
    environment = Environment(name)
    environment.python.conda_dependencies = CondaDependencies.create(
        conda_packages=["numpy"], pip_packages=["azureml-defaults"], python_version="3.10"
    )
    return InferenceConfig("score.py", source_directory="src", environment=environment, **more)


def deploy(name="churn", config=None, wait=True, **more):
    config = config or AksWebservice.deploy_configuration(cpu_cores=0.5, memory_gb=1, num_replicas=2)
    model = Model(ws, "churn-model", version=3)
    service = Model.deploy(ws, name, [model], scoring(), config, AksCompute(ws, "aks"), **more)
    if wait:
        service.wait_for_deployment()
    return service


def deploy_aci(name="small", **settings):
    config = AciWebservice.deploy_configuration(cpu_cores=1, memory_gb=1, auth_enabled=True, **settings)
    service = Model.deploy(ws, name, [Model(ws, "churn-model", version=3)], scoring(), config)
    service.wait_for_deployment()
    return service


def deploy_endpoint(name="ranking", **settings):
    config = AksEndpoint.deploy_configuration(version_name="first", cpu_cores=1, memory_gb=2, **settings)
    model = Model(ws, "churn-model", version=3)
    endpoint = Model.deploy(ws, name, [model], scoring(), config, AksCompute(ws, "aks"))
    endpoint.wait_for_deployment()
    return endpoint
"""


@dataclass(frozen=True)
class Snippet:
    """``source`` is v1 code that leaves what counts in ``result``. ``differs`` names known differences.

    ``asks``: it talks to a workspace, in which a model, an environment and the clusters exist. ``broken``: the first
    deployment fails.
    """

    name: str
    source: str
    differs: Mapping[str, str] = field(default_factory=dict)
    asks: bool = True
    accept: tuple[str, ...] = ()
    broken: bool = False


@dataclass(frozen=True)
class Seen:
    """What a caller sees of a snippet."""

    result: Any
    raised: tuple[str, str] | None
    stdout: str

    def parts(self) -> dict[str, Any]:
        return {"result": self.result, "raised": self.raised, "stdout": self.stdout}


def on_v1(snippet: Snippet, folder: Path) -> Seen:
    """Run it on the real azureml-core."""
    if not snippet.asks:
        with _project(folder):
            return _run(snippet, "azureml", None)
    with Azure() as azure, _project(folder, azure), azure.in_process():
        azure.computes.declare("aks", "AKS")
        for version in (1, 2, 3):
            azure.v1_models.declare("churn-model", version)
        azure.v1_environments.declare("registered", "4")
        if snippet.broken:
            azure.faults.arm(BROKEN, "POST", "**/modelmanagement/**/services")
        seen = _run(snippet, "azureml", new_v1_workspace(azure))
        assert azure.journal.unanswered == []
        return seen


def on_compat(snippet: Snippet, folder: Path) -> Seen:
    """Run it on compat."""
    from compat.azureml.core import Workspace
    from compat.azureml.core.authentication import TokenAuthentication

    if not snippet.asks:
        with _project(folder):
            use(Session(Live(), usage=Usage(folder / "usage.jsonl")))
            try:
                return _run(snippet, "compat.azureml", None)
            finally:
                use(None)
    with Azure() as azure, _project(folder, azure), azure.in_process():
        azure.computes.declare("aks-k8s", "Kubernetes")
        for version in (1, 2, 3):
            azure.models.declare("churn-model", str(version), modelUri=_URI, modelType="custom_model")
        azure.environments.declare("registered", "4", image="example.azurecr.io/registered:4")
        if snippet.broken:
            azure.faults.arm(BROKEN, "PUT", "**/onlineEndpoints/*/deployments/*")
        live = Live()
        use(Session(live, {}, frozenset(snippet.accept), usage=Usage(folder / "usage.jsonl")))
        scope = azure.scope
        auth = TokenAuthentication(azure.sign_in.token)
        try:
            workspace = Workspace(
                scope.subscription, scope.resource_group, scope.workspace, auth, _disable_service_check=True
            )
            seen = _run(snippet, "compat.azureml", workspace)
        finally:
            live.finish()
            use(None)
        assert azure.journal.unanswered == []
        return seen


BROKEN = FailOperation("ImageBuildFailure", "the image could not be built")
_URI = "azureml://datastores/workspaceblobstore/paths/churn/model.pkl"


@contextlib.contextmanager
def _project(folder: Path, azure: Azure | None = None) -> Iterator[None]:
    """Make a folder with a scoring script, a model and conda files the current one."""
    (folder / "src").mkdir(parents=True, exist_ok=True)
    (folder / "src" / "score.py").write_text("def init(): ...\n\n\ndef run(data): ...\n")
    (folder / "model.pkl").write_bytes(b"weights")
    (folder / "conda.yml").write_text("name: scoring\ndependencies: [python=3.10, numpy]\n")
    (folder / "requirements.txt").write_text("numpy==1.26\njoblib\n")
    if azure is not None:
        (folder / "config.json").write_text(json.dumps(azure.config()))
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def _run(snippet: Snippet, root: str, workspace: object) -> Seen:
    names: dict[str, Any] = {"ws": workspace, "__name__": "snippet"}
    text = (PRELUDE + dedent(snippet.source)).replace("azureml.", f"{root}.")
    printed = io.StringIO()
    raised = None
    with contextlib.redirect_stdout(printed), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            exec(compile(text, snippet.name, "exec"), names)
        except Exception as error:
            raised = (type(error).__name__, _plain(getattr(error, "message", None) or str(error)))
    return Seen(_seen(names.get("result")), raised, output(printed.getvalue()))


def _seen(value: Any) -> Any:
    """Return a value so that both sides can be compared: types with names, no times, no random keys."""
    if isinstance(value, datetime):
        return f"<datetime, {'aware' if value.tzinfo else 'naive'}>"
    if isinstance(value, str):
        return _plain(value)
    if value is None or isinstance(value, (bool, int, float, bytes)):
        return value
    if isinstance(value, Mapping):
        return {"mapping": {str(key): _seen(item) for key, item in value.items()}}
    if isinstance(value, (list, tuple)):
        return {type(value).__name__: [_seen(item) for item in value]}
    return f"<{type(value).__name__}>"


_ADDRESS = re.compile(r"https?://[^\s'\"]+/(score|swagger\.json)")
_KEY = re.compile(r"\b[0-9a-f]{32}\b|\b[A-Za-z0-9+/]{43}=")
_ID = re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b")


def _plain(text: str) -> str:
    """Return text without what no two runs have in common: folders, ports, ids, keys."""
    text = text.replace(str(Path.cwd()), "<here>").replace(os.path.realpath(Path.cwd()), "<here>")
    text = _ADDRESS.sub(r"<address>/\1", text)
    return re.sub(r"127\.0\.0\.1:\d+", "<loopback>", _ID.sub("<id>", _KEY.sub("<key>", text)))


_PROGRESS = re.compile(
    r'(?<!["\w])(Running|Succeeded|Failed)(?!["\w])|(?<=[.a-z])(Succeeded|Failed)(?=\n|\Z)'
)


def output(text: str) -> str:
    """Return output without progress: dots, and the words between them."""
    text = re.sub(r"(Running|Succeeded|Failed)(?=[A-Z])", r"\1\n", text)
    lines = [line.lstrip(".") for line in _PROGRESS.sub("\n", text).splitlines()]
    return _plain("\n".join(line for line in lines if line))
