"""Shell scripts that others of the tree run, with what those pass."""

import pytest

from compat.v1 import Service
from compat.value import Expression, Known, Value, known
from migrate.read.command_line.script_files import read_script
from migrate.read.reading import SourceFile
from tests.migrate.read.python.tree import Tree

SCRIPT = "#!/bin/bash\nNAME=$1\naz ml model deploy -n $NAME -m m:1 --ct ${CLUSTER} --dc dc.yml\n"
POWERSHELL = "param([string]$Name)\naz ml model deploy -n $Name -m m:1 --ct $env:CLUSTER --dc dc.yml\n"
FILES = {"dc.yml": "computeType: AKS"}


def services(files: dict[str, str], path: str = "ci/deploy.sh", text: str = SCRIPT) -> tuple[Service, ...]:
    reading = read_script(SourceFile(path, text), Tree({**FILES, path: text, **files}))
    assert reading is not None
    return reading.services


def cluster(service: Service) -> Value | None:
    return None if service.cluster is None else service.cluster.name


@pytest.mark.parametrize(
    "files",
    [
        {"Makefile": "deploy:\n\tCLUSTER=aks-one ./ci/deploy.sh churn\n"},
        {"run.sh": "export CLUSTER=aks-one\nbash ci/deploy.sh churn\n"},
        {"run.sh": "export CLUSTER=aks-one\ncd ci\n. ./deploy.sh churn\n"},
        {
            "azure-pipelines.yml": "trigger: none\nvariables: {cluster: aks-one, name: churn}\n"
            "steps:\n- script: ci/deploy.sh $(name)\n"
        },
        {
            ".github/workflows/a.yml": "on: push\nenv: {CLUSTER: aks-one}\n"
            "jobs: {a: {steps: [{run: sh ci/deploy.sh churn}]}}\n"
        },
    ],
)
def test_what_a_command_passes_to_a_script_is_known(files: dict[str, str]) -> None:
    [found] = services(files)
    assert (found.name, cluster(found)) == (Known("churn"), Known("aks-one"))


def test_every_run_makes_a_service() -> None:
    found = services({"run.sh": "ci/deploy.sh churn\nci/deploy.sh fraud\nci/deploy.sh churn\n"})
    assert [known(one.name) for one in found] == ["churn", "fraud"]


def test_a_parameter_of_powershell_is_filled_by_its_name() -> None:
    files = {"run.ps1": "$env:CLUSTER = 'aks-one'\n./deploy.ps1 -Name churn\n"}
    [found] = services(files, "deploy.ps1", POWERSHELL)
    assert found.name == Known("churn")


@pytest.mark.parametrize(
    "line",
    [
        "chmod +x ci/deploy.sh",
        "cat ci/deploy.sh churn",
        "other/deploy.sh churn",
        "# ci/deploy.sh churn",
        "ls",
    ],
)
def test_a_command_that_does_not_run_the_script_tells_nothing(line: str) -> None:
    [found] = services({"run.sh": f"{line}\n"})
    assert isinstance(found.name, Expression)


def test_scripts_that_run_each_other_end() -> None:
    files = {"run.sh": "ci/deploy.sh churn\n", "ci/again.sh": "ci/deploy.sh $1\nci/again.sh\n"}
    assert services(files)


GETOPTS = """#!/bin/sh
while getopts "n:c:" option; do
  case "$option" in
    n ) NAME=${OPTARG};;
    c) CLUSTER="$OPTARG" ;;
  esac
done
az ml model deploy -n $NAME -m m:1 --ct ${CLUSTER} --dc dc.yml
"""
CASES = """#!/bin/bash
while [[ $# -gt 0 ]]; do
  case $1 in
    -n|--name) NAME="$2"; shift 2;;
    --cluster)
      CLUSTER="$2"
      shift; shift;;
  esac
done
az ml model deploy -n $NAME -m m:1 --ct $CLUSTER --dc dc.yml
"""


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (GETOPTS, "ci/deploy.sh -c aks-one -n churn"),
        (CASES, "ci/deploy.sh --name churn --cluster aks-one"),
        (CASES, "ci/deploy.sh --cluster=aks-one -n churn"),
    ],
)
def test_options_of_a_script_are_filled_by_its_caller(text: str, line: str) -> None:
    [found] = services({"run.sh": f"{line}\n"}, text=text)
    assert (found.name, cluster(found)) == (Known("churn"), Known("aks-one"))


@pytest.mark.parametrize(("text", "names"), [(GETOPTS, ["-n", "-c"]), (CASES, ["--name", "--cluster"])])
def test_options_that_nobody_passes_are_named(text: str, names: list[str]) -> None:
    [found] = services({}, text=text)
    waits = [
        one
        for value in (found.name, cluster(found))
        if isinstance(value, Expression)
        for one in value.depends
    ]
    assert [one.name for one in waits] == names
