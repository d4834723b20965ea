"""Versions of a v1 endpoint as deployments beside the first one, and the traffic between them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from compat.v2 import Plan
from compat.value import known
from migrate.rewrite.proposal import Proposal
from migrate.rewrite.sdk.deploy import deployment_code
from migrate.rewrite.sdk.entities import Entities
from migrate.rewrite.sdk.parts import documents_of, parts_of
from migrate.rewrite.sdk.script import Script, proposal, script_of
from migrate.rewrite.sdk.values import Values, of_deployment
from migrate.rewrite.source import Source
from migrate.scan import Outcome
from migrate.usage import Usage


def created(usage: Usage, source: Source) -> Iterator[Proposal]:
    """Propose one more deployment for ``create_version``, and the shares that v1 gave the versions."""
    script = script_of(source)
    call, client = script.call(usage), script.client(usage)
    found = _version(source, usage)
    if call is None or client is None or found is None or not isinstance(call.func, ast.Attribute):
        return
    outcome, number = found
    statement = script.page.statement(call)
    held = isinstance(call.func.value, ast.Name | ast.Attribute)
    if not isinstance(statement, ast.Expr) or statement.value is not call or not held or outcome.plan is None:
        return
    if source.options.style == "yaml":
        return
    shares = shares_of(outcome.plan, number + 1)
    if not shares or not script.outcome_converts(outcome.service.place):
        return
    endpoint = script.rendered(call.func.value)
    folder = source.folders.get(outcome.service.place or usage.place, "")
    mine = of_deployment(outcome.changes, _name(outcome.plan, number))
    values = Values(script, statement, mine, client, folder)
    text = _text(script, usage, outcome, number, values, (endpoint, client), shares)
    edits = [script.page.replaced(statement, text)]
    yield proposal("AML126", usage, "the version is a deployment of the endpoint", edits, values.adds)


def _text(
    script: Script,
    usage: Usage,
    outcome: Outcome,
    number: int,
    values: Values,
    names: tuple[str, str],
    shares: dict[str, int],
) -> str:
    plan, version = outcome.plan, outcome.service.versions[number - 1]
    if plan is None:
        return ""
    endpoint, client = names
    entities = Entities(values)
    parts = parts_of(entities, usage, plan.deployments[number], version.scoring, version.models)
    document = documents_of(plan)[1][number]
    made = deployment_code(entities, plan, document, {**parts, "endpoint_name": f"{endpoint}.name"})
    held = script.fresh(("deployment", values.statement), "next_deployment", "deployment")
    traffic = script.style.written(script.style.code(shares), script.indent(values.statement), 20)
    lines = [
        script.written(made, values.statement, f"{held} = "),
        f"{client}.online_deployments.begin_create_or_update({held}).result()",
        f"{endpoint}.traffic = {traffic}",
        f"{endpoint} = {client}.online_endpoints.begin_create_or_update({endpoint}).result()",
    ]
    return f"\n{script.indent(values.statement)}".join(lines)


def shares_of(plan: Plan, count: int) -> dict[str, int]:
    """Return the traffic when the first deployments stand: the first one has what the later ones will get."""
    names = [str(known(item.deployment.name) or "") for item in plan.deployments]
    if set(names) != set(plan.endpoint.traffic):
        return {}
    shares = {name: plan.endpoint.traffic[name] for name in names[:count]}
    shares[names[0]] += 100 - sum(shares.values())
    return shares


def _version(source: Source, usage: Usage) -> tuple[Outcome, int] | None:
    """Return the service that a version belongs to, and which of its deployments it is."""
    found = [
        (outcome, number)
        for outcome in source.outcomes
        for number, version in enumerate(outcome.service.versions, 1)
        if version.place == usage.place and outcome.plan is not None
    ]
    return found[0] if len(found) == 1 else None


def _name(plan: Plan, number: int) -> str:
    return str(known(plan.deployments[number].deployment.name) or "")
