"""Calls and attributes of a service: its name stays, and holds the v2 endpoint instead.

So ``service.scoring_uri`` stays as it is, and what v1 asked the service itself is asked of the client by its name.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace

from migrate.rewrite.proposal import Edit, Import, Proposal
from migrate.rewrite.sdk.removal import block_of, whole_lines
from migrate.rewrite.sdk.script import Script, proposal, script_of
from migrate.rewrite.source import Source
from migrate.usage import Usage

_SERVICE = "azureml.core.webservice."
_HANDLES = frozenset(
    _SERVICE + name for name in ("Webservice", "AksWebservice", "AciWebservice", "AksEndpoint")
)
_MODES = {"auth_enabled": "key", "token_auth_enabled": "aml_token"}
_STATES = {"Healthy": "Succeeded", "Failed": "Failed"}


@dataclass(frozen=True)
class _On:
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
            if usage.symbol in _HANDLES and self.script.node(usage) is self.owner:
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


def _on(usage: Usage, source: Source) -> _On | None:
    """Return the member that a usage is, where its service is an endpoint once everything is rewritten."""
    script = script_of(source)
    node = script.node(usage)
    client = script.client(usage)
    if client is None or not usage.made or not all(map(script.converts, usage.made)):
        return None
    if isinstance(node, ast.Attribute):
        return _On(script, usage, node, node.value, client)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return _On(script, usage, node, node.func.value, client)
    return None


def fetched(usage: Usage, source: Source) -> Iterator[Proposal]:
    """Propose ``online_endpoints.get`` for a service fetched by name, ``list`` for all of them."""
    script = script_of(source)
    call, client = script.call(usage), script.client(usage)
    if call is None or client is None:
        return
    names = {item.name for item in usage.arguments}
    node = script.argument(usage, "name")
    handle = usage.symbol in _HANDLES and node is not None and names <= {"workspace", "name"}
    if handle and node is not None and script.members_convert(usage):
        text = f"{client}.online_endpoints.get({script.rendered(node)})"
        yield proposal("AML110", usage, "the service is an endpoint", [script.page.replaced(call, text)])


def keys(usage: Usage, source: Source) -> Iterator[Proposal]:
    """Propose both keys of the endpoint, as a pair where v1 gave one."""
    on = _on(usage, source)
    above = None if on is None else on.script.page.parents.get(on.node)
    if on is None:
        return
    call = f"{on.client}.online_endpoints.get_keys({on.name})"
    position = _position(above, on.node)
    if position is not None and above is not None:
        text = f"{call}.{('primary_key', 'secondary_key')[position]}"
        yield proposal("AML115", usage, "get_keys returns an object", [on.script.page.replaced(above, text)])
        return
    placed = _before(on.script, on.node)
    if placed is not None:
        keys_ = on.script.fresh(("keys", on.node), "endpoint_keys")
        pair = f"{keys_}.primary_key, {keys_}.secondary_key"
        text = pair if isinstance(above, ast.Assign) else f"({pair})"
        edits = _with_line(on, placed, f"{keys_} = {call}", text)
        yield proposal("AML115", usage, "get_keys returns an object", edits)


def token(usage: Usage, source: Source) -> Iterator[Proposal]:
    """Propose the token of the endpoint; ``get_token`` gave a pair of it and the local time to renew it."""
    on = _on(usage, source)
    above = None if on is None else on.script.page.parents.get(on.node)
    if on is None:
        return
    call = f"{on.client}.online_endpoints.get_keys({on.name})"
    if usage.symbol.endswith("get_access_token"):
        if isinstance(above, ast.Attribute) and above.attr == "access_token":
            yield on.replaced(call, "get_keys gives the token of such an endpoint", "AML116")
        return
    if _position(above, on.node) == 0 and above is not None:
        edit = on.script.page.replaced(above, f"{call}.access_token")
        yield proposal("AML116", usage, "get_keys gives the token of such an endpoint", [edit])
        return
    placed = _before(on.script, on.node)
    if placed is not None:
        held = on.script.fresh(("token", on.node), "endpoint_token")
        stamp, adds = _datetime(on.script)
        pair = f"{held}.access_token, {stamp}.fromtimestamp({held}.refresh_after_time_utc)"
        text = pair if isinstance(above, ast.Assign) else f"({pair})"
        edits = _with_line(on, placed, f"{held} = {call}", text)
        yield proposal("AML116", usage, "get_keys gives the token of such an endpoint", edits, adds)


def _datetime(script: Script) -> tuple[str, tuple[Import, ...]]:
    """Return how the file says ``datetime.datetime``, and the import it needs where it does not."""
    for node in ast.walk(script.page.tree or ast.Module([], [])):
        if isinstance(node, ast.ImportFrom) and node.module == "datetime":
            for alias in node.names:
                if alias.name == "datetime":
                    return alias.asname or "datetime", ()
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name == "datetime":
                    return f"{alias.asname or 'datetime'}.datetime", ()
    if "datetime" in script.scopes.identifiers:
        return "__import__('datetime').datetime", ()
    return "datetime", (Import("datetime", "datetime"),)


def address(usage: Usage, source: Source) -> Iterator[Proposal]:
    """Propose ``openapi_uri`` for ``swagger_uri``; ``scoring_uri`` has kept its name."""
    on = _on(usage, source)
    if on is None or not isinstance(on.node, ast.Attribute):
        return
    if on.node.attr == "swagger_uri":
        yield on.replaced(f"{on.endpoint}.openapi_uri", "swagger_uri is openapi_uri", "AML114")
    elif _nested(on):
        yield on.replaced(f"{on.endpoint}.{on.node.attr}", "the endpoint has the address", "AML114")


def _nested(on: _On) -> bool:
    return not on.is_held and on.endpoint != on.script.page.source(on.owner)


def state(usage: Usage, source: Source) -> Iterator[Proposal]:
    """Propose ``provisioning_state``, with the word it is compared to; and ``get`` for a refresh."""
    on = _on(usage, source)
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


def _attribute_span(on: _On) -> tuple[int, int]:
    end = on.script.page.span(on.node)[1]
    return end - len(on.node.attr if isinstance(on.node, ast.Attribute) else ""), end


def logs(usage: Usage, source: Source) -> Iterator[Proposal]:
    """Propose the logs of the deployment; v2 wants a number of lines, v1's default is 5000."""
    on = _on(usage, source)
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
    on = _on(usage, source)
    if on is None or not on.is_held:
        return
    script = on.script
    statement = script.page.statement(on.node)
    if not isinstance(statement, ast.Expr) or statement.value is not on.node:
        return
    block = block_of(script.page.parents.get(statement), statement)
    edit = whole_lines(script, statement) if len(block) > 1 else script.page.replaced(statement, "pass")
    made = proposal("AML112", usage, "the calls that deploy wait themselves", [edit])
    limited = script.argument(usage, "timeout_sec") is not None
    yield replace(
        made, marker="v1 waited for a limited time; result(timeout) of the poller does." if limited else ""
    )


