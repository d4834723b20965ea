"""A service fetched by its name."""

from __future__ import annotations

from collections.abc import Iterable

from compat.mapping.setting import LEARN
from migrate.finding import Level
from migrate.rules.rule import SERVICE, Example, Rule, Safety, members
from migrate.usage import Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from migrate.rewrite.proposal import Proposal
    from migrate.rewrite.source import Source

_BEFORE = """\
from azureml.core.webservice import AksWebservice

service = AksWebservice(ws, "churn")
"""
_AFTER = """\
endpoint = ml_client.online_endpoints.get("churn")
deployment = ml_client.online_deployments.get("blue", "churn")
"""


def _rewritten(usage: Usage, source: Source) -> Iterable[Proposal]:
    from migrate.rewrite.sdk.services import fetched

    return fetched(usage, source)


RULE = Rule(
    id="AML110",
    title="service fetched by name or listed",
    level=Level.CHANGE,
    why=(
        "What v1 had in one object stands in two: the endpoint (URL, keys, traffic) and the deployment "
        "(model, code, scale). The list of v2 takes no filters."
    ),
    message=(
        "A service is an endpoint and a deployment in v2: online_endpoints.get(name), "
        "online_deployments.get(name, endpoint_name)."
    ),
    symbols=(
        SERVICE,
        *members(SERVICE, "list", "check_for_existing_webservice"),
        "azureml.core.workspace.Workspace.webservices",
    ),
    link=LEARN + "migrate-to-v2-deploy-endpoints",
    safety=Safety.REVIEW,
    example=Example(_BEFORE, _AFTER),
    codemod=_rewritten,
)
