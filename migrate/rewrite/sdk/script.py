"""One file of deploy code as its codemods see it: what each proposes, what that covers, what becomes v2's."""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterable
from functools import cached_property

from compat.v1 import Service, Version
from compat.value import Place
from migrate.rewrite.choosing import applied, chosen
from migrate.rewrite.proposal import Edit, Import, Proposal
from migrate.rewrite.sdk.code import Arg
from migrate.rewrite.sdk.nodes import Nodes, Span
from migrate.rewrite.source import Source
from migrate.rules import answering
from migrate.rules.rule import Rule, Safety
from migrate.usage import Form, Usage

MAKES = (
    ".deploy",
    ".deploy_from_model",
    "Model.register",
    "model.Model",
    "Webservice.list",
    *(f".{name}" for name in ("Webservice", "AksWebservice", "AciWebservice", "AksEndpoint")),
)
"""Calls that make or fetch what v2 has too: services and models."""

_UNCHANGED = {
    "Webservice": {"name", "tags", "properties", "description", "scoring_uri"},
    "Model": {"name", "tags", "properties", "description", "version"},
}


def unchanged(usage: Usage) -> bool:
    """Tell whether a member is the same on the thing that v2 has."""
    owner, _, member = usage.symbol.rpartition(".")
    return usage.form is Form.ATTRIBUTE and member in _UNCHANGED.get(owner.rpartition(".")[2], ())


@functools.lru_cache(maxsize=2)
def script_of(source: Source) -> Script:
    """Return the script of a source; codemods of one file share it."""
    return Script(source)


class Script(Nodes):
    """What the codemods of one file share; nothing of it changes once it is known."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._assumed: set[Place] = set()
        self._known: dict[int, list[Proposal]] = {}

    # Text

    def rendered(self, node: ast.expr) -> str:
        """Return an expression's text with everything of v1 in it rewritten."""
        start, end = self.page.span(node)
        edits = [*self._nested((start, end))]
        edits += [edit for edit in self.renames if _inside(edit, (start, end)) and not _touched(edit, edits)]
        return applied(
            self.page.text[start:end],
            [Edit(edit.start - start, edit.end - start, edit.text) for edit in edits],
        )

    def _nested(self, span: Span) -> list[Edit]:
        found = [
            proposal
            for usage in self.usages_in(span)
            for proposal in self.proposals(usage)
            if proposal.edits and all(_inside(edit, span) for edit in map(self.absolute, proposal.edits))
        ]
        return [self.absolute(edit) for proposal in chosen(found) for edit in proposal.edits]

    def carried(self, name: str, node: ast.expr) -> Arg:
        """Return an argument under its new name, with the comments that stand with it."""
        return Arg(name, self.rendered(node), *self.comments_of(node))

    def imports_in(self, node: ast.expr) -> tuple[Import, ...]:
        """Return the imports that the rewritten text of an expression needs."""
        return tuple(
            one
            for usage in self.usages_in(self.page.span(node))
            for proposal in self.proposals(usage)
            for one in proposal.adds
        )

    def entity(self, name: str) -> tuple[str, Import]:
        """Return how new code names a class of ``azure.ai.ml.entities``, and the import that it needs."""
        if name in self.source.qualified:
            return f"entities.{name}", Import("azure.ai.ml", "entities")
        return name, Import("azure.ai.ml.entities", name)

    def taken_names(self, wanted: Iterable[str]) -> frozenset[str]:
        """Return the names among some that code which stays uses for something else."""
        return frozenset(
            name
            for name in wanted
            if any(not self.covered(load) and not self.removed(load) for load in self.scopes.loads(name))
        )

    def removed(self, node: ast.AST) -> bool:
        """Tell whether a node stands in a definition that goes."""
        from migrate.rewrite.sdk.removal import removed_spans

        start, end = self.page.span(node)
        return any(first <= start and end <= last for first, last in removed_spans(self))

    # Proposals of the file, and what they cover

    def proposals(self, usage: Usage) -> list[Proposal]:
        """Return what the rules propose for a usage."""
        from migrate.rewrite.sdk.workspaces import Workspaces

        if self._assumed or not Workspaces.of(self).is_known:
            return self._proposed(usage)
        if id(usage) not in self._known:
            self._known[id(usage)] = self._proposed(usage)
        return self._known[id(usage)]

    def _proposed(self, usage: Usage) -> list[Proposal]:
        return [
            proposal
            for rule in self.rules(usage)
            for proposal in (rule.codemod or _nothing)(usage, self.source)
        ]

    def rules(self, usage: Usage) -> list[Rule]:
        """Return the rules with a codemod that are asked about a usage."""
        return [
            rule
            for rule in answering(usage.symbol, usage.form)
            if rule.codemod is not None and (rule.id, usage.place) in self.source.reported
        ]

    def converts(self, place: Place) -> bool:
        """Tell whether what is made or fetched at a place becomes a thing of v2."""
        if place in self._assumed:
            return True
        for usage in self.source.usages:
            if usage.place == place and usage.form is Form.CALL and usage.symbol.endswith(MAKES):
                return any(one.edits for one in self.proposals(usage))
        return False

    def members_convert(self, made: Usage) -> bool:
        """Tell whether every member that is used of a thing fetched here works on what v2 fetches.

        Where one does not, the whole thing stays v1's; unless v2 makes the same thing elsewhere in the file.
        """
        if made.place in self._assumed:
            return True
        members = [one for one in self.source.usages if made.place in one.made]
        others = {place for one in members for place in one.made} - {made.place}
        self._assumed.add(made.place)
        try:
            deployed = any(self.outcome_converts(place) for place in others)
            return deployed or all(
                unchanged(one) or any(each.edits for each in self.proposals(one)) for one in members
            )
        finally:
            self._assumed.discard(made.place)

    def matters(self, usage: Usage) -> bool:
        """Tell whether a usage is one that runs v1 code against Azure, and not only makes an object."""
        from migrate.rewrite.sdk.removal import is_free

        return (
            usage.form is not Form.IMPORT and not is_free(usage.symbol) and ".exceptions." not in usage.symbol
        )

    @cached_property
    def covers(self) -> list[tuple[Span, str]]:
        """Each stretch of the text that a rewrite replaces, with the new text; without what only goes away."""
        found = [
            proposal
            for usage, _ in self.nodes
            for proposal in self.proposals(usage)
            if not _is_removal(proposal)
        ]
        edits = [self.absolute(edit) for proposal in chosen(found) for edit in proposal.edits]
        return [((edit.start, edit.end), edit.text) for edit in edits]

    def forget(self) -> None:
        """Forget what was found out while it was not known yet what becomes of the workspaces."""
        for name in ("covers", "_removal"):
            self.__dict__.pop(name, None)

    def covered(self, node: ast.AST) -> bool:
        """Tell whether a node stands in text that a rewrite replaces."""
        start, end = self.page.span(node)
        return any(first <= start and end <= last for (first, last), _ in self.covers)

    def mentioned(self, name: str) -> bool:
        """Tell whether new text uses a name."""
        return any(name in _words(text) for _, text in self.covers)

    # Workspaces

    @property
    def renames(self) -> list[Edit]:
        """The edits that call a workspace by the name of its client, all over the page."""
        from migrate.rewrite.sdk.workspaces import Workspaces

        return Workspaces.of(self).renames

    def client(self, usage: Usage) -> str | None:
        """Return the source of the client that stands for a usage's workspace; None where there is none."""
        from migrate.rewrite.sdk.workspaces import Workspaces

        return Workspaces.of(self).client(self.argument(usage, "workspace"))

    def outcome_converts(self, place: Place | None) -> bool:
        """Tell whether the deploy call at a place is rewritten."""
        from migrate.rewrite.sdk.deploy import can_deploy

        usage = next((one for one in self.source.usages if one.place == place and _deploys(one)), None)
        return usage is not None and bool(self.rules(usage)) and can_deploy(self, usage)

    def users_convert(self, place: Place) -> bool:
        """Tell whether every service that uses the model or environment made at a place is rewritten."""
        return all(
            self.outcome_converts(outcome.service.place)
            for outcome in self.source.outcomes
            if place in _parts(outcome.service)
        )


