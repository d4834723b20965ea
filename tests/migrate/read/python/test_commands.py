"""Commands of v1 that Python code hands to a shell."""

import pytest

from compat.value import Expression, Known
from migrate.read.reading import Reading
from tests.migrate.read.python.tree import read

FILES = {"dc.yml": "computeType: ACI\ncontainerResourceRequirements: {cpu: 2}"}
HEAD = "import os, subprocess\nfrom azureml.core import Workspace\nNAME = 'churn'\n"


def reading(code: str) -> Reading:
    return read(HEAD + code, FILES)


@pytest.mark.parametrize(
    "code",
    [
        "os.system('az ml model deploy -n churn -m m:1 --dc dc.yml')",
        "os.system(f'az ml model deploy -n {NAME} -m m:1 --dc dc.yml')",
        "os.system('az ml model deploy -n ' + NAME + ' -m m:1 --dc dc.yml')",
        "os.system('az ml model deploy -n {} -m m:1 --dc dc.yml'.format(NAME))",
        "subprocess.run(['az', 'ml', 'model', 'deploy', '-n', NAME, '-m', 'm:1', '--dc', 'dc.yml'], check=True)",
        "subprocess.check_output('az ml model deploy -n churn -m m:1 --dc dc.yml', shell=True)",
        "from subprocess import run\nrun('az ml model deploy -n churn -m m:1 --dc dc.yml'.split())",
        "def sh(line):\n    subprocess.check_call(line, shell=True)\n"
        "sh('az ml model deploy -n churn -m m:1 --dc dc.yml')",
        "if __name__ == '__main__':\n    os.system('az ml model deploy -n churn -m m:1 --dc dc.yml')",
    ],
)
def test_a_deploy_command_makes_its_service(code: str) -> None:
    found = reading(code)
    [service] = found.services
    assert (service.name, service.kind.value) == (Known("churn"), "ACI")
    assert service.settings["cpu_cores"].value == Known(2)
    assert "az ml model deploy" in {usage.symbol for usage in found.usages}
    assert len(found.across.roots) == len(found.services)


def test_what_is_not_known_of_a_command_says_what_it_waits_for() -> None:
    [service] = reading("os.system(f\"az ml model deploy -n {os.environ['S']} -m m:1 --dc dc.yml\")").services
    assert isinstance(service.name, Expression)
    assert [one.name for one in service.name.depends] == ["S"]


def test_a_command_stands_where_its_text_does() -> None:
    [usage] = [
        one
        for one in reading("os.system('az ml service delete -n churn')").usages
        if one.symbol.startswith("az ")
    ]
    assert (usage.place.path, usage.place.line) == ("deploy.py", 4)


@pytest.mark.parametrize(
    "code",
    [
        "os.system('az ml online-endpoint create -n churn')",
        "print('az ml model deploy -n churn -m m:1')",
        "os.system('echo az')",
        "subprocess.run(load())",
        "subprocess.run(['az', *load()])",
        "subprocess.run()",
        "log('az ml service delete -n churn')",
    ],
)
def test_other_calls_are_no_commands(code: str) -> None:
    assert not [usage for usage in reading(code).usages if usage.symbol.startswith("az ")]
