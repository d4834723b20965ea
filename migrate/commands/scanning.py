"""``migrate scan`` as a command: options in, reports out, an exit code."""

from __future__ import annotations

import argparse
import os
import sys
import time

from migrate.cli import CLEAN, FAULT, FINDINGS, WrongUsageError
from migrate.read.gathering import MissingPathError, sifted, walked
from migrate.read.registry import KINDS
from migrate.report.destination import (
    BRIEF,
    WITH_FIXES,
    Destination,
    DestinationError,
    destinations,
    write,
    write_all,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TextIO

    from migrate.cache import Cache
    from migrate.read.gathering import Gathered, Walked
    from migrate.report.view import Report


def scan_command(arguments: argparse.Namespace) -> int:
    """Scan, write every report that was asked for, and return the exit code."""
    wanted = wanted_or_refused(arguments.format)
    started = time.time_ns()
    found = walked_or_refused(arguments)
    cache = _cache(arguments, found, started)
    entry = None if cache is None else cache.kept()
    if entry is not None:
        for file, text in entry["reports"]:
            write(text, file)
        return entry["code"]
    choice = _choice(arguments)
    trees = _sifted(arguments, found)
    limiting = bool(arguments.baseline or arguments.write_baseline or arguments.diff)
    report = _report(
        trees,
        choice,
        whole=limiting or any(item.format not in BRIEF for item in wanted),
        fixes=any(item.format in WITH_FIXES for item in wanted),
    )
    if limiting:
        from migrate.commands.limiting import limited

        report = limited(report, arguments)
    written = write_all(report, wanted)
    code = code_of(report, deny=arguments.lossy == "deny", zero=arguments.exit_zero)
    if cache is not None and code != FAULT:
        cache.keep(trees, code, written)
    return code


def scanned(arguments: argparse.Namespace, *, whole: bool) -> Report:
    """Return the report of the paths; ``whole`` as for ``document``."""
    choice = _choice(arguments)
    return _report(gathered_or_refused(arguments), choice, whole=whole)


def _choice(arguments: argparse.Namespace) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return selected(arguments.select), selected(arguments.ignore)


def _report(
    trees: Sequence[Gathered],
    choice: tuple[tuple[str, ...], tuple[str, ...]],
    *,
    whole: bool,
    fixes: bool = False,
) -> Report:
    """Return the report of the files; ``whole`` as for ``document``, ``fixes`` tells to look for those too."""
    from datetime import date

    from migrate.report.document import document
    from migrate.report.view import report_of
    from migrate.scan import Choice, Scanner

    scanner = Scanner(choice=Choice(*choice), progress=progress_on(sys.stderr), day=date.today())
    scan = scanner.scan(trees)
    data = document(scan, whole=whole)
    if fixes:
        from migrate.report.fixes import add_fixes

        add_fixes(data, scan, trees)
    return report_of(data)


UNDERSTOOD = frozenset(
    {
        "exclude",
        "exit_zero",
        "format",
        "ignore",
        "lossy",
        "no_cache",
        "no_config",
        "no_ignore",
        "no_prefilter",
        "paths",
        "run",
        "select",
    }
)
"""Options on whose text alone a report depends. With any other, nothing is taken from the cache or kept there."""


def _cache(arguments: argparse.Namespace, found: Walked, started: int) -> Cache | None:
    """Return the cache, where it can tell that a report is still true: for folders, with options it understands."""
    given = {name: value for name, value in vars(arguments).items() if name != "run"}
    if arguments.no_cache or found.files or any(given[name] for name in given.keys() - UNDERSTOOD):
        return None
    from migrate.cache import Cache, cache_folder
    from migrate.report.surface import surface_of

    folder = cache_folder(os.environ)
    options = repr((sorted(given.items()), surface_of(sys.stdout), time.strftime("%Y-%m-%d")))
    return Cache(folder, found, options, started) if folder else None


def wanted_or_refused(asked: Sequence[str]) -> list[Destination]:
    """Return the reports to write; what cannot be written is wrong usage."""
    try:
        return destinations(asked)
    except DestinationError as error:
        raise WrongUsageError(str(error)) from None


def gathered_or_refused(arguments: argparse.Namespace) -> list[Gathered]:
    """Return the files to read below the paths; a path that is not there is wrong usage."""
    return _sifted(arguments, walked_or_refused(arguments))


def walked_or_refused(arguments: argparse.Namespace) -> Walked:
    """Return the files below the paths, none of them opened; a path that is not there is wrong usage."""
    try:
        return walked(arguments.paths, KINDS, ignore_files=not arguments.no_ignore)
    except MissingPathError as error:
        raise WrongUsageError(str(error)) from None


def _sifted(arguments: argparse.Namespace, found: Walked) -> list[Gathered]:
    trees = sifted(found, KINDS, not arguments.no_prefilter, _load)
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

    for name in (
        "compat.mapping.translation",
        "migrate.scan",
        "migrate.report.document",
        "migrate.report.text",
    ):
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
