"""Members of a service: its name stays, and holds the v2 endpoint instead."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from migrate.rewrite.proposal import Edit, Import, Proposal
from migrate.rewrite.sdk.script import Script, proposal, script_of
from migrate.rewrite.source import Source
from migrate.usage import Usage

_SERVICE = "azureml.core.webservice."
HANDLES = frozenset(
    _SERVICE + name for name in ("Webservice", "AksWebservice", "AciWebservice", "AksEndpoint")
)
"""Constructors that fetch a service by its name."""


@dataclass(frozen=True)
class Member:
    """A member of a service: its node, what it is a member of, the client, and the service's deployment."""

    script: Script
    usage: Usage
    node: ast.Call | ast.Attribute
    owner: ast.expr
    client: str

    @property
    def endpoint(self) -> str:
        """The source of the endpoint."""
        return self.script.rendered(self.owner)

    @property
    def name(self) -> str:
        """The source of the endpoint's name; straight from the call that fetched the service, where it is one."""
        for usage in self.script.usages_in(self.script.page.span(self.owner)):
            if usage.symbol in HANDLES and self.script.node(usage) is self.owner:
                node = self.script.argument(usage, "name")
                return self.endpoint + ".name" if node is None else self.script.rendered(node)
        return f"{self.endpoint}.name"

    @property
    def deployment(self) -> str:
        """The source of the deployment's name: the one that is made here, or the one with the most traffic."""
        outcome = self.script.source.outcome(self.usage.made[0]) if len(self.usage.made) == 1 else None
        names = [] if outcome is None or outcome.plan is None else list(outcome.plan.endpoint.traffic)
        if len(names) == 1:
            return self.script.style.literal(names[0])
        endpoint = self.endpoint
        return f"max({endpoint}.traffic, key={endpoint}.traffic.get)"

    @property
    def is_held(self) -> bool:
        """Whether the service is a name or an attribute, which may be said twice."""
        return isinstance(self.owner, ast.Name | ast.Attribute)

    def replaced(self, text: str, message: str, rule: str, adds: tuple[Import, ...] = ()) -> Proposal:
        """Return the proposal that puts text in the place of the member."""
        return proposal(rule, self.usage, message, [self.script.page.replaced(self.node, text)], adds)


def member_of(usage: Usage, source: Source) -> Member | None:
    """Return the member that a usage is, where its service is an endpoint once everything is rewritten."""
    script = script_of(source)
    node = script.node(usage)
    client = script.client(usage)
    if client is None or not usage.made or not all(map(script.converts, usage.made)):
        return None
    if isinstance(node, ast.Attribute):
        return Member(script, usage, node, node.value, client)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return Member(script, usage, node, node.func.value, client)
    return None


# Where statements can go


def before(script: Script, node: ast.AST) -> ast.stmt | None:
    """Return the simple statement that an expression is in, where a line before it runs just as often."""
    above: ast.AST | None = script.page.parents.get(node)
    while above is not None and not isinstance(above, ast.stmt):
        if isinstance(
            above, ast.Lambda | ast.comprehension | ast.ListComp | ast.GeneratorExp | ast.BoolOp | ast.IfExp
        ):
            return None
        above = script.page.parents.get(above)
    if isinstance(above, ast.Assign | ast.AnnAssign | ast.Expr | ast.Return | ast.AugAssign):
        return above
    return None


def with_line(on: Member, statement: ast.stmt, line: str, text: str) -> list[Edit]:
    """Return the edit that writes lines before a statement, and new text in it."""
    page = on.script.page
    start = page.span(statement)[0]
    first, last = page.span(on.node)
    indent = on.script.indent(statement)
    return [page.edit(start, start, f"{line}\n{indent}"), page.edit(first, last, text)]
