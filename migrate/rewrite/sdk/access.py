"""Access to a service: its keys, its tokens, and calls of it.

v2's own calls are not taken where they are traps in azure-ai-ml 1.35: ``invoke`` takes a file, gives text, and its
header stays for every later call of the process; ``begin_regenerate_keys`` sends the present key along.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrate.rewrite.proposal import Import, Proposal
from migrate.rewrite.sdk.member import Member, before, member_of, with_line
from migrate.rewrite.sdk.script import Script, proposal
from migrate.rewrite.source import Source
from migrate.usage import Usage


def keys(usage: Usage, source: Source) -> Iterator[Proposal]:
    """Propose both keys of the endpoint, as a pair where v1 gave one."""
    on = member_of(usage, source)
    above = None if on is None else on.script.page.parents.get(on.node)
    if on is None:
        return
    call = f"{on.client}.online_endpoints.get_keys({on.name})"
    position = _position(above, on.node)
    if position is not None and above is not None:
        text = f"{call}.{('primary_key', 'secondary_key')[position]}"
        yield proposal("AML115", usage, "get_keys returns an object", [on.script.page.replaced(above, text)])
        return
    placed = before(on.script, on.node)
    if placed is not None:
        keys_ = on.script.fresh(("keys", on.node), "endpoint_keys")
        pair = f"{keys_}.primary_key, {keys_}.secondary_key"
        text = pair if isinstance(above, ast.Assign) else f"({pair})"
        edits = with_line(on, placed, f"{keys_} = {call}", text)
        yield proposal("AML115", usage, "get_keys returns an object", edits)


def token(usage: Usage, source: Source) -> Iterator[Proposal]:
    """Propose the token of the endpoint; ``get_token`` gave a pair of it and the local time to renew it."""
    on = member_of(usage, source)
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
    placed = before(on.script, on.node)
    if placed is not None:
        held = on.script.fresh(("token", on.node), "endpoint_token")
        stamp, adds = _datetime(on.script)
        pair = f"{held}.access_token, {stamp}.fromtimestamp({held}.refresh_after_time_utc)"
        text = pair if isinstance(above, ast.Assign) else f"({pair})"
        edits = with_line(on, placed, f"{held} = {call}", text)
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


def called(usage: Usage, source: Source) -> Iterator[Proposal]:
    """Propose a plain POST: ``invoke`` takes a file, gives text, and its header leaks into later calls."""
    on = member_of(usage, source)
    if on is None or not on.is_held:
        return
    script = on.script
    data, placed = script.argument(usage, "input_data", "input"), before(script, on.node)
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
    edits = with_line(on, placed, f"\n{script.indent(placed)}".join(lines), f"{answer}.json()")
    adds = (*script.imports_in(data), Import("requests"))
    yield proposal("AML118", usage, "the service is called by a plain POST", edits, adds)


def _mode(on: Member) -> str:
    """Return how the endpoint of a service that is deployed here authenticates; empty where it is not known."""
    outcome = on.script.source.outcome(on.usage.made[0]) if len(on.usage.made) == 1 else None
    mode = (
        ""
        if outcome is None or outcome.plan is None
        else getattr(outcome.plan.endpoint.auth_mode, "value", "")
    )
    return mode if mode in {"key", "aml_token"} else ""


def _position(above: ast.AST | None, node: ast.AST) -> int | None:
    """Return the literal index that is taken of a pair."""
    if isinstance(above, ast.Subscript) and above.value is node and isinstance(above.slice, ast.Constant):
        return next((number for number in (0, 1) if above.slice.value == number), None)
    return None


def regenerated(usage: Usage, source: Source) -> Iterator[Proposal]:
    """Propose the REST call that makes a key again; ``set_key`` is the value that it takes."""
    on = member_of(usage, source)
    if on is None or not on.is_held:
        return
    script = on.script
    statement = script.page.statement(on.node)
    key, value = script.argument(usage, "key"), script.argument(usage, "set_key")
    if key is None or not isinstance(statement, ast.Expr) or statement.value is not on.node:
        return
    literal, unit = script.style.literal, script.style.unit
    kind = f"{script.rendered(key)}.capitalize()"
    if isinstance(key, ast.Constant) and isinstance(key.value, str):
        kind = literal(key.value.capitalize())
    body = f"{literal('keyType')}: {kind}"
    if value is not None:
        body += f", {literal('keyValue')}: {script.rendered(value)}"
    names = {
        name: script.fresh((name, on.node), name)
        for name in ("management_token", "headers", "answer", "location")
    }
    headers, answer, location = names["headers"], names["answer"], names["location"]
    client, pad = on.client, unit
    scope = literal("https://management.azure.com/.default")
    lines = [
        f"{names['management_token']} = DefaultAzureCredential().get_token({scope}).token",
        f'{headers} = {{"Authorization": f"Bearer {{{names["management_token"]}}}"}}',
        f"{answer} = requests.post(",
        f'{pad}f"https://management.azure.com/subscriptions/{{{client}.subscription_id}}"',
        f'{pad}f"/resourceGroups/{{{client}.resource_group_name}}/providers/Microsoft.MachineLearningServices"',
        f'{pad}f"/workspaces/{{{client}.workspace_name}}/onlineEndpoints/{{{on.name}}}"',
        f'{pad}"/regenerateKeys?api-version=2023-04-01",',
        f"{pad}json={{{body}}},",
        f"{pad}headers={headers},",
        f"{pad}timeout=60,",
        ")",
        f"{answer}.raise_for_status()",
        f'{location} = {answer}.headers.get("Location")',
        f"while {answer}.status_code == 202:",
        f'{pad}time.sleep(int({answer}.headers.get("Retry-After", 5)))',
        f"{pad}{answer} = requests.get({location}, headers={headers}, timeout=60)",
        f"{pad}{answer}.raise_for_status()",
    ]
    text = f"\n{script.indent(statement)}".join(lines)
    adds = (Import("requests"), Import("time"), Import("azure.identity", "DefaultAzureCredential"))
    yield proposal(
        "AML117", usage, "the key is made again by REST", [script.page.replaced(statement, text)], adds
    )
