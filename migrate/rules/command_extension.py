"""The v1 extension itself."""

from __future__ import annotations

from dataclasses import replace

from compat.mapping.setting import LEARN
from migrate.finding import Level
from migrate.rules.command import check, codemod
from migrate.rules.rule import Example, Rule, Safety

_BEFORE = """\
az extension add -n azure-cli-ml
"""
_AFTER = """\
az extension add -n ml
"""

_RULE = Rule(
    id="AML209",
    title="installation of the extension azure-cli-ml",
    level=Level.CHANGE,
    why=(
        "Both extensions have the commands az ml, so only one of them can be installed. A script that has commands of "
        "both needs two machines, or one language."
    ),
    message="az extension add -n azure-cli-ml becomes az extension add -n ml.",
    symbols=("az extension add azure-cli-ml",),
    link=LEARN + "how-to-configure-cli",
    safety=Safety.REVIEW,
    example=Example(_BEFORE, _AFTER, "deploy.sh"),
)
RULE = replace(_RULE, check=check(_RULE), codemod=codemod(_RULE))
