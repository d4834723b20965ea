"""``LocalWebservice``: a service in Docker on this machine."""

from __future__ import annotations

from compat.mapping.setting import LEARN
from migrate.finding import Level
from migrate.rules.rule import Example, Rule, Safety, members

_BEFORE_AML105 = """\
from azureml.core.webservice import LocalWebservice

config = LocalWebservice.deploy_configuration(port=8890)
"""
_AFTER_AML105 = """\
az ml online-deployment create --local --endpoint-name churn --file deployment.yml
"""

_BEFORE_AML125 = """\
from azureml.core.webservice import LocalWebservice

service = LocalWebservice(ws, "churn")
service.reload()
"""
_AFTER_AML125 = """\
ml_client.online_deployments.begin_create_or_update(deployment, local=True)
"""

RULES = (
    Rule(
        id="AML105",
        title="settings of a local service",
        level=Level.CHANGE,
        why=(
            "v2 runs the same endpoint and deployment files locally; Docker is still needed, and the port is "
            "chosen by Docker."
        ),
        message="A local service is the same v2 YAML, created with --local; its port cannot be chosen.",
        symbols=("azureml.core.webservice.LocalWebservice.deploy_configuration",),
        link=LEARN + "how-to-deploy-online-endpoints",
        safety=Safety.REVIEW,
        example=Example(_BEFORE_AML105, _AFTER_AML105),
    ),
    Rule(
        id="AML125",
        title="local service reloaded or sent to the cloud",
        level=Level.CHANGE,
        why=(
            "v2 has no reload: the local deployment is updated from the same file. To deploy to Azure, "
            "create the same files without --local."
        ),
        message=(
            "reload and deploy_to_cloud are the same create or update in v2, with and without local=True."
        ),
        symbols=members("azureml.core.webservice.LocalWebservice", "reload", "deploy_to_cloud"),
        link=LEARN + "how-to-deploy-online-endpoints",
        example=Example(_BEFORE_AML125, _AFTER_AML125),
    ),
)
