"""``migrate status`` as a command: an earlier report, and a later one or a folder that is scanned now."""

from __future__ import annotations

import argparse
from pathlib import Path

from migrate.cli import CLEAN, FAULT, WrongUsageError
from migrate.commands.scanning import scanned
from migrate.report.destination import write
from migrate.report.progress import data, progress, text
from migrate.report.shards import report_in
from migrate.report.view import NotAReportError


def status_command(arguments: argparse.Namespace) -> int:
    """Print the progress; 3 where one of the reports is not complete."""
    try:
        before = report_in(arguments.before)
        if Path(arguments.now).is_dir():
            arguments.paths = [arguments.now]
            now = scanned(arguments, whole=True)
        else:
            now = report_in(arguments.now)
        found = progress(before, now)
    except NotAReportError as error:
        raise WrongUsageError(str(error)) from None
    write(data(found) if arguments.json else text(found))
    return CLEAN if found.complete else FAULT
