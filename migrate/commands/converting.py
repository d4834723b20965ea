"""``migrate convert`` as a command: scan, translate, write v2 files."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from compat.mapping.answers import AnswerError
from compat.mapping.translation import Translation, translate
from compat.v1 import Service
from compat.v2 import Target
from compat.value import describe, known
from migrate.cli import CLEAN, FAULT, FINDINGS, WrongUsageError
from migrate.commands.scanning import gathered_or_refused, progress_on
from migrate.convert import Outcome, convert
from migrate.finding import Finding, Level
from migrate.read.registry import KINDS
from migrate.report.surface import clean
from migrate.scan import Repository, Scanner


def convert_command(arguments: argparse.Namespace) -> int:
    """Write the v2 files of every service below the paths, say what was done, and return the exit code."""
    answers = Answers(arguments.set)
    trees = gathered_or_refused(arguments)
    scan = Scanner(KINDS, progress=progress_on(sys.stderr)).scan(trees)
    codes = [_failures(scan.findings, deny=arguments.lossy == "deny", lossy=scan.lossy, fault=scan.our_fault)]
    out = Path(arguments.output)
    for tree, repository in zip(trees, scan.repositories, strict=True):
        translations = list(_translations(repository, arguments.target, answers))
        if not translations:
            continue
        folder = out if len(trees) == 1 else out / Path(tree.root).name
        outcome = convert(translations, folder, root=Path(tree.root), force=arguments.force)
        _say(outcome, folder, translations)
        codes.append(outcome.exit_code)
    answers.check()
    if not scan.outcomes:
        print(
            f"No Azure ML v1 service found in {', '.join(tree.shown for tree in trees)}; nothing was written."
        )
    return max(codes)


class Answers:
    """The ``[SERVICE:]KEY=VALUE`` pairs of ``--set``, and which of them were used."""

    def __init__(self, given: Sequence[str]) -> None:
        self._pairs: list[tuple[str, str, str]] = []
        self._used: set[str] = set()
        for text in given:
            left, equals, value = text.partition("=")
            service, _, key = left.rpartition(":")
            if not equals or not key:
                raise WrongUsageError(f"--set takes [SERVICE:]KEY=VALUE, not {text!r}")
            self._pairs.append((service, key, value))

    def of(self, service: Service) -> Mapping[str, str]:
        """Return the answers for a service: those for all, and those that name it."""
        name = known(service.name)
        found = {key: value for owner, key, value in self._pairs if owner in {"", name}}
        self._used.update(owner for owner, _, _ in self._pairs if owner in {"", name})
        return found

    def check(self) -> None:
        """Refuse answers for services that were not found: a typing error must not pass in silence."""
        for owner, key, _ in self._pairs:
            if owner and owner not in self._used:
                raise WrongUsageError(f"--set {owner}:{key}: no service is called {owner}")


def _translations(repository: Repository, target: str, answers: Answers) -> Iterator[Translation]:
    targets: Sequence[Target | None] = (
        tuple(Target) if target == "both" else (Target(target) if target else None,)
    )
    for outcome in repository.outcomes:
        if outcome.target is None:
            continue
        for each in targets:
            try:
                yield translate(outcome.service, each, answers.of(outcome.service))
            except AnswerError as error:
                raise WrongUsageError(f"{describe(outcome.service.name)}: {error}") from None


def _failures(findings: Iterable[Finding], *, deny: bool, lossy: bool, fault: bool) -> int:
    """Say on standard error what could not be read: the files written may lack a service for it."""
    for finding in findings:
        if finding.level is Level.FAILURE:
            print(clean(f"{finding.place}: {finding.rule} {finding.message}"), file=sys.stderr)
    return FAULT if fault else FINDINGS if deny and lossy else CLEAN


def _say(outcome: Outcome, folder: Path, translations: Sequence[Translation]) -> None:
    done = {"written": outcome.written, "unchanged": outcome.unchanged, "no longer made": outcome.stale}
    for word, files in done.items():
        if files:
            print(f"{word}: {len(files)} file{'' if len(files) == 1 else 's'} in {clean(str(folder))}")
    for file in outcome.kept:
        print(clean(f"kept: {folder / file} was edited since; --force overwrites it"))
    for sentence in (*outcome.notes, *outcome.problems):
        print(clean(sentence), file=sys.stderr)
    for name in outcome.folders:
        print(clean(f"next: read {folder / name / 'README.md'}"))
    for translation in translations:
        for change in translation.changes:
            if change.decision is not None:
                answer = f" (--set {change.decision.set}...)" if change.decision.set else ""
                said = (
                    f"to decide for {describe(translation.service.name)}: {change.decision.question}{answer}"
                )
                print(clean(said))
