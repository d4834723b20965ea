from __future__ import annotations

import pytest

from compat.value import Dependency, DependsOn, Expression, Unresolved
from migrate.read.command_line.shell import Shell
from tests.migrate.read.command_line.commands import known, read, shown

FOUND = {
    "plain": ("az ml service delete -n churn", ["1: az ml service delete name=churn"]),
    "joined lines": (
        "az ml service \\\n  delete \\\n  -n churn",
        ["1: az ml service delete name=churn"],
    ),
    "value in the same word": ("az ml service show --name=churn", ["1: az ml service show name=churn"]),
    "quotes": ("az ml service show -n 'my svc'", ["1: az ml service show name=my svc"]),
    "quotes inside a word": ('az ml service show -n my"-s"vc', ["1: az ml service show name=my-svc"]),
    "after a comment": ("# note\naz ml service show -n a # b", ["2: az ml service show name=a"]),
    "and": (
        "true && az ml service show -n a; az ml service delete -n b",
        ["1: az ml service show name=a", "1: az ml service delete name=b"],
    ),
    "pipe": (
        "az ml service list --query x | xargs -I {} az ml service delete -n {}",
        [
            "1: az ml service list",
            "1: az ml service delete name=unresolved: it is taken from what is piped in",
        ],
    ),
    "inside a substitution": (
        'K=$(az ml service get-keys -n a | jq -r ".primaryKey")',
        ["1: az ml service get-keys name=a"],
    ),
    "inside backticks": ("K=`az ml service get-keys -n a`", ["1: az ml service get-keys name=a"]),
    "nested twice": (
        'echo "$(echo "$(az ml service show -n a)")"',
        ["1: az ml service show name=a"],
    ),
    "inside bash -c": (
        "bash -c 'az ml service show -n a'",
        ["1: az ml service show name=a"],
    ),
    "eval": ('eval "az ml service show -n a"', ["1: az ml service show name=a"]),
    "sudo and a path": ("sudo /usr/bin/az ml service show -n a", ["1: az ml service show name=a"]),
    "an executable in a variable": ("$AZ ml service show -n a", ["1: az ml service show name=a"]),
    "condition": (
        "if ! az ml service show -n a; then\n  az ml service list\nfi",
        ["1: az ml service show name=a", "2: az ml service list"],
    ),
    "function": ("go() {\n az ml service list\n}", ["2: az ml service list"]),
    "text for a shell": ("bash <<X\naz ml service list\nX\n", ["2: az ml service list"]),
    "after text for another program": (
        "cat > a.txt <<'X'\nit's\nX\naz ml service list",
        ["4: az ml service list"],
    ),
    "several versions": (
        "az ml endpoint realtime create-version -n a --vn blue --tp 20",
        ["1: az ml endpoint realtime create-version name=a version_name=blue traffic=20"],
    ),
    "a group that has no row of its own": (
        "az ml run submit-script -c x train.py",
        ["1: az ml run submit-script c=x"],
    ),
    "extension from a wheel": (
        "az extension add --source https://example.com/azure_cli_ml-1.27.0-py3-none-any.whl -y",
        [
            "1: az extension add azure-cli-ml source=https://example.com/azure_cli_ml-1.27.0-py3-none-any.whl y=True"
        ],
    ),
    "beginning of a long option": (
        "az ml model delete --model-i a:1",
        ["1: az ml model delete model_id=a:1"],
    ),
}
SILENT = {
    "comment": "# az ml service delete -n a",
    "said": "echo az ml service delete -n a",
    "said in quotes": 'echo "run az ml service delete -n a"',
    "printed": 'printf "az ml service delete\\n"',
    "searched": "grep -r 'az ml service delete' .",
    "text for a file": "cat > note.txt <<X\naz ml service list\nX",
    "v2": "az ml online-endpoint create -f endpoint.yml",
    "v2 of the same group": "az ml endpoint create -f endpoint.yml --name a",
    "v2 job": "az ml job create -f job.yml",
    "both, nothing tells": "az ml model list -g rg -w ws",
    "both, v2 by its option": "az ml model show -n a --label latest",
    "both, v2 by -v": "az ml model show -n a -v 3 # az ml",
    "another program": "baz ml service list",
    "another extension": "az extension add -n ml # ml ",
    "unfinished": "az ml ",
    "other group": "az acr login --name ml ",
}


@pytest.mark.parametrize(("text", "expected"), FOUND.values(), ids=FOUND)
def test_a_command_is_found_where_it_stands(text: str, expected: list[str]) -> None:
    assert shown(read(text)) == expected


