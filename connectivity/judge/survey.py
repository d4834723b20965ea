"""All targets and all places together, ranked by the phase in which things fail first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from connectivity.host import Expectation, Weight
from connectivity.judge import across
from connectivity.judge.target import causes
from connectivity.judge.wording import verdict
from connectivity.target import asked_from
from connectivity.vantage import Place
from connectivity.verdict import State

if TYPE_CHECKING:
    from connectivity.judge.cause import Cause
    from connectivity.observation import Observation
    from connectivity.target import Target
    from connectivity.verdict import Verdict

STATES = {State.BROKEN: 0, State.COULD_NOT_CHECK: 1, State.FINE: 2}
WEIGHTS = {Weight.REQUIRED: 0, Weight.TELEMETRY: 1, Weight.OPTIONAL: 2}


@dataclass(frozen=True)
class Judged:
    """A cause and what it is about. `main` marks the one verdict on the target itself."""

    target: Target
    observation: Observation | None
    cause: Cause
    main: bool

    @property
    def place(self) -> Place:
        """Where it was seen; here where nothing was."""
        return self.observation.vantage.place if self.observation else Place.HERE

    @property
    def private(self) -> bool:
        """True for a target that is expected to be private."""
        return self.target.expectation is Expectation.PRIVATE


def judge(targets: tuple[Target, ...], observations: tuple[Observation, ...]) -> tuple[Verdict, ...]:
    """One verdict for each target and place, and one for each fault that several share."""
    judged: list[Judged] = []
    for vantage in dict.fromkeys(observation.vantage for observation in observations):
        seen = {each.target: each for each in observations if each.vantage == vantage}
        judged += _from_one_place(asked_from(targets, vantage.place), seen)
    if not observations:
        judged = _from_one_place(asked_from(targets, Place.HERE), {})
    judged += across.between_vantages(judged)
    return ranked(_merged(across.counted(judged)))


def _from_one_place(targets: tuple[Target, ...], seen: dict[str, Observation]) -> list[Judged]:
    judged = [
        Judged(target, seen.get(target.id), cause, main=at == 0)
        for target in targets
        for at, cause in enumerate(causes(target, seen.get(target.id)))
    ]
    return across.broken_forwarders(across.half_private_registry(judged))


def _merged(judged: list[Judged]) -> list[Verdict]:
    """Causes shared by several targets become one verdict: the first by phase, the others listed in it."""
    ordered = sorted(judged, key=lambda each: (WEIGHTS[each.target.weight], each.target.phase.order))
    merged: dict[tuple[str, ...], Verdict] = {}
    for each in ordered:
        found = verdict(each.cause, each.target, each.observation)
        key = (found.code, found.vantage, each.cause.shared or found.subject)
        standing = merged.get(key)
        if standing is None:
            merged[key] = found
        elif found.subject != standing.subject and found.subject not in standing.also:
            merged[key] = replace(standing, also=(*standing.also, found.subject))
    return list(merged.values())


def ranked(verdicts: list[Verdict]) -> tuple[Verdict, ...]:
    """Broken first, then unchecked; within that by what is lost, then in the order in which things fail."""
    return tuple(
        sorted(
            verdicts,
            key=lambda each: (
                STATES[each.state],
                WEIGHTS[each.weight],
                each.phase.order,
                each.subject,
            ),
        )
    )
