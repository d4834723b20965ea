"""PowerShell and the command prompt."""

from __future__ import annotations

import pytest

from compat.value import DependsOn, Expression
from migrate.read.command_line.shell import Shell
from tests.migrate.read.command_line.commands import read, shown

POWERSHELL = {
    "joined lines": (
        "az ml service `\n  delete -n churn",
        ["1: az ml service delete name=churn"],
    ),
    "known": ('$name = "churn"\naz ml service show -n $name', ["2: az ml service show name=churn"]),
    "known, in other letters": (
        "$Name = 'churn'\naz ml service show -n \"$name-qa\"",
        ["2: az ml service show name=churn-qa"],
    ),
    "typed": ("[string]$n = 'a'\naz ml service show -n $n", ["2: az ml service show name=a"]),
    "environment": ("$env:N = 'a'\naz ml service show -n $env:N", ["2: az ml service show name=a"]),
    "assigned output": (
        "$keys = az ml service get-keys -n a | ConvertFrom-Json",
        ["1: az ml service get-keys name=a"],
    ),
    "block": (
        "if ($x -eq 1) {\n  az ml service list\n} else { az ml service show -n a }",
        ["2: az ml service list", "3: az ml service show name=a"],
    ),
    "loop": (
        "$all | ForEach-Object { az ml service delete -n $_.name }",
        ["1: az ml service delete name=unresolved: nothing in this script sets $_.name"],
    ),
    "subexpression": (
        'az ml service show -n "$(az ml service list --query x)"',
        ["1: az ml service list", "1: az ml service show name=unresolved: it is what a command prints"],
    ),
    "escaped": ('az ml service show -n "a`$b"', ["1: az ml service show name=a$b"]),
    "call operator": ("& az ml service list", ["1: az ml service list"]),
}
POWERSHELL_SILENT = [
    "# az ml service list",
    "<#\naz ml service list\n#>",
    'Write-Host "az ml service list"',
    "Write-Output 'az ml service list'",
    "$text = 'az ml service list'",
    "$text = @'\naz ml service list\n'@",
    "az ml online-endpoint list",
]
BATCH = {
    "joined lines": ("az ml service ^\n  delete -n churn", ["1: az ml service delete name=churn"]),
    "known": ("set NAME=churn\naz ml service show -n %NAME%", ["2: az ml service show name=churn"]),
    "known, quoted": ('set "N=my svc"\naz ml service show -n "%N%"', ["2: az ml service show name=my svc"]),
    "called": ("@call az ml service list", ["1: az ml service list"]),
    "loop": (
        "for /f %%i in ('az ml service list') do az ml service delete -n %%i",
        ["1: az ml service list", "1: az ml service delete name=unresolved: a loop sets it"],
    ),
    "block": ("if exist x (\n az ml service list\n)", ["2: az ml service list"]),
}
BATCH_SILENT = [
    "rem az ml service list",
    ":: az ml service list",
    "REM\taz ml service list",
    "echo az ml service list",
]


@pytest.mark.parametrize(("text", "expected"), POWERSHELL.values(), ids=POWERSHELL)
def test_powershell(text: str, expected: list[str]) -> None:
    assert shown(read(text, Shell.POWERSHELL)) == expected


@pytest.mark.parametrize("text", POWERSHELL_SILENT)
def test_powershell_stays_silent(text: str) -> None:
    assert shown(read(text, Shell.POWERSHELL)) == []


@pytest.mark.parametrize(("text", "expected"), BATCH.values(), ids=BATCH)
def test_batch(text: str, expected: list[str]) -> None:
    assert shown(read(text, Shell.BATCH)) == expected


@pytest.mark.parametrize("text", BATCH_SILENT)
def test_batch_stays_silent(text: str) -> None:
    assert shown(read(text, Shell.BATCH)) == []


@pytest.mark.parametrize(
    ("text", "shell", "kind", "default"),
    [
        ("az ml service show -n $env:NAME", Shell.POWERSHELL, DependsOn.ENVIRONMENT, None),
        ("param([string]$N = 'a')\naz ml service show -n $N", Shell.POWERSHELL, DependsOn.ARGUMENT, "a"),
        ("az ml service show -n %NAME%", Shell.BATCH, DependsOn.ENVIRONMENT, None),
        ("az ml service show -n %1", Shell.BATCH, DependsOn.ARGUMENT, None),
    ],
)
def test_a_value_from_outside_is_an_expression(
    text: str, shell: Shell, kind: DependsOn, default: str | None
) -> None:
    (usage,) = read(text, shell).usages
    value = usage.arguments[0].value
    assert isinstance(value, Expression)
    assert [item.kind for item in value.depends] == [kind]
    assert (value.default.value if value.default else None) == default
