"""``migrate report merge`` as a command: JSON reports in, one report out in any format."""

from __future__ import annotations

import argparse

from migrate.cli import WrongUsageError
from migrate.commands.scanning import code_of, wanted_or_refused
from migrate.report.destination import Destination, write_all
from migrate.report.shards import merged
from migrate.report.view import NotAReportError


def merge_command(arguments: argparse.Namespace) -> int:
    """Write one report of many; the exit code is that of a scan of all of them."""
    wanted = wanted_or_refused(arguments.format or (["json"] if arguments.output else ["text"]))
    if arguments.output:
        open_ones = [item for item in wanted if not item.file]
        if len(open_ones) != 1:
            raise WrongUsageError(
                "-o is the file of the one format that has none of its own, as in --format html"
            )
        wanted = [Destination(item.format, item.file or arguments.output) for item in wanted]
    try:
        report = merged(arguments.files)
    except NotAReportError as error:
        raise WrongUsageError(str(error)) from None
    write_all(report, wanted)
    return code_of(report, deny=False, zero=arguments.exit_zero)
