"""For the terminal: the diagnosis first, then what could not be checked, then how much is fine."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from connectivity.report.summary import headline, of_state
from connectivity.verdict import State

if TYPE_CHECKING:
    from rich.console import Console

    from connectivity.report.summary import Change
    from connectivity.run import Run
    from connectivity.verdict import Verdict

COLOURS = {State.BROKEN: "bold red", State.COULD_NOT_CHECK: "yellow", State.FINE: "green"}


def text(run: Run, changed: list[Change], *, colour: bool, width: int = 100, verbose: bool = False) -> str:
    """The whole report. `verbose` shows the evidence of what is fine as well."""
    from rich.console import Console

    out = io.StringIO()
    console = Console(
        file=out, width=width, force_terminal=colour, no_color=not colour, highlight=False, soft_wrap=True
    )
    for note in (*run.undone, *run.notes):
        _line(console, f"! {note}", "yellow")
    for verdict in of_state(run, State.BROKEN):
        _full(console, verdict)
    for verdict in of_state(run, State.COULD_NOT_CHECK):
        _full(console, verdict)
    _fine(console, run, verbose=verbose)
    _changes(console, changed)
    _line(console, headline(run), COLOURS[_worst(run)])
    return out.getvalue()


def _line(console: Console, line: str, style: str = "") -> None:
    console.print(line, style=style, markup=False)


def _full(console: Console, verdict: Verdict) -> None:
    where = f" (from {verdict.vantage})" if verdict.vantage not in {"", "here"} else ""
    weight = "" if verdict.weight.value == "required" else f" [{verdict.weight.value}]"
    _line(
        console,
        f"{verdict.state.value.upper()} {verdict.phase.value}{weight}: {verdict.reason}{where}",
        COLOURS[verdict.state],
    )
    rows = [*[("saw", line) for line in verdict.evidence]]
    if verdict.also:
        rows.append(("also", ", ".join(verdict.also)))
    rows += [("explains", verdict.symptom)] if verdict.symptom else []
    rows += [("fix", verdict.fix)] if verdict.fix else []
    rows.append(("code", f"{verdict.code}   {verdict.source}"))
    for label, value in rows:
        _line(console, f"  {label:<9}{value}")
    _line(console, "")


def _fine(console: Console, run: Run, *, verbose: bool) -> None:
    found = of_state(run, State.FINE)
    if verbose:
        for verdict in found:
            _line(console, f"FINE {verdict.phase.value}: {verdict.subject}", COLOURS[State.FINE])
            for line in verdict.evidence:
                _line(console, f"  saw      {line}")
    elif found:
        _line(console, f"fine: {', '.join(verdict.subject for verdict in found)}", COLOURS[State.FINE])
        _line(console, "")


def _changes(console: Console, changed: list[Change]) -> None:
    for change in changed:
        _line(console, f"changed: {change.subject}: {change.before} -> {change.now}")
    if changed:
        _line(console, "")


def _worst(run: Run) -> State:
    states = [verdict.state for verdict in run.verdicts]
    return next((state for state in (State.BROKEN, State.COULD_NOT_CHECK) if state in states), State.FINE)
