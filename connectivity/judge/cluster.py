"""What the facts about the cluster mean."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from connectivity.codes import codes
from connectivity.fact import (
    Autoscaler,
    ClusterEvent,
    CorednsBlock,
    Fact,
    HealthReport,
    InstanceType,
    Leftover,
    NodeState,
    NotRead,
    PodState,
    PolicyGap,
    Router,
    RouterService,
)
from connectivity.host import Phase, Weight
from connectivity.judge.wording import fill
from connectivity.verdict import State, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import TypeVar

    F = TypeVar("F")

MANY_RESTARTS = 10
PRODUCTION_NODES, PRODUCTION_CPU = 3, 12.0
AZURE_ZONES = (
    "azurecr.",
    "core.windows.net",
    "azureml.",
    "azmk8s.io",
    "mcr.microsoft.com",
    "vault.azure.net",
)
IMAGE_HOST = re.compile(r"([a-z0-9][a-z0-9.-]*\.[a-z]{2,})(?:[:/]|\")")
PINNED = re.compile(r"^\s*\d+\.\d+\.\d+\.\d+\s+(\S+)", re.MULTILINE)
SERVER_BLOCK = re.compile(r"^\s*([a-z0-9.-]+)(?::\d+)?\s*\{", re.MULTILINE)
INSIDE = (".svc", ".cluster.local")
# Health codes below this one stop the operation (the vendor's own division).
CRITICAL_BELOW = "E45000"


def judge_cluster(facts: tuple[Fact, ...]) -> list[Verdict]:
    """Verdicts on the cluster; none for a cluster whose facts were not read."""
    if not facts:
        return []
    found: list[Verdict] = []
    for kind, judge in SINGLE:
        for fact in facts:
            if isinstance(fact, kind):
                found += judge(fact)
    return [*found, *_routers(facts), *_nodes(facts), *_instance_types(facts), *_proxies(facts)]


def _verdict(
    code: str,
    subject: str,
    phase: Phase,
    *evidence: str,
    state: State = State.BROKEN,
    weight: Weight = Weight.REQUIRED,
    **values: str,
) -> Verdict:
    row = codes()[code]
    return Verdict(
        code=code,
        state=state,
        subject=subject,
        phase=phase,
        reason=f"{row.title}: {subject}",
        weight=weight,
        evidence=evidence,
        symptom="" if state is State.FINE else row.meaning,
        fix=fill(row.fix, values),
        source=row.source,
    )


def _of(facts: Iterable[Fact], kind: type[F]) -> list[F]:
    return [fact for fact in facts if isinstance(fact, kind)]


def _not_read(fact: NotRead) -> Iterator[Verdict]:
    where = f" in {fact.namespace}" if fact.namespace else ""
    yield _verdict(
        "not-read",
        f"{fact.verb} {fact.resource}{where}",
        Phase.ATTACH,
        fact.reason,
        state=State.COULD_NOT_CHECK,
        resource=fact.resource,
    )


def _pod(fact: PodState) -> Iterator[Verdict]:
    subject, phase = f"pod {fact.namespace}/{fact.name}", _phase(fact.role)
    if fact.waiting in {"ErrImagePull", "ImagePullBackOff"}:
        yield _pull(subject, phase, fact.message or fact.waiting)
    if fact.role == "router" and fact.restarts >= MANY_RESTARTS:
        seen = f"{fact.restarts} restarts{f', last {fact.last_exit}' if fact.last_exit else ''}"
        yield _verdict("router-restarts", subject, phase, seen, namespace=fact.namespace, pod=fact.name)
    if fact.role == "coredns" and not fact.ready:
        yield _verdict(
            "coredns-not-ready", subject, Phase.ATTACH, f"phase {fact.phase} {fact.waiting}", pod=fact.name
        )


def _phase(role: str) -> Phase:
    return {
        "router": Phase.ROUTER_DEPLOYED,
        "extension": Phase.ROUTER_DEPLOYED,
        "model": Phase.MODEL_DEPLOYED,
    }.get(role, Phase.ATTACH)


def _pull(subject: str, phase: Phase, message: str) -> Verdict:
    host = next(iter(IMAGE_HOST.findall(message)), "the registry")
    return _verdict(_pull_code(message), subject, phase, message, registry=host)


def _pull_code(message: str) -> str:
    lowered = message.lower()
    if "no such host" in lowered or "server misbehaving" in lowered:
        return "pull-name"
    if any(
        words in lowered
        for words in ("i/o timeout", "connection refused", "connection reset", "deadline exceeded")
    ):
        return "pull-blocked"
    if re.search(r"\b40[13]\b|unauthorized|forbidden|denied", lowered):
        return "pull-denied"
    return "pull-failed"


def _event(fact: ClusterEvent) -> Iterator[Verdict]:
    subject = f"{fact.kind.lower() or 'object'} {f'{fact.namespace}/' if fact.namespace else ''}{fact.name}"
    seen = f"{fact.reason} {fact.count} times, last {fact.last_seen}: {fact.message}"
    if fact.reason == "EgressBlocked":
        yield _verdict("egress-blocked", subject, Phase.ATTACH, seen, weight=Weight.OPTIONAL)
    elif fact.reason == "DNSProblem":
        yield _verdict("dns-problem", subject, Phase.ATTACH, seen, weight=Weight.OPTIONAL)
    elif fact.reason == "FailedScheduling":
        yield _verdict("unschedulable", subject, Phase.MODEL_DEPLOYED, seen, message=fact.message)


def _service(fact: RouterService) -> Iterator[Verdict]:
    if fact.type == "LoadBalancer" and not any(fact.external):
        subject = f"service {fact.namespace}/{fact.name}"
        yield _verdict(
            "service-without-address",
            subject,
            Phase.ROUTER_STARTS,
            "no external address",
            namespace=fact.namespace,
            name=fact.name,
        )


def _coredns(fact: CorednsBlock) -> Iterator[Verdict]:
    subject = f"configmap kube-system/coredns-custom, {fact.key}"
    if not fact.key.endswith((".server", ".override")):
        yield _verdict("coredns-key-ignored", subject, Phase.ATTACH, fact.key, key=fact.key)
        return
    plain = "\n".join(line.split("#")[0] for line in fact.text.splitlines())
    if re.search(r"\bhosts\b[^{]*\{", plain):
        for host in PINNED.findall(plain):
            yield _verdict(
                "coredns-pinned", subject, Phase.ATTACH, host, weight=Weight.OPTIONAL, key=fact.key, host=host
            )
    if "168.63.129.16" in plain or not fact.key.endswith(".server"):
        return
    for zone in SERVER_BLOCK.findall(plain):
        if any(
            zone == each.rstrip(".") or zone.startswith(each) or zone.endswith(each) for each in AZURE_ZONES
        ):
            yield _verdict(
                "coredns-shadow",
                subject,
                Phase.ATTACH,
                f"zone {zone}",
                state=State.COULD_NOT_CHECK,
                key=fact.key,
            )


def _autoscaler(fact: Autoscaler) -> Iterator[Verdict]:
    if fact.model:
        yield _verdict(
            "autoscaler-fights",
            f"hpa {fact.namespace}/{fact.name}",
            Phase.SERVED,
            f"scales {fact.target_kind} {fact.target}",
            namespace=fact.namespace,
            name=fact.name,
        )


def _health(fact: HealthReport) -> Iterator[Verdict]:
    if fact.code in codes():
        weight = Weight.REQUIRED if fact.code < CRITICAL_BELOW else Weight.OPTIONAL
        yield _verdict(fact.code, f"health check {fact.key}", Phase.ROUTER_DEPLOYED, fact.text, weight=weight)


def _policy(fact: PolicyGap) -> Iterator[Verdict]:
    port = f" on port {fact.port}" if fact.port else ""
    yield _verdict(
        "policy-blocks" if fact.certain else "policy-unclear",
        f"{fact.direction} of {fact.namespace}/{fact.pods} with {fact.peer}{port}",
        Phase.ROUTER_STARTS if fact.pods == "router" else Phase.SERVED,
        f"selected by {', '.join(fact.policies)}",
        state=State.BROKEN if fact.certain else State.COULD_NOT_CHECK,
        namespace=fact.namespace,
        direction=fact.direction,
        pods=fact.pods,
        peer=fact.peer,
        port=port,
    )


SINGLE: tuple[tuple[type, Callable[..., Iterator[Verdict]]], ...] = (
    (NotRead, _not_read),
    (PodState, _pod),
    (ClusterEvent, _event),
    (RouterService, _service),
    (CorednsBlock, _coredns),
    (Autoscaler, _autoscaler),
    (HealthReport, _health),
    (PolicyGap, _policy),
)


def _denied(facts: tuple[Fact, ...], resource: str) -> bool:
    return any(fact.resource == resource for fact in _of(facts, NotRead))


def _routers(facts: tuple[Fact, ...]) -> Iterator[Verdict]:
    routers = _of(facts, Router)
    if not routers and not _denied(facts, "deployments"):
        yield _verdict("router-absent", "router", Phase.ROUTER_DEPLOYED, "no deployment of a router")
    for router in routers:
        subject = f"deployment {router.namespace}/{router.name}"
        seen = f"{router.ready} of {router.desired} replicas are ready"
        if router.ready < router.desired or router.desired == 0:
            yield _verdict("router-not-ready", subject, Phase.ROUTER_STARTS, seen, namespace=router.namespace)
        else:
            yield _verdict("fine", subject, Phase.ROUTER_STARTS, seen, state=State.FINE)
    generations = {router.generation for router in routers}
    stray = [f"{each.kind} {each.name}" for each in _of(facts, Leftover) if not each.helm_owned]
    if "v2" in generations and ("v1" in generations or stray):
        remains = [*stray, *(["deployment default/azureml-fe"] if "v1" in generations else [])]
        yield _verdict(
            "router-leftovers", "v1 router", Phase.ROUTER_DEPLOYED, *remains, object=", ".join(remains)
        )


def _nodes(facts: tuple[Fact, ...]) -> Iterator[Verdict]:
    nodes = _of(facts, NodeState)
    for node in nodes:
        if not node.ready:
            yield _verdict(
                "node-not-ready", f"node {node.name}", Phase.ATTACH, f"pool {node.pool}", node=node.name
            )
    ready = [node for node in nodes if node.ready]
    cpu = sum(node.processors for node in ready)
    if nodes and (len(ready) < PRODUCTION_NODES or cpu < PRODUCTION_CPU):
        seen = f"{len(ready)} nodes are ready, with {cpu:g} processors in all"
        yield _verdict("nodes-few", "nodes", Phase.ATTACH, seen, weight=Weight.OPTIONAL)


def _instance_types(facts: tuple[Fact, ...]) -> Iterator[Verdict]:
    nodes = _of(facts, NodeState)
    for each in _of(facts, InstanceType):
        if nodes and not any(set(each.node_selector) <= set(node.labels) for node in nodes):
            wanted = ", ".join(f"{key}={value}" for key, value in each.node_selector)
            yield _verdict(
                "instance-type-unmatched",
                f"instance type {each.name}",
                Phase.MODEL_DEPLOYED,
                wanted,
                name=each.name,
            )


def _proxies(facts: tuple[Fact, ...]) -> Iterator[Verdict]:
    pods = [pod for pod in _of(facts, PodState) if pod.role in {"router", "model", "extension"}]
    settings = {pod.proxy for pod in pods if not _opted_out(pod)}
    with_proxy = [pod for pod in pods if pod.proxy]
    if len(settings) > 1 and with_proxy:
        newest = max(with_proxy, key=lambda pod: pod.created).proxy
        old = [f"{pod.namespace}/{pod.name}" for pod in pods if pod.proxy != newest and not _opted_out(pod)]
        if old:
            yield _verdict(
                "proxy-environment-old",
                "proxy settings",
                Phase.ROUTER_RUNS,
                ", ".join(old),
                pods=", ".join(old),
            )
    for setting in settings:
        listed = next((value for name, value in setting if name.upper() == "NO_PROXY"), "")
        missing = [each for each in INSIDE if each.lstrip(".") not in listed]
        if setting and len(missing) == len(INSIDE):
            yield _verdict(
                "proxy-environment-narrow",
                "NO_PROXY of pods",
                Phase.ROUTER_RUNS,
                listed,
                missing=" and ".join(missing),
            )


def _opted_out(pod: PodState) -> bool:
    return any(key == "kubernetes.azure.com/no-http-proxy-vars" for key, _ in pod.annotations)
