"""Ten thousand files that are not v1 come out as they were."""

from __future__ import annotations

from itertools import cycle, islice
from pathlib import Path

from migrate.read.gathering import gathered
from migrate.read.registry import KINDS
from migrate.rewrite.choosing import Choice
from migrate.rewrite.engine import Engine

FILES = 10_000
V2 = """\
from azure.ai.ml import MLClient
from azure.ai.ml.entities import Model
from azure.identity import DefaultAzureCredential

client = MLClient.from_config(DefaultAzureCredential())
client.models.create_or_update(Model(name="m{0}", path="m.pkl"))  # azureml:m{0}:1
print(client.online_endpoints.get("e{0}").scoring_uri)
"""
TRAINING = """\
from azureml.core import Experiment, Run, ScriptRunConfig, Workspace

ws = Workspace.from_config()
run = Experiment(ws, "train-{0}").submit(ScriptRunConfig("src", "train.py"))
run.wait_for_completion(show_output=True)
"""
OTHERS = """\
from shop.model import Model, Webservice

service = Model.deploy(ws, "shop-{0}", [Model(ws, "m")])  # not azureml
print(service.get_keys(), Webservice(ws, "x").state)
"""
WORDS = """\
'''from azureml.core import Webservice: Webservice(ws, "{0}").delete()'''
NOTE = "azureml.core.model.Model.deploy(ws)"  # azureml.core.webservice
"""
PLAIN = "def f{0}(x):\n    return [x, 'get_token()', {0}]\n"
NOTEBOOK = """\
{{"cells": [{{"cell_type": "code", "source": ["print({0})  # azureml"], "outputs": []}}], "nbformat": 4}}
"""
PIPELINE = "steps:\n  - script: echo azureml {0}\n  - script: az ml online-endpoint show -n e{0}\n"
KINDS_OF_FILES = [
    ("py", V2),
    ("py", PLAIN),
    ("py", PLAIN),
    ("py", PLAIN),
    ("py", TRAINING),
    ("py", PLAIN),
    ("py", OTHERS),
    ("yml", PIPELINE),
    ("py", WORDS),
    ("ipynb", NOTEBOOK),
]


def test_ten_thousand_files_stay(tmp_path: Path) -> None:
    for number, (suffix, text) in enumerate(islice(cycle(KINDS_OF_FILES), FILES)):
        folder = tmp_path / str(number // 500)
        folder.mkdir(exist_ok=True)
        (folder / f"f{number}.{suffix}").write_text(text.format(number))

    found = Engine(choice=Choice(unsafe=True)).rewrite(gathered([str(tmp_path)], KINDS))

    assert found.changes == ()
    assert found.findings == ()
