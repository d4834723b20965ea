"""``az ml environment``."""

from __future__ import annotations

from dataclasses import replace

from compat.mapping.setting import LEARN
from migrate.finding import Level
from migrate.rules.command import check, codemod, symbols
from migrate.rules.rule import Example, Rule, Safety

_BEFORE = """\
az ml environment register -d ./environment
"""
_AFTER = """\
az ml environment create -f environment.yml
"""

_RULE = Rule(
    id="AML206",
    title="command az ml environment",
    level=Level.CHANGE,
    why=(
        "v1 registered a folder with azureml_environment.json; v2 creates an environment from one YAML file."
    ),
    message="The flags of az ml environment are others in v2.",
    symbols=symbols("environment"),
    link=LEARN + "how-to-manage-environments-v2",
    safety=Safety.REVIEW,
    example=Example(_BEFORE, _AFTER, "deploy.sh"),
)
RULE = replace(_RULE, check=check(_RULE), codemod=codemod(_RULE))
