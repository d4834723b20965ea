"""``migrate convert`` as a command: scan, translate, write v2 files."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from compat.emit.environment_names import distinct
from compat.mapping.answers import AnswerError
from compat.mapping.secrecy import redacted
from compat.mapping.translation import Translation, translate
from compat.v1 import Service
from compat.v2 import Target
from compat.value import describe, known
from migrate.cli import CLEAN, FAULT, FINDINGS, WrongUsageError
from migrate.commands.scanning import gathered_or_refused, progress_on
from migrate.convert import Outcome, convert
from migrate.finding import Finding, Level
from migrate.read.registry import KINDS
from migrate.report.surface import clean as inert
from migrate.scan import Repository, Scanner


def convert_command(arguments: argparse.Namespace) -> int:
    """Write the v2 files of every service below the paths, say what was done, and return the exit code."""
    answers = Answers(arguments.set)
    trees = gathered_or_refused(arguments)
    scan = Scanner(KINDS, progress=progress_on(sys.stderr)).scan(trees)
    codes = [_failures(scan.findings, deny=arguments.lossy == "deny", lossy=scan.lossy, fault=scan.our_fault)]
    out = Path(arguments.output)
    translated = [
        distinct(list(_translations(repository, arguments.target, answers)))
        for repository in scan.repositories
    ]
    if scan.outcomes:
        answers.check([outcome.service for outcome in scan.outcomes])
    for tree, translations in zip(trees, translated, strict=True):
        if not translations:
            continue
        folder = out if len(trees) == 1 else out / Path(tree.root).name
        outcome = convert(translations, folder, root=Path(tree.root), force=arguments.force)
        _say(outcome, folder, translations)
        codes.append(outcome.exit_code)
    if not scan.outcomes:
        print(
            f"No Azure ML v1 service found in {', '.join(tree.shown for tree in trees)}; nothing was written."
        )
    return max(codes)


def clean(text: str) -> str:
    """Return a text that can neither steer a terminal nor tell a secret."""
    return inert(redacted(text))


class Answers:
    """The ``[SERVICE:]KEY=VALUE`` pairs of ``--set``, and which of them fitted something.

    SERVICE is a service's name, or the place of its deployment (``deploy.py:44``) where the name is not known. A pair
    without one is for every service it fits.
    """

    def __init__(self, given: Sequence[str]) -> None:
        self._pairs: list[tuple[str, str, str]] = []
        self._fitted: set[tuple[str, str]] = set()
        self._refused: dict[tuple[str, str], str] = {}
        for text in given:
            left, equals, value = text.partition("=")
            owner, _, key = left.rpartition(":")
            if not equals or not key:
                raise WrongUsageError(f"--set takes [SERVICE:]KEY=VALUE, not {text!r}")
            self._pairs.append((owner, key, value))

    def translated(self, service: Service, target: Target | None) -> Translation:
        """Translate a service with every answer that fits it."""
        names = {"", known(service.name), str(service.place)}
        pairs = sorted((pair for pair in self._pairs if pair[0] in names), key=lambda pair: bool(pair[0]))
        mine = {key: (owner, value) for owner, key, value in pairs}
        while True:
            try:
                found = translate(service, target, {key: value for key, (_, value) in mine.items()})
            except AnswerError as error:
                owner, _ = mine.pop(error.key)
                self._refused[owner, error.key] = f"{describe(service.name)}: {error}"
            else:
                self._fitted.update((owner, key) for key, (owner, _) in mine.items())
                return found

    def check(self, services: Sequence[Service]) -> None:
        """Refuse answers that fitted nothing, and one name for several services: both are mistakes."""
        for owner, key, _ in self._pairs:
            said = f"{owner}:{key}" if owner else key
            if key == "name" and not owner and len(services) > 1:
                places = ", ".join(f"{service.place}:name=" for service in services[:3])
                raise WrongUsageError(
                    f"--set name: there are {len(services)} services; say which one ({places} ...)"
                )
            if (owner, key) not in self._fitted:
                why = self._refused.get(
                    (owner, key), f"no service is called {owner}, and none is deployed there"
                )
                raise WrongUsageError(f"--set {said}: {why}")


def _translations(repository: Repository, target: str, answers: Answers) -> Iterator[Translation]:
    targets: Sequence[Target | None] = (
        tuple(Target) if target == "both" else (Target(target) if target else None,)
    )
    for outcome in repository.outcomes:
        if outcome.target is not None:
            for each in targets:
                yield answers.translated(outcome.service, each)


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
        print(clean(f"next: read {folder / outcome.page(name)}"))
    for line in dict.fromkeys(_questions(translations)):
        print(clean(line))


def _questions(translations: Sequence[Translation]) -> Iterator[str]:
    """Yield what is left to decide, under the name of a service or the place of one without a name."""
    for translation in translations:
        service = translation.service
        owner = str(known(service.name) or service.place)
        for change in translation.changes:
            if change.decision is not None:
                answer = f" (--set {change.decision.set}...)" if change.decision.set else ""
                question = change.decision.question.split("\n", maxsplit=1)[0]
                yield f"to decide for {owner}: {question}{answer}"
