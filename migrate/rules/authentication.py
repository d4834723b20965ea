"""Authentication classes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compat.mapping.setting import LEARN
from migrate.finding import Finding, Level
from migrate.rules.rule import Context, Example, Rule, Safety
from migrate.usage import Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from migrate.rewrite.proposal import Proposal
    from migrate.rewrite.source import Source

_BEFORE = """\
from azureml.core.authentication import ServicePrincipalAuthentication

auth = ServicePrincipalAuthentication(tenant, client_id, secret)
"""
_AFTER = """\
credential = ClientSecretCredential(tenant, client_id, secret)
"""

_SUCCESSORS = {
    "AzureCliAuthentication": "AzureCliCredential",
    "AzureMLTokenAuthentication": "AzureMLOnBehalfOfCredential in jobs",
    "InteractiveLoginAuthentication": "InteractiveBrowserCredential",
    "MsiAuthentication": "ManagedIdentityCredential",
    "ServicePrincipalAuthentication": "ClientSecretCredential(tenant_id, client_id, client_secret)",
}


def _check(usage: Usage, _: Context) -> Iterator[Finding]:
    name = usage.symbol.removeprefix("azureml.core.authentication.").partition(".")[0]
    successor = _SUCCESSORS.get(name, "a small class with get_token(*scopes), as azure-identity has none")
    yield RULE.at(usage, f"{name} becomes {successor}.")


def _rewritten(usage: Usage, source: Source) -> Iterable[Proposal]:
    from migrate.rewrite.sdk.opening import credential

    return credential(usage, source)


RULE = Rule(
    id="AML165",
    title="authentication class of v1",
    level=Level.CHANGE,
    why=(
        "v2 takes credentials of azure-identity, as the first argument of MLClient. Token classes of v1 "
        "(ArmTokenAuthentication, TokenAuthentication) need a small class with get_token."
    ),
    message="Use a credential of azure-identity.",
    symbols=("azureml.core.authentication.*",),
    link=LEARN + "how-to-setup-authentication",
    safety=Safety.REVIEW,
    example=Example(_BEFORE, _AFTER),
    check=_check,
    codemod=_rewritten,
)
