from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

import migrate.report
from compat.mapping.setting import Api, Fate
from compat.v1 import ServiceKind
from compat.v2 import Target
from compat.value import Dependency, DependsOn, Expression, Known, Secret, Unresolved, Value
from migrate.finding import Level
from migrate.report.document import SCHEMA, document, value
from migrate.report.json_report import render as render_report
from migrate.report.surface import Surface
from migrate.scan import Repository, Scan
from migrate.suppression import Silenced
from migrate.usage import Form
from tests.migrate.readings import aks_service, reading
from tests.migrate.report.test_text import HOSTILE, finding, outcome, reported

FILE = Path(migrate.report.__file__).parent / "schema" / "scan-1.json"
PUBLISHED = json.loads(FILE.read_text(encoding="utf-8"))
CHECK = jsonschema.Draft202012Validator(PUBLISHED)


def scan(name: Value | None = None) -> Scan:
    outcomes = (outcome(aks_service(name)),)
    return Scan(
        (
            Repository(
                "repo",
                12,
                2,
                {"ignored files": 3},
                (reading(),),
                outcomes,
                (finding(),),
                (Silenced(finding(), "why"),),
            ),
        )
    )


def render(scan: Scan, surface: Surface) -> str:
    return render_report(reported(scan), surface)


SCANS = {
    "service": scan(),
    "nothing": Scan((Repository("repo", 0, 0, {}, (), (), ()),)),
    "expression": scan(Expression("name()", None, (Dependency(DependsOn.ENVIRONMENT, "NAME"),), Known("x"))),
    "unresolved": scan(Unresolved("no", "f()", None, "run it")),
    "hostile": scan(Known(HOSTILE)),
}


@pytest.mark.parametrize("name", SCANS)
def test_every_report_holds_to_the_published_schema(name: str) -> None:
    CHECK.validate(json.loads(render(SCANS[name], Surface())))


def test_a_failed_translation_holds_to_it_too() -> None:
    broken = replace(outcome(aks_service()), target=None, plan=None, changes=())
    CHECK.validate(document(Scan((Repository("repo", 1, 1, {}, (), (broken,), ()),))))


def test_a_report_of_another_shape_does_not() -> None:
    wrong = json.loads(render(SCANS["service"], Surface()))
    wrong["repositories"][0]["findings"][0]["level"] = "fatal"
    assert not CHECK.is_valid(wrong)


def test_the_schema_is_itself_valid_and_carries_the_version() -> None:
    jsonschema.Draft202012Validator.check_schema(PUBLISHED)
    assert PUBLISHED["properties"]["schema"]["const"] == SCHEMA == "migrate-scan/1"


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        (PUBLISHED["$defs"]["finding"]["properties"]["level"]["enum"], Level),
        (PUBLISHED["$defs"]["change"]["properties"]["fate"]["enum"], Fate),
        (PUBLISHED["$defs"]["change"]["properties"]["api"]["enum"], Api),
        (PUBLISHED["$defs"]["usage"]["properties"]["form"]["enum"], Form),
        (PUBLISHED["$defs"]["service"]["properties"]["kind"]["enum"], ServiceKind),
        (PUBLISHED["$defs"]["service"]["properties"]["target"]["anyOf"][0]["enum"], Target),
    ],
    ids=["level", "fate", "api", "form", "kind", "target"],
)
def test_the_words_of_the_schema_are_those_of_the_program(listed: list[str], expected: type) -> None:
    assert set(listed) == {item.value for item in expected}  # type: ignore[attr-defined]


def test_no_secret_is_written() -> None:
    text = render(SCANS["service"], Surface())
    assert "s3cret" not in text
    assert (
        json.loads(text)["repositories"][0]["services"][0]["settings"]["primary_key"]["value"] == "<secret>"
    )


@pytest.mark.parametrize(
    "wrapped", [[Secret("s3cret")], {"key": Secret("s3cret")}, (Known(Secret("s3cret")),)]
)
def test_no_secret_is_written_from_inside_a_value(wrapped: object) -> None:
    assert "s3cret" not in json.dumps(value(Known(wrapped)))


def test_the_report_is_plain_ascii_whatever_is_in_it() -> None:
    assert render(SCANS["hostile"], Surface()).isascii()


def test_the_same_scan_gives_the_same_bytes() -> None:
    assert render(scan(), Surface()) == render(scan(), Surface(80, colour=True))


def test_what_was_found_stands_in_it() -> None:
    repository = json.loads(render(SCANS["service"], Surface()))["repositories"][0]
    service = repository["services"][0]
    assert service["name"] == {"state": "known", "value": "churn"}
    assert service["ledger"]["balanced"] is True
    assert sum(service["ledger"]["fates"].values()) == service["ledger"]["found"]
    assert [usage["place"]["line"] for usage in repository["usages"]] == [2, 3, 4]
    assert repository["files"]["skipped"] == {"ignored files": 3}
