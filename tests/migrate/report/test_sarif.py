from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote

import pytest

from migrate.report.sarif import FINGERPRINT, render
from migrate.report.surface import Surface
from migrate.report.view import Report
from tests.migrate.report.documents import (
    CHANGE,
    DECISION,
    FAULT,
    NASTY,
    full,
    nasty,
    report,
    several,
    with_fix,
)
from tests.migrate.report.sarif_shape import LOG

EDIT = {"line": 4, "column": 3, "end_line": 5, "end_column": 9, "text": "az ml compute list\n"}
FIX = {"message": "Write the v2 command.", "safety": "safe", "edits": [EDIT]}


def log(shown: Report) -> Any:
    return json.loads(render(shown, Surface()))


def run(shown: Report) -> Any:
    (only,) = log(shown)["runs"]
    return only


def results(shown: Report) -> list[Any]:
    return list(run(shown)["results"])


@pytest.mark.parametrize("shown", [full(), several(), report(), report(FAULT), with_fix(FIX)])
def test_every_log_has_the_shape_of_the_standard(shown: Report) -> None:
    LOG.validate(log(shown))


def test_a_log_of_another_shape_has_not() -> None:
    wrong = log(full())
    wrong["runs"][0]["results"][0]["severity"] = "high"
    assert not LOG.is_valid(wrong)


def test_a_result_says_what_where_and_how_much() -> None:
    result = results(full())[0]
    assert (result["ruleId"], result["level"]) == ("AML503", "warning")
    assert result["message"]["text"] == "Which callers need a key?"
    assert result["properties"] == {"level": "decision", "service": "churn"}
    (location,) = result["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "repo/src/deploy.py", "uriBaseId": "SRCROOT"},
        "region": {"startLine": 4, "startColumn": 3, "endLine": 6},
    }


def test_every_result_points_to_its_rule_and_the_rule_has_a_page() -> None:
    driver = run(full())["tool"]["driver"]
    for result in results(full()):
        rule = driver["rules"][result["ruleIndex"]]
        assert rule["id"] == result["ruleId"]
        assert rule["help"]["markdown"].startswith(f"# {rule['id']}")
        assert rule["defaultConfiguration"]["level"] in {"note", "warning", "error"}
        assert "migration" in rule["properties"]["tags"]


def test_only_rules_that_report_are_told() -> None:
    assert [rule["id"] for rule in run(report(DECISION))["tool"]["driver"]["rules"]] == ["AML503"]
    assert run(report())["tool"]["driver"]["rules"] == []


def test_a_rule_of_another_version_is_told_by_its_id() -> None:
    data = json.loads(json.dumps(full().document).replace("AML503", "AML598"))
    from migrate.report.view import report_of

    assert {"id": "AML598"} in run(report_of(data))["tool"]["driver"]["rules"]


def test_a_cell_is_shown_by_the_line_of_the_file_and_named() -> None:
    (location,) = results(report(CHANGE))[0]["locations"]
    assert location["physicalLocation"]["region"] == {"startLine": 1}
    (cell,) = location["logicalLocations"]
    assert cell["fullyQualifiedName"] == "repo/a b#c.ipynb/cell 3/line 2"
    assert cell["name"] == "cell 3"


def test_a_path_is_a_valid_address() -> None:
    (location,) = results(report(CHANGE))[0]["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "repo/a%20b%23c.ipynb"


def test_what_could_not_be_read_is_a_notification_and_our_own_fault_a_failed_run() -> None:
    (invocation,) = run(full())["invocations"]
    assert invocation["executionSuccessful"] is True
    assert [item["descriptor"]["id"] for item in invocation["toolExecutionNotifications"]] == ["AML914"]
    assert not any(result["ruleId"] == "AML914" for result in results(full()))
    (invocation,) = run(report(FAULT))["invocations"]
    assert invocation["executionSuccessful"] is False


def test_a_silenced_finding_is_a_suppressed_result() -> None:
    suppressed = [result for result in results(full()) if "suppressions" in result]
    assert [result["suppressions"] for result in suppressed] == [
        [{"kind": "inSource", "justification": "next week"}]
    ]


def test_a_result_keeps_its_fingerprint() -> None:
    prints = [result["partialFingerprints"][FINGERPRINT] for result in results(full())[:-1]]
    assert len(set(prints)) == len(prints) == 4


def test_a_fix_replaces_what_it_says() -> None:
    (fix,) = results(with_fix(FIX))[0]["fixes"]
    (change,) = fix["artifactChanges"]
    (replacement,) = change["replacements"]
    assert change["artifactLocation"]["uri"] == "repo/src/deploy.py"
    assert replacement["deletedRegion"] == {"startLine": 4, "startColumn": 3, "endLine": 5, "endColumn": 9}
    assert replacement["insertedContent"]["text"] == EDIT["text"]


def test_a_run_is_a_repository_with_a_category_of_its_own() -> None:
    runs = log(several())["runs"]
    assert [item["automationDetails"]["id"] for item in runs] == ["migrate/repos/a/", "migrate/repos/b/"]
    assert log(report(root="."))["runs"][0]["automationDetails"]["id"] == "migrate/"


def test_where_it_lies_is_told_only_if_it_was_named_so() -> None:
    base = run(report(root="/srv/co de"))["originalUriBaseIds"]["SRCROOT"]
    assert base == {"uri": "file:///srv/co%20de/"}
    assert "uri" not in run(full())["originalUriBaseIds"]["SRCROOT"]


@pytest.mark.parametrize("text", NASTY)
def test_hostile_text_is_text(text: str) -> None:
    shown = log(nasty(text))
    LOG.validate(shown)
    for result in shown["runs"][0]["results"]:
        said = result["message"]["text"]
        assert said.isprintable()
        assert "](" not in said
        assert not any(f"{{{number}}}" in said.replace(f"{{{{{number}}}}}", "") for number in range(2))
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert unquote(uri).endswith((".py", ".ipynb"))


def test_the_same_report_gives_the_same_bytes() -> None:
    assert render(full(), Surface()) == render(full(), Surface(80, colour=True))
