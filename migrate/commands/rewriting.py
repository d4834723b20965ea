"""``migrate rewrite`` as a command: the diff of what would change, or the change."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

from migrate.cli import CLEAN, FAULT, FINDINGS
from migrate.commands.converting import Answers
from migrate.commands.scanning import gathered_or_refused, selected
from migrate.finding import Finding, Level
from migrate.report.surface import clean
from migrate.rewrite.choosing import Choice
from migrate.rewrite.diff import unified
from migrate.rewrite.engine import Engine, FileChange, Rewrite
from migrate.rewrite.writing import replace_all
from migrate.scan import OUR_FAULTS
from migrate.scan import Choice as Selection


def rewrite_command(arguments: argparse.Namespace) -> int:
    """Rewrite below the paths as asked, say what was done, and return the exit code."""
    selection = Selection(selected(arguments.select), selected(arguments.ignore))
    trees = gathered_or_refused(arguments)
    answers = Answers(arguments.set)
    translate = partial(answers.translated, target=None)
    found = Engine(selection, Choice(unsafe=arguments.unsafe), translate=translate).rewrite(trees)
    _complain(found.findings)
    if arguments.write:
        replace_all((Path(change.root) / change.path, change.after) for change in found.changes)
    else:
        _show(found.changes)
    print(_summary(found, written=arguments.write), file=sys.stderr)
    return _code(found, check=arguments.check)


def _code(found: Rewrite, *, check: bool) -> int:
    if any(item.rule in OUR_FAULTS for item in found.findings):
        return FAULT
    failed = any(item.level is Level.FAILURE for item in found.findings)
    return FINDINGS if failed or (check and found.changes) else CLEAN


def _show(changes: Sequence[FileChange]) -> None:
    sys.stdout.flush()
    for change in changes:
        sys.stdout.buffer.write(unified(change.path, change.before, change.after))
    sys.stdout.flush()


def _complain(findings: Iterable[Finding]) -> None:
    for item in findings:
        print(clean(f"{item.place}: {item.rule} {item.message}"), file=sys.stderr)


def _summary(found: Rewrite, *, written: bool) -> str:
    files = len(found.changes)
    done = "rewritten" if written else "would change"
    said = [f"{files} file{'' if files == 1 else 's'} {done}."]
    if found.left:
        said.append(f"{len(found.left)} more with --unsafe, to be looked at.")
    return " ".join(said)
