"""Logs of a service."""

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
print(service.get_logs(num_lines=200))
"""
_AFTER = """\
print(ml_client.online_deployments.get_logs("blue", "churn", lines=200))
"""


def _rewritten(usage: Usage, source: Source) -> Iterable[Proposal]:
    from migrate.rewrite.sdk.services import logs

    return logs(usage, source)


RULE = Rule(
    id="AML122",
    title="logs of a service fetched",
    level=Level.CHANGE,
    why=(
        "In v2 logs belong to a deployment, and the number of lines must be given. What init=True showed "
        "is the container storage-initializer."
    ),
    message=("get_logs is online_deployments.get_logs(name, endpoint_name, lines); lines has no default."),
    symbols=members(SERVICE, "get_logs"),
    link=LEARN + "how-to-troubleshoot-online-endpoints",
    safety=Safety.REVIEW,
    example=Example(_BEFORE, _AFTER),
    codemod=_rewritten,
)
