"""Markdown, for an issue or a wiki."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectivity.report.summary import headline
from connectivity.verdict import State

if TYPE_CHECKING:
    from connectivity.report.summary import Change
    from connectivity.run import Run
    from connectivity.verdict import Verdict


def markdown(run: Run, changed: list[Change]) -> str:
    """A summary, the diagnosis and the list of what is fine."""
    lines = ["# Connectivity", "", f"{headline(run)}. Started {run.started}.", ""]
    lines += [f"* {_safe(note)}" for note in (*run.undone, *run.notes)]
    for verdict in run.verdicts:
        if verdict.state is not State.FINE:
            lines += _section(verdict)
    if changed:
        lines += ["## Changed", ""]
        lines += [f"* {_code(each.subject)}: {each.before} → {each.now}" for each in changed]
    fine = [_code(verdict.subject) for verdict in run.verdicts if verdict.state is State.FINE]
    lines += ["", f"## Fine ({len(fine)})", "", ", ".join(fine) or "nothing", ""]
    return "\n".join(lines)


def _section(verdict: Verdict) -> list[str]:
    where = f" (from {verdict.vantage})" if verdict.vantage else ""
    lines = [f"## {verdict.state.value}: {_safe(verdict.reason)}{where}", ""]
    lines += [f"* phase: {verdict.phase.value}; {verdict.weight.value}; code `{verdict.code}`"]
    lines += [f"* seen: {_code(line)}" for line in verdict.evidence]
    lines += [f"* also: {', '.join(_code(subject) for subject in verdict.also)}"] if verdict.also else []
    lines += [f"* explains: {_safe(verdict.symptom)}"] if verdict.symptom else []
    lines += [f"* fix: {_safe(verdict.fix)}"] if verdict.fix else []
    return [*lines, f"* source: <{verdict.source}>", ""]


def _code(text: str) -> str:
    return f"`{text.replace('`', chr(39))}`"


def _safe(text: str) -> str:
    for char in "\\`*_[]<>|#":
        text = text.replace(char, f"\\{char}")
    return text
