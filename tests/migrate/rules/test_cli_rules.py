"""The rules about commands: what is said of each, and in which words."""

from __future__ import annotations

import re

import pytest

from compat.mapping.command import Command, key_of, option_for, written
from compat.mapping.commands import COMMANDS, command_for
from migrate.finding import Finding
from migrate.rules import answering
from migrate.rules.rule import Context
from migrate.usage import Form
from tests.migrate.read.command_line.commands import read

V2_GROUPS = frozenset(
    {"online-endpoint", "online-deployment", "compute", "model", "environment", "workspace", "datastore"}
)


def said(text: str, path: str = "deploy.sh") -> list[Finding]:
    return [
        finding
        for usage in read(text, path=path).usages
        for rule in answering(usage.symbol, usage.form)
        for finding in rule.findings(usage, Context())
    ]


@pytest.mark.parametrize(
    ("text", "rule", "becomes"),
    [
        ("az ml service delete -n churn", "AML202", "az ml online-endpoint delete -n churn -y"),
        ("az ml service get-keys -n $NAME", "AML202", "az ml online-endpoint get-credentials -n $NAME"),
        (
            "az ml service get-logs -n a -l 50 -i",
            "AML202",
            "az ml online-deployment get-logs -n <deployment> -e a -l 50 -c storage-initializer",
        ),
        ("az ml service show", "AML202", "az ml online-endpoint show -n <name>"),
        ("az ml service show -n 'a b'", "AML202", "az ml online-endpoint show -n 'a b'"),
        (
            "az ml service delete -n a -g rg -w ws",
            "AML202",
            "az ml online-endpoint delete -n a -y -g rg -w ws",
        ),
        ("az ml service run -n a -d '{}'", "AML202", "az ml online-endpoint invoke -n a -r <request file>"),
        (
            "az ml endpoint realtime update-version -n a --vn b --tp 20",
            "AML203",
            'az ml online-endpoint update -n a --traffic "b=20"',
        ),
        ("az ml computetarget detach -n k", "AML204", "az ml compute detach -n k"),
        (
            "az ml computetarget attach aks -n k -i /x",
            "AML204",
            "--resource-id /x --identity-type SystemAssigned",
        ),
        ("az ml computetarget update aks -n k", "AML204", "az k8s-extension update"),
        ("az ml model register -n m -p x", "AML205", "az ml model create -n m -p x -t custom_model"),
        ("az ml model delete -i m:1", "AML205", "az ml model archive -n <name> -v <version>"),
        ("az ml environment register -d x", "AML206", "az ml environment create -f environment.yml"),
        ("az ml folder attach -w ws -g rg", "AML207", "az configure --defaults workspace=ws group=rg"),
        (
            "az ml workspace share --user u --role r",
            "AML207",
            "az role assignment create --assignee u --role r",
        ),
        (
            "az extension add -n azure-cli-ml",
            "AML209",
            "az extension remove -n azure-cli-ml && az extension add -n ml",
        ),
        (
            "az ml model deploy -n a -m m:1",
            "AML201",
            "az ml online-deployment create -f deployment.yml --all-traffic",
        ),
    ],
)
def test_a_command_is_given_its_v2_command(text: str, rule: str, becomes: str) -> None:
    (finding,) = said(text)
    assert finding.rule == rule
    assert becomes in finding.message


@pytest.mark.parametrize(
    ("text", "rule", "level"),
    [
        ("az ml model profile -n a", "AML205", "loss"),
        ("az ml model package --ic x.json", "AML205", "loss"),
        ("az ml endpoint realtime delete -n a", "AML203", "blocker"),
        ("az ml run submit-script x.py", "AML208", "advice"),
        ("az ml pipeline list", "AML208", "advice"),
        ("az ml service list", "AML202", "change"),
    ],
)
def test_a_command_weighs_what_it_costs(text: str, rule: str, level: str) -> None:
    (finding,) = said(text)
    assert (finding.rule, finding.level.value) == (rule, level)


def test_what_is_uncertain_says_so() -> None:
    both = said("az ml model list\naz ml service list")
    sure = said("az ml model list --latest\naz ml service list")
    assert "Both extensions have this command" in both[0].message
    assert "Both extensions" not in sure[0].message


def test_a_document_is_advice() -> None:
    (finding,) = said("az ml service delete -n a", "docs/README.md")
    assert finding.level.value == "advice"
    assert finding.message.startswith("In documentation: ")


@pytest.mark.parametrize(
    "text",
    [
        "az ml online-endpoint delete -n a -y",
        "az ml online-deployment create -f deployment.yml --all-traffic",
        "az ml compute attach -t Kubernetes -n k --resource-id x",
        "az ml model create -n m -v 1 -p x -t custom_model",
        "az ml model archive -n m -v 1",
        "az ml model show -n m -v 1",
        "az ml model download -n m --version 1 -p x",
        "az ml environment create -f environment.yml",
        "az ml workspace show -n ws",
        "az ml workspace create -n ws -g rg",
        "az ml job create -f job.yml",
        "az ml data create -f data.yml",
        "az configure --defaults workspace=ws group=rg # az ml ",
        "az extension add -n ml # az ml ",
    ],
)
def test_v2_stays_silent(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.verb)
def test_what_a_command_becomes_is_no_v1(command: Command) -> None:
    for line in written(command, {}):
        assert not read(line.replace("<", "").replace(">", "")).usages
        group = re.match(r"az ml (\S+)", line)
        assert group is None or group.group(1) in V2_GROUPS


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.verb)
def test_every_command_has_a_rule(command: Command) -> None:
    assert answering(command.symbol, Form.COMMAND)
    assert command_for(command.verb.split()) == command


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.verb)
def test_a_flag_means_one_thing_and_every_blank_is_an_option(command: Command) -> None:
    flags = [flag for option in command.options for flag in option.flags]
    assert len(flags) == len(set(flags))
    keys = {option.key for option in command.options} | {"workspace", "resource_group", "resource_id"}
    blanks = {key for line in command.becomes for key in re.findall(r"\{(\w+)\}", line)}
    assert blanks <= keys
    assert not command.only_v1 & command.only_v2


@pytest.mark.parametrize(
    ("verb", "flag", "key"),
    [
        ("service show", "-n", "name"),
        ("service show", "--nam", "name"),
        ("service show", "--resource-g", "resource_group"),
        ("service show", "--colour", "colour"),
        ("service show", "-z", "z"),
        ("model deploy", "--cc", "cpu_cores"),
    ],
)
def test_an_option_is_found_by_its_flag(verb: str, flag: str, key: str) -> None:
    command = command_for(verb.split())
    assert command is not None
    assert key_of(command, flag) == key


def test_an_ambiguous_beginning_is_no_option() -> None:
    command = command_for(["model", "deploy"])
    assert command is not None
    assert option_for(command, "--autoscale") is None
