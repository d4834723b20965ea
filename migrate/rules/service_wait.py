"""Waiting for a service."""

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
service.wait_for_deployment(show_output=True)
"""
_AFTER = """\
ml_client.online_deployments.begin_create_or_update(deployment).result()
"""


def _rewritten(usage: Usage, source: Source) -> Iterable[Proposal]:
    from migrate.rewrite.sdk.services import wait

    return wait(usage, source)


RULE = Rule(
    id="AML112",
    title="wait for a deployment",
    level=Level.CHANGE,
    why=(
        "v2 calls that take long return a poller. Failure is raised by the poller, as HttpResponseError "
        "or ValidationException instead of WebserviceException."
    ),
    message="wait_for_deployment is the poller: begin_create_or_update(...).result().",
    symbols=members(SERVICE, "wait_for_deployment"),
    link=LEARN + "migrate-to-v2-deploy-endpoints",
    safety=Safety.REVIEW,
    example=Example(_BEFORE, _AFTER),
    codemod=_rewritten,
)
