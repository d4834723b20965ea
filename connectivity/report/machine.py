"""For machines: JSON, JUnit XML and SARIF 2.1.0."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from connectivity.codes import codes
from connectivity.host import Weight
from connectivity.run import to_json
from connectivity.verdict import State

if TYPE_CHECKING:
    from connectivity.codec import Json
    from connectivity.report.summary import Change
    from connectivity.run import Run
    from connectivity.verdict import Verdict

SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_json(run: Run, changed: list[Change]) -> str:
    """The saved form, which --offline reads again; with --baseline there is a list of changes in it."""
    document = to_json(run)
    if changed:
        document["changes"] = [_change(change) for change in changed]
    return json.dumps(document, indent=2) + "\n"


def _change(change: Change) -> Json:
    return {"subject": change.subject, "vantage": change.vantage, "before": change.before, "now": change.now}


def junit(run: Run, changed: list[Change]) -> str:
    """One test case a verdict. What is broken but not needed to serve counts as skipped."""
    del changed
    failed = [each for each in run.verdicts if _fails(each)]
    skipped = [each for each in run.verdicts if not _fails(each) and each.state is not State.FINE]
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuite name="connectivity" tests="{len(run.verdicts)}" failures="{len(failed)}" '
        f'skipped="{len(skipped)}" errors="0" timestamp={quoteattr(run.started)}>',
        *[line for verdict in run.verdicts for line in _case(verdict)],
        "</testsuite>",
        "",
    ]
    return "\n".join(lines)


def _fails(verdict: Verdict) -> bool:
    return verdict.state is State.BROKEN and verdict.weight is Weight.REQUIRED


def _case(verdict: Verdict) -> list[str]:
    name = f"{verdict.subject} {verdict.code}" + (f" from {verdict.vantage}" if verdict.vantage else "")
    start = f"<testcase classname={quoteattr(f'connectivity.{verdict.phase.value}')} name={quoteattr(name)}"
    if verdict.state is State.FINE:
        return [f"{start}/>"]
    kind = "failure" if _fails(verdict) else "skipped"
    body = escape("\n".join([*verdict.evidence, f"fix: {verdict.fix}"]))
    return [f"{start}>", f"<{kind} message={quoteattr(verdict.reason)}>{body}</{kind}>", "</testcase>"]


def sarif(run: Run, changed: list[Change]) -> str:
    """Broken things as errors, what could not be checked as notes."""
    del changed
    found = [verdict for verdict in run.verdicts if verdict.state is not State.FINE]
    used = list(dict.fromkeys(verdict.code for verdict in found))
    driver: dict[str, Json] = {
        "name": "connectivity",
        "version": run.version,
        "rules": [_rule(code) for code in used],
    }
    results: list[Json] = [_result(verdict) for verdict in found]
    document: dict[str, Json] = {
        "$schema": SARIF_SCHEMA,
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": results}],
    }
    return json.dumps(document, indent=2) + "\n"


def _rule(name: str) -> Json:
    code = codes()[name]
    rule: dict[str, Json] = {
        "id": code.id,
        "shortDescription": {"text": code.title},
        "fullDescription": {"text": code.meaning},
    }
    if code.source:
        rule["helpUri"] = code.source
    return rule


def _result(verdict: Verdict) -> Json:
    level = "note"
    if verdict.state is State.BROKEN:
        level = "error" if verdict.weight is Weight.REQUIRED else "warning"
    text = ". ".join([verdict.reason, *verdict.evidence, f"Fix: {verdict.fix}"])
    return {
        "ruleId": verdict.code,
        "level": level,
        "message": {"text": text},
        "locations": [{"logicalLocations": [{"fullyQualifiedName": verdict.subject, "kind": "resource"}]}],
        "partialFingerprints": {"subject/v1": "|".join(verdict.key)},
    }
