"""Several v1 models in the one folder that a v2 deployment takes."""

from __future__ import annotations

from collections.abc import Sequence

from compat import v2
from compat.mapping.joining import joined
from compat.v1 import ModelRef
from compat.value import Known, Unresolved, Value


def packed(
    service: Value, models: Sequence[ModelRef], registrations: Sequence[v2.Model], references: Sequence[Value]
) -> v2.Packing:
    """Return the packing that keeps v1's layout, ``<name>/<version>``, below one folder named after the service.

    A version that is not in the source stays open: v1 had put the latest number of that day into the path.
    """
    waiting = list(registrations)
    entries = []
    for model, reference in zip(models, references, strict=True):
        name = (
            model.name
            if model.name is not None
            else waiting.pop(0).name
            if waiting
            else Unresolved("no name")
        )
        entries.append(v2.PackedModel(reference, joined(name, "/", _version(model))))
    return v2.Packing(joined(service, "-models"), tuple(entries))


def _version(model: ModelRef) -> Value:
    if model.version is None or (isinstance(model.version, Known) and model.version.value is None):
        return Unresolved(
            "v1 took the latest version when the service was deployed, and its number is part of the path",
            settle="look it up in the running service (its models), or take the latest",
        )
    return model.version
