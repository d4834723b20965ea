"""``az ml model`` but for deploying."""

from __future__ import annotations

from dataclasses import replace

from compat.mapping.setting import LEARN
from migrate.finding import Level
from migrate.rules.command import check, codemod, symbols
from migrate.rules.rule import Example, Rule, Safety

_BEFORE = """\
az ml model delete -i churn:3
"""
_AFTER = """\
az ml model archive -n churn -v 3
"""

_RULE = Rule(
    id="AML205",
    title="command az ml model",
    level=Level.CHANGE,
    why=(
        "Both extensions have this group, with other flags: v2 takes name and version where v1 took an id, and YAML "
        "files where v1 took options."
    ),
    message="The flags of az ml model are others in v2.",
    symbols=symbols(
        "model register",
        "model list",
        "model show",
        "model download",
        "model delete",
        "model update",
        "model package",
        "model profile",
    ),
    link=LEARN + "how-to-manage-models",
    safety=Safety.REVIEW,
    example=Example(_BEFORE, _AFTER, "deploy.sh"),
)
RULE = replace(_RULE, check=check(_RULE), codemod=codemod(_RULE))
