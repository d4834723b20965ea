"""Models: registered, fetched, listed."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from migrate.rewrite.proposal import Proposal
from migrate.rewrite.sdk.code import Arg, Made
from migrate.rewrite.sdk.opening import _call as written
from migrate.rewrite.sdk.script import Script, proposal, script_of
from migrate.rewrite.source import Source
from migrate.usage import Usage

_REGISTERED = {
    "model_path": "path",
    "model_name": "name",
    "tags": "tags",
    "properties": "properties",
    "description": "description",
}
# v1 keeps these beside the model; nothing of them reaches a deployment.
_UNUSED = {
    "workspace",
    "model_framework",
    "model_framework_version",
    "resource_configuration",
    "sample_input_dataset",
    "sample_output_dataset",
    "datasets",
}


def registered(usage: Usage, source: Source) -> Iterator[Proposal]:
    """Propose ``models.create_or_update`` for ``Model.register``; the name ``Model`` is v2's then."""
    script = script_of(source)
    call, client = script.call(usage), script.client(usage)
    names = {item.name for item in usage.arguments}
    if not usage.symbol.endswith("Model.register") or not script.users_convert(usage.place):
        # A run registers what it uploaded itself, and not a file beside the script.
        return
    if call is None or client is None or not names <= {*_REGISTERED, *_UNUSED} or "model_path" not in names:
        return
    literal = script.style.literal
    args = []
    for item in usage.arguments:
        node = script.argument(usage, item.name)
        if item.name in _REGISTERED:
            if node is None:
                return
            args.append(script.carried(_REGISTERED[item.name], node))
    named, needed = script.entity("Model")
    model = Made(named, (*args, Arg("type", literal("custom_model"))))
    text = written(script, call, Made(f"{client}.models.create_or_update", (Arg("", model),)))
    message = "the model is registered by models.create_or_update"
    made = proposal("AML130", usage, message, [script.page.replaced(call, text)], [needed])
    lost = sorted(names & (_UNUSED - {"workspace"}))
    said = f"v2 keeps no {', '.join(lost)} with a model: add a tag if somebody reads it." if lost else ""
    yield replace(made, marker=said)


def fetched(usage: Usage, source: Source) -> Iterator[Proposal]:
    """Propose ``models.get`` for ``Model(ws, name)``: v2 wants a version, or to be told that it is the latest."""
    script = script_of(source)
    call, client = script.call(usage), script.client(usage)
    if call is None or client is None or usage.symbol != "azureml.core.model.Model":
        return
    if not script.users_convert(usage.place) or not script.members_convert(usage):
        return
    made = _by_id(script, usage, client) or _by_name(script, usage, client)
    if made is None:
        return
    text = made if isinstance(made, str) else written(script, call, made)
    yield proposal("AML131", usage, "the model is fetched by models.get", [script.page.replaced(call, text)])


def _by_id(script: Script, usage: Usage, client: str) -> Made | None:
    node = script.argument(usage, "id")
    if {item.name for item in usage.arguments} != {"workspace", "id"}:
        return None
    if not (isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.count(":") == 1):
        return None
    name, version = node.value.split(":")
    literal = script.style.literal
    return Made(f"{client}.models.get", (Arg("", literal(name)), Arg("version", literal(version))))


def _by_name(script: Script, usage: Usage, client: str) -> Made | str | None:
    names = {item.name for item in usage.arguments}
    node, version = script.argument(usage, "name"), script.argument(usage, "version")
    if (
        node is None
        or not names <= {"workspace", "name", "version"}
        or ("version" in names and version is None)
    ):
        return None
    literal = script.style.literal
    name = Arg("", script.rendered(node))
    latest = Made(f"{client}.models.get", (name, Arg("label", literal("latest"))))
    if version is None or (isinstance(version, ast.Constant) and version.value is None):
        return latest
    if isinstance(version, ast.Constant):
        return Made(f"{client}.models.get", (name, Arg("version", literal(str(version.value)))))
    given = script.rendered(version)
    exact = Made(f"{client}.models.get", (name, Arg("version", f"str({given})")))
    return _either(script, node, exact, given, latest)


def _either(script: Script, node: ast.expr, one: Made, test: str, other: Made) -> str:
    """Return a choice between two calls, over three lines where one is too long."""
    first, last = script.style.written(one, ""), script.style.written(other, "")
    flat = f"{first} if {test} else {last}"
    if len(flat) < script.style.width // 2:
        return flat
    statement, unit = script.page.statement(node), script.style.unit
    indent = script.indent(statement) if statement is not None else ""
    return f"(\n{indent}{unit}{first}\n{indent}{unit}if {test}\n{indent}{unit}else {last}\n{indent})"


def member(usage: Usage, source: Source) -> Iterator[Proposal]:
    """Propose what an attribute of a model becomes: ``id`` was name and version, ``version`` was a number."""
    script = script_of(source)
    node = script.node(usage)
    above = None if node is None else script.page.parents.get(node)
    if not isinstance(node, ast.Attribute) or not usage.made or not all(map(script.converts, usage.made)):
        return
    if isinstance(above, ast.FormattedValue) or not isinstance(node.value, ast.Name | ast.Attribute):
        return
    owner = script.rendered(node.value)
    if node.attr == "id":
        text = f'f"{{{owner}.name}}:{{{owner}.version}}"'
        yield proposal("AML134", usage, "id was name and version", [script.page.replaced(node, text)])
    elif node.attr == "version" and isinstance(above, ast.Compare | ast.BinOp):
        text = f"int({owner}.version)"
        yield proposal("AML134", usage, "version is a text", [script.page.replaced(node, text)])
