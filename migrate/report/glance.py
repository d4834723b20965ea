"""A service in a few short lines, the same in every report."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from dataclasses import dataclass

from compat.mapping.auth import was_open
from compat.mapping.setting import Fate
from compat.v1 import ModelRef, Service
from compat.v2 import Deployment
from compat.value import Expression, Known, Unresolved, Value, known
from migrate.ledger import NOT_ANALYSED
from migrate.scan import Outcome, label
from migrate.scripts import shown


@dataclass(frozen=True)
class Glance:
    """What a reader wants to know of a service at a glance; text is as the repository has it, not yet cleaned."""

    name: str
    kind: str
    cluster: str
    models: str
    script: str
    scale: str
    auth: str
    becomes: str
    place: str


def glance(outcome: Outcome) -> Glance:
    """Return a service at a glance."""
    service = outcome.service
    kind = service.kind.value if outcome.target is None else f"{service.kind.value} → {outcome.target.value}"
    place = service.place
    return Glance(
        label(service),
        kind + (f" (if {service.condition})" if service.condition else ""),
        "" if service.cluster is None else short(service.cluster.name),
        _models(service),
        shown(service.scoring),
        _scale(outcome),
        _auth(outcome),
        becomes(outcome),
        "" if place is None else str(place),
    )


def short(value: Value | None) -> str:
    """Return a value as it fits in a table: the value, the source in braces, or a question mark."""
    if isinstance(value, Known):
        return "" if value.value is None else str(value.value)
    if isinstance(value, Expression):
        waits = " ".join(item.name for item in value.depends)
        return f"{{{waits or value.source}}}"
    return f"? ({value.source})" if isinstance(value, Unresolved) and value.source else "?" if value else ""


def _auth(outcome: Outcome) -> str:
    """Return the authentication, and what it was where v1 asked nobody for anything."""
    if outcome.plan is None:
        return ""
    mode = short(outcome.plan.endpoint.auth_mode)
    return f"none → {mode}" if was_open(outcome.service) else mode


def becomes(outcome: Outcome) -> str:
    """Return what becomes of a service's facts in a few counts; the ledger has them one by one."""
    if outcome.target is None:
        return "not translated"
    fates = outcome.ledger.fates
    counts = {
        "to decide": sum(1 for change in outcome.changes if change.decision is not None),
        "lost": sum(1 for change in outcome.changes if change.loss),
        "kept": sum(fates[fate.value] for fate in KEPT),
        "dropped": fates[Fate.DROPPED.value],
        NOT_ANALYSED: fates[NOT_ANALYSED],
    }
    return ", ".join(f"{count} {said}" for said, count in counts.items() if count)


KEPT = (Fate.CARRIED, Fate.CONVERTED, Fate.COMBINED, Fate.WRITTEN_OUT)


def beneath(root: str, path: str) -> str:
    """Return a path below the root as it was named on the command line."""
    return path if root in {".", ""} else posixpath.join(root, path)


def _models(service: Service) -> str:
    models: Sequence[ModelRef] = service.models
    for version in service.versions:
        models = (*models, *version.models)
    said = []
    for model in models:
        version_ = "" if model.version is None else f":{short(model.version)}"
        said.append(f"{short(model.name) if model.name is not None else short(model.path)}{version_}")
    return ", ".join(dict.fromkeys(said))


def _scale(outcome: Outcome) -> str:
    if outcome.plan is None:
        return ""
    said = [_scale_of(item.deployment) for item in outcome.plan.deployments]
    said += [
        f"{short(item.autoscale.minimum)} to {short(item.autoscale.maximum)}, automatic"
        for item in outcome.plan.deployments
        if item.autoscale is not None
    ]
    return "; ".join(dict.fromkeys(text for text in said if text))


def _scale_of(deployment: Deployment) -> str:
    scale = deployment.scale_settings
    if scale is not None and known(scale.type) == "target_utilization":
        return f"{short(scale.min_instances)} to {short(scale.max_instances)}, automatic"
    return "" if deployment.instance_count is None else f"{short(deployment.instance_count)}, fixed"
