from __future__ import annotations

import re

import pytest

from migrate.report.azure import render
from migrate.report.surface import Surface
from migrate.report.view import Report
from tests.migrate.report.documents import CHANGE, DECISION, NASTY, full, nasty, report

_COMMAND = re.compile(r"##vso\[task\.logissue ([^\]]*)\](.*)")


def lines(shown: Report) -> list[str]:
    return render(shown, Surface()).splitlines()


def parsed(line: str) -> tuple[dict[str, str], str]:
    """Read a command as the agent does."""
    match = _COMMAND.fullmatch(line)
    assert match is not None, line
    properties = {}
    for pair in match.group(1).rstrip(";").split(";"):
        name, _, value = pair.partition("=")
        properties[name] = value.replace("%3B", ";").replace("%5D", "]").replace("%AZP25", "%")
    return properties, match.group(2).replace("%AZP25", "%")


def test_a_finding_is_one_command_with_its_place() -> None:
    properties, message = parsed(lines(report(DECISION))[0])
    assert properties == {
        "type": "warning",
        "sourcepath": "repo/src/deploy.py",
        "linenumber": "4",
        "columnnumber": "3",
        "code": "AML503",
    }
    assert message == "churn: Which callers need a key?"


def test_what_leaves_nothing_to_do_is_folded_and_no_issue() -> None:
    shown = lines(full())
    assert [parsed(line)[0]["type"] for line in shown[:3]] == ["error", "error", "warning"]
    assert shown[3] == "##[group]2 with nothing to decide"
    assert shown[-2] == "##[endgroup]"
    assert not any("task.logissue" in line for line in shown[3:])


def test_nothing_to_decide_is_no_issue_at_all() -> None:
    assert not any("##vso" in line for line in lines(report(CHANGE)))


@pytest.mark.parametrize("text", NASTY)
def test_no_text_of_a_repository_is_a_command(text: str) -> None:
    for line in lines(nasty(text)):
        assert line.isprintable()
        if line.startswith("##vso["):
            properties, _ = parsed(line)
            assert set(properties) <= {"type", "sourcepath", "linenumber", "columnnumber", "code"}
        elif not line.startswith(("##[group]", "##[endgroup]")):
            assert "##" not in line


@pytest.mark.parametrize("text", ["a;b]c%d", "%AZP25", "]##vso[x]"])
def test_escapes_are_undone_to_what_was_meant(text: str) -> None:
    properties, message = parsed(lines(nasty(text))[1])
    assert properties["sourcepath"].endswith(f"{text}.py")
    assert message == f"{text}: {text}"
