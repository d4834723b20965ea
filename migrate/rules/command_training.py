"""The commands of v1 for training and data."""

from __future__ import annotations

from dataclasses import replace

from compat.mapping.setting import LEARN
from migrate.finding import Level
from migrate.rules.command import check, symbols
from migrate.rules.rule import Example, Rule, Safety

_BEFORE = """\
az ml run submit-script -c train train.py
"""
_AFTER = """\
az ml job create -f job.yml
"""

_RULE = Rule(
    id="AML208",
    title="command of v1 for training or data",
    level=Level.ADVICE,
    why=(
        "It belongs to the v1 extension, which cannot be installed together with that of v2. It is "
        "not part of deploying."
    ),
    message="This is a command of v1 for training or data; it is not about services.",
    symbols=symbols("run", "experiment", "pipeline", "dataset", "datastore"),
    link=LEARN + "how-to-migrate-from-v1",
    safety=Safety.MANUAL,
    example=Example(_BEFORE, _AFTER, "deploy.sh"),
)
RULE = replace(_RULE, check=check(_RULE))
