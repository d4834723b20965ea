"""The judgement: three-valued, with reason, evidence, the symptom it explains and the smallest fix."""

from dataclasses import dataclass
from enum import Enum

from connectivity.host import Phase, Weight


class State(str, Enum):
    """COULD_NOT_CHECK is neither a pass nor a failure."""

    FINE = "fine"
    BROKEN = "broken"
    COULD_NOT_CHECK = "could not check"


@dataclass(frozen=True)
class Verdict:
    """One judgement about one subject from one vantage.

    `code` is a row of `codes.CODES`. `subject` is a target id or a cluster object. `vantage` is empty for
    facts that do not depend on it. `also` holds the other target ids that the same cause explains.
    """

    code: str
    state: State
    subject: str
    phase: Phase
    reason: str
    vantage: str = ""
    weight: Weight = Weight.REQUIRED
    evidence: tuple[str, ...] = ()
    symptom: str = ""
    fix: str = ""
    source: str = ""
    also: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str, str]:
        """Identity between two runs: same code, subject and vantage."""
        return (self.code, self.subject, self.vantage)
