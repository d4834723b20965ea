"""The loss ledger of a service: how many settings ended how, and what could not be analysed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from compat import v1
from compat.mapping.setting import Change, Fate


class LossPolicy(Enum):
    """What ``--lossy`` says about settings that v2 has nothing for."""

    ALLOW = "allow"
    WARN = "warn"
    DENY = "deny"


@dataclass(frozen=True)
class Losses:
    """What the policy finds: sentences to show, and whether the run has failed for it."""

    sentences: tuple[str, ...] = ()
    denied: bool = False


def losses(changes: Iterable[Change], policy: LossPolicy, unread: Sequence[v1.Unread] = ()) -> Losses:
    """Judge changes by a policy. What was not analysed counts: nobody knows what is lost in it."""
    found = [f"{change.key}: {change.sentence}" for change in changes if change.loss]
    found += [f"{item.spelling}: not analysed, {item.why}" for item in unread]
    if policy is LossPolicy.ALLOW:
        return Losses()
    return Losses(tuple(found), denied=policy is LossPolicy.DENY and bool(found))


def counts(changes: Iterable[Change]) -> dict[Fate, int]:
    """Return how many changes have each fate, in the fates' own order; fates without any are left out."""
    found = Counter(change.fate for change in changes)
    return {fate: found[fate] for fate in Fate if found[fate]}


def unread(service: v1.Service) -> tuple[v1.Unread, ...]:
    """Return everything of a service that was there and could not be analysed."""
    return tuple(dict.fromkeys(_unread(service)))


def _unread(service: v1.Service) -> Iterator[v1.Unread]:
    yield from service.unread
    yield from service.cluster.unread if service.cluster else ()
    yield from _scoring(service.scoring)
    for version in service.versions:
        yield from version.unread
        yield from _scoring(version.scoring)


def _scoring(scoring: v1.Scoring | None) -> Iterator[v1.Unread]:
    if scoring is None:
        return
    yield from scoring.unread
    if scoring.environment is not None:
        yield from scoring.environment.unread
        yield from scoring.environment.conda.gaps if scoring.environment.conda else ()
