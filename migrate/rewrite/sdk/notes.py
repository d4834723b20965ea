"""What a service leaves to its owner, as comments above the code that was written for it."""

from __future__ import annotations

from collections.abc import Iterator

from compat.mapping.setting import Change
from migrate.rewrite.marker import comment
from migrate.rewrite.sdk.script import Script
from migrate.rewrite.sdk.values import Values
from migrate.rules import over_services
from migrate.rules.rule import Rule
from migrate.scan import Outcome, said


def notes(script: Script, outcome: Outcome, values: Values) -> list[str]:
    """Return the comment lines of every question that the written code leaves open, and of every loss."""
    width = max(60, script.style.width - len(script.indent(values.statement)))
    lines: list[str] = []
    for change in _open(outcome, values):
        rule = _rule(outcome, change)
        if rule is not None:
            lines += comment(rule.id, said(change), change.link or rule.link, width=width)
    for sentence in values.warnings:
        lines += comment("AML140", sentence, width=width)
    return lines


def _open(outcome: Outcome, values: Values) -> Iterator[Change]:
    for change in outcome.changes:
        if change not in values.changes or change in values.settled or not (change.decision or change.loss):
            continue
        settled = change.writes and not any(path in values.open for path in change.writes)
        if settled and change.decision is not None and _is_value(change):
            continue
        yield change


def _is_value(change: Change) -> bool:
    """Tell whether the question is only which value stands there: then code that computes it answers it."""
    paths = ("endpoint.name", "deployment.model", "deployment.environment_variables.")
    return (
        any(path.startswith(paths) for path in change.writes) and not change.loss and change.key != "several"
    )


def _rule(outcome: Outcome, change: Change) -> Rule | None:
    found = (rule for rule in over_services() if rule.claims and rule.claims(outcome.service, change))
    return next(found, None)
