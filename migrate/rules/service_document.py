"""A service written as data."""

from __future__ import annotations

from compat.mapping.setting import LEARN
from migrate.finding import Level
from migrate.rules.rule import SERVICE, Example, Rule, members

_BEFORE = """\
from azureml.core.webservice import Webservice

payload = Webservice(ws, "churn").serialize()
"""
_AFTER = """\
ml_client.online_endpoints.get("churn").dump("endpoint.yml")
"""

RULE = Rule(
    id="AML123",
    title="service written or read as a document",
    level=Level.CHANGE,
    why=(
        "v2 writes YAML, endpoint and deployment apart, in the shape that its create command reads. The "
        "keys have other names."
    ),
    message=(
        "serialize and print_configuration become dump(path) of endpoint and deployment; the document "
        "has another shape."
    ),
    symbols=(*members(SERVICE, "serialize", "deserialize"), "azureml.core.model.Model.print_configuration"),
    link=LEARN + "migrate-to-v2-deploy-endpoints",
    example=Example(_BEFORE, _AFTER),
)
