"""Calls and attributes of a service: its name stays, and holds the v2 endpoint instead.

So ``service.scoring_uri`` stays as it is, and what v1 asked the service itself is asked of the client by its name.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from migrate.rewrite.proposal import Proposal
from migrate.rewrite.sdk.deploy import guarded_wait, waited_lines
from migrate.rewrite.sdk.member import HANDLES, Member, member_of
from migrate.rewrite.sdk.script import proposal, script_of
from migrate.rewrite.sdk.taking import block_of, whole_lines
from migrate.rewrite.source import Source
from migrate.usage import Usage

_MODES = {"auth_enabled": "key", "token_auth_enabled": "aml_token"}
_STATES = {"Healthy": "Succeeded", "Failed": "Failed"}


def fetched(usage: Usage, source: Source) -> Iterator[Proposal]:
    """Propose ``online_endpoints.get`` for a service fetched by name, ``list`` for all of them."""
    script = script_of(source)
    call, client = script.call(usage), script.client(usage)
    if call is None or client is None:
        return
    names = {item.name for item in usage.arguments}
    if usage.symbol.endswith(".list") and names == {"workspace"} and script.members_convert(usage):
        edit = script.page.replaced(call, f"{client}.online_endpoints.list()")
        yield proposal("AML110", usage, "the services are endpoints", [edit])
    node = script.argument(usage, "name")
    handle = usage.symbol in HANDLES and node is not None and names <= {"workspace", "name"}
    if handle and node is not None and script.members_convert(usage):
        text = f"{client}.online_endpoints.get({script.rendered(node)})"
        yield proposal("AML110", usage, "the service is an endpoint", [script.page.replaced(call, text)])


def address(usage: Usage, source: Source) -> Iterator[Proposal]:
    """Propose ``openapi_uri`` for ``swagger_uri``; ``scoring_uri`` has kept its name."""
    on = member_of(usage, source)
    if on is None or not isinstance(on.node, ast.Attribute):
        return
    if on.node.attr == "swagger_uri":
        yield on.replaced(f"{on.endpoint}.openapi_uri", "swagger_uri is openapi_uri", "AML114")
    elif _nested(on):
        yield on.replaced(f"{on.endpoint}.{on.node.attr}", "the endpoint has the address", "AML114")


def _nested(on: Member) -> bool:
    return not on.is_held and on.endpoint != on.script.page.source(on.owner)


def state(usage: Usage, source: Source) -> Iterator[Proposal]:
    """Propose ``provisioning_state``, with the word it is compared to; and ``get`` for a refresh."""
    on = member_of(usage, source)
    if on is None:
        return
    page = on.script.page
    above = page.parents.get(on.node)
    if isinstance(on.node, ast.Call):
        if usage.symbol.endswith("update_deployment_state") and isinstance(above, ast.Expr) and on.is_held:
            text = f"{on.endpoint} = {on.client}.online_endpoints.get({on.name})"
            yield on.replaced(text, "the endpoint is fetched again", "AML113")
        return
    if on.node.attr != "state":
        return
    edits = [page.edit(*_attribute_span(on), "provisioning_state")]
    if isinstance(above, ast.Compare):
        literals = [one for one in (above.left, *above.comparators) if one is not on.node]
        if not all(_state_text(one) in _STATES for one in literals):
            return
        edits += [page.replaced(one, on.script.style.literal(_STATES[_state_text(one)])) for one in literals]
    yield proposal("AML113", usage, "state is provisioning_state", edits)


def _state_text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _attribute_span(on: Member) -> tuple[int, int]:
    end = on.script.page.span(on.node)[1]
    return end - len(on.node.attr if isinstance(on.node, ast.Attribute) else ""), end


def logs(usage: Usage, source: Source) -> Iterator[Proposal]:
    """Propose the logs of the deployment; v2 wants a number of lines, v1's default is 5000."""
    on = member_of(usage, source)
    if on is None or (len(usage.made) != 1 and not on.is_held):
        return
    script = on.script
    lines, init = script.argument(usage, "num_lines"), script.argument(usage, "init")
    if init is not None and not isinstance(init, ast.Constant):
        return
    shown = script.rendered(lines) if lines is not None else "5000"
    container = ""
    if isinstance(init, ast.Constant) and init.value:
        container = f", container_type={script.style.literal('storage-initializer')}"
    text = f"{on.client}.online_deployments.get_logs({on.deployment}, {on.name}, lines={shown}{container})"
    yield on.replaced(text, "a deployment has the logs", "AML122")


def wait(usage: Usage, source: Source) -> Iterator[Proposal]:
    """Propose to let a wait go: the calls that were written for the deployment wait themselves."""
    on = member_of(usage, source)
    if on is None or not on.is_held:
        return
    script = on.script
    statement = script.page.statement(on.node)
    if not isinstance(statement, ast.Expr) or statement.value is not on.node:
        return
    deploys = next((one for one in source.usages if usage.made == (one.place,) and _deploys(one)), None)
    block = block_of(script.page.parents.get(statement), statement)
    if deploys is not None and guarded_wait(script, deploys) is statement:
        text = f"\n{script.indent(statement)}".join(waited_lines(script, deploys))
        yield on.replaced(text, "the deployment is waited for here", "AML112")
        return
    edit = whole_lines(script, statement) if len(block) > 1 else script.page.replaced(statement, "pass")
    made = proposal("AML112", usage, "the calls that deploy wait themselves", [edit])
    limited = script.argument(usage, "timeout_sec") is not None
    yield replace(
        made, marker="v1 waited for a limited time; result(timeout) of the poller does." if limited else ""
    )


def _deploys(usage: Usage) -> bool:
    return usage.symbol.endswith("Model.deploy")


def deleted(usage: Usage, source: Source) -> Iterator[Proposal]:
    """Propose to delete the endpoint with all of its deployments, as v1 did with the service."""
    on = member_of(usage, source)
    if on is not None:
        text = f"{on.client}.online_endpoints.begin_delete({on.name}).result()"
        yield on.replaced(text, "the endpoint is deleted with its deployments", "AML121")


def attribute(usage: Usage, source: Source) -> Iterator[Proposal]:
    """Propose how an endpoint says whether keys or tokens are asked for."""
    on = member_of(usage, source)
    mode = _MODES.get(usage.symbol.rpartition(".")[2])
    if on is None or mode is None or not isinstance(on.node, ast.Attribute):
        return
    text = f"({on.endpoint}.auth_mode == {on.script.style.literal(mode)})"
    yield on.replaced(text, "auth_mode says how callers sign in", "AML124")
