"""What the rules about the cluster share: facts by kind, what was not read, and how a verdict is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from connectivity.codes import codes
from connectivity.fact import NotRead
from connectivity.host import Phase, Weight
from connectivity.judge.wording import fill
from connectivity.verdict import State, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from connectivity.fact import Fact

F = TypeVar("F")
# Namespaces that are read one by one where the whole cluster may not be.
HOMES = ("default", "azureml", "kube-system")


@dataclass(frozen=True)
class Facts:
    """All facts of one reading, and when it was made (ISO 8601 in UTC)."""

    facts: tuple[Fact, ...]
    now: str

    def of(self, kind: type[F]) -> list[F]:
        """Those of one kind, in order."""
        return [fact for fact in self.facts if isinstance(fact, kind)]

    def unread(self, resource: str, namespace: str = "") -> bool:
        """True where a list could not be read there. A denied whole counts where nothing else was read."""
        gaps = [gap for gap in self.of(NotRead) if gap.resource.partition(".")[0] == resource]
        if any(gap.namespace == namespace for gap in gaps):
            return not (namespace == "" and self._by_namespace(gaps))
        whole = any(gap.namespace == "" for gap in gaps)
        return whole and not (namespace in HOMES and self._by_namespace(gaps))

    @staticmethod
    def _by_namespace(gaps: list[NotRead]) -> bool:
        """Whether the list was tried namespace by namespace, and read in one at least."""
        denied = any(gap.namespace == "" and gap.denied for gap in gaps)
        return denied and not all(any(gap.namespace == home for gap in gaps) for home in HOMES)

    def days_since(self, time: str) -> float | None:
        """Age in days; None where the time is missing or malformed."""
        then, now = moment(time), moment(self.now)
        return None if then is None or now is None else (now - then).total_seconds() / 86400


def moment(text: str) -> datetime | None:
    """A time with its zone, or None."""
    try:
        found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return found if found.tzinfo else None


def finding(
    code: str,
    subject: str,
    phase: Phase,
    state: State = State.BROKEN,
    *,
    evidence: tuple[str, ...] = (),
    values: Mapping[str, str] | None = None,
    weight: Weight = Weight.REQUIRED,
    symptom: str = "",
) -> Verdict:
    """A verdict on an object of the cluster."""
    row = codes()[code]
    fine = state is State.FINE
    return Verdict(
        code=code,
        state=state,
        subject=subject,
        phase=phase,
        reason=f"{row.title}: {subject}",
        weight=weight,
        evidence=evidence,
        symptom="" if fine else symptom,
        fix="" if fine else fill(row.fix, dict(values or {})),
        source=row.source,
    )
