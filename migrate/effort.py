"""Effort in hours: what was counted, times a weight, every term shown. An estimate, not a promise.

The weights are this project's judgement for one engineer who knows the service and has the rights in Azure; they are
not measured on your team. The sum is printed with its terms, so that anybody can put in other weights.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from compat.mapping.calling import Sign
from compat.v1 import ServiceKind
from compat.value import Known
from migrate.callers import Caller
from migrate.finding import Finding, Level
from migrate.rules import claiming

TYPE_CHECKING = False
if TYPE_CHECKING:
    from migrate.scan import Outcome


@dataclass(frozen=True)
class Weight:
    """Hours for one thing of a kind, and why so many. ``kind`` is the word in every report, in the singular."""

    kind: str
    hours: float
    why: str
    plural: str = ""

    def counted(self, count: int) -> str:
        """Return a count with its noun."""
        return f"{count} {self.kind if count == 1 else self.plural or self.kind + 's'}"


SERVICE = Weight("service", 4, "review the YAML, deploy it, compare its answers with v1's")
SWITCH = Weight(
    "switch of callers", 2, "shift the traffic, watch it, keep the way back open", "switches of callers"
)
DECISION = Weight("decision", 0.5, "find the one who knows, and write the answer down")
LOSS = Weight("loss", 1, "agree with the owners on doing without, or on another way", "losses")
GAP = Weight("fact not analysed", 0.25, "look it up by hand", "facts not analysed")
BLOCKER = Weight("blocker", 2, "change what cannot work in v2 and test it")
SCRIPT = Weight(
    "place in a scoring script", 0.5, "change it and run the script locally", "places in scoring scripts"
)
ADDRESS = Weight(
    "caller with a fixed address",
    1.5,
    "change the address and the key, test, release",
    "callers with a fixed address",
)
CALLER = Weight(
    "caller through v1's SDK or CLI", 0.5, "move it to v2 calls, test", "callers through v1's SDK or CLI"
)
CLUSTER = Weight("cluster", 8, "install the extension, attach it anew, check its network and certificates")
COMMAND = Weight("command line", 0.5, "rewrite it for the v2 extension and run the pipeline once")
CALL = Weight("SDK call", 0.1, "rewrite it for the v2 SDK; most are alike")
WEIGHTS = (SERVICE, SWITCH, DECISION, LOSS, GAP, BLOCKER, SCRIPT, ADDRESS, CALLER, CLUSTER, COMMAND, CALL)


@dataclass(frozen=True)
class Term:
    """One product of the sum."""

    weight: Weight
    count: int

    @property
    def hours(self) -> float:
        """Count times weight."""
        return round(self.count * self.weight.hours, 2)


@dataclass(frozen=True)
class Effort:
    """The sum with its terms, in the order of the weights; a kind that was not found has no term."""

    terms: tuple[Term, ...] = ()

    @property
    def hours(self) -> float:
        """All terms together."""
        return round(sum(term.hours for term in self.terms), 2)


def effort_of(outcome: Outcome, callers: Iterable[Caller]) -> Effort:
    """Return what one service takes: itself, its open questions and its callers."""
    counts = Counter({SERVICE: 1})
    # Nobody else calls what runs on a machine of one's own.
    counts[SWITCH] = int(outcome.service.kind is not ServiceKind.LOCAL)
    for change in outcome.changes:
        rule = claiming(outcome.service, change)
        if rule is None or rule.level is not Level.BLOCKER:  # that one is the cluster's work
            counts[DECISION] += change.decision is not None
            counts[LOSS] += change.loss and change.decision is None
    counts[GAP] = sum(1 for entry in outcome.ledger.entries if entry.fate == "not analysed")
    counts += _calling(callers)
    return _sum(counts)


def effort_shared(
    outcomes: Sequence[Outcome], findings: Iterable[Finding], callers: Iterable[Caller]
) -> Effort:
    """Return what belongs to the repository and not to one service: clusters, code, callers of unknown services.

    A finding that a service's own changes made is counted there.
    """
    counts = Counter({CLUSTER: len(_clusters(outcomes))})
    for finding in findings:
        weight = _weight_of(finding)
        if weight is not None:
            counts[weight] += 1
    counts += _calling(callers)
    return _sum(counts)


def total(efforts: Iterable[Mapping[str, int]]) -> Effort:
    """Return the sum of several, given as counts by kind."""
    counts: Counter[str] = Counter()
    for one in efforts:
        counts.update(one)
    return Effort(tuple(Term(weight, counts[weight.kind]) for weight in WEIGHTS if counts[weight.kind]))


def _sum(counts: Mapping[Weight, int]) -> Effort:
    return Effort(tuple(Term(weight, counts[weight]) for weight in WEIGHTS if counts.get(weight)))


def _calling(callers: Iterable[Caller]) -> Counter[Weight]:
    return Counter(ADDRESS if Sign.ADDRESS in caller.signs else CALLER for caller in callers)


def _clusters(outcomes: Iterable[Outcome]) -> set[object]:
    clusters = (
        one.service.cluster for one in outcomes if one.target is not None and one.service.cluster is not None
    )
    names = (cluster.name for cluster in clusters)
    return {name.value if isinstance(name, Known) else name for name in names}


def _weight_of(finding: Finding) -> Weight | None:
    """Return what one finding counts as; None for what is counted elsewhere or asks for no work."""
    if finding.rule.startswith("AML5") or finding.level is Level.FAILURE:
        return None
    if finding.level is Level.BLOCKER:
        return BLOCKER
    if finding.level is Level.ADVICE:
        return None
    kinds = {"AML1": CALL, "AML2": COMMAND, "AML4": SCRIPT}
    return kinds.get(finding.rule[:4])
