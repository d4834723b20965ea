"""Scripts that pipelines, shell scripts and makefiles run: what those pass is what the script has."""

from collections.abc import Mapping

import pytest

from compat.value import Expression, Known, Value
from migrate.read.reading import Reading
from tests.migrate.read.python.tree import read, settings

SCRIPT = """
import argparse, os, sys
from azureml.core import Model, Workspace
from azureml.core.webservice import AksWebservice
parser = argparse.ArgumentParser()
parser.add_argument("--service-name", "-n", default="by-default")
parser.add_argument("--cores", type=int, default=1)
parser.add_argument("--insights", action="store_true")
args = parser.parse_args()
made = AksWebservice.deploy_configuration(cpu_cores=args.cores, enable_app_insights=args.insights)
Model.deploy(Workspace.from_config(), args.service_name, [], None, made)
"""
SCRIPTS = "tools/deploy.py"


def reading(files: Mapping[str, str], source: str = SCRIPT) -> Reading:
    return read(source, {SCRIPTS: source, **files}, SCRIPTS)


def names(files: Mapping[str, str], source: str = SCRIPT) -> list[Value]:
    return [service.name for service in reading(files, source).services]


def shell(line: str) -> dict[str, str]:
    return {"run.sh": f"#!/bin/bash\n{line}\n"}


@pytest.mark.parametrize(
    "files",
    [
        shell("python tools/deploy.py --service-name churn --cores 4 --insights"),
        shell("python3 -u ./tools/deploy.py -n churn --cores=4 --insights"),
        shell("python -m tools.deploy --service churn --cores 4 --insights"),
        shell("NAME=churn\npython tools/deploy.py -n $NAME --cores 4 --insights"),
        shell("cd tools && python deploy.py -n 'churn' --cores 4 --insights"),
        shell("conda run -n env python tools/deploy.py -n churn --cores 4 --insights"),
        {"Makefile": "NAME = churn\ndeploy:\n\tpython tools/deploy.py -n $(NAME) --cores 4 --insights\n"},
        {"run.ps1": "$name = 'churn'\npython tools/deploy.py -n $name --cores 4 --insights\n"},
        {
            "azure-pipelines.yml": "trigger: none\nvariables: {name: churn}\nsteps:\n"
            "- script: python tools/deploy.py -n $(name) --cores 4 --insights\n"
        },
        {
            "azure-pipelines.yml": "trigger: none\nsteps:\n- script: |\n    python deploy.py \\\n"
            "      -n churn --cores 4 --insights\n"
            "  workingDirectory: tools\n"
        },
        {
            "azure-pipelines.yml": "trigger: none\nsteps:\n- task: PythonScript@0\n  inputs:\n"
            "    scriptPath: tools/deploy.py\n    arguments: -n churn --cores 4 --insights\n"
        },
        {
            ".github/workflows/a.yml": "on: push\njobs: {a: {env: {NAME: churn}, steps: "
            "[{run: 'python tools/deploy.py -n $NAME --cores 4 --insights'}]}}\n"
        },
        {
            "t.yml": "parameters: {name: x}\nsteps:\n"
            "- script: python tools/deploy.py -n ${{ parameters.name }} --cores 4 --insights\n",
            "main.yml": "trigger: none\nsteps:\n- template: t.yml\n  parameters: {name: churn}\n",
        },
    ],
)
def test_arguments_that_a_command_passes_are_known(files: dict[str, str]) -> None:
    [found] = reading(files).services
    assert found.name == Known("churn")
    assert settings(found) == {"cpu_cores": 4, "enable_app_insights": True}


def test_every_run_makes_a_service() -> None:
    runs = ("-n churn", "-n fraud --cores 2", "-n churn")
    lines = "\n".join(f"python tools/deploy.py {run}" for run in runs)
    found = reading(shell(lines)).services
    assert [(one.name, settings(one)["cpu_cores"]) for one in found] == [
        (Known("churn"), 1),
        (Known("fraud"), 2),
    ]


def test_what_a_run_does_not_pass_has_the_default() -> None:
    assert names(shell("python tools/deploy.py")) == [Known("by-default")]


