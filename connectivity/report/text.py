"""For the terminal: the diagnosis first, then what could not be checked, then how much is fine."""

from __future__ import annotations

import io
import textwrap
from typing import TYPE_CHECKING

from connectivity.codes import codes
from connectivity.host import Weight
from connectivity.report.summary import headline, of_state
from connectivity.verdict import State

if TYPE_CHECKING:
    from rich.console import Console

    from connectivity.report.summary import Change
    from connectivity.run import Run
    from connectivity.verdict import Verdict

COLOURS = {State.BROKEN: "bold red", State.COULD_NOT_CHECK: "yellow", State.FINE: "green"}
LABEL = 11
# A line to be copied is never broken.
COMMAND = "az network "
NARROWEST = 40


def text(
    run: Run, changed: list[Change], *, colour: bool, width: int | None = None, verbose: bool = False
) -> str:
    """The whole report, wrapped to `width` columns, or one line each without one.

    `verbose` shows what is known and from where, and in full what nothing depends on and what is fine.
    """
    from rich.console import Console

    out = io.StringIO()
    console = Console(file=out, force_terminal=colour, no_color=not colour, highlight=False, soft_wrap=True)
    page = Page(console, width)
    for note in (*run.undone, *run.notes):
        page.paragraph(f"! {note}", "yellow", hang=2)
    for known in run.context if verbose else ():
        page.line(f"known: {known.setting} is {known.value} ({known.origin})")
    unchecked = of_state(run, State.COULD_NOT_CHECK)
    lesser = [] if verbose else [each for each in unchecked if each.weight is not Weight.REQUIRED]
    for verdict in of_state(run, State.BROKEN):
        _full(page, verdict)
    for verdict in unchecked:
        if verdict not in lesser:
            _full(page, verdict)
    _lesser(page, lesser)
    _fine(page, of_state(run, State.FINE), verbose=verbose)
    for change in changed:
        page.paragraph(f"changed: {change.subject}: {change.before} -> {change.now}", hang=9)
    if changed:
        page.line()
    page.line(headline(run), COLOURS[_worst(run)])
    return out.getvalue()


class Page:
    """Lines to a console, wrapped where a width is given."""

    def __init__(self, console: Console, width: int | None) -> None:
        self._console = console
        self._width = max(width, NARROWEST) if width else None

    def line(self, text: str = "", style: str = "") -> None:
        """As it is."""
        self._console.print(text, style=style, markup=False)

    def paragraph(self, text: str, style: str = "", *, hang: int = 0) -> None:
        """Wrapped, with the following lines indented by `hang`."""
        if self._width is None:
            self.line(text, style)
            return
        lines = textwrap.wrap(
            text,
            self._width,
            subsequent_indent=" " * hang,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for each in lines or [""]:
            self.line(each, style)

    def row(self, label: str, value: str) -> None:
        """A label and its value; a command in it gets a line of its own."""
        head, command, rest = value.partition(COMMAND)
        if self._width is None or not command:
            self.paragraph(f"  {label:<{LABEL - 2}}{value}", hang=LABEL)
            return
        self.paragraph(f"  {label:<{LABEL - 2}}{head.rstrip()}", hang=LABEL)
        self.line(f"{' ' * LABEL}{command}{rest}")


def _full(page: Page, verdict: Verdict) -> None:
    where = f" (from {verdict.vantage})" if verdict.vantage not in {"", "here"} else ""
    weight = "" if verdict.weight is Weight.REQUIRED else f" [{verdict.weight.value}]"
    head = f"{verdict.state.value.upper()} {verdict.phase.value}{weight}: {verdict.reason}{where}"
    page.paragraph(head, COLOURS[verdict.state], hang=2)
    for line in verdict.evidence:
        page.row("saw", line)
    rows = (("also", ", ".join(verdict.also)), ("explains", verdict.symptom), ("fix", verdict.fix))
    for label, value in rows:
        if value:
            page.row(label, value)
    page.row("code", f"{verdict.code}   {verdict.source}")
    page.line()


def _lesser(page: Page, found: list[Verdict]) -> None:
    """What could not be checked and nothing depends on: one line a code."""
    if not found:
        return
    page.line("COULD NOT CHECK, and not needed to serve (-v shows each):", COLOURS[State.COULD_NOT_CHECK])
    for code in dict.fromkeys(each.code for each in found):
        title = codes()[code].title
        named = [each.reason.removeprefix(f"{title}: ") + _from(each) for each in found if each.code == code]
        page.paragraph(f"  {title}: {', '.join(named)}", hang=4)
    page.line()


def _from(verdict: Verdict) -> str:
    return f" from {verdict.vantage}" if verdict.vantage not in {"", "here"} else ""


def _fine(page: Page, found: list[Verdict], *, verbose: bool) -> None:
    if verbose:
        for verdict in found:
            page.paragraph(
                f"FINE {verdict.phase.value}: {verdict.subject}{_from(verdict)}", COLOURS[State.FINE]
            )
            for line in verdict.evidence:
                page.row("saw", line)
        return
    for vantage in dict.fromkeys(each.vantage for each in found):
        named = [each.subject for each in found if each.vantage == vantage]
        place = "in the cluster" if not vantage else f"from {vantage}"
        page.paragraph(f"fine {place}: {', '.join(named)}", COLOURS[State.FINE], hang=2)
    if found:
        page.line()


def _worst(run: Run) -> State:
    states = [verdict.state for verdict in run.verdicts]
    return next((state for state in (State.BROKEN, State.COULD_NOT_CHECK) if state in states), State.FINE)
