"""All rules about the cluster, in the order in which things come to life."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectivity.judge.cluster import health, pull, resolution, room, router, traffic
from connectivity.judge.cluster.finding import Facts

if TYPE_CHECKING:
    from collections.abc import Callable

    from connectivity.fact import Fact
    from connectivity.verdict import Verdict

RULES: tuple[Callable[[Facts], list[Verdict]], ...] = (
    room.vendor,
    health.unread,
    room.nodes,
    resolution.customisation,
    router.router,
    router.address,
    router.leftovers,
    health.reports,
    pull.pulls,
    pull.unscheduled,
    pull.reports,
    resolution.servers,
    traffic.policies,
    traffic.proxies,
    router.restarts,
    room.instance_types,
    router.certificates,
    room.autoscalers,
)


def judge_cluster(facts: tuple[Fact, ...], now: str) -> tuple[Verdict, ...]:
    """Verdicts on the cluster itself; none without facts. `now` is ISO 8601 in UTC."""
    if not facts:
        return ()
    known = Facts(facts, now)
    return tuple(verdict for rule in RULES for verdict in rule(known))
