"""``az ml workspace`` and ``az ml folder``."""

from __future__ import annotations

from dataclasses import replace

from compat.mapping.setting import LEARN
from migrate.finding import Level
from migrate.rules.command import check, codemod, symbols
from migrate.rules.rule import Example, Rule, Safety

_BEFORE = """\
az ml folder attach -w mlw -g rg
"""
_AFTER = """\
az configure --defaults workspace=mlw group=rg
"""

_RULE = Rule(
    id="AML207",
    title="command az ml workspace or az ml folder",
    level=Level.CHANGE,
    why=(
        "The workspace is -n in v2, some flags have another meaning, and no folder is attached to a workspace."
    ),
    message="The flags of az ml workspace are others in v2.",
    symbols=symbols("workspace", "folder"),
    link=LEARN + "how-to-manage-workspace-cli",
    safety=Safety.REVIEW,
    example=Example(_BEFORE, _AFTER, "deploy.sh"),
)
RULE = replace(_RULE, check=check(_RULE), codemod=codemod(_RULE))
