"""One file of deploy code as codemods see it: nodes of usages, clients of workspaces, and what each rewrite covers."""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from compat.v1 import Service, Version
from compat.value import Place
from migrate.rewrite.choosing import applied, chosen
from migrate.rewrite.page import Page
from migrate.rewrite.proposal import Edit, Import, Proposal
from migrate.rewrite.sdk.code import Arg, Code, Style, style_of
from migrate.rewrite.sdk.scopes import Scopes
from migrate.rewrite.source import Source
from migrate.rules import answering
from migrate.rules.rule import Rule, Safety
from migrate.usage import Form, Usage

CLIENT = "ml_client"
Span = tuple[int, int]
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


class Script:
    """What the codemods of one file share; nothing of it changes once it is known."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.page: Page = source.whole
        self.scopes = Scopes(self.page)
        self._taken: set[str] = set()
        self._fresh: dict[object, str] = {}
        self._assumed: set[Place] = set()
        self._known: dict[int, list[Proposal]] = {}

    @cached_property
    def style(self) -> Style:
        """How the file is written."""
        return style_of(self.page.text)

    # Nodes

    def call(self, usage: Usage) -> ast.Call | None:
        """Return the call that a usage is."""
        if usage.form is not Form.CALL:
            return None
        return self.page.call(usage.place, usage.symbol.rpartition(".")[2])

    def node(self, usage: Usage) -> ast.expr | None:
        """Return the call or attribute that a usage is."""
        if usage.form is Form.ATTRIBUTE:
            found = self.page.attribute(usage.place, usage.symbol.rpartition(".")[2])
            return found or next(iter(self.page.nodes(usage.place)), None)
        return self.call(usage)

    def argument(self, usage: Usage, *names: str) -> ast.expr | None:
        """Return the value given to the first of some parameters that has one."""
        for name in names:
            for item in usage.arguments:
                if item.name == name:
                    return self.value_at(item.place)
        return None

    def value_at(self, place: Place | None) -> ast.expr | None:
        """Return the value of the argument, entry or assignment that stands at a place."""
        if place is None:
            return None
        keyword = self.page.keyword(place)
        if keyword is not None:
            return keyword.value
        for node in self.page.nodes(place):
            above = self.page.parents.get(node)
            if isinstance(above, ast.Assign) and node in above.targets:
                return above.value
            if isinstance(above, ast.Dict) and node in above.keys:
                return above.values[above.keys.index(node)]
            if isinstance(above, ast.Call) and node in above.args:
                return node
        return None

    def made_by(self, node: ast.expr | None) -> ast.Call | None:
        """Return the call that gives an expression its value: itself, or the only one assigned to its name."""
        if isinstance(node, ast.Name):
            owner = self.scopes.owner(node.id, self.scopes.scope(node))
            bound = [] if owner is None else self.scopes.bindings(node.id, owner)
            above = self.page.parents.get(bound[0]) if len(bound) == 1 else None
            node = above.value if isinstance(above, ast.Assign) else None
        return node if isinstance(node, ast.Call) else None

    def usages_in(self, span: Span) -> Iterator[Usage]:
        """Yield the usages whose node lies in a stretch of the text."""
        for usage, node in self._nodes:
            start, end = self.page.span(node)
            if span[0] <= start and end <= span[1]:
                yield usage

    @cached_property
    def _nodes(self) -> list[tuple[Usage, ast.expr]]:
        found = ((usage, self.node(usage)) for usage in self.source.usages if self.page.has(usage.place))
        return [(usage, node) for usage, node in found if node is not None]

    def usage_at(self, place: Place | None, *ends: str) -> Usage | None:
        """Return the usage at a place whose symbol ends in one of some names."""
        for usage in self.source.usages:
            if usage.place == place and usage.form is not Form.IMPORT and usage.symbol.endswith(ends):
                return usage
        return None

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

    def absolute(self, edit: Edit) -> Edit:
        """Return an edit of a cell as one of the whole page."""
        above = next((start for start, _, cell in self.page.cells if cell == edit.cell), 0)
        return Edit(edit.start + above, edit.end + above, edit.text)

    def carried(self, name: str, node: ast.expr) -> Arg:
        """Return an argument under its new name, with the comments that stand with it."""
        return Arg(name, self.rendered(node), *self.comments_of(node))

    def comments_of(self, node: ast.expr) -> tuple[tuple[str, ...], str]:
        """Return the comment lines above an argument of a call over several lines, and the comment beside it."""
        call: ast.AST | None = node
        while call is not None and not isinstance(call, ast.Call):
            call = self.page.parents.get(call)
        if call is None or call is node:
            call = self.page.parents.get(node)
            while call is not None and not isinstance(call, ast.Call):
                call = self.page.parents.get(call)
        if call is None:
            return (), ""
        first, last = self.page.span(call)
        start, end = self.page.span(node)
        line_end = self.page.text.find("\n", end)
        limit = min(last, line_end if line_end >= 0 else last)
        beside = [text for _, text in self.page.comments(end, limit)] if end < limit else []
        above = self._above(self.page.line(start), self.page.line(first))
        return above, beside[0] if beside else ""

    def _above(self, line: int, limit: int) -> tuple[str, ...]:
        """Return the lines right above a line, and below another one, that are comments only."""
        found: list[str] = []
        while line - 1 > limit and self.page.line_text(line - 1).lstrip().startswith("#"):
            line -= 1
            found.insert(0, self.page.line_text(line).strip())
        return tuple(found)

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

    def indent(self, statement: ast.stmt) -> str:
        """Return the white space in front of a statement."""
        text = self.page.line_text(statement.lineno)
        return text[: len(text) - len(text.lstrip())]

    def written(self, code: Code, statement: ast.stmt, before: str = "") -> str:
        """Return code as text that stands in a statement, behind ``before`` in its line."""
        return before + self.style.written(code, self.indent(statement), len(before))

    def fresh(self, key: object, *names: str) -> str:
        """Return the first name that the file does not use; the same for the same key."""
        if key not in self._fresh:
            numbered = (f"{names[-1]}_{number}" for number in range(2, 99))
            used = self.scopes.identifiers | self._taken
            self._fresh[key] = next(name for name in (*names, *numbered) if name not in used)
            self._taken.add(self._fresh[key])
        return self._fresh[key]

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
            for usage, _ in self._nodes
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
