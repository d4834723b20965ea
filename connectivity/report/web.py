"""One HTML page, for people who were not there. It loads nothing and runs nothing: its own policy forbids both."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from typing import TYPE_CHECKING

from connectivity.host import Weight
from connectivity.report.summary import headline, of_state
from connectivity.verdict import State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from connectivity.report.summary import Change
    from connectivity.run import Run
    from connectivity.verdict import Verdict

STYLE = """:root{color-scheme:light dark;--line:#8886;--bad:#c62828;--open:#b26a00;--good:#2e7d32}
@media (prefers-color-scheme:dark){:root{--bad:#ff8a80;--open:#ffcc80;--good:#a5d6a7}}
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:62rem;padding:0 1rem}
h1{margin-bottom:.2rem}h2{margin-top:2rem}
article{border:1px solid var(--line);border-left:.4rem solid;padding:.6rem 1rem;margin:.8rem 0;border-radius:.3rem}
article h3{margin:0 0 .3rem;font-size:1rem;overflow-wrap:anywhere}
.broken{border-left-color:var(--bad)}.unchecked{border-left-color:var(--open)}.fine{border-left-color:var(--good)}
.mark{font-weight:700}.broken .mark{color:var(--bad)}.unchecked .mark{color:var(--open)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem .9rem;margin:0}
dt{opacity:.75}dd{margin:0;overflow-wrap:anywhere}
code{font:13px/1.5 ui-monospace,monospace;overflow-wrap:anywhere;white-space:pre-wrap}
table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid var(--line);padding:.2rem .5rem;text-align:left}
td{overflow-wrap:anywhere}summary{cursor:pointer}
@media print{article{break-inside:avoid}}"""
CLASSES = {State.BROKEN: "broken", State.COULD_NOT_CHECK: "unchecked", State.FINE: "fine"}


def html(run: Run, changed: list[Change]) -> str:
    """The whole page."""
    broken, unchecked = of_state(run, State.BROKEN), of_state(run, State.COULD_NOT_CHECK)
    lesser = [each for each in unchecked if each.weight is not Weight.REQUIRED]
    body = [
        f"<h1>Connectivity</h1><p>{escape(headline(run))}. Started {escape(run.started)}.</p>",
        *(f"<p><strong>{escape(note)}</strong></p>" for note in (*run.undone, *run.notes)),
        _section("Broken", broken),
        _section("Could not check", [each for each in unchecked if each not in lesser]),
        _changes(changed),
        _folded("Could not check, and not needed to serve", lesser),
        _folded("Fine", of_state(run, State.FINE)),
        _known(run),
    ]
    return f"{_head()}<body>{''.join(body)}</body></html>\n"


def _head() -> str:
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="referrer" content="no-referrer"><title>Connectivity</title><style>{STYLE}</style></head>'
    )


def _section(title: str, verdicts: list[Verdict]) -> str:
    if not verdicts:
        return ""
    return f"<h2>{title} ({len(verdicts)})</h2>{''.join(_article(each) for each in verdicts)}"


def _folded(title: str, verdicts: list[Verdict]) -> str:
    if not verdicts:
        return ""
    articles = "".join(_article(each) for each in verdicts)
    return f"<details><summary>{title} ({len(verdicts)})</summary>{articles}</details>"


def _article(verdict: Verdict) -> str:
    weight = "" if verdict.weight is Weight.REQUIRED else f", {verdict.weight.value}"
    where = f" (from {escape(verdict.vantage)})" if verdict.vantage else ""
    rows = [
        *(("seen", _code(line)) for line in verdict.evidence),
        ("also", _list(verdict.also)),
        ("explains", escape(verdict.symptom)),
        ("fix", _code(verdict.fix)),
        ("code", _link(verdict)),
    ]
    listed = "".join(f"<dt>{label}</dt><dd>{value}</dd>" for label, value in rows if value)
    return (
        f'<article class="{CLASSES[verdict.state]}"><h3><span class="mark">{escape(verdict.state.value)}</span> '
        f"· {escape(verdict.phase.value)}{weight}: {escape(verdict.reason)}{where}</h3><dl>{listed}</dl></article>"
    )


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>" if text else ""


def _list(items: Iterable[str]) -> str:
    return "<br>".join(_code(each) for each in items)


def _link(verdict: Verdict) -> str:
    if not verdict.source.startswith("https://"):
        return escape(verdict.code)
    return f'{escape(verdict.code)}, <a href="{escape(verdict.source)}">{escape(verdict.source)}</a>'


def _changes(changed: list[Change]) -> str:
    listed = "".join(
        f"<li>{_code(each.subject)}: {escape(each.before)} → {escape(each.now)}</li>" for each in changed
    )
    return f"<h2>Changed ({len(changed)})</h2><ul>{listed}</ul>" if listed else ""


def _known(run: Run) -> str:
    rows = "".join(
        f"<tr><td>{escape(each.setting)}</td><td>{_code(each.value)}</td><td>{escape(each.origin)}</td></tr>"
        for each in run.context
    )
    head = "<tr><th>What</th><th>Value</th><th>Where it came from</th></tr>"
    return (
        f"<details><summary>What is known ({len(run.context)})</summary><table>{head}{rows}</table></details>"
    )