@pytest.mark.parametrize("text", SILENT.values(), ids=SILENT)
def test_what_is_no_v1_command_stays_silent(text: str) -> None:
    assert shown(read(text)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NAME=churn\naz ml service show -n $NAME", "churn"),
        ("export NAME=churn\naz ml service show -n ${NAME}", "churn"),
        ("NAME=churn; STAGE=qa\naz ml service show -n ${NAME}-$STAGE", "churn-qa"),
        ("NAME=a\nNAME=b\naz ml service show -n $NAME", "b"),
        ('NAME="my svc"\naz ml service show -n "$NAME"', "my svc"),
        ("A=a\nB=$A-b\naz ml service show -n $B", "a-b"),
        ("if x; then NAME=a; az ml service show -n $NAME; fi", "a"),
        ("NAME=a\nif x; then NAME=a; fi\naz ml service show -n $NAME", "a"),
    ],
)
def test_an_assignment_in_the_script_is_known(text: str, expected: str) -> None:
    assert shown(read(text))[-1].endswith(f"az ml service show name={expected}")


@pytest.mark.parametrize(
    "text",
    [
        "NAME=a\nif x; then NAME=b; fi\naz ml service show -n $NAME",
        "NAME=a\nx && NAME=b\naz ml service show -n $NAME",
        "for NAME in a b; do az ml service show -n $NAME; done",
        "NAME=a\nwhile x; do NAME=b; done\naz ml service show -n $NAME",
        "NAME=a\nNAME+=b\naz ml service show -n $NAME",
        "NAME=a\nread NAME\naz ml service show -n $NAME",
        "NAME=abc\naz ml service show -n ${NAME%c}",
        "NAME=$(jq -r .name x.json)\naz ml service show -n $NAME",
        "NAMES=(a b)\naz ml service show -n $NAMES",
        "az ml service show -n a$((1+1))",
        "az ml service show -n <service name>",
    ],
)
def test_what_nobody_can_know_says_why(text: str) -> None:
    (usage,) = read(text).usages
    value = usage.arguments[0].value
    assert isinstance(value, Unresolved)
    assert value.why


@pytest.mark.parametrize(
    ("word", "kind", "name", "default"),
    [
        ("$NAME", DependsOn.ENVIRONMENT, "NAME", None),
        ("${NAME}", DependsOn.ENVIRONMENT, "NAME", None),
        ("${NAME:-churn}", DependsOn.ENVIRONMENT, "NAME", "churn"),
        ('"${NAME:=churn}"', DependsOn.ENVIRONMENT, "NAME", "churn"),
        ("$1", DependsOn.ARGUMENT, "1", None),
        ("${1:-churn}", DependsOn.ARGUMENT, "1", "churn"),
        ("$(service.name)", DependsOn.ENVIRONMENT, "service.name", None),
        ("${{ env.NAME }}", DependsOn.ENVIRONMENT, "env.NAME", None),
        ("#{NAME}#", DependsOn.ENVIRONMENT, "NAME", None),
        ("__NAME__", DependsOn.ENVIRONMENT, "NAME", None),
    ],
)
def test_a_variable_from_outside_is_an_expression(
    word: str, kind: DependsOn, name: str, default: str | None
) -> None:
    (usage,) = read(f"az ml service show -n {word}").usages
    value = usage.arguments[0].value
    assert isinstance(value, Expression)
    assert value.depends == (Dependency(kind, name),)
    assert (value.default.value if value.default else None) == default


def test_an_expression_keeps_its_text() -> None:
    (usage,) = read('az ml service show -n "svc-$STAGE"').usages
    value = usage.arguments[0].value
    assert isinstance(value, Expression)
    assert value.source == "svc-$STAGE"


def test_a_notebook_gives_its_names() -> None:
    text = "az ml service show -n {name} -g $group --subscription-id {ws.subscription_id}"
    (usage,) = read(text, Shell.IPYTHON, variables=known(name="churn", group="rg")).usages
    assert [getattr(item.value, "value", None) for item in usage.arguments] == ["churn", "rg", None]


def test_a_place_has_line_and_column_in_its_file() -> None:
    (usage,) = read("true\n  az ml service \\\n   show -n a").usages
    place = usage.place
    assert (place.line, place.column, place.end_line) == (2, 3, 3)
    assert (usage.arguments[0].place.line, usage.arguments[0].place.column) == (3, 9)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("az ml model list\naz ml service list", ["az ml model list", "az ml service list"]),
        ("az ml model list -l", ["az ml model list"]),
        (
            "az extension add -n azure-cli-ml\naz ml model list",
            ["az extension add azure-cli-ml", "az ml model list"],
        ),
        ("az ml model list\naz ml service list\naz ml job list", ["az ml service list"]),
        ("az extension add -n ml\naz ml model list\naz ml service list", ["az ml service list"]),
    ],
)
def test_a_command_of_both_counts_where_the_file_says_v1(text: str, found: list[str]) -> None:
    assert [usage.symbol for usage in read(text).usages] == found
