"""Tags and properties of a service."""

from __future__ import annotations

from compat.mapping.setting import LEARN
from migrate.finding import Level
from migrate.rules.rule import SERVICE, Example, Rule, members

_BEFORE = """\
from azureml.core.webservice import Webservice

service = Webservice(ws, "churn")
service.add_tags({"owner": "growth"})
"""
_AFTER = """\
endpoint.tags["owner"] = "growth"
ml_client.online_endpoints.begin_create_or_update(endpoint).result()
"""

RULE = Rule(
    id="AML120",
    title="tags or properties of a service changed",
    level=Level.CHANGE,
    why=(
        "v2 has no calls for single tags: change the dictionary and save the object. Properties can be "
        "added, never changed or removed, as in v1."
    ),
    message="Change endpoint.tags or deployment.tags and save with begin_create_or_update.",
    symbols=members(SERVICE, "add_tags", "remove_tags", "add_properties", "tags", "properties"),
    link=LEARN + "migrate-to-v2-deploy-endpoints",
    example=Example(_BEFORE, _AFTER),
)
