from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from compat.value import Place
from migrate.finding import Finding, Level
from migrate.report.document import document
from migrate.report.view import NotAReportError, report_of
from migrate.scan import Repository, Scan
from migrate.suppression import Silenced
from tests.migrate.readings import aks_service
from tests.migrate.report.test_text import outcome

FOUND = Finding(
    "AML503", Level.DECISION, "Said.", Place("a/b.py", 4, 2, 6), "https://example.org", "churn", "auth"
)
IN_CELL = Finding("AML101", Level.CHANGE, "Said.", Place("a.ipynb", 4, cell=3))
SCAN = Scan(
    (
        Repository(
            "repo",
            12,
            2,
            {"ignored files": 3},
            (),
            (outcome(aks_service()),),
            (FOUND, IN_CELL),
            (Silenced(FOUND, "why"),),
        ),
        Repository("other", 1, 0, {}, (), (), ()),
    )
)


def stored() -> Any:
    """What somebody reads back from a file."""
    return json.loads(json.dumps(document(SCAN)))


def test_a_report_read_from_a_file_is_the_one_that_was_made() -> None:
    assert report_of(stored()) == report_of(document(SCAN))


def test_it_says_what_the_scan_says() -> None:
    section, other = report_of(stored()).sections
    assert section.findings == (FOUND, IN_CELL)
    assert [item.subject for item in section.findings] == ["auth", ""]
    assert (section.root, section.files, section.read, section.skipped) == (
        "repo",
        12,
        2,
        {"ignored files": 3},
    )
    assert [(note.finding, note.reason) for note in section.suppressed] == [(FOUND, "why")]
    assert section.services[0].glance.name == "churn"
    assert section.services[0].account.balanced
    assert other.findings == ()


def test_what_an_older_version_did_not_write_is_empty() -> None:
    old = stored()
    for repository in old["repositories"]:
        del repository["inside"], repository["suppressed"]
        for finding in repository["findings"]:
            del finding["content"], finding["fingerprint"], finding["file_line"], finding["fixes"]
    section = report_of(old).sections[0]
    assert section.suppressed == ()
    assert section.notes[0].file_line == 4


def test_what_a_newer_version_adds_is_left_alone() -> None:
    new = stored()
    new["repositories"][0]["findings"][0]["weight"] = 3
    assert report_of(new).sections == report_of(stored()).sections
    assert report_of(new).document == new


def change(key: str, value: object) -> Callable[[Any], None]:
    def changed(data: Any) -> None:
        data["repositories"][0]["findings"][0][key] = value

    return changed


@pytest.mark.parametrize(
    "broken",
    [
        change("level", "fatal"),
        change("message", 3),
        change("rule", ["AML101"]),
        change("rule", "AML1](x"),
        change("file_line", "x"),
        change("place", {"path": "a.py", "line": -1}),
        change("place", {"path": 5}),
        lambda data: data.update(schema="migrate-scan/2"),
        lambda data: data.update(repositories={}),
        lambda data: data["repositories"][0].update(root=7),
    ],
)
def test_data_that_is_no_report_is_refused_with_a_sentence(broken: Callable[[Any], None]) -> None:
    data = stored()
    broken(data)
    with pytest.raises(NotAReportError, match=r"\w+ \w+"):
        report_of(data)


@pytest.mark.parametrize("data", [None, [], "text", 3, {}, {"schema": "migrate-scan/1"}])
def test_other_data_is_refused_too(data: Any) -> None:
    with pytest.raises(NotAReportError):
        report_of(data)
