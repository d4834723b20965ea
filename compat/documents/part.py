"""A file of a plan, and what it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from compat.documents.form import Document

T = TypeVar("T")


class Kind(Enum):
    """What a file is; the value is the first word of a ``Change.writes`` path that leads into it."""

    ENDPOINT = "endpoint"
    DEPLOYMENT = "deployment"
    ENVIRONMENT = "environment"
    CONDA = "conda"
    DOCKERFILE = "dockerfile"
    MODEL = "model"
    COMPUTE = "compute"
    INSTANCE_TYPE = "instance_type"
    AUTOSCALE = "autoscale"


@dataclass(frozen=True)
class Part:
    """One file: ``content`` is a plain document, or text for a Dockerfile.

    ``deployments`` are the positions in ``Plan.deployments`` it belongs to (empty: to the whole plan).
    """

    file: str
    kind: Kind
    content: Document | str
    deployments: tuple[int, ...] = ()


def groups(items: Sequence[tuple[int, T]]) -> list[tuple[T, tuple[int, ...]]]:
    """Return equal things once each, in order, with the positions of the deployments they belong to."""
    found: list[tuple[T, list[int]]] = []
    for index, thing in items:
        owners = next((owners for other, owners in found if other == thing), None)
        if owners is None:
            found.append((thing, [index]))
        else:
            owners.append(index)
    return [(thing, tuple(dict.fromkeys(owners))) for thing, owners in found]
