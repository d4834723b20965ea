"""Where a command runs: the files it names are found from there."""

import pytest

from compat.value import known
from migrate.read.command_line.script_files import read_script
from migrate.read.command_line.yaml_files import read_yaml
from migrate.read.reading import SourceFile
from migrate.scripts import completed
from tests.migrate.read.python.tree import Tree

FILES = {
    "deployment/score.py": "import json\ndef init(): ...\ndef run(data): ...",
    "deployment/dc.yml": "computeType: ACI\ncontainerResourceRequirements: {cpu: 2, memoryInGB: 4}",
    "score.py": "",
    "dc.yml": "computeType: ACI\ncontainerResourceRequirements: {cpu: 1, memoryInGB: 1}",
}
COMMAND = "az ml model deploy -n churn -m m:1 --es score.py --dc dc.yml --rt python"
NEAR, FAR = ("deployment/score.py", 2), ("score.py", 1)


def found(reading: object) -> tuple[str | None, object]:
    [service] = reading.services  # type: ignore[attr-defined]
    whole = completed(service, Tree(FILES))
    assert whole.scoring is not None
    return whole.scoring.script, known(service.settings["cpu_cores"].value)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (f"cd deployment\n{COMMAND}", NEAR),
        (f"pushd ./deployment\n{COMMAND}\npopd", NEAR),
        (f"pushd deployment\nls\npopd\n{COMMAND}", FAR),
        (f"cd deployment\ncd -\n{COMMAND}", FAR),
        (f"cd deployment && {COMMAND}", NEAR),
        (f"(cd deployment; ls)\n{COMMAND}", FAR),
        (COMMAND, FAR),
    ],
)
def test_a_script_changes_its_folder(lines: str, expected: tuple[str, int]) -> None:
    assert found(read_script(SourceFile("run.sh", f"#!/bin/bash\n{lines}\n"), Tree(FILES))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("jobs: {a: {steps: [{run: COMMAND, working-directory: deployment}]}}", NEAR),
        ("defaults: {run: {working-directory: deployment}}\njobs: {a: {steps: [{run: COMMAND}]}}", NEAR),
        ("jobs: {a: {defaults: {run: {working-directory: deployment}}, steps: [{run: COMMAND}]}}", NEAR),
        ("jobs: {a: {steps: [{run: COMMAND}]}}", FAR),
        ("steps: [{script: COMMAND, workingDirectory: deployment}]", NEAR),
        ("steps: [{script: COMMAND, workingDirectory: $(Build.SourcesDirectory)/deployment}]", NEAR),
    ],
)
def test_a_step_runs_in_a_folder(text: str, expected: tuple[str, int]) -> None:
    whole = text.replace("COMMAND", f"'{COMMAND}'")
    assert found(read_yaml(SourceFile(".github/workflows/a.yml", whole), Tree(FILES))) == expected
