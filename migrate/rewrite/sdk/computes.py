"""An AKS cluster that v1 attached: attached again as the ``KubernetesCompute`` that v2 needs.

What has to happen on the cluster first, the extension, is said beside the code: no client of Python does it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace

from compat.v2 import Compute
from compat.value import known
from migrate.rewrite.proposal import Import, Proposal
from migrate.rewrite.sdk.code import Arg, Made
from migrate.rewrite.sdk.opening import _call as written
from migrate.rewrite.sdk.script import Script, proposal, script_of
from migrate.rewrite.sdk.taking import block_of, whole_lines
from migrate.rewrite.source import Source
from migrate.usage import Usage

_ATTACH = ("ComputeTarget.attach", "AksCompute.attach")
_CLUSTERS = "/providers/Microsoft.ContainerService/managedClusters/"
_PLAIN = re.compile(r"""(["'])[\w.-]+\1""")
_FIRST = (
    "The cluster needs the Azure ML extension before it is attached (az k8s-extension create), and another name "
    "than its v1 attachment."
)


def attached(usage: Usage, source: Source) -> Iterator[Proposal]:
    """Propose ``compute.begin_create_or_update(KubernetesCompute(...))`` for a cluster that a service here runs on."""
    script = script_of(source)
    call, client = script.call(usage), script.client(usage)
    compute = _compute(source, usage)
    if call is None or client is None or compute is None or not usage.symbol.endswith(_ATTACH):
        return
    resource = _resource_id(script, usage, client)
    name = known(compute.name)
    if resource is None or not isinstance(name, str):
        return
    literal = script.style.literal
    adds = [script.entity(one)[1] for one in ("KubernetesCompute", "IdentityConfiguration")]
    identity = Made(script.entity("IdentityConfiguration")[0], (Arg("type", literal("system_assigned")),))
    args = [Arg("name", literal(name)), Arg("resource_id", resource)]
    if isinstance(known(compute.namespace), str):
        args.append(Arg("namespace", literal(known(compute.namespace))))
    made = Made(script.entity("KubernetesCompute")[0], (*args, Arg("identity", identity)))
    outer = Made(f"{client}.compute.begin_create_or_update", (Arg("", made),))
    text = f"{written(script, call, outer)}.result()"
    edits = [script.page.replaced(call, text)]
    found = proposal("AML152", usage, "the cluster is attached as v2 needs it", edits, _imports(adds))
    yield replace(found, marker=_FIRST)


def waited(usage: Usage, source: Source) -> Iterator[Proposal]:
    """Propose to let the wait for an attached cluster go: ``result()`` waits."""
    script = script_of(source)
    call = script.call(usage)
    statement = None if call is None else script.page.statement(call)
    if not usage.symbol.endswith("wait_for_completion") or not isinstance(statement, ast.Expr):
        return
    makers = [one for one in source.usages if one.place in usage.made and one.symbol.endswith(_ATTACH)]
    if statement.value is call and makers and all(script.proposals(one) for one in makers):
        block = block_of(script.page.parents.get(statement), statement)
        edit = whole_lines(script, statement) if len(block) > 1 else script.page.replaced(statement, "pass")
        yield proposal("AML155", usage, "result() waits", [edit])


def _imports(found: list[Import]) -> list[Import]:
    return list(dict.fromkeys(found))


def _compute(source: Source, usage: Usage) -> Compute | None:
    """Return what the cluster attached here becomes, where services run on it and agree."""
    found = [
        outcome.plan.compute
        for outcome in source.outcomes
        if outcome.plan is not None
        and outcome.service.cluster is not None
        and outcome.service.cluster.place == usage.place
        and outcome.plan.compute is not None
    ]
    return found[0] if found and all(one == found[0] for one in found) else None


def _resource_id(script: Script, usage: Usage, client: str) -> str | None:
    """Return the cluster's resource id as source: as it was given, or put together from group and name."""
    given = script.argument(usage, "attach_configuration")
    call = script.made_by(given)
    statement = None if call is None else script.page.statement(script.call(usage) or call)
    if call is None or statement is None:
        return None
    for one in script.usages_in(script.page.span(call)):
        if script.node(one) is call and one.symbol.endswith("AksCompute.attach_configuration"):
            return _id_of(script, one, client, statement)
    return None


def _id_of(script: Script, configuration: Usage, client: str, statement: ast.stmt) -> str | None:
    def carried(name: str) -> str | None:
        node = script.argument(configuration, name)
        same = node is not None and script.scopes.same_at(node, statement)
        return script.rendered(node) if node is not None and same else None

    whole = carried("resource_id")
    if whole is not None:
        return whole
    group, cluster = carried("resource_group"), carried("cluster_name")
    if group is None or cluster is None:
        return None
    pieces = (f"{client}.subscription_id", group, cluster)
    if any(_quoted(piece) is None for piece in pieces):
        return f'"/subscriptions/" + {pieces[0]} + "/resourceGroups/" + {group} + "{_CLUSTERS}" + {cluster}'
    shown = [_quoted(piece) for piece in pieces]
    return f'f"/subscriptions/{shown[0]}/resourceGroups/{shown[1]}{_CLUSTERS}{shown[2]}"'


def _quoted(text: str) -> str | None:
    """Return an expression as a part of an f-string; None where its quotes could end the string."""
    if (
        len(text) > 1
        and text[0] == text[-1]
        and text[0] in "\"'"
        and text[1:-1].replace("-", "").replace("_", "").isalnum()
    ):
        return text[1:-1]
    return None if any(mark in text for mark in "\"'\\{}\n") else f"{{{text}}}"
