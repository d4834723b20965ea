"""A service removed."""

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
service.delete()
"""
_AFTER = """\
ml_client.online_endpoints.begin_delete("churn").result()
"""


def _rewritten(usage: Usage, source: Source) -> Iterable[Proposal]:
    from migrate.rewrite.sdk.services import deleted

    return deleted(usage, source)


RULE = Rule(
    id="AML121",
    title="service deleted",
    level=Level.CHANGE,
    why="Deleting the endpoint deletes its deployments, as v1 did. The call returns a poller.",
    message="delete is online_endpoints.begin_delete(name).result(); the deployments go with it.",
    symbols=members(SERVICE, "delete"),
    link=LEARN + "migrate-to-v2-deploy-endpoints",
    safety=Safety.REVIEW,
    example=Example(_BEFORE, _AFTER),
    codemod=_rewritten,
)
