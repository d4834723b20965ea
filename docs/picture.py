"""Draw the README's terminal picture: what ``migrate scan`` really prints for a sample.

Run from the root of the repository: ``python docs/picture.py``.
"""

import re
from pathlib import Path

from rich.console import Console
from rich.text import Text

from migrate.read.gathering import gathered
from migrate.read.registry import KINDS
from migrate.report import render
from migrate.report.document import document
from migrate.report.surface import Surface
from migrate.report.view import report_of
from migrate.scan import Scanner

SAMPLE = "samples/churn-aks/v1"
WIDTH = 118


def printed() -> str:
    """Return the command and what it prints on a terminal of ``WIDTH`` columns, colours included."""
    scan = Scanner(KINDS).scan(gathered([SAMPLE], KINDS))
    report = render("text", report_of(document(scan)), Surface(WIDTH, colour=True))
    return f"$ migrate scan {SAMPLE}\n{report}"


def main() -> None:
    """Write ``docs/scan.svg``, with no font that would be fetched from elsewhere."""
    with Path("/dev/null").open("w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=WIDTH, file=nowhere)
        console.print(Text.from_ansi(printed()))
        svg = console.export_svg(title="migrate scan", unique_id="scan")
    Path("docs/scan.svg").write_text(
        re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL), encoding="utf-8"
    )


if __name__ == "__main__":
    main()
