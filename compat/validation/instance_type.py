"""Sizes by name: instance types of a cluster, machine sizes of Azure."""

from __future__ import annotations

from collections.abc import Iterator

from compat.validation.document import DocumentPath, Kind, at, text
from compat.validation.kind import foreign_size
from compat.validation.problem import (
    INSTANCE_TYPE_PAGE,
    MANAGED_PAGE,
    Case,
    Check,
    Example,
    Hit,
    Loader,
    Severity,
)


def _incomplete(case: Case) -> Iterator[Hit]:
    for path, one in _types(case):
        for key in ("cpu", "memory"):
            if at(one, "spec", "resources", "requests", key) is None:
                yield Hit(path, f"The instance type has no request of {key}.")


def _types(case: Case) -> Iterator[tuple[DocumentPath, object]]:
    items = at(case.data, "items")
    if isinstance(items, list):
        yield from ((("items", number), item) for number, item in enumerate(items))
    else:
        yield (), case.data


def _machine(case: Case) -> Iterator[Hit]:
    size = text(case.data, "instance_type")
    if foreign_size(size):
        yield Hit(("instance_type",), f"instance_type {size!r} does not look like an Azure machine size.")


CHECKS = (
    Check(
        code="AML663",
        title="Instance type without requests",
        why="An instance type must say how much cpu and memory it requests.",
        fix="Add both to spec.resources.requests.",
        example=Example(
            "apiVersion: amlarc.azureml.com/v1alpha1\nkind: InstanceType\nmetadata: {name: small}\n"
            'spec: {resources: {limits: {cpu: "1", memory: 1Gi}}}',
            "apiVersion: amlarc.azureml.com/v1alpha1\nkind: InstanceType\nmetadata: {name: small}\n"
            'spec: {resources: {requests: {cpu: "1", memory: 1Gi}, limits: {cpu: "1", memory: 1Gi}}}',
            Kind.INSTANCE_TYPE,
            alone=True,
        ),
        loader=Loader.NOT_ASKED,
        find=_incomplete,
        kinds=frozenset({Kind.INSTANCE_TYPE}),
        link=INSTANCE_TYPE_PAGE,
    ),
    Check(
        code="AML664",
        title="Not the size of an Azure machine",
        why="Managed deployments run on machines named like Standard_DS3_v2. Names of Kubernetes instance "
        "types belong to deployments with type: kubernetes.",
        fix="Name a machine size, or write type: kubernetes.",
        example=Example(
            "type: managed\ninstance_type: cpu-small",
            "type: managed\ninstance_type: Standard_DS3_v2",
            Kind.MANAGED_DEPLOYMENT,
        ),
        loader=Loader.ACCEPTS,
        find=_machine,
        kinds=frozenset({Kind.MANAGED_DEPLOYMENT}),
        severity=Severity.WARNING,
        link=MANAGED_PAGE,
    ),
)
