"""The extension's health report: which codes it holds, and under which key."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from connectivity.cluster.json_path import pairs
from connectivity.cluster.text import clean
from connectivity.fact import CorednsBlock, HealthReport

if TYPE_CHECKING:
    from connectivity.cluster.answer import Answers

CODE = re.compile(r"\bE4[0-9]{4}\b")
PREFIX = "reports-"
AROUND = 200
MOST = 50


def health_reports(answers: Answers) -> list[HealthReport]:
    """One fact per code and key, in the order found. A report without a code says that nothing failed."""
    found: dict[tuple[str, str], HealthReport] = {}
    for key, text in pairs(answers.one("health-report"), "data"):
        if not key.startswith(PREFIX):
            continue
        for match in CODE.finditer(text):
            around = text[max(match.start() - 40, 0) : match.end() + AROUND]
            found.setdefault((key, match[0]), HealthReport(match[0], key, clean(around)))
    return list(found.values())[:MOST]


def coredns_blocks(answers: Answers) -> list[CorednsBlock]:
    """The keys of ``coredns-custom`` with their text; line ends are kept, they carry meaning."""
    return [
        CorednsBlock(key, "".join(char for char in text if char.isprintable() or char in "\n\t")[:20_000])
        for key, text in pairs(answers.one("coredns-custom"), "data")
    ]
