"""The findings about commands that no usage carries: their ids and levels."""

from __future__ import annotations

from compat.value import Place
from migrate.finding import Finding, Level

NOT_THERE = "AML220"
TWICE = "AML221"
BY_NAME = "AML222"
NOT_YAML = "AML906"
BROKEN = Level.FAILURE


def objection(rule: str, message: str, place: Place) -> Finding:
    """Return a finding about a command that the user has to decide on."""
    return Finding(rule, Level.DECISION, message, place)
