"""How many instances run: ``instance_count``."""

from __future__ import annotations

from collections.abc import Iterator

from compat.validation.document import DEPLOYMENTS, Kind, at, text, whole
from compat.validation.problem import (
    MANAGED_PAGE,
    QUOTA_PAGE,
    Case,
    Check,
    Example,
    Hit,
    Loader,
    Severity,
)

MANAGED_MAXIMUM = 50
"""Instances of one managed deployment, unless the quota is raised."""


def _count(case: Case) -> Iterator[Hit]:
    count = whole(case.data, "instance_count")
    if count is not None and count < 1:
        yield Hit(
            ("instance_count",), f"instance_count is {count}; there is no deployment without instances."
        )


def _uncounted(case: Case) -> Iterator[Hit]:
    if at(case.data, "instance_count") is None and (
        case.kind is Kind.MANAGED_DEPLOYMENT or _has_fixed_size(case)
    ):
        yield Hit((), "instance_count is missing.")


def _many(case: Case) -> Iterator[Hit]:
    count = whole(case.data, "instance_count")
    if count is not None and count > MANAGED_MAXIMUM:
        yield Hit(
            ("instance_count",), f"{count} instances need a raised quota; it is {MANAGED_MAXIMUM} by default."
        )


def _has_fixed_size(case: Case) -> bool:
    return (text(case.data, "scale_settings", "type") or "").lower() == "default"


CHECKS = (
    Check(
        code="AML665",
        title="No instances",
        why="The loader takes 0 and negative numbers, and drops a 0 when it sends the file.",
        fix="Write at least 1.",
        example=Example("instance_count: 0", "instance_count: 1", Kind.MANAGED_DEPLOYMENT),
        loader=Loader.ACCEPTS,
        find=_count,
        kinds=DEPLOYMENTS,
        link=MANAGED_PAGE,
    ),
    Check(
        code="AML666",
        title="Number of instances not written",
        why="With a fixed size the number of instances should be in the file; v1's num_replicas was.",
        fix="Write instance_count.",
        example=Example("", "instance_count: 2", Kind.MANAGED_DEPLOYMENT, without=("instance_count",)),
        loader=Loader.ACCEPTS,
        find=_uncounted,
        kinds=DEPLOYMENTS,
        severity=Severity.WARNING,
        link=MANAGED_PAGE,
    ),
    Check(
        code="AML667",
        title="More instances than the quota",
        why="A managed deployment has at most 50 instances unless the quota of the subscription is raised.",
        fix="Ask for a higher quota first.",
        example=Example("instance_count: 60", "instance_count: 50", Kind.MANAGED_DEPLOYMENT),
        loader=Loader.ACCEPTS,
        find=_many,
        kinds=frozenset({Kind.MANAGED_DEPLOYMENT}),
        severity=Severity.WARNING,
        link=QUOTA_PAGE,
    ),
)
