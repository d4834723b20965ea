"""The router: there, ready, reachable, alone, and with a certificate that holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectivity.fact import Leftover, PodState, Router, RouterCertificate, RouterService
from connectivity.host import Party, Phase, Weight
from connectivity.judge.cluster.finding import finding
from connectivity.verdict import State

if TYPE_CHECKING:
    from connectivity.judge.cluster.finding import Facts
    from connectivity.verdict import Verdict

RESTARTS, RESTARTS_A_DAY = 5, 3.0
SOON_DAYS = 30.0
UPGRADE = ("azureml-fe-enable-upgrade", "true")


def router(facts: Facts) -> list[Verdict]:
    """One verdict on each router, and one where there is none."""
    found = facts.of(Router)
    if found:
        return [_one(each, facts) for each in found]
    if facts.unread("deployments", "default") or facts.unread("deployments", "azureml"):
        return [finding("router-unknown", "router", Phase.ROUTER_DEPLOYED, State.COULD_NOT_CHECK)]
    serving = [pod for pod in facts.of(PodState) if pod.role == Party.MODEL.value]
    if serving:
        shown = (f"model pods are there: {serving[0].namespace}/{serving[0].name}",)
        return [finding("router-missing", "router", Phase.ROUTER_DEPLOYED, evidence=shown)]
    return [
        finding(
            "router-not-yet", "router", Phase.ROUTER_DEPLOYED, State.COULD_NOT_CHECK, weight=Weight.OPTIONAL
        )
    ]


def _one(each: Router, facts: Facts) -> Verdict:
    subject = f"deployment {each.namespace}/{each.name}"
    shown: tuple[str, ...] = (f"{each.ready} of {each.desired} replicas are ready",)
    if each.desired == 0:
        values = {"namespace": each.namespace, "name": each.name}
        return finding("router-scaled-to-zero", subject, Phase.ROUTER_DEPLOYED, evidence=shown, values=values)
    if each.ready >= each.desired:
        return finding("router-ready", subject, Phase.ROUTER_STARTS, State.FINE, evidence=shown)
    pods = [pod for pod in facts.of(PodState) if _belongs(pod, each) and not pod.ready]
    shown += tuple(f"{pod.name}: {pod.waiting or pod.phase} {pod.message}".strip() for pod in pods[:4])
    return finding(
        "router-not-ready",
        subject,
        Phase.ROUTER_STARTS,
        evidence=shown,
        symptom="services stay Transitioning",
    )


def _belongs(pod: PodState, each: Router) -> bool:
    return pod.role == Party.ROUTER.value and pod.namespace == each.namespace


def restarts(facts: Facts) -> list[Verdict]:
    """Restarts are normal while the router scales itself; many a day are not."""
    verdicts = []
    for pod in facts.of(PodState):
        age = facts.days_since(pod.created)
        if pod.role != Party.ROUTER.value or pod.restarts < RESTARTS or age is None:
            continue
        if pod.restarts / max(age, 1.0) > RESTARTS_A_DAY:
            last = (f"last: {pod.last_exit}",) if pod.last_exit else ()
            shown = (f"{pod.restarts} restarts in {age:.1f} days", *last)
            subject = f"pod {pod.namespace}/{pod.name}"
            verdicts.append(
                finding("router-restarts", subject, Phase.ROUTER_RUNS, evidence=shown, weight=Weight.OPTIONAL)
            )
    return verdicts


def address(facts: Facts) -> list[Verdict]:
    """A load balancer that got no address serves nobody outside."""
    return [
        finding("router-no-address", f"service {each.namespace}/{each.name}", Phase.ROUTER_DEPLOYED)
        for each in facts.of(RouterService)
        if each.type == "LoadBalancer" and not each.external
    ]


def leftovers(facts: Facts) -> list[Verdict]:
    """Objects of the v1 router where the v2 extension is installed: it refuses what it does not own."""
    generations = {each.generation for each in facts.of(Router)}
    extension = any(pod.role == Party.EXTENSION.value for pod in facts.of(PodState))
    if "v2" not in generations and not extension:
        return []
    if any(UPGRADE in each.annotations for each in facts.of(Router) if each.generation == "v1"):
        return []
    foreign = [each for each in facts.of(Leftover) if not each.helm_owned]
    if not foreign:
        return []
    shown = tuple(f"{each.kind} {each.namespace}/{each.name}".replace(" /", " ") for each in foreign)
    lines = [
        f"kubectl delete {each.kind.lower()} {each.name}"
        + (f" -n {each.namespace}" if each.namespace else "")
        for each in foreign
    ]
    code = "router-both" if generations == {"v1", "v2"} else "router-leftover"
    return [
        finding(code, "v1 router", Phase.ROUTER_DEPLOYED, evidence=shown, values={"lines": "; ".join(lines)})
    ]


def certificates(facts: Facts) -> list[Verdict]:
    """Expired, soon to expire, or good."""
    verdicts = []
    for each in facts.of(RouterCertificate):
        subject = f"secret {each.namespace}/{each.secret}"
        past = facts.days_since(each.not_after)
        shown = (f"for {', '.join(each.names) or each.subject}, valid until {each.not_after}",)
        values = {"until": each.not_after}
        if past is None:
            state, code = State.COULD_NOT_CHECK, "certificate-unreadable"
        elif past >= 0:
            state, code = State.BROKEN, "certificate-expired"
        else:
            state, code = (State.FINE, "certificate-good")
        soon = past is not None and -SOON_DAYS < past < 0
        verdicts.append(
            finding(
                "certificate-soon",
                subject,
                Phase.SERVED,
                evidence=shown,
                values=values,
                weight=Weight.OPTIONAL,
            )
            if soon
            else finding(code, subject, Phase.SERVED, state, evidence=shown, values=values)
        )
    return verdicts
