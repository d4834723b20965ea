"""A service changed in place."""

from __future__ import annotations

from compat.mapping.setting import LEARN
from migrate.finding import Level
from migrate.rules.rule import SERVICE, Example, Rule, members

_BEFORE = """\
from azureml.core.webservice import AksWebservice

service = AksWebservice(ws, "churn")
service.update(models=[model], inference_config=inference_config)
"""
_AFTER = """\
ml_client.online_deployments.begin_create_or_update(green).result()
endpoint.traffic = {"blue": 90, "green": 10}
ml_client.online_endpoints.begin_create_or_update(endpoint).result()
"""

RULE = Rule(
    id="AML119",
    title="service updated in place",
    level=Level.DECISION,
    why=(
        "v1 sent what was given and left the rest. v2 replaces the whole object: read it, change it, "
        "write it back. New models or code are better a new deployment that takes over the traffic step "
        "by step. With is_migration v1 itself moves a service to a KubernetesCompute, once and without a "
        "way back."
    ),
    message=(
        "update becomes read, change, begin_create_or_update; for a new model or code, a second "
        "deployment and a shift of traffic."
    ),
    symbols=members(SERVICE, "update"),
    link=LEARN + "how-to-safely-rollout-online-endpoints",
    example=Example(_BEFORE, _AFTER),
)
