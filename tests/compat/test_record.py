"""``python -m compat record``: nothing is contacted, and what is written is what converting the sample writes."""

import json
import os
import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import pytest
import yaml

from compat import interception
from compat.cli import main
from compat.runtime.session import use
from tests.samples import samples

SCRIPTED = [sample for sample in samples() if sample.script]
# What a script asks Azure for, told so that the script takes the way that static reading describes.
TOLD = {
    "energy-settings": ["compute.name=energy-k8s"],
    "vision-gpu": ["compute:gpu-aks-k8s=absent"],
    "claims-either": [],
}
SET_BY_A_DEPLOYMENT = ("AZUREML_", "COMPAT_")


@pytest.fixture
def recording(tmp_path, monkeypatch):
    """Give a function that records a script in this process, and leave the process as it was."""
    monkeypatch.setenv("COMPAT_LOG", str(tmp_path / "usage.jsonl"))
    monkeypatch.setenv("AZUREML_LOG_DEPRECATION_WARNING_ENABLED", "False")
    for name in ("COMPAT_ANSWERS", "COMPAT_ACCEPT", "COMPAT_RECORD", "COMPAT_INTERCEPT", "PYTHONPATH"):
        monkeypatch.setenv(name, os.environ.get(name, ""))

    def record(folder, *arguments):
        scope = {"subscription_id": "s", "resource_group": "r", "workspace_name": "w"}
        (folder / "config.json").write_text(json.dumps(scope))
        monkeypatch.chdir(folder)
        real = interception.detached()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return main(["record", "-o", "../v2", *arguments])
        finally:
            interception.uninstall()
            interception.attached(real)
            use(None)

    return record


@pytest.mark.parametrize("sample", SCRIPTED, ids=lambda sample: sample.name)
def test_every_sample_is_recorded_as_it_is_converted(sample, tmp_path, recording, monkeypatch, capsys):
    folder = tmp_path / "v1"
    shutil.copytree(sample.folder / "v1", folder)
    for name, value in sample.environment:
        monkeypatch.setenv(name, value)
    told = [word for answer in TOLD.get(sample.name, []) for word in ("--set", answer)]
    assert recording(folder, *told, sample.script, *sample.arguments) == 0, capsys.readouterr().err
    names = [path.name for path in (tmp_path / "v2").iterdir() if path.is_dir()]
    assert len(names) == 1
    for expected in sorted((sample.folder / "v2" / names[0]).rglob("*.yml")):
        written = tmp_path / "v2" / expected.relative_to(sample.folder / "v2")
        assert yaml.safe_load(written.read_text()) == yaml.safe_load(expected.read_text()), expected.name
    readme = (tmp_path / "v2" / names[0] / "README.md").read_text()
    assert "az ml online-endpoint create" in readme
    assert "migrate convert" not in readme
    capsys.readouterr()


DEPLOY = """
from azureml.core import Model, Workspace
from azureml.core.compute import AksCompute
from azureml.core.model import InferenceConfig
from azureml.core.webservice import AksWebservice, Webservice
from azureml.exceptions import WebserviceException

ws = Workspace.from_config()
try:
    Webservice(ws, "churn").delete()
except WebserviceException:
    pass
model = Model(ws, "churn-model")
config = AksWebservice.deploy_configuration(num_replicas=2, primary_key="not-a-real-key")
service = Model.deploy(ws, "churn", [model], InferenceConfig("score.py"), config, AksCompute(ws, "aks"))
service.wait_for_deployment()
print(model.version, service.state, service.run("[1]"), service.get_keys())
service.update(num_replicas=4)
"""


def project(tmp_path):
    folder = tmp_path / "v1"
    folder.mkdir()
    (folder / "score.py").write_text("def init(): ...\n")
    (folder / "deploy.py").write_text(DEPLOY)
    return folder


def asked(tmp_path):
    return yaml.safe_load((tmp_path / "v2" / "asked.yml").read_text())


def test_what_was_asked_is_answered_and_listed(tmp_path, recording, capsys):
    (tmp_path / "answers.yml").write_text("model:churn-model: 7\nrun:churn: '[2]'\n")
    folder = project(tmp_path)
    assert recording(folder, "--answers", "../answers.yml", "deploy.py") == 0
    assert "7 Healthy [2] ('<primary key>', '<secondary key>')" in capsys.readouterr().out
    listed = {one["question"]: (one["answer"], one["assumed"]) for one in asked(tmp_path)["asked"]}
    assert listed == {
        "service:churn": ("absent", True),
        "model:churn-model": ("7", False),
        "compute:aks-k8s": ("attached", True),
        "run:churn": ("[2]", False),
    }
    deployment = yaml.safe_load((tmp_path / "v2" / "churn" / "deployment.yml").read_text())
    assert deployment["model"] == "azureml:churn-model:7"


def test_a_version_that_nobody_told_is_the_latest(tmp_path, recording, capsys):
    assert recording(project(tmp_path), "deploy.py") == 0
    deployment = yaml.safe_load((tmp_path / "v2" / "churn" / "deployment.yml").read_text())
    assert deployment["model"] == "azureml:churn-model@latest"
    capsys.readouterr()


def test_changes_after_the_deployment_are_steps(tmp_path, recording, capsys):
    assert recording(project(tmp_path), "--set", "service:churn=AKS", "deploy.py") == 0
    steps = [(one["step"], one["about"]) for one in asked(tmp_path)["changes"]]
    assert steps == [("delete endpoint", "churn"), ("update", "churn/blue")]
    capsys.readouterr()


def test_no_key_reaches_a_file(tmp_path, recording, capsys):
    assert recording(project(tmp_path), "deploy.py") == 0
    texts = [path.read_text() for path in (tmp_path / "v2").rglob("*") if path.is_file()]
    assert all("not-a-real-key" not in text for text in texts)
    capsys.readouterr()


def test_the_journal_has_every_call_with_its_line(tmp_path, recording, capsys):
    assert recording(project(tmp_path), "deploy.py") == 0
    lines = (tmp_path / "v2" / "journal.jsonl").read_text().splitlines()
    calls = [json.loads(line) for line in lines]
    assert [one["call"] for one in calls][:3] == [
        "Workspace.from_config",
        "Webservice.__new__",
        "Model.__init__",
    ]
    assert {one["file"] for one in calls} == {"deploy.py"}
    assert calls[0]["line"] == 8
    capsys.readouterr()


def test_what_a_child_process_deploys_is_recorded_too(tmp_path):
    folder = project(tmp_path)
    scope = {"subscription_id": "s", "resource_group": "r", "workspace_name": "w"}
    (folder / "config.json").write_text(json.dumps(scope))
    parent = "import subprocess, sys\nsubprocess.run([sys.executable, 'deploy.py'], check=True)\n"
    (folder / "parent.py").write_text(parent)
    root = str(Path(__file__).resolve().parents[2])
    command = [sys.executable, "-m", "compat", "record", "-o", "../v2", "parent.py"]
    env = {"PYTHONPATH": root, "HOME": str(tmp_path), "PATH": os.environ["PATH"]}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-1500:]
    assert (tmp_path / "v2" / "churn" / "deployment.yml").is_file()
    assert len(list((tmp_path / "v2").glob("asked-*.yml"))) == 1


def test_an_answer_that_fits_nothing_is_refused_in_a_sentence(tmp_path, recording, capsys):
    assert recording(project(tmp_path), "--set", "nonsense=1", "deploy.py") == 3
    assert "nonsense is neither a v1 setting nor a v2 path" in capsys.readouterr().err
