"""Exceptions of v1."""

from __future__ import annotations

from collections.abc import Iterable

from compat.mapping.setting import LEARN
from migrate.finding import Level
from migrate.rules.rule import Example, Rule, Safety
from migrate.usage import Form, Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from migrate.rewrite.proposal import Proposal
    from migrate.rewrite.source import Source

_BEFORE = """\
from azureml.exceptions import WebserviceException

try:
    deploy()
except WebserviceException:
    pass
"""
_AFTER = """\
from azure.core.exceptions import HttpResponseError

try:
    deploy()
except HttpResponseError:
    pass
"""


def _rewritten(usage: Usage, source: Source) -> Iterable[Proposal]:
    from migrate.rewrite.sdk.exceptions import exception

    return exception(usage, source)


RULE = Rule(
    id="AML170",
    title="exception class of v1",
    level=Level.CHANGE,
    why=(
        "v2 raises the exceptions of azure-core and its own ValidationException: WebserviceException is "
        "HttpResponseError, a missing thing is ResourceNotFoundError. A handler for the old class never "
        "runs."
    ),
    message=(
        "v2 raises HttpResponseError, ResourceNotFoundError and ValidationException instead; this "
        "handler would never run."
    ),
    symbols=("azureml.exceptions.*", "azureml._common.exceptions.*"),
    forms=frozenset(Form),
    link=LEARN + "migrate-to-v2-deploy-endpoints",
    safety=Safety.REVIEW,
    example=Example(_BEFORE, _AFTER),
    codemod=_rewritten,
)
