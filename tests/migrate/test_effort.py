from __future__ import annotations

from dataclasses import replace

import pytest

from compat.mapping.calling import Sign
from compat.v1 import Cluster, ServiceKind
from compat.value import Known, Place
from migrate.callers import Caller, Sighting
from migrate.effort import (
    ADDRESS,
    CALL,
    CALLER,
    CLUSTER,
    SERVICE,
    SWITCH,
    WEIGHTS,
    effort_of,
    effort_shared,
    total,
)
from migrate.finding import Finding, Level
from tests.migrate.readings import aks_service
from tests.migrate.report.test_text import outcome


def caller(sign: Sign) -> Caller:
    return Caller("ask.py", None, "", "", (Sighting(sign, "x", Place("ask.py")),))


def found(rule: str, level: Level = Level.CHANGE) -> Finding:
    return Finding(rule, level, "Said.", Place("a.py"))


def test_the_sum_is_its_terms() -> None:
    effort = effort_of(outcome(aks_service()), [caller(Sign.ADDRESS), caller(Sign.LOOKUP)])
    assert effort.hours == pytest.approx(sum(term.count * term.weight.hours for term in effort.terms))
    counts = {term.weight: term.count for term in effort.terms}
    assert (counts[SERVICE], counts[ADDRESS], counts[CALLER]) == (1, 1, 1)


def test_a_service_alone_still_takes_its_hours_and_an_empty_repository_none() -> None:
    assert effort_of(replace(outcome(aks_service()), changes=()), []).hours >= SERVICE.hours
    assert effort_shared([], [], []).hours == 0
    assert effort_shared([], [], []).terms == ()


def test_what_runs_on_a_machine_of_ones_own_has_no_callers_to_switch() -> None:
    local = outcome(replace(aks_service(), kind=ServiceKind.LOCAL, cluster=None))
    kinds = {term.weight for term in effort_of(local, []).terms}
    assert SERVICE in kinds
    assert SWITCH not in kinds


def test_a_cluster_is_counted_once_however_many_services_stand_on_it() -> None:
    one = outcome(aks_service())
    other = outcome(replace(aks_service(), cluster=Cluster(Known("other"))))
    terms = effort_shared([one, one, other], [], []).terms
    assert [(term.weight, term.count) for term in terms] == [(CLUSTER, 2)]


@pytest.mark.parametrize(
    ("finding", "kind"),
    [
        (found("AML115"), "SDK call"),
        (found("AML201"), "command line"),
        (found("AML403"), "place in a scoring script"),
        (found("AML404", Level.BLOCKER), "blocker"),
        (found("AML503", Level.DECISION), None),
        (found("AML901", Level.FAILURE), None),
        (found("AML405", Level.ADVICE), None),
    ],
)
def test_a_finding_counts_as_one_thing_or_nothing(finding: Finding, kind: str | None) -> None:
    terms = effort_shared([], [finding], []).terms
    assert [term.weight.kind for term in terms] == ([] if kind is None else [kind])


def test_totals_are_those_of_the_counts() -> None:
    whole = total([{SERVICE.kind: 1, CALL.kind: 3}, {SERVICE.kind: 2}, {"something of a later version": 9}])
    assert [(term.weight, term.count) for term in whole.terms] == [(SERVICE, 3), (CALL, 3)]
    assert whole.hours == pytest.approx(3 * SERVICE.hours + 3 * CALL.hours)


def test_every_weight_has_a_reason_and_its_own_word() -> None:
    assert all(weight.why and weight.hours > 0 for weight in WEIGHTS)
    assert len({weight.kind for weight in WEIGHTS}) == len(WEIGHTS)
    assert CLUSTER.counted(1) == "1 cluster"
    assert CLUSTER.counted(2) == "2 clusters"
