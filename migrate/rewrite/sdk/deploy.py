"""A deploy call as what it becomes: an endpoint, a deployment, and the traffic between them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from compat.documents import Kind, layout
from compat.v1 import Service, ServiceKind
from compat.v2 import Plan
from compat.value import known
from migrate.rewrite.proposal import Import, Proposal
from migrate.rewrite.sdk.code import Arg, Code, Made
from migrate.rewrite.sdk.entities import Entities
from migrate.rewrite.sdk.environments import local_path
from migrate.rewrite.sdk.notes import notes
from migrate.rewrite.sdk.parts import documents_of, parts_of
from migrate.rewrite.sdk.script import Script, proposal, script_of
from migrate.rewrite.sdk.taking import block_of
from migrate.rewrite.sdk.values import Values, of_deployment
from migrate.rewrite.source import Source
from migrate.scan import Outcome
from migrate.usage import Usage

NOT_FOUND = Import("azure.core.exceptions", "ResourceNotFoundError")
_LOADERS = {
    Kind.ENDPOINT: "load_online_endpoint",
    Kind.DEPLOYMENT: "load_online_deployment",
    Kind.ENVIRONMENT: "load_environment",
    Kind.MODEL: "load_model",
}
_CLOUD = frozenset({ServiceKind.AKS, ServiceKind.AKS_ENDPOINT, ServiceKind.ACI})
_MESSAGE = "the deploy call becomes an endpoint, a deployment and its traffic"


def deploy(usage: Usage, source: Source) -> Iterator[Proposal]:
    """Propose the statements that do what a deploy call did."""
    script = script_of(source)
    site = _Site.of(script, usage)
    outcomes = _outcomes(source, usage)
    if site is None or not can_deploy(script, usage):
        return
    made = site.all(outcomes)
    if made is not None:
        text, adds = made
        yield proposal("AML101", usage, _MESSAGE, [script.page.replaced(site.statement, text)], adds)


def can_deploy(script: Script, usage: Usage) -> bool:
    """Tell whether a deploy call can be rewritten."""
    outcomes = _outcomes(script.source, usage)
    if not outcomes or any(item.service.kind not in _CLOUD for item in outcomes):
        return False
    if len(outcomes) > 2 or (len(outcomes) == 2 and not _opposite(outcomes[0].service, outcomes[1].service)):
        return False
    return _Site.of(script, usage) is not None


def _outcomes(source: Source, usage: Usage) -> list[Outcome]:
    return [item for item in source.outcomes if item.service.place == usage.place and item.plan is not None]


class _Site:
    """Where a deploy call stands: its statement, and the name that holds the endpoint afterwards."""

    def __init__(self, script: Script, usage: Usage, statement: ast.stmt, client: str) -> None:
        self.script = script
        self.usage = usage
        self.statement = statement
        self.client = client
        self.target = target_of(script, statement)

    @classmethod
    def of(cls, script: Script, usage: Usage) -> _Site | None:
        """Return the site of a deploy call; None where statements cannot stand in its place."""
        call = script.call(usage)
        client = script.client(usage)
        if call is None or client is None:
            return None
        statement = script.page.statement(call)
        if not isinstance(statement, ast.Assign | ast.AnnAssign | ast.Expr | ast.Return):
            return None
        if statement.value is not call and not _waited(statement.value, call):
            return None
        if isinstance(statement, ast.Assign) and not _is_plain(statement.targets):
            return None
        return cls(script, usage, statement, client)

    def all(self, outcomes: list[Outcome]) -> tuple[str, list[Import]] | None:
        """Return the text of the statements; a branch for each service that the call may make."""
        indent = self.script.indent(self.statement)
        adds: list[Import] = []
        if len(outcomes) == 1:
            lines = self._one(outcomes[0], self.statement, adds)
            lines += self._made_live(outcomes[0].plan, adds)
        else:
            lines = self._branches(outcomes, adds)
        if not lines:
            return None
        if isinstance(self.statement, ast.Return):
            lines.append(f"return {self.target}")
        return f"\n{indent}".join(lines), adds

    def _branches(self, outcomes: list[Outcome], adds: list[Import]) -> list[str]:
        """Return one branch a service; what is done with the result is the same for all of them."""
        if len(outcomes) != 2 or not _opposite(outcomes[0].service, outcomes[1].service):
            return []
        unit = self.script.style.unit
        lines = []
        for outcome, head in zip(outcomes, (f"if {outcomes[0].service.condition}:", "else:"), strict=True):
            body = self._one(outcome, self.statement, adds)
            if not body:
                return []
            lines += [head, *(unit + line.replace("\n", f"\n{unit}") for line in body)]
        return [*lines, *self._made_live(outcomes[0].plan, adds)]

    def _one(self, outcome: Outcome, statement: ast.stmt, adds: list[Import]) -> list[str]:
        plan, service = outcome.plan, outcome.service
        if plan is None or not plan.deployments:
            return []
        folder = self.script.source.folders.get(self.usage.place, "")
        mine = of_deployment(outcome.changes, _name(plan))
        values = Values(self.script, statement, mine, self.client, folder)
        if self.script.source.options.style == "yaml":
            return self._loaded(outcome, values, adds)
        entities = Entities(values)
        endpoint, deployments = documents_of(plan)
        name = values.carried(self.script.argument(self.usage, "name", "service_name"))
        made = entities.endpoint(plan.endpoint.target, endpoint)
        if name is not None:
            made = replace(made, args=tuple(_named(arg, "name", name) for arg in made.args))
            values.open = [path for path in values.open if path != "endpoint.name"]
        labels = values.labels("tags", "properties")
        made = replace(made, args=(*made.args, *(Arg(key, text) for key, text in labels.items())))
        parts = parts_of(entities, self.usage, plan.deployments[0], service.scoring, service.models)
        given = {**parts, "endpoint_name": f"{self.target}.name"}
        held = deployment_code(entities, plan, deployments[0], given)
        shared = [Arg("tags", labels["tags"])] if "tags" in labels else []
        held = replace(held, args=(*held.args, *shared))
        above = notes(self.script, outcome, values)
        adds += values.adds
        return [
            *above,
            self.script.written(made, statement, f"{self.target} = "),
            self.script.written(held, statement, f"{self.deployment} = "),
        ]

    def _loaded(self, outcome: Outcome, values: Values, adds: list[Import]) -> list[str]:
        """Return the lines that load the files of ``migrate convert`` instead of saying what stands in them."""
        plan, service = outcome.plan, outcome.service
        if plan is None or not values.folder:
            return []
        literal, path = self.script.style.literal, self.script.source.path
        lines = []
        for part in layout(plan):
            load = _LOADERS.get(part.kind)
            registered = part.kind is Kind.MODEL and all(model.registration for model in service.models)
            mine = not part.deployments or 0 in part.deployments
            if load is None or registered or not mine:
                continue
            adds.append(Import("azure.ai.ml", load))
            loaded = f"{load}({literal(local_path(path, f'{values.folder}/{part.file}'))})"
            lines.append(self._line_for(part.kind, loaded))
        return sorted(lines, key=lambda line: line.startswith((self.target, self.deployment)))

    def _line_for(self, kind: Kind, loaded: str) -> str:
        if kind is Kind.ENDPOINT:
            return f"{self.target} = {loaded}"
        if kind is Kind.DEPLOYMENT:
            return f"{self.deployment} = {loaded}"
        group = "environments" if kind is Kind.ENVIRONMENT else "models"
        return f"{self.client}.{group}.create_or_update({loaded})"

    @property
    def deployment(self) -> str:
        """The name of the variable that holds the deployment."""
        return self.script.fresh(("deployment", self.statement), "deployment", "online_deployment")

    def _made_live(self, plan: Plan | None, adds: list[Import]) -> list[str]:
        """Return what creates both, and gives the deployment its traffic."""
        if plan is None:
            return []
        adds.append(NOT_FOUND)
        unit = self.script.style.unit
        endpoints = f"{self.client}.online_endpoints"
        return [
            "try:",
            f"{unit}{endpoints}.get({self.target}.name)",
            "except ResourceNotFoundError:",
            f"{unit}{endpoints}.begin_create_or_update({self.target}).result()",
            *(self.live() if guarded_wait(self.script, self.usage) is None else ()),
        ]

    def live(self) -> list[str]:
        """Return what waits for the deployment, and then gives it the traffic."""
        endpoints, deployments = f"{self.client}.online_endpoints", f"{self.client}.online_deployments"
        return [
            f"{deployments}.begin_create_or_update({self.deployment}).result()",
            f"{self.target}.traffic = {{{self.deployment}.name: 100}}",
            f"{self.target} = {endpoints}.begin_create_or_update({self.target}).result()",
        ]


def guarded_wait(script: Script, usage: Usage) -> ast.Expr | None:
    """Return the statement that waits for a deploy call inside a ``try`` of its own: what fails, fails there.

    It is the next thing that is done with the service, in the block of the deploy call.
    """
    call = script.call(usage)
    deployed = None if call is None else script.page.statement(call)
    members = [one for one in script.source.usages if one.made == (usage.place,)]
    waits = [one for one in members if one.symbol.endswith("wait_for_deployment")]
    node = script.call(waits[0]) if len(waits) == 1 else None
    statement = None if node is None else script.page.statement(node)
    guard = None if statement is None else script.page.parents.get(statement)
    if (
        not isinstance(deployed, ast.Assign)
        or not isinstance(statement, ast.Expr)
        or not isinstance(guard, ast.Try)
    ):
        return None
    beside = block_of(script.page.parents.get(deployed), deployed)
    inside = statement in guard.body and guard.handlers and statement.value is node
    if not inside or guard not in beside or beside.index(guard) < beside.index(deployed):
        return None
    start, end = script.page.span(deployed)[1], script.page.span(statement)[0]
    nodes = [script.node(one) for one in members]
    if any(start <= script.page.span(one)[0] < end for one in nodes if one is not None):
        return None
    return statement


def waited_lines(script: Script, usage: Usage) -> list[str]:
    """Return the lines that stand where a deploy call is waited for."""
    site = _Site.of(script, usage)
    return [] if site is None else site.live()


def target_of(script: Script, statement: ast.stmt) -> str:
    """Return the name that holds the endpoint: the one the service had, or a new one."""
    if isinstance(statement, ast.Assign):
        return script.page.source(statement.targets[0])
    if isinstance(statement, ast.AnnAssign):
        return script.page.source(statement.target)
    return script.fresh(("endpoint", statement), "endpoint", "online_endpoint")


def _is_plain(targets: list[ast.expr]) -> bool:
    return len(targets) == 1 and isinstance(targets[0], ast.Name | ast.Attribute)


def _waited(value: ast.expr | None, call: ast.Call) -> bool:
    """Tell whether a statement is the call with ``.wait_for_deployment(...)`` behind it."""
    if not (isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute)):
        return False
    return value.func.value is call and value.func.attr == "wait_for_deployment"


def _opposite(one: Service, other: Service) -> bool:
    return bool(one.condition) and other.condition in {f"not ({one.condition})", f"not {one.condition}"}


def _name(plan: Plan) -> str:
    name = known(plan.deployments[0].deployment.name)
    return name if isinstance(name, str) and len(plan.deployments) > 1 else ""


def _named(arg: Arg, name: str, text: str) -> Arg:
    return Arg(name, text) if arg.name == name else arg


def _with(document: dict[str, object], given: dict[str, Code]) -> dict[str, object]:
    """Return a document that has a key for every argument that is given."""
    order = ("name", "type", "endpoint_name", "model", "code_configuration", "environment")
    missing = {key: "" for key in order if key in given and key not in document}
    if not missing:
        return document
    found = {**document, **missing}
    front = {key: found[key] for key in order if key in found}
    return {**front, **{key: value for key, value in found.items() if key not in front}}


def deployment_code(
    entities: Entities, plan: Plan, document: dict[str, object], given: dict[str, Code]
) -> Made:
    """Return the constructor of a deployment; ``given`` are the arguments that are made elsewhere."""
    return entities.deployment(plan.endpoint.target, _with(document, given), given)
