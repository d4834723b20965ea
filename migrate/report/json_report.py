"""The report for machines: the document as JSON text."""

from __future__ import annotations

import json

from migrate.report.surface import Surface, unheard
from migrate.report.view import Report


def render(report: Report, surface: Surface) -> str:
    """Return the report as JSON text; every character beyond ASCII is escaped, and what a pipeline would hear."""
    return unheard(json.dumps(report.document, indent=2), "\\u{:04x}") + "\n"
