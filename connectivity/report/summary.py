"""Counts, exit code, and what changed since an earlier run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from connectivity.host import Weight
from connectivity.verdict import State

if TYPE_CHECKING:
    from connectivity.run import Run
    from connectivity.verdict import Verdict

FINE, BROKEN, UNCHECKED = 0, 1, 3
BY_STATE = {State.FINE: FINE, State.BROKEN: BROKEN, State.COULD_NOT_CHECK: UNCHECKED}


@dataclass(frozen=True)
class Change:
    """A subject whose verdict is new, gone, or another than before."""

    subject: str
    vantage: str
    before: str
    now: str


def of_state(run: Run, state: State, *, required: bool | None = None) -> list[Verdict]:
    """Verdicts of one state, in rank; with `required` only those that do or do not decide the exit code."""
    found = [verdict for verdict in run.verdicts if verdict.state is state]
    if required is None:
        return found
    return [verdict for verdict in found if (verdict.weight is Weight.REQUIRED) is required]


def exit_code(run: Run) -> int:
    """0 fine, 1 a requirement is broken, 3 something required could not be checked, or nothing was."""
    if of_state(run, State.BROKEN, required=True):
        return BROKEN
    if of_state(run, State.COULD_NOT_CHECK, required=True) or run.undone or not run.verdicts:
        return UNCHECKED
    return FINE


def headline(run: Run) -> str:
    """One line."""
    broken = len(of_state(run, State.BROKEN, required=True))
    lesser = len(of_state(run, State.BROKEN, required=False))
    unchecked = len(of_state(run, State.COULD_NOT_CHECK))
    fine = len(of_state(run, State.FINE))
    minor = f", {lesser} broken but not needed to serve" if lesser else ""
    return f"{broken} broken{minor}, {unchecked} could not be checked, {fine} fine"


def changes(run: Run, earlier: Run) -> list[Change]:
    """What is different, broken things first."""
    before, now = _worst(earlier), _worst(run)
    found: list[Change] = []
    for key in dict.fromkeys([*now, *before]):
        old, new = before.get(key), now.get(key)
        if old is None and new is not None and new.state is State.FINE:
            continue
        if (old.code if old else "") != (new.code if new else ""):
            found.append(Change(*key, _words(old), _words(new)))
    return sorted(found, key=lambda change: not change.now.startswith(State.BROKEN.value))


def _worst(run: Run) -> dict[tuple[str, str], Verdict]:
    """One verdict for each subject and vantage: verdicts are ranked, so the first is the worst."""
    found: dict[tuple[str, str], Verdict] = {}
    for verdict in run.verdicts:
        for subject in (verdict.subject, *verdict.also):
            found.setdefault((subject, verdict.vantage), verdict)
    return found


def _words(verdict: Verdict | None) -> str:
    return f"{verdict.state.value} ({verdict.code})" if verdict else "not part of the run"
