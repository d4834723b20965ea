"""The scan: trees of files to services, what becomes of them, and findings. Nothing is executed or written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol

from compat.mapping.secrecy import redacted
from compat.mapping.setting import Change
from compat.v1 import Service
from compat.v2 import Plan, Target
from compat.value import Expression, Known, Place
from migrate.callers import Caller, callers
from migrate.finding import Finding, Level
from migrate.later import with_later_changes
from migrate.ledger import Ledger, ledger
from migrate.read.gathering import Gathered
from migrate.read.reading import Reading
from migrate.read.registry import KINDS, Kind
from migrate.rules import answering, claiming
from migrate.rules.rule import Context
from migrate.scripts import completed, named, of_several, packed, scoring_scripts, whole_modules
from migrate.sites import Sites
from migrate.sources import Sources, Text
from migrate.suppression import Silenced, Suppression, apply
from migrate.usage import Form, Usage

_REST = "AML199"
OUR_FAULTS = ("AML920", "AML921", "AML922", "AML923")


class Translated(Protocol):
    """What the mapping makes of a service."""

    @property
    def target(self) -> Target:
        """Return the target it was translated for."""

    @property
    def plan(self) -> Plan:
        """Return what the service becomes."""

    @property
    def changes(self) -> tuple[Change, ...]:
        """Return the end of every setting."""


Translate = Callable[[Service], Translated]


@dataclass(frozen=True)
class Choice:
    """Which rules report: ids or prefixes. ``ignore`` wins over ``select``; nothing selected means all."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def takes(self, rule: str) -> bool:
        """Tell whether findings of a rule are wanted."""
        return (not self.select or rule.startswith(self.select)) and not rule.startswith(
            self.ignore or ("-",)
        )


@dataclass(frozen=True)
class Outcome:
    """One service and what becomes of it; ``target`` and ``plan`` are None where the mapping failed."""

    service: Service
    ledger: Ledger
    target: Target | None = None
    plan: Plan | None = None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Repository:
    """What was found in one tree. ``files`` counts those of a kind we read, ``read`` those that were parsed."""

    root: str
    files: int
    read: int
    skipped: Mapping[str, int]
    readings: tuple[Reading, ...]
    outcomes: tuple[Outcome, ...]
    findings: tuple[Finding, ...]
    silenced: tuple[Silenced, ...] = ()
    callers: tuple[Caller, ...] = ()

    @property
    def usages(self) -> tuple[Usage, ...]:
        """Every v1 construct, in order of place."""
        return tuple(usage for reading in self.readings for usage in reading.usages)


