"""Keys of a service."""

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

_BEFORE_AML115 = """\
from azureml.core.webservice import AksWebservice

primary, secondary = AksWebservice(ws, "churn").get_keys()
"""
_AFTER_AML115 = """\
keys = ml_client.online_endpoints.get_keys("churn")
primary, secondary = keys.primary_key, keys.secondary_key
"""

_BEFORE_AML117 = """\
from azureml.core.webservice import Webservice

Webservice(ws, "churn").regen_key("Primary")
"""
_AFTER_AML117 = """\
ml_client.online_endpoints.begin_regenerate_keys("churn", key_type="primary").result()
"""


def _rewritten(usage: Usage, source: Source) -> Iterable[Proposal]:
    from migrate.rewrite.sdk.access import keys

    return keys(usage, source)


def _remade(usage: Usage, source: Source) -> Iterable[Proposal]:
    from migrate.rewrite.sdk.access import regenerated

    return regenerated(usage, source)


RULES = (
    Rule(
        id="AML115",
        title="keys of a service fetched",
        level=Level.CHANGE,
        why=(
            "get_keys returned two strings. In v2 it returns an object, whose kind depends on how the "
            "endpoint authenticates. The keys are new ones unless they are carried over."
        ),
        message=(
            "get_keys returns an object in v2 (primary_key, secondary_key), not a pair; unpacking it fails."
        ),
        symbols=members(SERVICE, "get_keys"),
        link=LEARN + "how-to-authenticate-online-endpoint",
        safety=Safety.REVIEW,
        example=Example(_BEFORE_AML115, _AFTER_AML115),
        codemod=_rewritten,
    ),
    Rule(
        id="AML117",
        title="key of a service made again",
        level=Level.DECISION,
        why=(
            "The v2 call takes no value for the new key, and in azure-ai-ml 1.35 it sends the present value "
            "along. Compare the keys before and after; to set a key of your own, use the REST call "
            "regenerateKeys with keyValue."
        ),
        message=(
            'regen_key is begin_regenerate_keys(name, key_type="primary"); a key of your own (set_key) needs '
            "the REST call."
        ),
        symbols=members(SERVICE, "regen_key"),
        link=LEARN + "how-to-authenticate-online-endpoint",
        safety=Safety.REVIEW,
        example=Example(_BEFORE_AML117, _AFTER_AML117),
        codemod=_remade,
    ),
)
