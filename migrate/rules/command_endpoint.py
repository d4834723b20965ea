"""``az ml endpoint realtime``."""

from __future__ import annotations

from dataclasses import replace

from compat.mapping.setting import LEARN
from migrate.finding import Level
from migrate.rules.command import check, codemod, symbols
from migrate.rules.rule import Example, Rule, Safety

_BEFORE = """\
az ml endpoint realtime delete-version -n churn --vn blue
"""
_AFTER = """\
az ml online-deployment delete -n blue -e churn -y
"""

_RULE = Rule(
    id="AML203",
    title="command az ml endpoint realtime",
    level=Level.BLOCKER,
    why=(
        "Its versions of one endpoint are deployments in v2. The v1 endpoint is the first thing that stops working, "
        "and its address changes."
    ),
    message="The group az ml endpoint realtime is az ml online-endpoint and az ml online-deployment in v2.",
    symbols=symbols("endpoint realtime"),
    link=LEARN + "migrate-to-v2-deploy-endpoints",
    safety=Safety.REVIEW,
    example=Example(_BEFORE, _AFTER, "deploy.sh"),
)
RULE = replace(_RULE, check=check(_RULE), codemod=codemod(_RULE))
