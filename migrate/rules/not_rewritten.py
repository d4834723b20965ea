"""A file that rewriting leaves alone because editing it would touch more than the edit."""

from __future__ import annotations

from migrate.finding import Level
from migrate.rules.rule import Rule

RULE = Rule(
    id="AML940",
    title="file that cannot be rewritten",
    level=Level.FAILURE,
    why=(
        "Rewriting puts new text between bytes that stay as they are. A file in UTF-16, in an encoding that "
        "writes one character in several ways, or with a broken notebook around its code does not allow that."
    ),
)
