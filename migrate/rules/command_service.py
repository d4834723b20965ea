"""``az ml service``."""

from __future__ import annotations

from dataclasses import replace

from compat.mapping.setting import LEARN
from migrate.finding import Level
from migrate.rules.command import check, codemod, symbols
from migrate.rules.rule import Example, Rule, Safety

_BEFORE = """\
az ml service delete -n churn
"""
_AFTER = """\
az ml online-endpoint delete -n churn -y
"""

_RULE = Rule(
    id="AML202",
    title="command az ml service",
    level=Level.CHANGE,
    why=(
        "The group is gone. A service is an endpoint with a deployment, and each of the two has commands of its own; "
        "some flags have the same letter and another meaning."
    ),
    message="The group az ml service is az ml online-endpoint and az ml online-deployment in v2.",
    symbols=symbols("service"),
    link=LEARN + "migrate-to-v2-deploy-endpoints",
    safety=Safety.REVIEW,
    example=Example(_BEFORE, _AFTER, "deploy.sh"),
)
RULE = replace(_RULE, check=check(_RULE), codemod=codemod(_RULE))
