"""``migrate explain``: the page of a rule, from the rule, of a check, or of a setting, from its row."""

from __future__ import annotations

from compat import validation
from compat.explanation import setting_page
from compat.mapping.settings import SETTINGS, named
from compat.validation import CHECKS, Check
from migrate.doctor.check import Check as ScriptCheck
from migrate.doctor.checks import CHECKS as SCRIPT_CHECKS
from migrate.rules import rules
from migrate.rules.rule import Rule


def page(subject: str) -> str:
    """Return the page of an id or a setting in any spelling; raise ``LookupError`` with a sentence."""
    found = rules().get(subject.upper())
    if found is not None:
        return "\n".join(rule_page(found, level=1)) + "\n"
    check = validation.page(subject)
    if check is not None:
        return "\n".join(check_page(check, level=1)) + "\n"
    script_check = next((item for item in SCRIPT_CHECKS if item.code == subject.upper()), None)
    if script_check is not None:
        return "\n".join(script_check_page(script_check, level=1)) + "\n"
    rows = named(subject)
    if rows:
        return "\n\n".join("\n".join(setting_page(row, level=1)) for row in rows) + "\n"
    raise LookupError(f"there is no rule and no setting {subject!r}{_hint(subject)}")


def rule_page(rule: Rule, level: int) -> list[str]:
    """Return the Markdown lines of a rule; ``level`` is that of its heading."""
    lines = [f"{'#' * level} {rule.id} {rule.title}", "", rule.why, ""]
    lines.append(f"- Level: {rule.level.value}")
    if rule.message:
        lines.append(f"- Says: {rule.message}")
    if rule.symbols:
        lines.append(f"- Answers for: {', '.join(f'`{symbol}`' for symbol in rule.symbols)}")
        lines.append(f"- A rewrite would be: {rule.safety.value}")
    if rule.link:
        lines.append(f"- See: <{rule.link}>")
    if rule.example is not None:
        lines += ["", "v1:", "", *_fenced(rule.example.before), "", "v2:", "", *_fenced(rule.example.after)]
    return lines


def check_page(check: Check, level: int) -> list[str]:
    """Return the Markdown lines of a check of v2 files."""
    lines = [
        f"{'#' * level} {check.code} {check.title}",
        "",
        check.why,
        "",
        f"- Level: {check.severity.value}",
    ]
    lines += [f"- What to do: {check.fix}", f"- azure-ai-ml {check.loader.value}"]
    if check.link:
        lines.append(f"- See: <{check.link}>")
    wrong, right = _fenced(check.example.wrong), _fenced(check.example.right)
    return [*lines, "", "Wrong:", "", *wrong, "", "Right:", "", *right]


def script_check_page(check: ScriptCheck, level: int) -> list[str]:
    """Return the Markdown lines of a check of scoring scripts."""
    lines = [f"{'#' * level} {check.code} {check.title}", "", check.why, "", f"- Level: {check.level.value}"]
    lines += [f"- Says: {check.message}", f"- See: <{check.link}>"]
    return [*lines, "", "Wrong:", "", *_fenced(check.wrong), "", "Right:", "", *_fenced(check.right)]


def _fenced(text: str) -> list[str]:
    return ["```", *text.rstrip("\n").split("\n"), "```"]


def _hint(subject: str) -> str:
    from difflib import get_close_matches

    words = [
        *rules(),
        *(check.code for check in CHECKS),
        *(check.code for check in SCRIPT_CHECKS),
        *dict.fromkeys(row.key for row in SETTINGS),
    ]
    near = get_close_matches(subject, words, 3, 0.6)
    return (
        f"; did you mean {', '.join(near)}?" if near else "; docs/rules.md and docs/settings.md list them all"
    )
