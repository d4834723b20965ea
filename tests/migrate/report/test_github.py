from __future__ import annotations

import re
from dataclasses import replace

import pytest

from compat.value import Place
from migrate.finding import Finding, Level
from migrate.report.github import MOST, render
from migrate.report.surface import Surface
from migrate.report.view import Report
from tests.migrate.report.documents import (
    ADVICE,
    BLOCKER,
    CHANGE,
    DECISION,
    NASTY,
    full,
    nasty,
    report,
    several,
)

_COMMAND = re.compile(r"::(\w+) ([^:]*)::(.*)")
_UNDONE = (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%"))


def lines(shown: Report) -> list[str]:
    return render(shown, Surface()).splitlines()


def parsed(line: str) -> tuple[str, dict[str, str], str]:
    """Read a command as the runner does."""
    match = _COMMAND.fullmatch(line)
    assert match is not None, line
    properties = {}
    for pair in match.group(2).split(","):
        name, _, value = pair.partition("=")
        for escape, character in _UNDONE:
            value = value.replace(escape, character)
        properties[name] = value
    return match.group(1), properties, match.group(3).replace("%25", "%")


def test_a_finding_is_one_command_with_its_place() -> None:
    command, properties, message = parsed(lines(report(DECISION))[0])
    assert command == "warning"
    assert properties == {
        "file": "repo/src/deploy.py",
        "line": "4",
        "endLine": "6",
        "title": "AML503 decision",
    }
    assert message == "churn: Which callers need a key?"


def test_the_most_urgent_come_first_and_the_totals_last() -> None:
    shown = lines(full())
    assert [parsed(line)[0] for line in shown[:-1]] == ["error", "error", "warning", "notice", "notice"]
    assert shown[-1].startswith("1 service, 5 findings")


def test_a_cell_has_the_line_of_the_file_and_no_column() -> None:
    _, properties, _ = parsed(lines(report(CHANGE))[0])
    assert properties["line"] == "1"
    assert "col" not in properties


def test_what_github_does_not_show_as_annotations_is_in_the_log() -> None:
    many = [replace(BLOCKER, place=Place("a.py", line)) for line in range(1, MOST + 4)]
    shown = lines(report(*many, ADVICE))
    assert sum(line.startswith("::error ") for line in shown) == MOST
    assert "::group::3 more than GitHub shows as annotations" in shown
    assert sum(line.startswith("- repo/a.py:") for line in shown) == 3
    assert shown[-2] == "::endgroup::"


def test_paths_are_those_of_each_repository() -> None:
    files = {parsed(line)[1]["file"] for line in lines(several())[:-1]}
    assert files == {"repos/a/src/deploy.py", "repos/b/a b#c.ipynb", "repos/b/other.py"}


@pytest.mark.parametrize("text", NASTY)
def test_no_text_of_a_repository_is_a_command(text: str) -> None:
    many = [Finding("AML101", Level.CHANGE, text, Place(text, line)) for line in range(1, MOST + 3)]
    for shown in (nasty(text), report(*many)):
        for line in lines(shown):
            if line.startswith("::") and not re.match(r"::(endgroup::|group::\d+ more)", line):
                command, properties, _ = parsed(line)
                assert command in {"error", "warning", "notice"}
                assert set(properties) <= {"file", "line", "endLine", "col", "title"}
            else:
                assert not re.search(r"^\s*::(?!endgroup|group::\d)|##\[|##vso\[", line)
            assert line.isprintable()


def test_no_finding_is_the_totals_alone() -> None:
    assert lines(report()) == ["1 service, 0 findings in 12 files."]


@pytest.mark.parametrize("text", ["100%25", "a,b:c", "%0A%3A", "x=y,line=1"])
def test_escapes_are_undone_to_what_was_meant(text: str) -> None:
    _, properties, message = parsed(lines(nasty(text))[1])
    assert properties["file"].endswith(f"{text}.py")
    assert message == f"{text}: {text}"
