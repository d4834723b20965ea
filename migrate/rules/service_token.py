"""Tokens of a service."""

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

token, refresh_after = AksWebservice(ws, "churn").get_token()
"""
_AFTER = """\
answer = ml_client.online_endpoints.get_keys("churn")
token = answer.access_token
refresh_after = datetime.fromtimestamp(answer.refresh_after_time_utc, tz=timezone.utc)
"""


def _rewritten(usage: Usage, source: Source) -> Iterable[Proposal]:
    from migrate.rewrite.sdk.access import token

    return token(usage, source)


RULE = Rule(
    id="AML116",
    title="token of a service fetched",
    level=Level.CHANGE,
    why=(
        "v1 gave a token and a local time without zone. v2 gives an object with times in seconds since "
        "1970, UTC."
    ),
    message=(
        "get_token is get_keys(name) in v2: access_token, refresh_after_time_utc and expiry_time_utc as "
        "epoch seconds."
    ),
    symbols=members(SERVICE, "get_token", "get_access_token"),
    link=LEARN + "how-to-authenticate-online-endpoint",
    safety=Safety.REVIEW,
    example=Example(_BEFORE, _AFTER),
    codemod=_rewritten,
)
