"""The URL of a service."""

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
print(service.scoring_uri)
"""
_AFTER = """\
print(ml_client.online_endpoints.get("churn").scoring_uri)
"""


def _rewritten(usage: Usage, source: Source) -> Iterable[Proposal]:
    from migrate.rewrite.sdk.services import address

    return address(usage, source)


RULE = Rule(
    id="AML114",
    title="scoring or swagger address of a service",
    level=Level.DECISION,
    why=(
        "The address changes: on a cluster the path /api/v1/service/<name>/score becomes "
        "/api/v1/endpoint/<name>/score, and a managed endpoint has a host of its own. Every caller that "
        "stores the address has to be told."
    ),
    message=(
        "The scoring address changes in v2 (endpoint.scoring_uri, endpoint.openapi_uri): callers that "
        "store the old one break."
    ),
    symbols=members(SERVICE, "scoring_uri", "swagger_uri"),
    link=LEARN + "how-to-authenticate-online-endpoint",
    safety=Safety.REVIEW,
    example=Example(_BEFORE, _AFTER),
    codemod=_rewritten,
)
