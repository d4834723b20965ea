"""Attributes of a service object."""

from __future__ import annotations

from collections.abc import Iterable

from compat.mapping.setting import LEARN
from migrate.finding import Level
from migrate.rules.rule import SERVICE, SERVICE_CLASSES, Example, Rule, Safety
from migrate.usage import Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from migrate.rewrite.proposal import Proposal
    from migrate.rewrite.source import Source

_BEFORE = """\
from azureml.core.webservice import AksWebservice

service = AksWebservice(ws, "churn")
print(service.num_replicas)
"""
_AFTER = """\
print(ml_client.online_deployments.get("blue", "churn").instance_count)
"""


def _rewritten(usage: Usage, source: Source) -> Iterable[Proposal]:
    from migrate.rewrite.sdk.services import attribute

    return attribute(usage, source)


RULE = Rule(
    id="AML124",
    title="other member of a service object",
    level=Level.ADVICE,
    why=(
        "What the object knew is on the endpoint (authentication, tags) or on the deployment (scale, "
        "probes, resources, model). Some attributes have no successor."
    ),
    message=(
        "This member of a v1 service is on the endpoint or the deployment in v2, under another name, or gone."
    ),
    symbols=(f"{SERVICE}.*", *(f"azureml.core.webservice.{name}.*" for name in sorted(SERVICE_CLASSES))),
    link=LEARN + "migrate-to-v2-deploy-endpoints",
    safety=Safety.REVIEW,
    example=Example(_BEFORE, _AFTER),
    codemod=_rewritten,
)