def deleted(usage: Usage, source: Source) -> Iterator[Proposal]:
    """Propose to delete the endpoint with all of its deployments, as v1 did with the service."""
    on = _on(usage, source)
    if on is not None:
        text = f"{on.client}.online_endpoints.begin_delete({on.name}).result()"
        yield on.replaced(text, "the endpoint is deleted with its deployments", "AML121")


def called(usage: Usage, source: Source) -> Iterator[Proposal]:
    """Propose a plain POST: ``invoke`` takes a file, gives text, and its header leaks into later calls."""
    on = _on(usage, source)
    if on is None or not on.is_held:
        return
    script = on.script
    data, placed = script.argument(usage, "input_data", "input"), _before(script, on.node)
    mode = _mode(on)
    if data is None or placed is None:
        return
    answer, given = (
        script.fresh(("answer", on.node), "response"),
        script.fresh(("given", on.node), "credentials"),
    )
    quote = script.style.literal
    secret = {
        "key": f"{given}.primary_key",
        "aml_token": f"{given}.access_token",
        "": f"{given}.primary_key if {on.endpoint}.auth_mode == {quote('key')} else {given}.access_token",
    }[mode]
    token_ = script.fresh(("secret", on.node), "secret")
    lines = [
        f"{given} = {on.client}.online_endpoints.get_keys({on.name})",
        f"{token_} = {secret}",
        f"{answer} = requests.post(",
        f"{script.style.unit}{on.endpoint}.scoring_uri,",
        f"{script.style.unit}data={script.rendered(data)},",
        f"{script.style.unit}headers={{{quote('Content-Type')}: {quote('application/json')}, "
        f'{quote("Authorization")}: f"Bearer {{{token_}}}"}},',
        f"{script.style.unit}timeout=300,",
        ")",
        f"{answer}.raise_for_status()",
    ]
    edits = _with_line(on, placed, f"\n{script.indent(placed)}".join(lines), f"{answer}.json()")
    adds = (*script.imports_in(data), Import("requests"))
    yield proposal("AML118", usage, "the service is called by a plain POST", edits, adds)


def _mode(on: _On) -> str:
    """Return how the endpoint of a service that is deployed here authenticates; empty where it is not known."""
    outcome = on.script.source.outcome(on.usage.made[0]) if len(on.usage.made) == 1 else None
    mode = (
        ""
        if outcome is None or outcome.plan is None
        else getattr(outcome.plan.endpoint.auth_mode, "value", "")
    )
    return mode if mode in {"key", "aml_token"} else ""


# Where statements can go


def _position(above: ast.AST | None, node: ast.AST) -> int | None:
    """Return the literal index that is taken of a pair."""
    if isinstance(above, ast.Subscript) and above.value is node and isinstance(above.slice, ast.Constant):
        return next((number for number in (0, 1) if above.slice.value == number), None)
    return None


def _before(script: Script, node: ast.AST) -> ast.stmt | None:
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


def _with_line(on: _On, statement: ast.stmt, line: str, text: str) -> list[Edit]:
    """Return the edit that writes lines before a statement, and new text in it."""
    page = on.script.page
    start = page.span(statement)[0]
    first, last = page.span(on.node)
    indent = on.script.indent(statement)
    return [page.edit(start, start, f"{line}\n{indent}"), page.edit(first, last, text)]


def attribute(usage: Usage, source: Source) -> Iterator[Proposal]:
    """Propose how an endpoint says whether keys or tokens are asked for."""
    on = _on(usage, source)
    mode = _MODES.get(usage.symbol.rpartition(".")[2])
    if on is None or mode is None or not isinstance(on.node, ast.Attribute):
        return
    text = f"({on.endpoint}.auth_mode == {on.script.style.literal(mode)})"
    yield on.replaced(text, "auth_mode says how callers sign in", "AML124")
