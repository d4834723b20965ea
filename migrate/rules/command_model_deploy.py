"""``az ml model deploy``, and the tasks that run it."""

from __future__ import annotations

from dataclasses import replace

from compat.mapping.setting import LEARN
from migrate.finding import Level
from migrate.rules.command import check, codemod
from migrate.rules.rule import Example, Rule, Safety

_BEFORE = """\
az ml model deploy -n churn -m churn:3 --ic inferenceconfig.json --dc deploymentconfig.json --ct aks-prod
"""
_AFTER = """\
az ml online-endpoint create -f endpoint.yml
az ml online-deployment create -f deployment.yml --all-traffic
"""

_RULE = Rule(
    id="AML201",
    title="command az ml model deploy",
    level=Level.CHANGE,
    why=(
        "v1 made a service in one command, from flags and two files. v2 creates the endpoint and then the deployment, "
        "each from a YAML file."
    ),
    message="az ml model deploy becomes an endpoint and a deployment.",
    symbols=("az ml model deploy", "pipeline task AMLModelDeploy", "github action Azure/aml-deploy"),
    link=LEARN + "migrate-to-v2-deploy-endpoints",
    safety=Safety.REVIEW,
    example=Example(_BEFORE, _AFTER, "deploy.sh"),
)
RULE = replace(_RULE, check=check(_RULE), codemod=codemod(_RULE))
