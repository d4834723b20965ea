"""A service called through its object."""

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

answer = Webservice(ws, "churn").run(payload)
"""
_AFTER = """\
answer = json.loads(ml_client.online_endpoints.invoke("churn", request_file="request.json"))
"""


def _rewritten(usage: Usage, source: Source) -> Iterable[Proposal]:
    from migrate.rewrite.sdk.access import called

    return called(usage, source)


RULE = Rule(
    id="AML118",
    title="service called with run",
    level=Level.DECISION,
    why=(
        "run took data and returned parsed JSON. invoke takes the path of a request file and returns the "
        "body as text; plain HTTP with the key is simpler and does not need the SDK."
    ),
    message=(
        "run(data) becomes invoke(endpoint_name, request_file=...), which returns text, or better a "
        "plain HTTP request."
    ),
    symbols=members(SERVICE, "run"),
    link=LEARN + "migrate-to-v2-deploy-endpoints",
    safety=Safety.REVIEW,
    example=Example(_BEFORE, _AFTER),
    codemod=_rewritten,
)
