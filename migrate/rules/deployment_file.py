"""Deployment configuration files of the v1 command line."""

from __future__ import annotations

from collections.abc import Iterator

from compat.mapping.setting import LEARN
from migrate.finding import Finding, Level
from migrate.rules.rule import Context, Example, Rule
from migrate.usage import Usage

_BEFORE = """\
{"computeType": "AKS", "numReplicas": 3, "authEnabled": true}
"""
_AFTER = """\
instance_count: 3
"""
_PREFIX = "config:deployment_config"


def _check(usage: Usage, _: Context) -> Iterator[Finding]:
    if usage.symbol.endswith(":aksendpoint"):
        yield RULE.at(
            usage, f"{RULE.message} It is for an AksEndpoint, which stops first: see AML103.", Level.BLOCKER
        )
    else:
        yield RULE.at(usage)


RULE = Rule(
    id="AML320",
    title="v1 deployment configuration file",
    level=Level.CHANGE,
    why=(
        "az ml model deploy --dc read it. Each key is a setting of its own; v1 ignored keys it did not know, also when "
        "they look right. v2 takes one YAML file for the endpoint and one for the deployment."
    ),
    message="This file becomes endpoint.yml and deployment.yml.",
    symbols=(_PREFIX, *(f"{_PREFIX}:{kind}" for kind in ("aks", "aksendpoint", "aci", "local", "unknown"))),
    link=LEARN + "reference-yaml-deployment-kubernetes-online",
    example=Example(_BEFORE, _AFTER, "deploymentconfig.json"),
    check=_check,
)
