"""Workspaces and credentials: ``Workspace`` becomes ``MLClient``, v1's classes those of azure-identity."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrate.rewrite.proposal import Import, Proposal
from migrate.rewrite.sdk.code import Arg, Made
from migrate.rewrite.sdk.script import Script, proposal, script_of
from migrate.rewrite.sdk.workspaces import CREDENTIAL, ML_CLIENT, OPENED, Workspaces
from migrate.rewrite.source import Source
from migrate.usage import Usage

_IDENTITY = "azure.identity"
# v1 class -> credential, and its keywords by v1's.
CREDENTIALS: dict[str, tuple[str, dict[str, str]]] = {
    "InteractiveLoginAuthentication": ("InteractiveBrowserCredential", {"tenant_id": "tenant_id"}),
    "AzureCliAuthentication": ("AzureCliCredential", {}),
    "ServicePrincipalAuthentication": (
        "ClientSecretCredential",
        {
            "tenant_id": "tenant_id",
            "service_principal_id": "client_id",
            "service_principal_password": "client_secret",
        },
    ),
    "MsiAuthentication": ("ManagedIdentityCredential", {}),
}
# Arguments that change nothing in v2: v1 asked for a new sign-in, or kept a cache.
_DROPPED = {"force", "_enable_caching", "cache"}
_CONFIG = {"path": "path", "_file_name": "file_name"}
_NAMED = (
    ("subscription_id", "subscription_id"),
    ("resource_group", "resource_group_name"),
    ("workspace_name", "workspace_name"),
    ("name", "workspace_name"),
)
# What a Workspace call may hold beside: v2 asks for none of it.
_IGNORED = {"auth", "_location", "_disable_service_check", "_workspace_id", "sku"}


def credential(usage: Usage, source: Source) -> Iterator[Proposal]:
    """Propose the credential that stands for an authentication class of v1."""
    script = script_of(source)
    call = script.call(usage)
    made = _credential(script, usage)
    # Beside a workspace that stays, v1's own class stays too: the workspace takes no other.
    if call is not None and made is not None and Workspaces.of(script).replaces:
        edits = [script.page.replaced(call, _call(script, call, made))]
        yield proposal("AML165", usage, f"{made.func} stands for it", edits, [Import(_IDENTITY, made.func)])


def credential_code(script: Script, auth: ast.expr) -> Made | None:
    """Return the credential that stands for the expression that gives a workspace its authentication."""
    values = _values(script, auth)
    if len(values) != 1:
        return None
    for usage in script.usages_in(script.page.span(values[0])):
        if script.node(usage) is values[0]:
            return _credential(script, usage)
    return None


def _credential(script: Script, usage: Usage) -> Made | None:
    kind, keywords = CREDENTIALS.get(usage.symbol.rpartition(".")[2], ("", {}))
    args = []
    for item in usage.arguments:
        node = script.argument(usage, item.name)
        if item.name in _DROPPED:
            continue
        if item.name not in keywords or node is None:
            return None
        args.append(script.carried(keywords[item.name], node))
    return Made(kind, tuple(args)) if kind else None


def workspace(usage: Usage, source: Source) -> Iterator[Proposal]:
    """Propose the client in the place of a workspace, where nothing of v1 needs the workspace any more."""
    script = script_of(source)
    call = script.call(usage)
    made = None if call is None else client_code(script, usage)
    if call is None or made is None or not Workspaces.of(script).taken(call):
        return
    needs = [ML_CLIENT, *([CREDENTIAL] if script.argument(usage, "auth") is None else [])]
    text = _call(script, call, made)
    yield proposal(
        "AML160", usage, "the workspace becomes a client", [script.page.replaced(call, text)], needs
    )


def client_code(script: Script, usage: Usage) -> Made | None:
    """Return the call that makes a client; None where an argument cannot be carried over."""
    auth = script.argument(usage, "auth")
    if auth is not None and not _is_converted(script, auth):
        return None
    first = Arg("", "DefaultAzureCredential()" if auth is None else script.rendered(auth))
    if usage.symbol.endswith(".from_config"):
        return _from(script, usage, "MLClient.from_config", first, list(_CONFIG.items()))
    return _from(script, usage, "MLClient", first, list(_NAMED))


def _from(
    script: Script, usage: Usage, func: str, first: Arg, keywords: list[tuple[str, str]]
) -> Made | None:
    names = dict(keywords)
    if any(item.name not in names and item.name not in _IGNORED for item in usage.arguments):
        return None
    args = [first]
    for name, keyword in keywords:
        node = script.argument(usage, name)
        if node is not None:
            args.append(script.carried(keyword, node))
    return Made(func, tuple(args))


def _is_converted(script: Script, node: ast.expr) -> bool:
    """Tell whether an expression that gives the authentication becomes a credential."""
    values = _values(script, node)
    return bool(values) and all(_is_credential(script, one) for one in values)


def _values(script: Script, node: ast.expr) -> list[ast.AST]:
    """Return what an expression may be: itself, or what is assigned to a name."""
    if not isinstance(node, ast.Name):
        return [node]
    owner = script.scopes.owner(node.id, script.scopes.scope(node))
    bound = [] if owner is None else script.scopes.bindings(node.id, owner)
    return [getattr(script.page.parents.get(one), "value", one) for one in bound]


def _is_credential(script: Script, node: ast.AST) -> bool:
    inside = script.usages_in(script.page.span(node))
    return any(
        script.node(one) is node and bool(script.proposals(one)) for one in inside if one.symbol not in OPENED
    )


def _call(script: Script, call: ast.Call, made: Made) -> str:
    statement = script.page.statement(call)
    if statement is None:
        return script.style.written(made, "")
    start, _ = script.page.span(call)
    line = script.page.offset(call.lineno)
    indent = script.indent(statement)
    return script.style.written(made, indent, max(0, start - line - len(indent)))
