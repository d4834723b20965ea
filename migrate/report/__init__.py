"""Reports of a scan: one file a format, found by name here."""

from __future__ import annotations

import importlib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from migrate.report.surface import Surface
    from migrate.scan import Scan

FORMATS = {
    # name: the module whose ``render`` writes it
    "text": "migrate.report.text",
    "json": "migrate.report.document",
}


def render(name: str, scan: Scan, surface: Surface) -> str:
    """Return a scan in a format, ending in a line end."""
    written: str = importlib.import_module(FORMATS[name]).render(scan, surface)
    return written
