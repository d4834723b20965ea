"""The extension's own health report, code by code, and what could not be read at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectivity.codes import codes
from connectivity.fact import HealthReport, NotRead
from connectivity.host import Phase, Weight
from connectivity.judge.cluster.finding import finding
from connectivity.verdict import State

if TYPE_CHECKING:
    from connectivity.judge.cluster.finding import Facts
    from connectivity.verdict import Verdict

# From here up the vendor calls a code a diagnosis; below, the operation was stopped.
DIAGNOSIS = "E45000"
UNKNOWN = "health-unknown"
NEEDED = ("deployments", "pods", "networkpolicies", "horizontalpodautoscalers")


def reports(facts: Facts) -> list[Verdict]:
    """One verdict per code; the keys say which operation reported it."""
    keys: dict[str, list[HealthReport]] = {}
    for each in facts.of(HealthReport):
        keys.setdefault(each.code, []).append(each)
    return [_report(code, found) for code, found in keys.items()]


def _report(code: str, found: list[HealthReport]) -> Verdict:
    return finding(
        code if code in codes() else UNKNOWN,
        f"health report {code}",
        Phase.ROUTER_DEPLOYED,
        evidence=tuple(f"{each.key}: {each.text}" for each in found[:3]),
        values={"code": code},
        weight=Weight.REQUIRED if code < DIAGNOSIS else Weight.OPTIONAL,
    )


def unread(facts: Facts) -> list[Verdict]:
    """Every read that did not happen, with the verb that RBAC has to allow."""
    verdicts = []
    for gap in facts.of(NotRead):
        plain = gap.resource.partition(".")[0]
        where = f" in {gap.namespace}" if gap.namespace else ""
        made_up = gap.namespace == "" and not facts.unread(plain)
        needed = plain in NEEDED and not made_up
        verdicts.append(
            finding(
                "read-denied" if gap.denied else "read-failed",
                f"{gap.verb} {gap.resource}{where}",
                Phase.ATTACH,
                State.COULD_NOT_CHECK,
                evidence=(gap.reason,),
                values={
                    "verb": gap.verb,
                    "resource": gap.resource,
                    "where": where or " in the whole cluster",
                },
                weight=Weight.REQUIRED if needed else Weight.OPTIONAL,
            )
        )
    return verdicts
