"""Exceptions of v1 in handlers: v2 raises those of azure-core, or its own ``ValidationException``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrate.rewrite.proposal import Import, Proposal
from migrate.rewrite.sdk.script import Script, proposal, script_of
from migrate.rewrite.source import Source
from migrate.usage import Form, Usage

_CORE = "azure.core.exceptions"
SUCCESSORS = {
    "WebserviceException": Import(_CORE, "HttpResponseError"),
    "ComputeTargetException": Import(_CORE, "HttpResponseError"),
    "ModelNotFoundException": Import(_CORE, "ResourceNotFoundError"),
    "AuthenticationException": Import(_CORE, "ClientAuthenticationError"),
    "UserErrorException": Import("azure.ai.ml.exceptions", "ValidationException"),
}


def exception(usage: Usage, source: Source) -> Iterator[Proposal]:
    """Propose the exception that v2 raises; beside the old one where the guarded code still calls v1."""
    script = script_of(source)
    successor = SUCCESSORS.get(usage.symbol.rpartition(".")[2])
    node = next(iter(script.page.nodes(usage.place)), None) if usage.form is Form.ATTRIBUTE else None
    handler = None if node is None else _handler(script, node)
    if successor is None or node is None or handler is None:
        return
    guarded = script.page.parents.get(handler)
    if not isinstance(guarded, ast.Try):
        return
    inside = [
        bool(script.proposals(one))
        for statement in guarded.body
        for one in script.usages_in(script.page.span(statement))
        if script.matters(one)
    ]
    if not any(inside):
        return
    text = successor.name
    if not all(inside):
        text = f"{script.page.source(node)}, {text}"
        text = text if isinstance(script.page.parents.get(node), ast.Tuple) else f"({text})"
    message = f"v2 raises {successor.name}"
    yield proposal("AML170", usage, message, [script.page.replaced(node, text)], [successor])


def _handler(script: Script, node: ast.expr) -> ast.ExceptHandler | None:
    above = script.page.parents.get(node)
    if isinstance(above, ast.Tuple):
        above = script.page.parents.get(above)
    return above if isinstance(above, ast.ExceptHandler) else None
