from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from compat.mapping.calling import Sign
from compat.value import Known, Place
from migrate.callers import BY_NAME, Caller, Sighting, touches
from migrate.report.document import document
from migrate.report.joined import estimate, support
from migrate.report.parts import ROLES, Surroundings, parts, source_of
from migrate.scan import Repository, Scan
from migrate.usage import Argument, Form, Usage
from tests.migrate.readings import aks_service, at, reading
from tests.migrate.report.test_document import CHECK, PUBLISHED
from tests.migrate.report.test_text import finding, outcome


def scan(day: date | None = date(2026, 11, 21)) -> Scan:
    one = outcome(aks_service())
    address = Sighting(
        Sign.ADDRESS, "http://1.2.3.4:80/api/v1/service/churn/score", Place("client/ask.js", 3)
    )
    calling = (
        Caller("client/ask.js", one, "churn", BY_NAME, (address,)),
        Caller("b.sh", None, "x", "why", (address,)),
    )
    repository = Repository(
        "repo", 12, 2, {}, (reading(),), (one,), (finding(), replace(finding(), rule="AML201"))
    )
    return Scan((replace(repository, callers=calling),), day)


def plain(made: Scan) -> dict[str, object]:
    return json.loads(json.dumps(document(made)))  # type: ignore[no-any-return]


def test_the_card_holds_to_the_schema_and_to_its_words() -> None:
    CHECK.validate(plain(scan()))
    assert PUBLISHED["$defs"]["part"]["properties"]["role"]["enum"] == list(ROLES)
    signs = PUBLISHED["$defs"]["caller"]["properties"]["sightings"]["items"]["properties"]["sign"]["enum"]
    assert signs == [sign.value for sign in Sign]


def test_callers_stand_on_the_card_of_their_service_and_the_others_apart() -> None:
    repository = plain(scan())["repositories"][0]  # type: ignore[index]
    assert [caller["path"] for caller in repository["services"][0]["card"]["callers"]] == ["client/ask.js"]
    assert [caller["path"] for caller in repository["shared"]["callers"]] == ["b.sh"]


def test_the_estimate_is_that_of_all_stored_repositories() -> None:
    one = plain(scan())
    repositories = one["repositories"] * 2  # type: ignore[operator]
    assert estimate(repositories)["hours"] == pytest.approx(2 * one["effort"]["hours"])  # type: ignore[index]
    assert {"kind", "hours", "why"} == set(estimate([])["weights"][0])  # type: ignore[arg-type, index]


@pytest.mark.parametrize(
    "stored", [{}, {"services": [{}]}, {"services": None, "shared": {"effort": {"terms": [1]}}}]
)
def test_reports_of_an_older_version_count_for_nothing(stored: dict[str, object]) -> None:
    assert estimate([stored])["hours"] == 0  # type: ignore[list-item]


@pytest.mark.parametrize(("day", "past"), [(date(2026, 1, 1), [False, True]), (None, [None, None])])
def test_the_end_of_support_is_said_for_the_day_of_the_scan(
    day: date | None, past: list[bool | None]
) -> None:
    ends = plain(scan(day))["support"]
    assert [item["past"] for item in ends] == past  # type: ignore[union-attr]
    assert [item["findings"] for item in ends] == [1, 1]  # type: ignore[union-attr]
    assert [item["findings"] for item in support([], day)] == [0, 0]  # type: ignore[call-overload, index]


SERVICE = "azureml.core.webservice.Webservice"


def test_parts_are_in_the_order_of_their_roles_each_place_once() -> None:
    one = outcome(aks_service())
    use = Usage(f"{SERVICE}.wait_for_deployment", at(6), Form.CALL, made=(at(4),))
    call = Usage(f"{SERVICE}.get_keys", at(7), Form.CALL, made=(at(4),))
    other = Usage(f"{SERVICE}.delete", at(8), Form.CALL, made=(at(5),))
    found = parts(one, Surroundings(touches((use, use, call, other), (one,))))
    assert [part.role for part in found] == ["deployment", "settings", "scoring", "use"]
    assert found[1].what == "5 settings"
    assert found[3].what == "wait_for_deployment"


def test_what_names_a_service_elsewhere_touches_it() -> None:
    one = outcome(aks_service())

    def named(symbol: str, form: Form, name: str) -> Usage:
        place = at(1, path="later.sh")
        return Usage(symbol, place, form, (Argument("name", place, Known(name)),))

    mine = (named("az ml service delete", Form.COMMAND, "churn"), named(SERVICE, Form.CALL, "churn"))
    others = (
        named("az ml service delete", Form.COMMAND, "fraud"),
        named("az ml model register", Form.COMMAND, "churn"),
        named("azureml.core.Model", Form.CALL, "churn"),
        Usage(f"{SERVICE}.list", at(9), Form.CALL),
    )
    assert touches((*mine, *others), (one,)) == {id(one): mine}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a/b.ipynb", "notebook"),
        ("Makefile", "makefile"),
        ("x.yml", "yaml"),
        ("x.unknown", "file"),
        ("score.py", "python"),
    ],
)
def test_the_kind_of_a_file_is_that_of_its_reader(path: str, expected: str) -> None:
    assert source_of(path) == expected


def test_a_service_without_a_place_has_no_parts_there() -> None:
    bare = replace(aks_service(Known("x")), place=None, settings={}, scoring=None)
    assert parts(outcome(bare), Surroundings({})) == ()


def test_a_scoring_script_has_the_rules_of_what_was_found_in_it() -> None:
    service = aks_service()
    assert service.scoring is not None
    service = replace(service, scoring=replace(service.scoring, script="src/score.py"))
    inside = replace(finding(path="src/score.py"), rule="AML401")
    others = (replace(inside, rule="AML101"), replace(inside, place=Place("other.py")))
    found = {
        part.role: part.rules for part in parts(outcome(service), Surroundings({}, (inside, inside, *others)))
    }
    assert found["scoring script"] == ("AML401",)
    assert set(found.values()) == {(), ("AML401",)}
