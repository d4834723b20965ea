"""The cause of one outcome, before it is put into words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from connectivity.verdict import State

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Cause:
    """`values` fill the placeholders of the code's fix. `shared` names what several targets have in common

    (a DNS server, a proxy): causes with the same code and the same `shared` become one verdict.
    """

    code: str
    state: State = State.BROKEN
    evidence: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    shared: str = ""


def fine(code: str = "fine", *evidence: str) -> Cause:
    """Everything as expected."""
    return Cause(code, State.FINE, evidence)


def unchecked(code: str, *evidence: str, **values: str) -> Cause:
    """Neither good nor bad."""
    return Cause(code, State.COULD_NOT_CHECK, evidence, values)
