"""Which findings a scan reports: those that a baseline does not know, and those that a change touches."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from migrate.cli import WrongUsageError
from migrate.commands.scanning import selected
from migrate.report.baseline import Key, baseline, compared, known_of
from migrate.report.destination import write
from migrate.report.shards import data_in
from migrate.report.sifting import without
from migrate.report.view import NotAReportError, Note, Report, Section
from migrate.scan import OUR_FAULTS, Choice

IN_BASELINE = "in the baseline"
UNCHANGED = "where nothing changed"


def limited(report: Report, arguments: argparse.Namespace) -> Report:
    """Return the report with what is to be reported; write the baseline if that was asked for."""
    whole = report
    if arguments.diff:
        report = _touched(report, arguments.diff, by_line=arguments.diff_lines)
    if arguments.baseline and not (arguments.write_baseline and not Path(arguments.baseline).exists()):
        report = _new(report, arguments, whole)
    if arguments.write_baseline:
        write(baseline(whole), arguments.write_baseline)
        report = without(report, [item.rule in OUR_FAULTS for item in report.findings], IN_BASELINE)
    return report


def _new(report: Report, arguments: argparse.Namespace, whole: Report) -> Report:
    """Leave out what a baseline knows; say what of it is fixed, by everything that was found."""
    file = arguments.baseline
    try:
        known = known_of(data_in(file))
        fixed = compared(whole, known).fixed
        found = compared(report, known)
    except FileNotFoundError:
        said = f"{file} does not exist; write it with --write-baseline {file}"
        raise WrongUsageError(said) from None
    except NotAReportError as error:
        raise WrongUsageError(str(error) if str(error).startswith(file) else f"{file}: {error}") from None
    gone = sum(_looked_for(key, whole, arguments) for key in fixed)
    if gone:
        many = f"{gone:,} finding{'' if gone == 1 else 's'} of the baseline {file}"
        verb = "is" if gone == 1 else "are"
        print(f"migrate: {many} {verb} fixed; write it again with --write-baseline", file=sys.stderr)
    return without(report, found.new, IN_BASELINE)


def _looked_for(key: Key, whole: Report, arguments: argparse.Namespace) -> bool:
    """Tell whether a finding would have been found again: its rule reports, and its folder was read, not some files."""
    choice = Choice(selected(arguments.select), selected(arguments.ignore))
    folders = all(Path(path).is_dir() for path in arguments.paths)
    return folders and choice.takes(key.rule) and any(section.covers(key.path) for section in whole.sections)


def _touched(report: Report, base: str, *, by_line: bool) -> Report:
    """Leave out findings in files, or lines, that did not change since a revision."""
    from migrate.git import Changes, GitError, changes
    from migrate.read.repository import top_of

    def kept(changed: Changes, section: Section, note: Note) -> bool:
        place, path = note.finding.place, section.path_of(note.finding.place.path)
        if not by_line:
            return changed.file(path)
        last = note.file_line + max(place.end_line - place.line, 0)
        return changed.touches(path, note.file_line, last)

    marks: list[bool] = []
    for section in report.sections:
        top = top_of(section.root)
        if not top:
            raise WrongUsageError(f"{section.root} is in no git repository, and --diff asks git what changed")
        try:
            changed = changes(top, base)
        except GitError as error:
            raise WrongUsageError(str(error)) from None
        marks += [note.finding.rule in OUR_FAULTS or kept(changed, section, note) for note in section.notes]
    return without(report, marks, UNCHANGED)
