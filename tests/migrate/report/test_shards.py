from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from migrate.report import FORMATS, render
from migrate.report.shards import merged, report_in
from migrate.report.surface import Surface
from migrate.report.view import NotAReportError, Report
from tests.migrate.report.documents import DECISION, FAULT, full, report, several
from tests.migrate.report.test_document import PUBLISHED


def stored(path: Path, shown: Report) -> str:
    path.parent.mkdir(exist_ok=True)
    path.write_text(render("json", shown, Surface()))
    return str(path)


def test_a_report_alone_is_itself(tmp_path: Path) -> None:
    assert merged([stored(tmp_path / "a.json", several())]) == several()


@pytest.mark.parametrize("name", FORMATS)
def test_a_stored_report_looks_as_it_did_when_it_was_scanned(tmp_path: Path, name: str) -> None:
    again = merged([stored(tmp_path / "a.json", full())])
    assert render(name, again, Surface()) == render(name, full(), Surface())


@pytest.mark.parametrize("name", FORMATS)
def test_shards_show_as_one_scan_of_all(tmp_path: Path, name: str) -> None:
    whole = several()
    data = json.loads(json.dumps(whole.document))
    files = []
    for number, repository in enumerate(data["repositories"]):
        file = tmp_path / f"{number}.json"
        file.write_text(json.dumps({**data, "repositories": [repository]}))
        files.append(str(file))
    assert render(name, merged(files), Surface()) == render(name, whole, Surface())


def test_totals_are_those_of_all(tmp_path: Path) -> None:
    files = [
        stored(tmp_path / f"{name}.json", report(item, root=name))
        for name, item in (("a", DECISION), ("b", FAULT))
    ]
    document = merged(files).document
    jsonschema.Draft202012Validator(PUBLISHED).validate(document)
    summary = document["summary"]
    assert isinstance(summary, dict)
    assert (summary["services"], summary["findings"], summary["complete"]) == (2, 2, False)


def test_roots_of_the_same_name_are_told_apart_by_their_files(tmp_path: Path) -> None:
    files = [stored(tmp_path / f"{name}.json", report(root=".")) for name in ("one", "two")]
    files.append(stored(tmp_path / "three.json", report(root="three")))
    assert [section.root for section in merged(files).sections] == ["one", "two", "three"]


def test_roots_that_cannot_be_told_apart_are_refused(tmp_path: Path) -> None:
    files = [stored(tmp_path / folder / "scan.json", report(root=".")) for folder in ("a", "b")]
    with pytest.raises(NotAReportError, match="two of the files report scan"):
        merged(files)


@pytest.mark.parametrize("text", ["", "[]", "{}", "no json", '{"schema": "migrate-scan/1"}', "[" * 100_000])
def test_a_file_that_holds_no_report_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "bad.json"
    file.write_text(text)
    with pytest.raises(NotAReportError, match=r"bad\.json: it"):
        report_in(str(file))


def test_bytes_that_are_no_text_are_no_report(tmp_path: Path) -> None:
    file = tmp_path / "bad.json"
    file.write_bytes(b"\xff\xfe\x00{")
    with pytest.raises(NotAReportError):
        report_in(str(file))