@pytest.mark.parametrize(
    "line",
    [
        "python tools/deploy.py $ARGS",
        'python tools/deploy.py "$@"',
        "python tools/deploy.py --unknown x",
        "python other/deploy.py -n churn",
        "echo tools/deploy.py -n churn",
        "# python tools/deploy.py -n churn",
        "cat deploy.py",
        "pytest tools/deploy.py -n churn",
    ],
)
def test_a_command_that_cannot_be_read_or_runs_something_else_tells_nothing(line: str) -> None:
    [found] = names(shell(line))
    assert isinstance(found, Expression)
    assert found.default == Known("by-default")


def test_a_variable_of_a_group_is_named() -> None:
    text = "trigger: none\nsteps:\n- script: python tools/deploy.py -n $(name-of-group)\n"
    [found] = names({"azure-pipelines.yml": text})
    assert isinstance(found, Expression)
    assert [one.name for one in found.depends] == ["name-of-group"]


ASKING = """
import os
from azureml.core import Model, Workspace
Model.deploy(Workspace.from_config(), os.environ["SERVICE"], [])
"""


@pytest.mark.parametrize(
    "files",
    [
        shell("export SERVICE=churn\npython tools/deploy.py"),
        shell("SERVICE=churn python tools/deploy.py"),
        {
            "azure-pipelines.yml": "trigger: none\nsteps:\n- script: python tools/deploy.py\n  env: {SERVICE: churn}\n"
        },
        {
            "azure-pipelines.yml": "trigger: none\nvariables: {service: churn}\n"
            "steps:\n- script: python tools/deploy.py\n"
        },
        {
            ".github/workflows/a.yml": "on: push\nenv: {SERVICE: churn}\n"
            "jobs: {a: {steps: [{run: python tools/deploy.py}]}}\n"
        },
    ],
)
def test_variables_of_a_run_are_known(files: dict[str, str]) -> None:
    assert names(files, ASKING) == [Known("churn")]


@pytest.mark.parametrize(
    "files",
    [
        shell("SERVICE=churn\npython tools/deploy.py"),
        shell("python tools/deploy.py\nexport SERVICE=churn"),
        shell("export OTHER=churn\npython tools/deploy.py"),
    ],
)
def test_variables_that_a_run_does_not_get_stay_open(files: dict[str, str]) -> None:
    assert isinstance(names(files, ASKING)[0], Expression)


def test_a_position_and_an_option_of_click() -> None:
    source = """
import sys
from azureml.core import Model, Workspace
Model.deploy(Workspace.from_config(), sys.argv[2], [])
"""
    assert names(shell("python tools/deploy.py x churn"), source) == [Known("churn")]
    source = """
import click
from azureml.core import Model, Workspace
@click.command()
@click.option("--name", "-n", default="by-default")
@click.option("--cores", type=int)
def main(name, cores):
    Model.deploy(Workspace.from_config(), name, [])
main()
"""
    assert names(shell("python tools/deploy.py --cores 2 -n churn"), source) == [Known("churn")]
    assert names(shell("python tools/deploy.py"), source) == [Known("by-default")]
    assert isinstance(names(shell("python tools/deploy.py $X"), source)[0], Expression)


def test_arguments_written_in_the_call_are_known() -> None:
    source = SCRIPT.replace("parse_args()", "parse_args(['-n', 'churn', '--cores', '2'])")
    assert names({}, source) == [Known("churn")]
    assert names({}, SCRIPT.replace("parse_args()", "parse_args([])")) == [Known("by-default")]
    assert isinstance(names({}, SCRIPT.replace("parse_args()", "parse_args(words())"))[0], Expression)


def test_a_branch_on_an_argument_is_decided_by_the_run() -> None:
    source = """
import argparse
from azureml.core import Model, Workspace
from azureml.core.webservice import AciWebservice, AksWebservice
parser = argparse.ArgumentParser()
parser.add_argument("--type", choices=["ACI", "AKS"], required=True)
args = parser.parse_args()
if args.type == "AKS":
    made = AksWebservice.deploy_configuration()
else:
    made = AciWebservice.deploy_configuration()
Model.deploy(Workspace.from_config(), "churn", [], None, made)
"""
    found = reading(shell("python tools/deploy.py --type AKS"), source).services
    assert [(one.kind.value, one.condition) for one in found] == [("AKS", "")]
    assert len(reading({}, source).services) == 2


def test_a_script_without_open_values_is_not_read_again() -> None:
    source = "from azureml.core import Model, Workspace\nModel.deploy(Workspace.from_config(), 'churn', [])"
    assert names(shell("python tools/deploy.py -n other"), source) == [Known("churn")]
