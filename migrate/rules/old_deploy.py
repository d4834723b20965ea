"""The deploy calls before ``Model.deploy``."""

from __future__ import annotations

from compat.mapping.setting import LEARN
from migrate.finding import Level
from migrate.rules.rule import SERVICE, Example, Rule, members

_BEFORE = """\
from azureml.core.webservice import Webservice

service = Webservice.deploy_from_image(ws, name="churn", image=image, deployment_config=config)
"""
_AFTER = """\
environment:
  image: registry.example.com/churn:1
  inference_config:
    liveness_route: {path: /, port: 5001}
    readiness_route: {path: /, port: 5001}
    scoring_route: {path: /score, port: 5001}
"""

RULE = Rule(
    id="AML107",
    title="service deployed by an older call of Webservice",
    level=Level.DECISION,
    why=(
        "deploy, deploy_from_model and deploy_local_from_model take an image configuration of the first "
        "generation; its script and conda file carry over. deploy_from_image has only an image: what is "
        "in it has to be found, or run as a custom container."
    ),
    message=(
        "This older call becomes an endpoint and a deployment too; an image made by v1 has no successor, "
        "its script and environment have."
    ),
    symbols=members(SERVICE, "deploy", "deploy_from_model", "deploy_from_image", "deploy_local_from_model"),
    link=LEARN + "how-to-deploy-custom-container",
    example=Example(_BEFORE, _AFTER),
)
