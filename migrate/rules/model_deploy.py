"""``Model.deploy``: the one call that made a service."""

from __future__ import annotations

from collections.abc import Iterable

from compat.mapping.setting import LEARN
from migrate.finding import Level
from migrate.rules.rule import Example, Rule, Safety
from migrate.usage import Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from migrate.rewrite.proposal import Proposal
    from migrate.rewrite.source import Source

_BEFORE = """\
from azureml.core.model import Model

service = Model.deploy(ws, "churn", [model], inference_config, deployment_config, aks_target, overwrite=True)
"""
_AFTER = """\
ml_client.online_endpoints.begin_create_or_update(load_online_endpoint("endpoint.yml")).result()
ml_client.online_deployments.begin_create_or_update(load_online_deployment("deployment.yml")).result()
"""


def _rewritten(usage: Usage, source: Source) -> Iterable[Proposal]:
    from migrate.rewrite.sdk.deploy import deploy

    return deploy(usage, source)


RULE = Rule(
    id="AML101",
    title="call of Model.deploy",
    level=Level.CHANGE,
    why=(
        "v1 made a service in one call. v2 parts it in two: an endpoint (name, authentication, traffic) "
        "and a deployment (model, code, environment, resources), and traffic is given when both exist."
    ),
    message="Model.deploy becomes an endpoint and a deployment; migrate convert writes both.",
    symbols=("azureml.core.model.Model.deploy",),
    link=LEARN + "migrate-to-v2-deploy-endpoints",
    safety=Safety.REVIEW,
    example=Example(_BEFORE, _AFTER),
    codemod=_rewritten,
)
