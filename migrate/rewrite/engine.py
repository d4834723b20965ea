"""The engine: rules propose on the text as it is, what fits together is applied, and the result is read again.

Nothing is written here; what comes out is the bytes each file would have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from compat.value import Place
from migrate.finding import Finding, Level
from migrate.read.gathering import Gathered
from migrate.read.notebook.cells import NotANotebookError
from migrate.read.obstacle import Obstacle
from migrate.read.registry import KINDS
from migrate.rewrite.choosing import Choice, chosen
from migrate.rewrite.draft import Draft
from migrate.rewrite.folders import folders_of
from migrate.rewrite.imports import with_imports
from migrate.rewrite.marking import markers
from migrate.rewrite.original import NotEditableError
from migrate.rewrite.proposal import Proposal
from migrate.rewrite.sdk.whole import clashes, whole_file
from migrate.rewrite.source import Options, Source
from migrate.rules import answering
from migrate.rules.rule import Context
from migrate.scan import Choice as Selection
from migrate.scan import Repository, Scanner, Translate, label
from migrate.scripts import scoring_scripts
from migrate.sources import Sources
from migrate.usage import Usage

MOST_PASSES = 6
"""A pass removes what the one before left without use; no chain seen is longer."""

_FAULT = "AML921"


@dataclass(frozen=True)
class FileChange:
    """What becomes of one file: ``path`` below ``root``, its bytes before and after, and what was applied."""

    root: str
    path: str
    before: bytes
    after: bytes
    proposals: tuple[Proposal, ...] = ()


@dataclass(frozen=True)
class Rewrite:
    """The files that change, what could be rewritten but was not asked for, and what went wrong.

    ``services`` are each service's root, name and files.
    """

    changes: tuple[FileChange, ...] = ()
    services: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    left: tuple[Proposal, ...] = ()
    findings: tuple[Finding, ...] = ()


Finish = Callable[[Draft, Source, Sequence[Proposal]], Draft]
"""What is done to a file after the proposals of a pass: imports, markers."""


Ask = Callable[[Source, Proposal], bool]
"""Asks the user about one proposal."""

Wide = Callable[[Source], Iterable[Proposal]]
"""What follows for a file from the proposals of its usages."""


@dataclass
class Engine:
    """How to rewrite: which rules, which proposals, what to write, and what to do to each file at the end."""

    selection: Selection = field(default_factory=Selection)
    choice: Choice = field(default_factory=Choice)
    options: Options = field(default_factory=Options)
    wide: tuple[Wide, ...] = (whole_file,)
    finishes: tuple[Finish, ...] = (with_imports,)
    translate: Translate | None = None
    ask: Ask | None = None

    def rewrite(self, trees: Sequence[Gathered]) -> Rewrite:
        """Return what every tree becomes, to the point where nothing more changes."""
        runs = [_Tree(tree, self) for tree in trees]
        for number in range(1 if self.ask is not None else MOST_PASSES):
            scan = Scanner(KINDS, self.translate, self.selection, packages=True).scan(
                [run.tree for run in runs]
            )
            for run, repository in zip(runs, scan.repositories, strict=True):
                if not number:
                    run.services = list(_services(run.tree.root, repository))
            moved = [run.step(repository) for run, repository in zip(runs, scan.repositories, strict=True)]
            if not any(moved):
                break
        return Rewrite(
            tuple(change for run in runs for change in run.changes()),
            tuple(service for run in runs for service in run.services),
            tuple(item for run in runs for item in run.left),
            tuple(item for run in runs for item in run.findings),
        )


def offered(tree: Gathered, repository: Repository) -> Iterator[tuple[Place, Draft, Proposal]]:
    """Yield what rules propose for the files as they are: the place of the finding, the file, and the proposal.

    A file that cannot be edited and a codemod that fails propose nothing.
    """
    return _Tree(tree, Engine()).offered(repository)


class _Tree:
    """One tree on its way."""

    def __init__(self, tree: Gathered, engine: Engine) -> None:
        self.tree = tree
        self.left: list[Proposal] = []
        self.findings: list[Finding] = []
        self.services: list[tuple[str, str, tuple[str, ...]]] = []
        self._engine = engine
        self._before: dict[str, bytes] = {}
        self._drafts: dict[str, Draft] = {}
        self._applied: dict[str, list[Proposal]] = {}
        self._given_up: set[str] = set()

    def step(self, repository: Repository) -> bool:
        """Make one pass over every file; tell whether a file changed."""
        self.left.clear()
        common = self._common(repository)
        moved = [
            self._file(replace(common, path=path, usages=usages))
            for path, usages in _by_path(repository).items()
            if path not in self._given_up
        ]
        return any(moved)

    def offered(self, repository: Repository) -> Iterator[tuple[Place, Draft, Proposal]]:
        """Yield the proposals of each usage by itself, for the files as they are."""
        common = self._common(repository)
        for path, usages in _by_path(repository).items():
            try:
                draft = self._draft(path)
                source = replace(common, path=path, usages=usages, pages=draft.pages)
            except (Obstacle, NotEditableError, NotANotebookError, OSError):
                continue
            for usage in usages:
                for proposal in self._of_usage(usage, source):
                    yield usage.place, draft, proposal

    def _common(self, repository: Repository) -> Source:
        """Return what every file of the tree knows."""
        return Source(
            "",
            (),
            outcomes=repository.outcomes,
            context=Context(scoring_scripts(repository.readings, Sources(self.tree, KINDS).files)),
            options=self._engine.options,
            reported=frozenset((item.rule, item.place) for item in repository.findings),
            folders=folders_of(repository.outcomes, self._engine.options.yaml, self.tree.root),
        )

    def _file(self, known: Source) -> bool:
        path = known.path
        try:
            draft = self._draft(path)
            taken, after = self._edited(draft, replace(known, pages=draft.pages))
        except FileNotFoundError:
            # A cell of a notebook writes it: there is nothing on disk to change.
            self._given_up.add(path)
            return False
        except (Obstacle, NotEditableError, NotANotebookError, OSError) as error:
            self._give_up(path, f"This file is not rewritten: {error}.")
            return False
        if after.data == draft.data:
            return False
        self._drafts[path] = after
        self._applied.setdefault(path, []).extend(taken)
        self.tree.texts[path] = after.original.text
        return True

    def _edited(self, draft: Draft, source: Source) -> tuple[list[Proposal], Draft]:
        source, taken = self._taken(draft, source)
        ask, asked = self._engine.ask, set[tuple[str, Place]]()
        while ask is not None:
            follows = {item for propose in self._engine.wide for item in propose(source)}
            new = [item for item in taken if item not in follows and (item.rule, item.place) not in asked]
            new.sort(key=lambda item: (item.place.cell or 0, item.place.line, item.place.column))
            declined = {(item.rule, item.place) for item in new if not ask(source, item)}
            asked |= {(item.rule, item.place) for item in new}
            if not declined:
                break
            source, taken = self._taken(draft, replace(source, reported=source.reported - declined))
        taken += markers(source, taken, self._engine.choice)
        after = draft.edited(edit for proposal in taken for edit in proposal.edits)
        for finish in self._engine.finishes:
            after = finish(after, source, taken)
        _check(draft, after)
        return taken, after

    def _taken(self, draft: Draft, source: Source) -> tuple[Source, list[Proposal]]:
        """Return the proposals that fit together, and the source they were made for."""
        found = list(self._proposals(source))
        same_names = clashes(source, found) if draft.is_python else frozenset()
        if same_names:
            source = replace(source, qualified=same_names)
            found = list(self._proposals(source))
        wanted = [item for item in found if self._engine.choice.takes(item)]
        self.left += [item for item in found if item not in wanted]
        return source, chosen(wanted)

    def _proposals(self, source: Source) -> Iterator[Proposal]:
        for usage in source.usages:
            yield from self._of_usage(usage, source)
        for propose in self._engine.wide:
            yield from propose(source)

    def _of_usage(self, usage: Usage, source: Source) -> Iterator[Proposal]:
        for rule in answering(usage.symbol, usage.form):
            if rule.codemod is None or (rule.id, usage.place) not in source.reported:
                continue
            try:
                yield from list(rule.codemod(usage, source))
            except Exception as error:  # noqa: BLE001 - one codemod that fails must not end the run
                said = f"The rewrite of {rule.id} failed on {usage.symbol} ({type(error).__name__}: {error})."
                self._report(Finding(_FAULT, Level.FAILURE, said, usage.place))

    def _draft(self, path: str) -> Draft:
        if path not in self._drafts:
            data = (Path(self.tree.root) / path).read_bytes()
            self._before[path] = data
            self._drafts[path] = Draft(path, data)
        return self._drafts[path]

    def _give_up(self, path: str, said: str) -> None:
        self._given_up.add(path)
        self._report(Finding("AML940", Level.FAILURE, said, Place(path)))

    def _report(self, finding: Finding) -> None:
        if finding not in self.findings:
            self.findings.append(finding)

    def changes(self) -> Iterator[FileChange]:
        """Yield the files whose bytes are no longer what they were."""
        for path, draft in sorted(self._drafts.items()):
            if draft.data != self._before[path]:
                applied = tuple(self._applied.get(path, ()))
                yield FileChange(self.tree.root, path, self._before[path], draft.data, applied)


def _check(before: Draft, after: Draft) -> None:
    """Refuse a result that is no Python where the source was."""
    if before.is_python:
        parsed = {page.cell for page in after.pages if page.tree is not None}
        if any(page.tree is not None and page.cell not in parsed for page in before.pages):
            raise NotEditableError(
                "the rewritten source would not be valid Python; this is a fault in migrate"
            )


def _services(root: str, repository: Repository) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield each service with the files that belong to it."""
    for outcome in repository.outcomes:
        service = outcome.service
        scorings = [service.scoring, *(version.scoring for version in service.versions)]
        scripts = [scoring.script for scoring in scorings if scoring is not None]
        files = dict.fromkeys([service.place.path if service.place else "", *(one or "" for one in scripts)])
        yield root, label(service), tuple(file for file in files if file)


def _by_path(repository: Repository) -> dict[str, tuple[Usage, ...]]:
    """Return the usages of each file, in order of path."""
    found: dict[str, list[Usage]] = {}
    for usage in repository.usages:
        found.setdefault(usage.place.path, []).append(usage)
    return {path: tuple(usages) for path, usages in sorted(found.items())}
