"""The parts of a deployment that come from objects of their own: model, code, environment."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from compat import v2
from compat.documents import Kind, layout
from compat.v1 import ModelRef, Scoring
from compat.v2 import DeploymentPlan, Plan
from compat.value import known
from migrate.rewrite.sdk.code import Arg, Code, Made
from migrate.rewrite.sdk.entities import PREFIX, Entities
from migrate.rewrite.sdk.environments import environment_code, environment_name, local_path, reference
from migrate.usage import Usage


def documents_of(plan: Plan) -> tuple[dict[str, object], list[dict[str, object]]]:
    """Return the documents of the endpoint and of the deployments, without the guard of open keys."""
    found = layout(plan)
    endpoint = next(part.content for part in found if part.kind is Kind.ENDPOINT)
    deployments = [part.content for part in found if part.kind is Kind.DEPLOYMENT]
    return _plain(endpoint), [_plain(one) for one in deployments]


def _plain(content: object) -> dict[str, object]:
    return dict(content) if isinstance(content, Mapping) else {}


def parts_of(
    entities: Entities,
    usage: Usage,
    plan: DeploymentPlan,
    scoring: Scoring | None,
    models: Sequence[ModelRef],
) -> dict[str, Code]:
    """Return model, code and environment as arguments; a part that is not here is as the document has it."""
    found: dict[str, Code] = {}
    model = _model(entities, usage, plan, models)
    if model is not None:
        found["model"] = model
    if plan.deployment.code_configuration is not None and scoring is not None:
        found["code_configuration"] = _code(entities, plan, scoring)
    wanted = plan.deployment.environment
    if wanted is not None:
        found["environment"] = _environment(entities, wanted, scoring)
    return found


# Model


def _model(entities: Entities, usage: Usage, plan: DeploymentPlan, models: Sequence[ModelRef]) -> Code | None:
    if plan.packing is not None or len(models) != 1:
        return reference(entities, "models", known(plan.deployment.model))
    script, values = entities.values.script, entities.values
    node = _only(script.argument(usage, "models", "model_paths"))
    if node is None or isinstance(node, ast.Constant | ast.JoinedStr):
        return _registered(entities, plan)
    made = next((one for one in _ways(entities, models[0]) if script.proposals(one)), None)
    text = values.carried(node)
    if text is not None and made is not None:
        return text
    if text is not None and isinstance(node, ast.Name):
        return f'f"{PREFIX}{{{text}.name}}:{{{text}.version}}"'
    return reference(entities, "models", known(plan.deployment.model))


def _ways(entities: Entities, model: ModelRef) -> list[Usage]:
    script = entities.values.script
    return [one for one in script.source.usages if one.place == model.place]


def _only(node: ast.expr | None) -> ast.expr | None:
    if isinstance(node, ast.List | ast.Tuple) and len(node.elts) == 1:
        return node.elts[0]
    return None


def _registered(entities: Entities, plan: DeploymentPlan) -> Code | None:
    """Return the model that the deployment registers by itself, from a local path."""
    if len(plan.models) != 1:
        return None
    model = plan.models[0]
    literal = entities.values.script.style.literal
    args = [Arg(key, literal(known(value))) for key, value in (("name", model.name), ("path", model.path))]
    if any(known(value) is None for value in (model.name, model.path)):
        return None
    return Made(entities.need("Model"), (*args, Arg("type", literal(model.type))))


# Code


def _code(entities: Entities, plan: DeploymentPlan, scoring: Scoring) -> Code:
    values = entities.values
    literal = values.script.style.literal
    wanted = plan.deployment.code_configuration
    folder, script = (wanted.code, wanted.scoring_script) if wanted is not None else (None, None)
    given = scoring.settings.get("source_directory")
    text = values.carried(values.script.value_at(given.place)) if given is not None else None
    if text is None:
        text = literal(local_path(values.script.source.path, str(known(folder) or ".")))
    entry = scoring.settings.get("entry_script") or scoring.settings.get("execution_script")
    named = (
        values.carried(values.script.value_at(entry.place))
        if entry is not None and given is not None
        else None
    )
    if named is None:
        named = literal(str(known(script) or ""))
    return Made(entities.need("CodeConfiguration"), (Arg("code", text), Arg("scoring_script", named)))


# Environment


def _environment(entities: Entities, wanted: v2.Environment, scoring: Scoring | None) -> Code:
    values = entities.values
    name = environment_name(values.script, scoring, values.statement)
    if name is not None:
        return name
    own = scoring.environment if scoring is not None else None
    return environment_code(entities, wanted, own, scoring)
