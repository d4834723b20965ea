"""``migrate rewrite`` as a command: the diff of what would change, or the change."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from migrate.cli import CLEAN, FAULT, FINDINGS, WrongUsageError
from migrate.commands.converting import Answers
from migrate.commands.scanning import gathered_or_refused, selected
from migrate.finding import Finding, Level
from migrate.report.surface import clean
from migrate.rewrite import journal
from migrate.rewrite.asking import Asking
from migrate.rewrite.choosing import Choice
from migrate.rewrite.diff import unified
from migrate.rewrite.engine import Engine, FileChange, Rewrite
from migrate.rewrite.repository import GitError, GitTree
from migrate.rewrite.source import Options
from migrate.rewrite.writing import replace
from migrate.scan import OUR_FAULTS
from migrate.scan import Choice as Selection


def rewrite_command(arguments: argparse.Namespace) -> int:
    """Rewrite below the paths as asked, say what was done, and return the exit code."""
    if arguments.undo:
        return _undo(arguments)
    _refuse_contradictions(arguments)
    selection = Selection(selected(arguments.select), selected(arguments.ignore))
    trees = gathered_or_refused(arguments)
    writes = arguments.write or arguments.commit_each or arguments.interactive
    if writes and not arguments.force:
        _refuse_dirty({Path(tree.root) for tree in trees})
    answers = Answers(arguments.set)
    engine = Engine(
        selection,
        Choice(unsafe=arguments.unsafe or arguments.interactive),
        Options(arguments.style, arguments.yaml),
        translate=partial(answers.translated, target=None),
        ask=Asking(sys.stdin, sys.stdout).ask if arguments.interactive else None,
    )
    found = engine.rewrite(trees)
    _complain(found.findings)
    _deliver(arguments, found, writes=writes)
    print(_summary(found, written=writes), file=sys.stderr)
    return _code(found, check=arguments.check)


def _refuse_contradictions(arguments: argparse.Namespace) -> None:
    if not arguments.paths:
        raise WrongUsageError("name a folder or file to rewrite, or ask for --undo")
    if arguments.check and (arguments.write or arguments.commit_each or arguments.interactive):
        raise WrongUsageError("--check changes nothing: leave out --write, --commit-each and --interactive")


def _refuse_dirty(roots: Iterable[Path]) -> None:
    """Refuse to write into a git tree with changes: nobody could tell them from ours."""
    for root in sorted(roots):
        tree = GitTree.of(root)
        changed = [] if tree is None else tree.dirty()
        if changed:
            shown = ", ".join(clean(file) for file in changed[:3]) + (" ..." if len(changed) > 3 else "")
            raise WrongUsageError(
                f"the git tree {clean(str(root))} has changes that are not committed ({shown}); "
                "commit or stash them, or write all the same with --force"
            )


def _deliver(arguments: argparse.Namespace, found: Rewrite, *, writes: bool) -> None:
    if arguments.patch:
        patch = b"".join(unified(_shown(change), change.before, change.after) for change in found.changes)
        Path(arguments.patch).write_bytes(patch)
    if writes:
        _write(found, commit=arguments.commit_each, force=arguments.force)
    elif not arguments.patch:
        _show(found.changes)


def _write(found: Rewrite, *, commit: bool, force: bool) -> None:
    files = {_path(change): change for change in found.changes}
    if not files:
        return
    _refuse_untracked(files, commit=commit, force=force)
    place = _journal()
    journal.record(place, ((path, one.before, one.after) for path, one in files.items()))
    if not commit:
        for path, change in files.items():
            replace(path, change.after)
        return
    for message, paths in _commits(found):
        for path in paths:
            replace(path, files[path].after)
        _committed(paths, message)


def _refuse_untracked(files: dict[Path, FileChange], *, commit: bool, force: bool) -> None:
    tree = GitTree.of(next(iter(files)).parent)
    if commit and tree is None:
        raise WrongUsageError("--commit-each needs a git repository")
    unknown = [] if tree is None or force else tree.untracked(list(files))
    if unknown:
        raise WrongUsageError(
            f"git does not keep {clean(unknown[0])}, so it could not bring it back; add it, or use --force"
        )


def _commits(found: Rewrite) -> Iterator[tuple[str, list[Path]]]:
    """Yield a message and files for each service, and for what belongs to none."""
    left = {_path(change) for change in found.changes}
    for root, name, names in found.services:
        mine = sorted(left & {(Path(root) / file).absolute() for file in names})
        if mine:
            left -= set(mine)
            yield f"Rewrite {name} for Azure ML v2\n\nBy migrate rewrite; read it before it runs.", mine
    if left:
        yield "Rewrite v1 code for Azure ML v2\n\nBy migrate rewrite; read it before it runs.", sorted(left)


def _committed(paths: Sequence[Path], message: str) -> None:
    tree = GitTree.of(paths[0].parent)
    try:
        if tree is not None:
            tree.commit(paths, message)
    except GitError as error:
        raise WrongUsageError(
            f"git did not take the commit: {clean(str(error))}; the files are written"
        ) from None


def _undo(arguments: argparse.Namespace) -> int:
    try:
        done = journal.undo(_journal(), force=arguments.force)
    except journal.JournalError as error:
        raise WrongUsageError(clean(str(error))) from None
    for path in done.restored:
        print(clean(f"restored: {path}"))
    for path in done.edited:
        print(clean(f"kept: {path} was edited since; --force puts back what it was before"))
    return FINDINGS if done.edited else CLEAN


def _journal() -> Path:
    """Return where the journal stands: in the git directory, or in the current folder."""
    tree = GitTree.of(Path.cwd())
    return Path.cwd() / f".{journal.NAME}" if tree is None else tree.directory / journal.NAME


def _path(change: FileChange) -> Path:
    return (Path(change.root) / change.path).absolute()


def _shown(change: FileChange) -> str:
    """Return a path as ``git apply`` finds it from the current folder."""
    name = os.path.relpath(_path(change)).replace(os.sep, "/")
    return change.path if name.startswith("../") else name


def _show(changes: Sequence[FileChange]) -> None:
    sys.stdout.flush()
    for change in changes:
        sys.stdout.buffer.write(unified(_shown(change), change.before, change.after))
    sys.stdout.flush()


def _code(found: Rewrite, *, check: bool) -> int:
    if any(item.rule in OUR_FAULTS for item in found.findings):
        return FAULT
    failed = any(item.level is Level.FAILURE for item in found.findings)
    return FINDINGS if failed or (check and found.changes) else CLEAN


def _complain(findings: Iterable[Finding]) -> None:
    for item in findings:
        print(clean(f"{item.place}: {item.rule} {item.message}"), file=sys.stderr)


def _summary(found: Rewrite, *, written: bool) -> str:
    files = len(found.changes)
    said = [f"{files} file{'' if files == 1 else 's'} {'rewritten' if written else 'would change'}."]
    if found.left:
        said.append(f"{len(found.left)} more with --unsafe: they want a look.")
    return " ".join(said)
