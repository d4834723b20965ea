"""Small documents to render: one with everything in it, and ones with hostile text in every place."""

from __future__ import annotations

import json
from typing import Any

from compat.value import Known, Place
from migrate.finding import Finding, Level
from migrate.report.document import document
from migrate.report.view import Report, report_of
from migrate.scan import Repository, Scan
from migrate.suppression import Silenced
from tests.migrate.readings import aks_service
from tests.migrate.report.test_text import outcome

NASTY = (
    "a\x1b[31mb",
    "line\nbreak\r\n::error::x",
    "::error file=x::y",
    "##vso[task.setvariable variable=x]y",
    "##[command]rm",
    "</script><img src=x onerror=alert(1)>",
    "]]></failure><failure>",
    "| a | `b` | **c** | [d](javascript:e) | <!-- f -->",
    "@octocat #1 GH-2 https://example.org www.example.org",
    "${{ github.token }} $(id) ${HOME}",
    "quote\"s and 'apostrophes'",
    "\u202eright to left\u2066\u200b",
    "100%25;%0A,]:{0}{1}",
    "\udcff\uffff\x07",
)
DECISION = Finding(
    "AML503",
    Level.DECISION,
    "Which callers need a key?",
    Place("src/deploy.py", 4, 3, 6),
    "https://learn.microsoft.com/azure/machine-learning/concept-endpoints-online-auth",
    "churn",
    "auth_enabled",
)
BLOCKER = Finding(
    "AML501", Level.BLOCKER, "What is the cluster called?", Place("src/deploy.py", 9), "", "churn"
)
CHANGE = Finding("AML101", Level.CHANGE, "Converted.", Place("a b#c.ipynb", 2, 5, cell=3))
FAILURE = Finding("AML914", Level.FAILURE, "File with NUL bytes. Restore it.", Place("data.py"))
FAULT = Finding("AML920", Level.FAILURE, "The reader failed.", Place("other.py"))
ADVICE = Finding("AML199", Level.ADVICE, "Would be better.", Place("x.py", 3))


def report(*findings: Finding, root: str = "repo", silenced: tuple[Silenced, ...] = ()) -> Report:
    repository = Repository(root, 12, 2, {}, (), (outcome(aks_service()),), findings, silenced)
    return report_of(document(Scan((repository,))))


def full() -> Report:
    return report(DECISION, BLOCKER, CHANGE, FAILURE, ADVICE, silenced=(Silenced(CHANGE, "next week"),))


def several() -> Report:
    one = Repository("repos/a", 3, 1, {}, (), (outcome(aks_service()),), (DECISION,))
    other = Repository("repos/b", 4, 1, {}, (), (), (CHANGE, FAULT))
    return report_of(document(Scan((one, other))))


def nasty(text: str) -> Report:
    """Everything that comes from a repository is ``text``; where it is a path it has a folder."""
    finding = Finding("AML503", Level.DECISION, text, Place(f"{text}/{text}.py", 4, 3), "", text, text)
    change = Finding("AML101", Level.CHANGE, text, Place(f"{text}.ipynb", 2, cell=1), "", "")
    return report_of(
        document(
            Scan(
                (
                    Repository(
                        text,
                        1,
                        1,
                        {text: 1},
                        (),
                        (outcome(aks_service(Known(text))),),
                        (finding, change, Finding("AML914", Level.FAILURE, text, Place(text))),
                        (Silenced(finding, text),),
                    ),
                )
            )
        )
    )


def with_fix(fix: dict[str, Any]) -> Report:
    """A stored report in which the first finding has a fix."""
    data = json.loads(json.dumps(full().document))
    data["repositories"][0]["findings"][0]["fixes"] = [fix]
    return report_of(data)
