"""For people who were not there: Markdown for an issue, HTML for a mail. Nothing is loaded from elsewhere."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from connectivity.report.summary import headline
from connectivity.verdict import State

if TYPE_CHECKING:
    from connectivity.report.summary import Change
    from connectivity.run import Run
    from connectivity.verdict import Verdict

STYLE = """body{font:15px/1.5 system-ui,sans-serif;margin:2em auto;max-width:70em;padding:0 1em}
table{border-collapse:collapse;width:100%}
td,th{border:1px solid #bbb;padding:.3em .6em;text-align:left;vertical-align:top}
.broken{background:#fdd}.unchecked{background:#ffc}.fine{background:#dfd}code{overflow-wrap:anywhere}"""
CLASSES = {State.BROKEN: "broken", State.COULD_NOT_CHECK: "unchecked", State.FINE: "fine"}
COLUMNS = ("State", "Phase", "Subject", "What", "Seen", "Explains", "Fix")


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


def html(run: Run, changed: list[Change]) -> str:
    """One page that stands alone."""
    rows = "\n".join(_row(verdict) for verdict in run.verdicts)
    notes = "".join(f"<p><strong>{escape(note)}</strong></p>" for note in (*run.undone, *run.notes))
    listed = "".join(
        f"<li><code>{escape(each.subject)}</code>: {escape(each.before)} → {escape(each.now)}</li>"
        for each in changed
    )
    head = "".join(f"<th>{column}</th>" for column in COLUMNS)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Connectivity</title>'
        f"<style>{STYLE}</style></head><body><h1>Connectivity</h1>"
        f"<p>{escape(headline(run))}. Started {escape(run.started)}.</p>{notes}"
        f"{f'<h2>Changed</h2><ul>{listed}</ul>' if listed else ''}"
        f"<table><thead><tr>{head}</tr></thead><tbody>\n{rows}\n</tbody></table></body></html>\n"
    )


def _link(verdict: Verdict) -> str:
    if not verdict.source.startswith("https://"):
        return escape(verdict.code)
    return f'<a href="{escape(verdict.source)}">{escape(verdict.code)}</a>'


def _row(verdict: Verdict) -> str:
    seen = "<br>".join(escape(line) for line in verdict.evidence)
    subject = "<br>".join(f"<code>{escape(each)}</code>" for each in (verdict.subject, *verdict.also))
    where = f"<br>from {escape(verdict.vantage)}" if verdict.vantage else ""
    cells = (
        escape(verdict.state.value)
        + ("" if verdict.weight.value == "required" else f"<br>{verdict.weight.value}"),
        escape(verdict.phase.value),
        subject + where,
        f"{escape(verdict.reason)}<br>{_link(verdict)}",
        seen,
        escape(verdict.symptom),
        escape(verdict.fix),
    )
    inner = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr class="{CLASSES[verdict.state]}">{inner}</tr>'
