"""SARIF 2.1.0, for code scanning: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html.

Written as plain data: the object models for Python (sarif-om, sarif-pydantic) check no more than names, and the schema
is what counts. A run is a repository, because code scanning takes one run for a tool and category
(https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning).
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from migrate.explain import rule_page
from migrate.finding import Level
from migrate.report.document import Json, Object
from migrate.report.severity import SEVERITY
from migrate.report.surface import Surface, clean, unheard
from migrate.report.view import Fix, Note, Report, Section
from migrate.rules import rules

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "migrateFinding/v1"
BASE = "SRCROOT"

_AREAS = {"1": "sdk", "2": "command-line", "3": "files", "4": "scoring", "5": "services", "9": "reading"}
_PLACEHOLDER = re.compile(r"\{(\d+)\}")
_LINK = re.compile(r"\](?=\()")


def render(report: Report, surface: Surface) -> str:
    """Return the log as JSON text."""
    runs: list[Json] = [_run(report, section) for section in report.sections]
    return (
        unheard(json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": runs}, indent=2), "\\u{:04x}")
        + "\n"
    )


def _run(report: Report, section: Section) -> Object:
    notes = [note for note in section.notes if note.finding.level is not Level.FAILURE]
    failures = [note for note in section.notes if note.finding.level is Level.FAILURE]
    named = _ids((*notes, *section.suppressed))
    results: list[Json] = [_result(section, note, named) for note in notes]
    results += [
        {**_result(section, note, named), "suppressions": [_suppression(note)]} for note in section.suppressed
    ]
    driver: Object = {
        "name": "migrate",
        "fullName": "migrate: the way out of Azure ML v1",
        "semanticVersion": report.version,
        "rules": [_descriptor(name) for name in named],
        "notifications": [_descriptor(name) for name in _ids(failures)],
    }
    return {
        "tool": {"driver": driver},
        "automationDetails": {"id": f"migrate/{_category(section)}"},
        "originalUriBaseIds": {BASE: _base(section)},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(section, failures)],
        "results": results,
    }


def _ids(notes: Iterable[Note]) -> list[str]:
    return sorted({note.finding.rule for note in notes})


def _descriptor(name: str) -> Object:
    """Return what SARIF tells of a rule; one that only another version has is told by its id."""
    rule = rules().get(name)
    if rule is None:
        return {"id": name}
    page = "\n".join(rule_page(rule, level=1))
    severity = SEVERITY[rule.level]
    link: Object = {"helpUri": rule.link} if rule.link else {}
    return {
        "id": name,
        "shortDescription": {"text": f"{rule.title[0].upper()}{rule.title[1:]}"},
        "fullDescription": {"text": rule.why},
        "help": {"text": rule.why, "markdown": page},
        **link,
        "defaultConfiguration": {"level": severity},
        "properties": {
            "tags": ["azureml", "migration", _AREAS.get(name[3:4], "other")],
            "precision": "high",
            "problem.severity": "recommendation" if severity == "note" else severity,
            "level": rule.level.value,
            "safety": rule.safety.value,
        },
    }


def _result(section: Section, note: Note, named: Sequence[str]) -> Object:
    finding = note.finding
    fixes: list[Json] = [_fix(section, note, fix) for fix in note.fixes]
    service: Object = {"service": clean(finding.service)} if finding.service else {}
    return {
        "ruleId": finding.rule,
        "ruleIndex": named.index(finding.rule),
        "level": SEVERITY[finding.level],
        "message": _message(finding.message),
        "locations": [_location(section, note)],
        **({"partialFingerprints": {FINGERPRINT: note.fingerprint}} if note.fingerprint else {}),
        **({"fixes": fixes} if fixes else {}),
        "properties": {"level": finding.level.value, **service},
    }


def _message(text: str) -> Object:
    """Return a message in which nothing is a placeholder or a link (sections 3.11.5 and 3.11.6)."""
    return {"text": _LINK.sub("] ", _PLACEHOLDER.sub(r"{{\1}}", clean(text)))}


def _location(section: Section, note: Note) -> Object:
    """Return where a finding is: for a cell the lines of the file itself, which viewers show, and the cell by name."""
    place = note.finding.place
    region: Object = {"startLine": note.file_line}
    if place.cell is None:
        region |= {"startColumn": place.column} if place.column else {}
        region |= {"endLine": place.end_line} if place.end_line > place.line else {}
    location: Object = {
        "physicalLocation": {"artifactLocation": _artifact(section, place.path), "region": region}
    }
    if place.cell is None:
        return location
    name = f"cell {place.cell}"
    cell: Object = {
        "name": name,
        "fullyQualifiedName": clean(f"{section.path_of(place.path)}/{name}/line {place.line}"),
        "kind": "cell",
    }
    return {**location, "logicalLocations": [cell]}


def _artifact(section: Section, path: str) -> Object:
    return {"uri": _uri(section.path_of(path)), "uriBaseId": BASE}


def _fix(section: Section, note: Note, fix: Fix) -> Object:
    replacements: list[Json] = [
        {
            "deletedRegion": {
                "startLine": edit.line,
                "startColumn": edit.column,
                "endLine": edit.end_line,
                "endColumn": edit.end_column,
            },
            "insertedContent": {"text": edit.text},
        }
        for edit in fix.edits
    ]
    artifact = _artifact(section, note.finding.place.path)
    change: Object = {"artifactLocation": artifact, "replacements": replacements}
    return {"description": _message(fix.message), "artifactChanges": [change]}


def _suppression(note: Note) -> Object:
    return {"kind": "inSource", **({"justification": clean(note.reason)} if note.reason else {})}


def _invocation(section: Section, failures: Sequence[Note]) -> Object:
    notifications: list[Json] = [
        {
            "descriptor": {"id": note.finding.rule, "index": _ids(failures).index(note.finding.rule)},
            "level": SEVERITY[note.finding.level],
            "message": _message(note.finding.message),
            "locations": [_location(section, note)],
        }
        for note in failures
    ]
    return {"executionSuccessful": section.complete, "toolExecutionNotifications": notifications}


def _category(section: Section) -> str:
    """Return what tells the runs of several repositories apart; it ends in a slash, as a category does."""
    name = quote(section.root.strip("/"), safe="/-._~") if section.root not in {".", ""} else ""
    return f"{name}/" if name else ""


def _base(section: Section) -> Object:
    """Return what paths are relative to; where it lies on the machine is told only if that was how it was named."""
    if not posixpath.isabs(section.root):
        where = "where the scan ran" if section.inside is None else "the top of the repository"
        return {"description": {"text": f"{where[0].upper()}{where[1:]}."}}
    below = f"/{section.inside}" if section.inside else ""
    return {"uri": f"file://{_uri(section.root.rstrip('/').removesuffix(below))}/"}


def _uri(path: str) -> str:
    return quote(path, safe="/-._~")
