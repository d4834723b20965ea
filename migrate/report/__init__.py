"""Reports of a scan: one file a format, found by name here, each written from the document alone."""

from __future__ import annotations

import importlib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from migrate.report.surface import Surface
    from migrate.report.view import Report

FORMATS = {
    # name: the module whose ``render`` writes it
    "text": "migrate.report.text",
    "json": "migrate.report.json_report",
    "sarif": "migrate.report.sarif",
    "junit": "migrate.report.junit",
    "github": "migrate.report.github",
    "azure": "migrate.report.azure",
    "markdown": "migrate.report.markdown",
    "html": "migrate.report.page.rendering",
}


def render(name: str, report: Report, surface: Surface) -> str:
    """Return a report in a format, ending in a line end."""
    written: str = importlib.import_module(FORMATS[name]).render(report, surface)
    return written