def proposal(
    rule: str, usage: Usage, message: str, edits: Iterable[Edit], adds: Iterable[Import] = ()
) -> Proposal:
    """Return a proposal that wants a look, as all rewrites of deploy code do."""
    return Proposal(rule, Safety.REVIEW, usage.place, message, tuple(edits), tuple(dict.fromkeys(adds)))


def _parts(service: Service) -> set[Place | None]:
    """Return where the models and environments of a service are made."""
    found: set[Place | None] = set()
    every: list[Service | Version] = [service, *service.versions]
    for each in every:
        found |= {model.place for model in each.models}
        if each.scoring is not None and each.scoring.environment is not None:
            found.add(each.scoring.environment.place)
    return found


def _deploys(usage: Usage) -> bool:
    return usage.symbol.endswith((".deploy", ".deploy_from_model"))


def _nothing(_usage: Usage, _source: Source) -> tuple[Proposal, ...]:
    return ()


def _is_removal(one: Proposal) -> bool:
    return all(not edit.text.strip() or edit.text.strip() == "pass" for edit in one.edits)


def _inside(edit: Edit, span: Span) -> bool:
    return span[0] <= edit.start and edit.end <= span[1]


def _touched(edit: Edit, others: Iterable[Edit]) -> bool:
    return any(other.start < edit.end and edit.start < other.end for other in others)


_COMMENT = re.compile(r"(?m)^\s*#.*$")
_TEXT = re.compile(r"""(?<![fF\w])(?:"[^"\n]*"|'[^'\n]*')""")
_KEYWORD = re.compile(r"(?:\.\s*\w+|\w+(?==[^=]))")


@functools.lru_cache(maxsize=256)
def _words(text: str) -> frozenset[str]:
    """Return the words of new code that may be names: not those of comments, texts, attributes and keywords."""
    code = _KEYWORD.sub(" ", _TEXT.sub(" ", _COMMENT.sub("", text)))
    return frozenset(re.findall(r"\w+", code))