@dataclass(frozen=True)
class Scan:
    """The result of a scan of one or more trees; ``day`` is when it was made, where somebody said so."""

    repositories: tuple[Repository, ...] = ()
    day: date | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings."""
        return tuple(finding for repository in self.repositories for finding in repository.findings)

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """All services."""
        return tuple(outcome for repository in self.repositories for outcome in repository.outcomes)

    @property
    def our_fault(self) -> bool:
        """Tell whether something failed in this program, so that the result is not complete."""
        return any(finding.rule in OUR_FAULTS for finding in self.findings)

    @property
    def lossy(self) -> bool:
        """Tell whether a service loses something, or has something that was not analysed."""
        return any(outcome.ledger.lossy or outcome.target is None for outcome in self.outcomes)


@dataclass(frozen=True)
class Scanner:
    """How to scan: the readers, the mapping, and which rules report. ``progress`` is told of each file read.

    ``day`` is today, for what depends on it: which part of v1 the vendor still supports. ``packages``: tell a package
    of v1 in a list also where nothing else of v1 is in the tree; code that is rewritten leaves such lists behind.
    """

    kinds: tuple[Kind, ...] = KINDS
    translate: Translate | None = None
    choice: Choice = field(default_factory=Choice)
    progress: Callable[[int, int], None] | None = None
    day: date | None = None
    packages: bool = False

    def scan(self, trees: Iterable[Gathered]) -> Scan:
        """Read the gathered files of each tree and judge what they say."""
        return Scan(tuple(self._repository(tree) for tree in trees), self.day)

    def _repository(self, tree: Gathered) -> Repository:
        sources = Sources(tree, self.kinds)
        texts = sources.read(self.progress)
        from migrate.read.command_line.joining import joined
        from migrate.read.python.lending import settled
        from migrate.read.requirements import worth_telling

        found_first = tuple(text.reading for text in texts if text.reading is not None)
        if not self.packages:
            found_first = worth_telling(found_first)
        readings = tuple(
            with_later_changes(
                replace(reading, services=tuple(completed(item, sources.files) for item in reading.services))
            )
            for reading in joined(settled(found_first, sources.files), sources.files)
        )
        outcomes: list[Outcome] = []
        found: list[Finding] = [
            *sources.findings(texts),
            *(item for reading in readings for item in reading.findings),
        ]
        for service, findings, outcome in self._outcomes(readings):
            found += findings
            if outcome is not None:
                outcomes.append(outcome)
                found += _of_service(service, outcome)
        called = callers(readings, outcomes)
        seen = {
            sighting.place: caller
            for caller in sorted(called, key=lambda one: one.joined)
            for sighting in caller.sightings
        }
        planned = [(item.service, item.plan) for item in outcomes if item.plan is not None]
        context = Context(
            scoring_scripts(readings, sources.files),
            frozenset(_lone_imports(readings)),
            seen,
            whole_modules(readings),
            packed(planned, sources.tree),
        )
        readings = (*readings, *of_several(context.packed))
        for reading in readings:
            found += (_of_caller(item, seen) for item in _folded(list(_of_reading(reading, context))))
        kept, silenced = apply(_ordered(found), _comments(texts))
        chosen = tuple(_shown(item) for item in _ordered(kept) if self.choice.takes(item.rule))
        readings = (*readings, *named(readings, sources.files))
        return Repository(
            tree.shown,
            tree.listed,
            len(texts),
            dict(sorted(tree.skipped.items())),
            readings,
            tuple(outcomes),
            chosen,
            silenced,
            called,
        )

    def _outcomes(
        self, readings: Sequence[Reading]
    ) -> Iterator[tuple[Service, list[Finding], Outcome | None]]:
        sites = Sites(usage for reading in readings for usage in reading.usages)
        for reading in readings:
            for service in reading.services:
                findings, outcome = self._outcome(service, sites.about(service), reading.path)
                yield service, findings, outcome

    def _outcome(self, service: Service, usages: Sequence[Usage], path: str) -> tuple[list[Finding], Outcome]:
        place = service.place or Place(path)
        try:
            translated = (self.translate or _translate)(service)
        except Exception as error:  # noqa: BLE001 - one service that fails must not end the scan
            said = f"The mapping failed on this service ({type(error).__name__}: {error}); it was not translated."
            failed = Outcome(service, ledger(service, usages, (), None))
            return [_failure("AML922", said, place, service)], failed
        account = ledger(service, usages, translated.changes, translated.target)
        faults = [
            _failure("AML923", f"The ledger does not add up: {said}.", place, service)
            for said in account.faults
        ]
        return faults, Outcome(service, account, translated.target, translated.plan, translated.changes)


def label(service: Service) -> str:
    """Return what a service is called in one word: its name, what its name waits for in braces, or unnamed."""
    name = service.name
    if isinstance(name, Expression):
        return f"{{{' '.join(item.name for item in name.depends) or name.source}}}"
    return str(name.value) if isinstance(name, Known) and name.value else "(unnamed)"


def _shown(finding: Finding) -> Finding:
    """Return a finding without any secret in its words."""
    message = redacted(finding.message)
    return finding if message == finding.message else replace(finding, message=message)


def _translate(service: Service) -> Translated:
    from compat.mapping.translation import translate

    return translate(service)


def _failure(rule: str, message: str, place: Place, service: Service | None = None) -> Finding:
    return Finding(rule, Level.FAILURE, message, place, service="" if service is None else label(service))


def _of_service(service: Service, outcome: Outcome) -> Iterator[Finding]:
    """Say what a service's changes ask of the user; the words are the change's own."""
    for change in outcome.changes:
        rule = claiming(service, change)
        if rule is None:
            continue
        place = next((given.place for given in change.given if given.place), None) or service.place
        link = change.link or rule.link
        at = place or Place("")
        yield Finding(rule.id, rule.level, said(change), at, link, label(service), change.key)


def said(change: Change) -> str:
    """Return a change's own words, with the setting they are about and the question they leave, each said once."""
    head = "" if change.key in change.sentence or change.given else f"{change.key}: "
    question = _SENTENCE_END.split(change.decision.question) if change.decision else []
    return " ".join([head + change.sentence, *(part for part in question if part not in change.sentence)])


_SENTENCE_END = re.compile(r"(?<=[.?!])\s+")


def _of_reading(reading: Reading, context: Context) -> Iterator[Finding]:
    for usage in reading.usages:
        for rule in answering(usage.symbol, usage.form):
            try:
                yield from list(rule.findings(usage, context))
            except Exception as error:  # noqa: BLE001 - one rule that fails must not end the scan
                said = f"{rule.id} failed on {usage.symbol} ({type(error).__name__}: {error})."
                yield _failure("AML921", said, usage.place)


def _of_caller(finding: Finding, callers: Mapping[Place, Caller]) -> Finding:
    """Name the service of a finding where a caller shows, if it is known which one is called."""
    caller = callers.get(finding.place)
    outcome = None if caller is None or finding.service else caller.outcome
    return finding if outcome is None else replace(finding, service=label(outcome.service))


def _folded(findings: list[Finding]) -> list[Finding]:
    """Say once a file what says of every use only that it is there: pages of it would bury the services."""
    rest = [item for item in findings if item.rule == _REST]
    if len(rest) < 2:
        return findings
    once = replace(rest[0], message=f"{rest[0].message} There are {len(rest)} such uses in this file.")
    return [once, *(item for item in findings if item.rule != _REST)]


def _lone_imports(readings: Iterable[Reading]) -> Iterator[Place]:
    """Yield the first import of each file that imports v1 and uses nothing of it that we know."""
    for reading in readings:
        if reading.usages and all(usage.form is Form.IMPORT for usage in reading.usages):
            yield min(usage.place for usage in reading.usages)


def _comments(texts: Iterable[Text]) -> Mapping[str, Sequence[Suppression]]:
    return {text.path: text.suppressions for text in texts if text.suppressions}


def _ordered(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(dict.fromkeys(findings), key=_order)


def _order(finding: Finding) -> tuple[object, ...]:
    place = finding.place
    cell = -1 if place.cell is None else place.cell
    return (place.path, cell, place.line, place.column, finding.rule, finding.service, finding.message)
