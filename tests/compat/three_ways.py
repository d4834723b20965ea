"""What reaches loopback Azure for a sample: from its YAML, its rewritten script, and its untouched one on compat."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import yaml

from migrate.cli import main as migrate
from tests.compat.differential.running import output
from tests.loopback_azure import Azure, run_python
from tests.loopback_azure.fixtures import new_ml_client
from tests.samples import Sample, inside

SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"
ACCEPTED = {
    "forecast-open": ["open-service"],
    "sentiment-aci": ["open-service"],
    "toxicity-two-models": ["several-models"],
}
DRIVER = """
import contextlib, json, os, runpy, sys
from pathlib import Path

if sys.argv[2] == "compat":
    from compat.execution import Wanted, execute


def run(one):
    if sys.argv[2] == "compat":
        wanted = Wanted(Path(one["script"]), one["arguments"], one["answers"], tuple(one["accept"]))
        return execute(wanted)
    sys.argv[3:], sys.path[0] = [], one["folder"]
    before, sys.argv = sys.argv, [one["script"], *one["arguments"]]
    runpy.run_path(one["script"], run_name="__main__")
    sys.argv = before
    return 0


for one in json.loads(Path(sys.argv[1]).read_text()):
    os.chdir(one["folder"])
    os.environ.update(one["environment"])
    with open("../printed.txt", "w") as file, contextlib.redirect_stdout(file):
        code = run(one)
    if code:
        sys.exit(f"{one['folder']}: {code}")
"""


def prepared(azure: Azure, sample: Sample) -> Path:
    """Copy a sample's v1 folder beside a workspace configuration, with the files it expects to be there."""
    folder = azure.home / sample.name
    shutil.copytree(sample.folder, folder)
    scope = {"subscription_id": SUBSCRIPTION, "resource_group": "rg", "workspace_name": "ws"}
    (folder / "v1" / "config.json").write_text(json.dumps(scope))
    for name in ("cert.pem", "key.pem"):
        (folder / "v1" / name).write_text("pem")
    return folder


def on_compat(azure: Azure, samples: list[Sample]) -> dict[str, str]:
    """Run every sample's script on compat, in one process of its own; return what each prints."""
    return _run(azure, samples, "compat")


def on_v1(azure: Azure, samples: list[Sample]) -> dict[str, str]:
    """Run every sample's script on the real azureml-core, in one process of its own; return what each prints."""
    return _run(azure, samples, "v1")


def rewritten(azure: Azure, samples: list[Sample]) -> dict[str, str]:
    """Rewrite every sample's script and run it on azure-ai-ml, all in one process of their own."""
    return _run(azure, samples, "rewritten")


def _rewrite(folder: Path, sample: Sample) -> None:
    answers = [word for one in sample.answers if one.startswith("compute.") for word in ("--set", one)]
    with inside(folder), contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
        assert migrate(["rewrite", "v1", "--unsafe", "--write", "--force", *answers]) == 0


def _run(azure: Azure, samples: list[Sample], how: str) -> dict[str, str]:
    wanted = [
        {
            "folder": str(prepared(azure, sample) / "v1"),
            "script": sample.script,
            "arguments": list(sample.arguments),
            "environment": dict(sample.environment),
            "answers": dict(one.split("=", 1) for one in sample.answers if one.startswith("compute.")),
            "accept": ACCEPTED.get(sample.name, []),
        }
        for sample in samples
    ]
    for sample in samples if how == "rewritten" else ():
        _rewrite(azure.home / sample.name, sample)
    file, driver = azure.home / "wanted.json", azure.home / "driver.py"
    file.write_text(json.dumps(wanted))
    driver.write_text(DRIVER)
    root = str(Path(__file__).resolve().parents[2])
    done = run_python(azure, [str(driver), str(file), how], cwd=azure.home, env={"PYTHONPATH": root})
    assert done.returncode == 0, done.stderr[-1500:]
    return {sample.name: output((azure.home / sample.name / "printed.txt").read_text()) for sample in samples}


def by_yaml(azure: Azure, samples: list[Sample]) -> None:
    """Apply every sample's generated files as its README says, with the vendor's loaders. Call it in_process."""
    ml = new_ml_client(azure)
    for sample in samples:
        folder = prepared(azure, sample)
        for readme in sorted(folder.glob("v2/*/README.md")):
            _apply(ml, readme.parent, readme.read_text())


