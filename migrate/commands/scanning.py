"""``migrate scan`` as a command: options in, reports out, an exit code."""

from __future__ import annotations

import argparse
import sys

from migrate.cli import CLEAN, FAULT, FINDINGS, WrongUsageError
from migrate.read.gathering import Gathered, MissingPathError, gathered
from migrate.read.registry import KINDS
from migrate.report.destination import (
    BRIEF,
    WITH_FIXES,
    Destination,
    DestinationError,
    destinations,
    write_all,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TextIO

    from migrate.report.view import Report


def scan_command(arguments: argparse.Namespace) -> int:
    """Scan, write every report that was asked for, and return the exit code."""
    wanted = wanted_or_refused(arguments.format)
    limiting = bool(arguments.baseline or arguments.write_baseline or arguments.diff)
    fixes = any(item.format in WITH_FIXES for item in wanted)
    report = scanned(
        arguments, whole=limiting or any(item.format not in BRIEF for item in wanted), fixes=fixes
    )
    if limiting:
        from migrate.commands.limiting import limited

        report = limited(report, arguments)
    write_all(report, wanted)
    return code_of(report, deny=arguments.lossy == "deny", zero=arguments.exit_zero)


def scanned(arguments: argparse.Namespace, *, whole: bool, fixes: bool = False) -> Report:
    """Return the report of the paths; ``whole`` as for ``document``, ``fixes`` tells to look for those too."""
    choice = (selected(arguments.select), selected(arguments.ignore))
    trees = gathered_or_refused(arguments)
    from datetime import date

    from migrate.scan import Choice, Scanner

    scanner = Scanner(choice=Choice(*choice), progress=progress_on(sys.stderr), day=date.today())
    scan = scanner.scan(trees)
    from migrate.report.document import document
    from migrate.report.view import report_of

    data = document(scan, whole=whole)
    if fixes:
        from migrate.report.fixes import add_fixes

        add_fixes(data, scan, trees)
    return report_of(data)


def wanted_or_refused(asked: Sequence[str]) -> list[Destination]:
    """Return the reports to write; what cannot be written is wrong usage."""
    try:
        return destinations(asked)
    except DestinationError as error:
        raise WrongUsageError(str(error)) from None


def gathered_or_refused(arguments: argparse.Namespace) -> list[Gathered]:
    """Return the files to read below the paths; a path that is not there is wrong usage."""
    try:
        trees = gathered(
            arguments.paths,
            KINDS,
            prefilter=not arguments.no_prefilter,
            ignore_files=not arguments.no_ignore,
            meanwhile=_load,
        )
    except MissingPathError as error:
        raise WrongUsageError(str(error)) from None
    if arguments.exclude:
        _exclude(trees, arguments.exclude)
    return trees


def _exclude(trees: Sequence[Gathered], patterns: Sequence[str]) -> None:
    """Leave out what matches one of the patterns, which are those of a .gitignore at the root of each tree."""
    from pathspec import GitIgnoreSpec

    try:
        spec = GitIgnoreSpec.from_lines(patterns)
    except ValueError as error:
        raise WrongUsageError(f"--exclude: {error}") from None
    for tree in trees:
        kept = [path for path in tree.paths if not spec.match_file(path)]
        if len(kept) < len(tree.paths):
            tree.skipped["ignored files"] = tree.skipped.get("ignored files", 0) + len(tree.paths) - len(kept)
            tree.paths = kept


def _load() -> None:
    """Load what reading and judging need."""
    from importlib import import_module

    for name in ("compat.mapping.translation", "migrate.scan"):
        import_module(name)
    from migrate.rules import rules

    KINDS[0].load()
    rules()


def code_of(report: Report, *, deny: bool, zero: bool) -> int:
    """Return the exit code: our own failure is never hidden, a loss that is denied neither."""
    if not report.complete:
        return FAULT
    if deny and report.lossy:
        return FINDINGS
    return FINDINGS if report.findings and not zero else CLEAN


def progress_on(stream: TextIO) -> Callable[[int, int], None] | None:
    """Return what shows progress on a terminal; nothing is shown elsewhere or for few files."""
    if not stream.isatty():
        return None

    def show(number: int, total: int) -> None:
        if total > 100 and (number % 25 == 0 or number == total):
            stream.write(f"\rreading {number} of {total}" if number < total else "\r\x1b[K")
            stream.flush()

    return show


def selected(given: Sequence[str]) -> tuple[str, ...]:
    """Return ids or prefixes, refusing what no rule has: a typing error must not look like a clean result."""
    names = tuple(name.strip() for text in given for name in text.split(",") if name.strip())
    if names:
        from migrate.rules import rules

        for name in names:
            if not any(rule.startswith(name) for rule in rules()):
                raise WrongUsageError(f"no rule has the id or prefix {name}")
    return names
