"""``az ml model deploy``: an endpoint and a deployment from the files that ``migrate convert`` writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.cli import main
from migrate.read.gathering import gathered
from migrate.read.registry import KINDS
from migrate.rewrite.choosing import Choice
from migrate.rewrite.engine import Engine

FILES = {
    "infer.json": '{"entryScript": "score.py", "runtime": "python", "condaFile": "conda.yml"}',
    "deploy.json": '{"computeType": "AKS", "numReplicas": 1}',
    "score.py": "def init(): ...\ndef run(data): ...\n",
    "conda.yml": "dependencies:\n- python=3.10\n",
}
DEPLOY = "az ml model deploy -n churn -m churn:3 --ic {at}infer.json --dc {at}deploy.json --ct aks"


def rewritten(root: Path, path: str, text: str, *, below: str = "") -> str:
    for name, content in FILES.items():
        (root / below).mkdir(parents=True, exist_ok=True)
        (root / below / name).write_text(content)
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text)
    changes = Engine(choice=Choice(unsafe=True)).rewrite(gathered([str(root)], KINDS)).changes
    return {change.path: change.after.decode() for change in changes}.get(path, text)


@pytest.fixture(autouse=True)
def _inside(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_two_commands_on_lines_of_their_own(tmp_path):
    before = f"set -e\n{DEPLOY.format(at='')} \\\n  -g rg -w ws --overwrite -v  # now\necho done\n"
    assert rewritten(tmp_path, "deploy.sh", before) == (
        "set -e\n"
        "az ml online-endpoint create -f v2/churn/endpoint.yml -g rg -w ws\n"
        "az ml online-deployment create -f v2/churn/deployment.yml --all-traffic -g rg -w ws  # now\n"
        "echo done\n"
    )


def test_two_commands_in_one_line_where_there_is_one(tmp_path):
    before = f"steps:\n- script: {DEPLOY.format(at='')}\n"
    assert rewritten(tmp_path, "azure-pipelines.yml", before) == (
        "steps:\n- script: az ml online-endpoint create -f v2/churn/endpoint.yml"
        " && az ml online-deployment create -f v2/churn/deployment.yml --all-traffic\n"
    )


def test_in_a_block_of_yaml_they_are_indented(tmp_path):
    before = f"steps:\n- bash: |\n    set -e\n    {DEPLOY.format(at='')}\n    echo done\n"
    assert rewritten(tmp_path, "azure-pipelines.yml", before) == (
        "steps:\n- bash: |\n    set -e\n    az ml online-endpoint create -f v2/churn/endpoint.yml\n"
        "    az ml online-deployment create -f v2/churn/deployment.yml --all-traffic\n    echo done\n"
    )


def test_names_and_models_from_variables_stay_variables(tmp_path):
    before = DEPLOY.format(at="").replace("-n churn -m churn:3", '-n "$SVC" -m churn:$VERSION') + "\n"
    after = rewritten(tmp_path, "deploy.sh", before).split("\n")
    assert after[0].endswith('/endpoint.yml -n "$SVC"')
    assert after[1].endswith('/deployment.yml -e "$SVC" --all-traffic --set model=azureml:churn:$VERSION')


@pytest.mark.parametrize(
    ("below", "at", "script", "folder"),
    [
        ("config", "config/", "ci/deploy.sh", "v2/churn"),
        ("ml", "", "ml/deploy.sh", "../v2/churn"),
    ],
)
def test_the_files_are_named_from_where_the_command_runs(tmp_path, below, at, script, folder):
    after = rewritten(tmp_path, script, DEPLOY.format(at=at) + "\n", below=below)
    assert after.startswith(f"az ml online-endpoint create -f {folder}/endpoint.yml\n")


def test_the_files_are_those_that_convert_writes(tmp_path, capsys):
    after = rewritten(tmp_path, "deploy.sh", DEPLOY.format(at="") + "\n")
    main(["convert", str(tmp_path), "-o", str(tmp_path / "v2")])
    capsys.readouterr()
    named = [word for word in after.split() if word.endswith(".yml")]
    assert [(tmp_path / name).is_file() for name in named] == [True, True]


def test_what_others_read_of_its_output_is_left_alone(tmp_path):
    before = f"x=$({DEPLOY.format(at='')})\n"
    after = rewritten(tmp_path, "deploy.sh", before)
    assert after.endswith(before)
    assert "online-endpoint" not in after


def test_a_pipeline_of_commands_wants_a_look(tmp_path):
    (tmp_path / "gone.sh").write_text(
        "cat names | xargs -n1 az ml service delete -n\nls | xargs az ml service delete -n a\n"
    )
    assert Engine().rewrite(gathered([str(tmp_path)], KINDS)).changes == ()


def test_a_task_that_deploys_is_marked_and_stays(tmp_path):
    before = (
        "steps:\n- task: AMLModelDeploy@1\n  displayName: deploy\n  inputs:\n    modelSourceType: manualSpec\n"
        "    modelName: churn\n    modelVersion: 3\n    inferencePath: $(System.DefaultWorkingDirectory)/infer.json\n"
        "    deploymentTarget: AKS\n    aksCluster: aks\n    deploymentName: churn\n    deployConfig: deploy.json\n"
    )
    after = rewritten(tmp_path, "azure-pipelines.yml", before)
    kept = [line for line in after.split("\n") if not line.startswith("#")]
    assert "\n".join(kept) == before
    assert after.startswith("steps:\n# migrate: AML201 This step deploys with v1. In its place,")
    assert "v2/churn/endpoint.yml" in " ".join(after.replace("#", " ").split())
    assert rewritten(tmp_path, "azure-pipelines.yml", after) == after