def _apply(ml: Any, folder: Path, readme: str) -> None:
    from azure.ai.ml import load_environment, load_model, load_online_deployment, load_online_endpoint

    for file in sorted(folder.glob("environment*.yml")):
        ml.environments.create_or_update(load_environment(file))
    for file in sorted(folder.glob("model*.yml")):
        ml.models.create_or_update(load_model(file))
    _pack(ml, folder, readme)
    ml.online_endpoints.begin_create_or_update(load_online_endpoint(folder / "endpoint.yml")).result()
    for file in sorted(folder.glob("deployment*.yml")):
        ml.online_deployments.begin_create_or_update(load_online_deployment(file)).result()
    name = yaml.safe_load((folder / "endpoint.yml").read_text())["name"]
    endpoint = ml.online_endpoints.get(name)
    [shares] = re.findall(r"--traffic (.*)", readme)
    endpoint.traffic = {
        key: int(value) for key, value in (pair.split("=") for pair in " ".join(shlex.split(shares)).split())
    }
    ml.online_endpoints.begin_create_or_update(endpoint).result()


def _pack(ml: Any, folder: Path, readme: str) -> None:
    """Put several models into one folder and register it, as the README's commands do."""
    from azure.ai.ml.entities import Model

    for name, version in re.findall(r"az ml model download --name (\S+) --version (\S+)", readme):
        ml.models.download(name, version, download_path=str(folder / "download"))
        [packed] = re.findall(rf"mv download/{name} (\S+)", readme)
        (folder / packed).parent.mkdir(parents=True, exist_ok=True)
        (folder / "download" / name).rename(folder / packed)
    for name, path in re.findall(r"az ml model create --name (\S+) --path (\S+)", readme):
        ml.models.create_or_update(Model(name=name, path=str(folder / path), type="custom_model"))


def stored(azure: Azure) -> None:
    """Give the registered models that are packed some content."""
    for model in ("tokenizer/2/tokenizer", "classifier/9/classifier"):
        azure.blobs.store(f"azureml-blobstore/{model}", b"weights")


def reached(azure: Azure) -> dict[str, Any]:
    """Return what stands in a loopback Azure, without what no two ways have in common."""
    found: dict[str, Any] = {}
    for name in azure.online.endpoints():
        first = azure.journal.endpoint_bodies(name)[0]
        found[name] = {
            "endpoint": _plain(azure, {**first, "properties": {**first["properties"], "traffic": {}}}),
            "traffic": {key: share for key, share in azure.online.traffic(name).items() if share},
            "deployments": {
                one: _plain(azure, azure.journal.deployment_bodies(name, one)[-1])
                for one in azure.online.deployments(name)
            },
        }
    found["environments"] = _plain(azure, azure.environments.bodies())
    found["models"] = _plain(azure, azure.models.bodies())
    return found


def without_code(thing: Any) -> Any:
    """Return a body without the files of its code: rewriting changes scoring scripts and conda files too."""
    if isinstance(thing, dict):
        return {key: without_code(value) for key, value in thing.items() if key != "codeId"}
    return thing


def _plain(azure: Azure, thing: Any, key: str = "") -> Any:
    if isinstance(thing, dict):
        hidden = {"keys", "isAnonymous", "isArchived"}
        kept = {
            name: _plain(azure, value, name)
            for name, value in thing.items()
            if name not in hidden and not name.startswith("compat.") and value not in (None, {}, "")
        }
        return {name: value for name, value in kept.items() if value not in (None, {})}
    if isinstance(thing, list):
        return [_plain(azure, one) for one in thing]
    if key == "codeId":
        name = thing.split("/codes/")[1].split("/")[0]
        files = azure.blobs.files(f"codes-{name}-1")
        return {path.split("/", 2)[-1]: content.decode() for path, content in files.items()}
    if key == "condaFile":
        return yaml.safe_load(thing)
    if isinstance(thing, str) and "/workspaces/" in thing:
        return thing.split("/workspaces/")[1].split("/", 1)[1]
    if isinstance(thing, str):
        return thing.replace(azure.scope.storage_account, "<storage account>")
    return thing
