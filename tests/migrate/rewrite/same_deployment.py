"""What reaches Azure: from a rewritten script, and from the YAML that was generated for the same service."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from migrate.cli import main as migrate
from tests.loopback_azure import Azure, run_script
from tests.loopback_azure.fixtures import new_ml_client
from tests.samples import Sample, inside

Seen = dict[str, object]
_OWN = {"codeId", "id", "createdAt", "createdBy", "lastModifiedAt", "systemData", "scoringUri", "swaggerUri"}
"""What Azure or the client makes up for each run."""
_WORKSPACE = re.compile(r"/subscriptions/.*/workspaces/[^/]*")


def rewritten(sample: Sample, folder: Path, style: str = "sdk") -> Path:
    """Return a copy of a sample's v1 project, rewritten; only what the code itself cannot know is answered."""
    project = Path(shutil.copytree(sample.folder / "v1", folder / "v1"))
    shutil.copytree(sample.folder / "v2", folder / "v2")
    answers = [word for one in sample.answers if "compute.name=" in one for word in ("--set", one)]
    with inside(folder), contextlib.redirect_stderr(io.StringIO()):
        words = ["rewrite", "v1", "--unsafe", "--write", "--force", "--style", style, *answers]
        assert migrate(words) == 0
    return project


def from_script(sample: Sample, project: Path, arguments: Sequence[str]) -> Seen:
    """Return the endpoints and deployments that the rewritten script leaves in Azure."""
    with Azure(auto_create=True) as azure:
        whole = azure.copy_of(project.parent)
        (whole / "v1" / "config.json").write_text(json.dumps(azure.config()))
        done = run_script(azure, whole / "v1" / sample.script, arguments, env=dict(sample.environment))
        assert done.returncode == 0, done.stderr
        assert azure.journal.unanswered == []
        return _seen(azure)


def from_yaml(sample: Sample, service: str, traffic: dict[str, int]) -> Seen:
    """Return what the YAML of a service leaves in Azure, applied in the order its README says."""
    from azure.ai.ml import load_environment, load_model, load_online_deployment, load_online_endpoint

    folder = sample.folder / "v2" / service
    with Azure(auto_create=True) as azure, azure.in_process():
        client = new_ml_client(azure)
        for file in folder.glob("model*.yml"):
            client.models.create_or_update(load_model(file))
        for file in folder.glob("environment*.yml"):
            client.environments.create_or_update(load_environment(file))
        endpoint = load_online_endpoint(folder / "endpoint.yml")
        client.online_endpoints.begin_create_or_update(endpoint).result()
        for file in sorted(folder.glob("deployment*.yml")):
            client.online_deployments.begin_create_or_update(load_online_deployment(file)).result()
        endpoint.traffic = traffic
        client.online_endpoints.begin_create_or_update(endpoint).result()
        return _seen(azure)


def _seen(azure: Azure) -> Seen:
    found: Seen = {}
    for name in azure.online.endpoints():
        found[f"endpoint {name}"] = _plain(azure.online.endpoint(name))
        for deployment in azure.online.deployments(name):
            found[f"deployment {name} {deployment}"] = _plain(azure.online.deployment(name, deployment))
    return found


def _plain(thing: object) -> object:
    if isinstance(thing, dict):
        return {key: _plain(value) for key, value in thing.items() if key not in _OWN}
    if isinstance(thing, str):
        return _WORKSPACE.sub("<workspace>", thing)
    return [_plain(one) for one in thing] if isinstance(thing, list) else thing
