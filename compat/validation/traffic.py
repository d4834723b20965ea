"""The traffic split of an endpoint, and the mirrored (shadow) traffic."""

from __future__ import annotations

from collections.abc import Iterator

from compat.validation.document import ENDPOINTS, Kind, mapping, whole
from compat.validation.problem import ENDPOINT_PAGE, ROLLOUT_PAGE, Case, Check, Example, Hit, Loader, Severity

MIRROR_MAXIMUM = 50


def shares(case: Case, key: str = "traffic") -> dict[str, int]:
    """Return the whole-number shares of a traffic map by deployment, lower-cased as Azure does."""
    found = {str(name).lower(): whole(case.data, key, name) for name in mapping(case.data, key)}
    return {name: share for name, share in found.items() if share is not None}


def _sum(case: Case) -> Iterator[Hit]:
    split = mapping(case.data, "traffic")
    parts = [whole(case.data, "traffic", name) for name in split]
    numbers = [part for part in parts if part is not None]
    if len(numbers) == len(parts) and sum(numbers) not in {0, 100}:
        yield Hit(
            ("traffic",), f"The shares of traffic add up to {sum(numbers)}; they must be 0 or 100 in all."
        )


def _negative(case: Case) -> Iterator[Hit]:
    for key in ("traffic", "mirror_traffic"):
        for name in mapping(case.data, key):
            share = whole(case.data, key, name)
            if share is not None and not 0 <= share <= 100:
                yield Hit((key, name), f"The share of {name} is {share}; a share is 0 to 100.")


def _at_creation(case: Case) -> Iterator[Hit]:
    live = [name for name, share in shares(case).items() if share]
    if live:
        yield Hit(
            ("traffic",),
            f"Creating the endpoint with this file fails unless {' and '.join(live)} already run in it.",
        )


def _mirror_on_kubernetes(case: Case) -> Iterator[Hit]:
    if mapping(case.data, "mirror_traffic"):
        yield Hit(("mirror_traffic",), "Kubernetes endpoints cannot mirror traffic.")


def _mirror_share(case: Case) -> Iterator[Hit]:
    for name in mapping(case.data, "mirror_traffic"):
        share = whole(case.data, "mirror_traffic", name)
        if share is not None and MIRROR_MAXIMUM < share <= 100:
            yield Hit(("mirror_traffic", name), f"{share} % is mirrored; at most {MIRROR_MAXIMUM} % can be.")


def _mirror_count(case: Case) -> Iterator[Hit]:
    names = [name for name, share in shares(case, "mirror_traffic").items() if share]
    if len(names) > 1:
        yield Hit(
            ("mirror_traffic",), f"Traffic is mirrored to {len(names)} deployments; only one is allowed."
        )


def _mirror_live(case: Case) -> Iterator[Hit]:
    live = shares(case)
    for name, share in shares(case, "mirror_traffic").items():
        if share and live.get(name, 0):
            yield Hit(
                ("mirror_traffic",), f"{name} gets live and mirrored traffic; it can have only one of them."
            )


_MANAGED = frozenset({Kind.MANAGED_ENDPOINT})

CHECKS = (
    Check(
        code="AML635",
        title="Shares of traffic do not add up",
        why="All shares together are 0 or 100. The loader only refuses more than 100.",
        fix="Make them 100, or take traffic out.",
        example=Example("traffic: {blue: 90}", "traffic: {blue: 90, green: 10}", Kind.KUBERNETES_ENDPOINT),
        loader=Loader.ACCEPTS,
        find=_sum,
        kinds=ENDPOINTS,
        link=ROLLOUT_PAGE,
    ),
    Check(
        code="AML636",
        title="Share of traffic out of range",
        why="A share is a whole number from 0 to 100. The loader looks at the sum only, so -10 and 110 pass.",
        fix="Write a share from 0 to 100.",
        example=Example(
            "traffic: {blue: -10, green: 110}", "traffic: {blue: 10, green: 90}", Kind.KUBERNETES_ENDPOINT
        ),
        loader=Loader.ACCEPTS,
        find=_negative,
        kinds=ENDPOINTS,
        link=ENDPOINT_PAGE,
    ),
    Check(
        code="AML637",
        title="Traffic in the file that creates the endpoint",
        why="The deployments must exist before they can get traffic, and they need the endpoint first. So "
        "traffic is set in a later update.",
        fix="Create the endpoint without traffic, then the deployments, then update the traffic.",
        example=Example("traffic: {blue: 100}", "traffic: {blue: 0}", Kind.KUBERNETES_ENDPOINT),
        loader=Loader.ACCEPTS,
        find=_at_creation,
        kinds=ENDPOINTS,
        severity=Severity.WARNING,
        link=ENDPOINT_PAGE,
    ),
    Check(
        code="AML640",
        title="Mirrored traffic on Kubernetes",
        why="Mirroring is a feature of managed endpoints. The loader takes the key for both.",
        fix="Take mirror_traffic out.",
        example=Example("mirror_traffic: {green: 10}", "", Kind.KUBERNETES_ENDPOINT),
        loader=Loader.ACCEPTS,
        find=_mirror_on_kubernetes,
        kinds=frozenset({Kind.KUBERNETES_ENDPOINT}),
        link=ROLLOUT_PAGE,
    ),
    Check(
        code="AML641",
        title="Too much mirrored traffic",
        why="Mirrored requests use the endpoint's bandwidth, so at most half of the traffic can be mirrored.",
        fix="Mirror at most 50 %.",
        example=Example("mirror_traffic: {green: 80}", "mirror_traffic: {green: 10}", Kind.MANAGED_ENDPOINT),
        loader=Loader.ACCEPTS,
        find=_mirror_share,
        kinds=_MANAGED,
        link=ROLLOUT_PAGE,
    ),
    Check(
        code="AML642",
        title="Traffic mirrored to several deployments",
        why="Only one deployment can get mirrored traffic.",
        fix="Keep one.",
        example=Example(
            "mirror_traffic: {green: 10, red: 10}", "mirror_traffic: {green: 10}", Kind.MANAGED_ENDPOINT
        ),
        loader=Loader.ACCEPTS,
        find=_mirror_count,
        kinds=_MANAGED,
        link=ROLLOUT_PAGE,
    ),
    Check(
        code="AML643",
        title="Deployment with live and mirrored traffic",
        why="A deployment gets live traffic or mirrored traffic, never both.",
        fix="Mirror to a deployment with no live traffic.",
        example=Example(
            "traffic: {blue: 100}\nmirror_traffic: {blue: 10}",
            "traffic: {blue: 100}\nmirror_traffic: {green: 10}",
            Kind.MANAGED_ENDPOINT,
        ),
        loader=Loader.ACCEPTS,
        find=_mirror_live,
        kinds=_MANAGED,
        link=ROLLOUT_PAGE,
    ),
)
