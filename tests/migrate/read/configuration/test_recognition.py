import json

import pytest

from migrate.read.configuration.recognition import Kind, kind_of
from tests.migrate.read.configuration.files import read_text

CONDA = {"name": "x", "channels": [], "dependencies": ["python=3.8", {"pip": ["azureml-defaults"]}]}
ENVIRONMENT = {"name": "e", "python": {"userManagedDependencies": False}, "docker": {"baseImage": None}}

DECOYS = {
    "package.json": {"name": "x", "dependencies": {"azureml-thing": "1"}},
    "workspace": {"subscription_id": "s", "resource_group": "g", "workspace_name": "azureml-w"},
    "v2 deployment": {
        "name": "blue",
        "endpoint_name": "e",
        "environment": {"conda_file": "azureml-defaults"},
    },
    "v2 endpoint": {"$schema": "https://example.test/endpoint", "name": "x", "auth_mode": "key"},
    "ARM template": {
        "$schema": "deploymentTemplate.json#",
        "resources": [{"properties": {"computeType": "AKS"}}],
    },
    "ARM compute": {"properties": {"computeType": "AKS", "authEnabled": True}},
    "other compute": {"computeType": "AmlCompute", "vmSize": "STANDARD_D2"},
    "kubernetes": {"apiVersion": "v1", "kind": "ConfigMap", "data": {"computeType": "aks"}},
    "pipeline": {"steps": [{"script": "az ml model deploy"}], "computeType": "aks"},
    "conda without v1": {
        "name": "x",
        "dependencies": ["python=3.9", {"pip": ["azureml-mlflow", "azure-ai-ml"]}],
    },
    "helm chart": {"apiVersion": "v2", "dependencies": [{"name": "azureml-core"}]},
    "lock file": {
        "name": "x",
        "dependencies": [{"name": "azureml-core", "version": "1"}],
        "lockfileVersion": 3,
    },
    "entry script of something else": {"entryScript": "run.sh", "image": "x", "azureml": 1},
    "a list": ["computeType", "azureml-defaults"],
    "a text": "computeType",
    "one service key": {"authEnabled": True},
}


@pytest.mark.parametrize("name", DECOYS)
def test_decoys_get_no_answer(name: str) -> None:
    assert read_text(json.dumps(DECOYS[name]), "file.json") is None
    assert read_text(json.dumps(DECOYS[name]), "file.yml") is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{{ if .Values.azureml }}\ncomputeType: {{ .Values.kind }}\n",
        "a: [azureml-defaults",
        "computeType: aks\n---\ncomputeType: ${{ parameters.kind }}\n",
        '{"x": {"computeType" 1',
        "# computeType: aks",
    ],
)
def test_what_does_not_parse_and_is_not_ours_gets_no_answer(text: str) -> None:
    assert read_text(text, "file.yml") is None


@pytest.mark.parametrize(
    ("plain", "kind"),
    [
        ({"computeType": "ACI"}, Kind.DEPLOYMENT),
        ({"computeType": "local", "port": 1}, Kind.DEPLOYMENT),
        ({"entryScript": "score.py"}, Kind.INFERENCE),
        ({"entryScript": "score.py", "environment": {}}, Kind.INFERENCE),
        (ENVIRONMENT, Kind.ENVIRONMENT),
    ],
)
def test_v1_files(plain: dict[str, object], kind: Kind) -> None:
    assert kind_of(plain) is kind
    reading = read_text(json.dumps(plain), "any name.json")
    assert reading is not None
    assert reading.usages[0].symbol.startswith(f"config:{kind.value}")


def test_a_conda_file_alone_is_no_use_of_v1() -> None:
    assert kind_of(CONDA) is Kind.CONDA
    reading = read_text(json.dumps(CONDA), "conda.json")
    assert reading is None or (reading.usages, reading.findings) == ((), ())
