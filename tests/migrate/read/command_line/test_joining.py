"""A service that two readers propose is one service."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from compat.v1 import ServiceKind
from compat.value import describe
from migrate.read.gathering import gathered
from migrate.read.registry import KINDS
from migrate.scan import Repository, Scanner

FILES = {
    "conf/dc.json": '{"computeType": "aks", "numReplicas": 2}',
    "conf/ic.json": '{"entryScript": "score.py", "runtime": "python"}',
    "conf/score.py": "def init(): ...\ndef run(data): ...\n",
}
DEPLOY = "az ml model deploy -n churn -m m:1 --ic conf/ic.json --dc conf/dc.json --ct k\n"


def scan(root: Path, files: Mapping[str, str]) -> Repository:
    for path, text in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    (repository,) = Scanner(KINDS).scan(gathered([str(root)], KINDS)).repositories
    return repository


def names(repository: Repository) -> list[str]:
    return [describe(outcome.service.name) for outcome in repository.outcomes]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("deploy.sh", DEPLOY),
        ("deploy.sh", "cd conf\n" + DEPLOY.replace("conf/", "")),
        ("azure-pipelines.yml", f"steps:\n- bash: {DEPLOY}"),
        ("Makefile", f"up:\n\t{DEPLOY}"),
    ],
)
def test_a_command_names_what_its_files_describe(tmp_path: Path, path: str, text: str) -> None:
    repository = scan(tmp_path, {**FILES, path: text})
    assert names(repository) == ["churn"]
    assert not [item for item in repository.findings if item.rule == "AML308"]
    assert all(outcome.ledger.balanced for outcome in repository.outcomes)


def test_a_deployment_file_without_any_setting_is_named_too(tmp_path: Path) -> None:
    repository = scan(tmp_path, {**FILES, "conf/dc.json": '{"computeType": "aci"}', "deploy.sh": DEPLOY})
    assert names(repository) == ["churn"]
    assert repository.outcomes[0].service.kind is ServiceKind.ACI


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("deploy.sh", "az ml service list\n"),
        ("deploy.sh", "# " + DEPLOY),
        ("README.md", f"```sh\n{DEPLOY}```\n"),
        ("deploy.sh", DEPLOY.replace("conf/", "other/")),
    ],
)
def test_files_that_no_command_names_stay_a_service_of_their_own(
    tmp_path: Path, path: str, text: str
) -> None:
    repository = scan(tmp_path, {**FILES, path: text})
    assert any(item.startswith("unresolved: neither file names") for item in names(repository))
    assert [item.place.path for item in repository.findings if item.rule == "AML308"] == ["conf/dc.json"]


def test_two_commands_are_two_services(tmp_path: Path) -> None:
    repository = scan(tmp_path, {**FILES, "deploy.sh": DEPLOY + DEPLOY.replace("churn", "other")})
    assert names(repository) == ["churn", "other"]


def test_a_script_with_the_variables_of_its_step_is_one_service(tmp_path: Path) -> None:
    pipeline = (
        "variables:\n  service: churn\nsteps:\n- task: AzureCLI@2\n  inputs:\n    scriptType: bash\n"
        "    scriptPath: conf/deploy.sh\n"
    )
    script = "az ml model deploy -n $SERVICE -m m:1 --ic ic.json --dc dc.json --ct k\n"
    alone = scan(tmp_path, {**FILES, "conf/deploy.sh": script})
    joined = scan(tmp_path, {"azure-pipelines.yml": pipeline + "# az ml \n"})
    assert names(alone) == ["$SERVICE (environment variable SERVICE)"]
    assert names(joined) == ["churn"]


def test_no_setting_of_a_command_is_left_out_of_the_account(tmp_path: Path) -> None:
    text = (
        "az ml model register -n m -p conf -t model.json -g rg -w ws\n"
        "az ml model deploy -n churn -f model.json --ic conf/ic.json --dc conf/dc.json --ct k -g rg -w ws"
        " -e env --ev 3 --cc 2 --tag a=b --tag c=d --overwrite --no-wait -v\n"
    )
    (outcome,) = scan(tmp_path, {**FILES, "deploy.sh": text}).outcomes
    left = [entry.fact.name for entry in outcome.ledger.entries if entry.fate == "not analysed"]
    assert left == []
    assert outcome.ledger.balanced
