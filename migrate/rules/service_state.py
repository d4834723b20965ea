"""The state of a service."""

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
from azureml.core.webservice import Webservice

service = Webservice(ws, "churn")
ready = service.state == "Healthy"
"""
_AFTER = """\
deployment = ml_client.online_deployments.get("blue", "churn")
ready = deployment.provisioning_state == "Succeeded"
"""


def _rewritten(usage: Usage, source: Source) -> Iterable[Proposal]:
    from migrate.rewrite.sdk.services import state

    return state(usage, source)


RULE = Rule(
    id="AML113",
    title="state of a service",
    level=Level.CHANGE,
    why=(
        "v2 says how provisioning went (Succeeded, Failed, Updating), for the endpoint and for each "
        "deployment. It has no state for the health of what runs: Healthy and Unhealthy have no "
        "successor."
    ),
    message=(
        'state is provisioning_state of the endpoint and of each deployment; "Healthy" becomes '
        '"Succeeded", with no running health.'
    ),
    symbols=members(SERVICE, "state", "error", "deployment_status", "update_deployment_state"),
    link=LEARN + "migrate-to-v2-deploy-endpoints",
    safety=Safety.REVIEW,
    example=Example(_BEFORE, _AFTER),
    codemod=_rewritten,
)
