"""``AksEndpoint``: several versions behind one URL, the part of v1 that stops first."""

from __future__ import annotations

from collections.abc import Iterable

from compat.mapping.setting import LEARN
from migrate.finding import Level
from migrate.rules.rule import Example, Rule, Safety, members
from migrate.usage import Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from migrate.rewrite.proposal import Proposal
    from migrate.rewrite.source import Source

_BEFORE_AML103 = """\
from azureml.core.webservice import AksEndpoint

config = AksEndpoint.deploy_configuration(cpu_cores=0.5, memory_gb=0.5, version_name="blue", traffic_percentile=80)
"""
_AFTER_AML103 = """\
az ml online-endpoint create --file endpoint.yml
az ml online-deployment create --file blue/deployment.yml
az ml online-endpoint update --name churn --traffic "blue=80 green=20"
"""

_BEFORE_AML126 = """\
from azureml.core.webservice import AksEndpoint

endpoint = AksEndpoint(ws, "churn")
endpoint.create_version("green", models=[model], inference_config=inference_config, traffic_percentile=20)
"""
_AFTER_AML126 = """\
ml_client.online_deployments.begin_create_or_update(green).result()
endpoint = ml_client.online_endpoints.get("churn")
endpoint.traffic = {"blue": 80, "green": 20}
ml_client.online_endpoints.begin_create_or_update(endpoint).result()
"""


def _rewritten(usage: Usage, source: Source) -> Iterable[Proposal]:
    from migrate.rewrite.sdk.versions import created

    return created(usage, source)


RULES = (
    Rule(
        id="AML103",
        title="v1 endpoint (AksEndpoint)",
        level=Level.BLOCKER,
        why=(
            "The router of a cluster is upgraded to version 2 by Azure, and router version 2 does not route "
            "the traffic of an AksEndpoint; plain AksWebservice goes on. Move these first, or ask support to "
            "hold the old router back."
        ),
        message=(
            "AksEndpoint is not routed by the current cluster router: move this one first. It becomes one "
            "endpoint with a deployment for each version."
        ),
        symbols=(
            "azureml.core.webservice.AksEndpoint",
            "azureml.core.webservice.AksEndpoint.deploy_configuration",
        ),
        link="https://github.com/Azure/azure-sdk-for-python/issues/28096",
        example=Example(_BEFORE_AML103, _AFTER_AML103),
    ),
    Rule(
        id="AML126",
        title="version of a v1 endpoint, made, changed or removed",
        level=Level.BLOCKER,
        why=(
            "A version becomes a deployment of its own. Percentages become whole numbers that add up to 100, "
            "and all are set in one call on the endpoint, after its deployments exist. To remove a version, "
            "first take its traffic to 0."
        ),
        message=(
            "A version of an AksEndpoint is a deployment in v2; its traffic is set on the endpoint, in whole "
            "percents."
        ),
        symbols=members(
            "azureml.core.webservice.AksEndpoint",
            "create_version",
            "update_version",
            "delete_version",
            "update",
            "versions",
        ),
        link=LEARN + "how-to-safely-rollout-online-endpoints",
        safety=Safety.REVIEW,
        example=Example(_BEFORE_AML126, _AFTER_AML126),
        codemod=_rewritten,
    ),
)
