"""Environments of one name and different content: each service gets its own, or the last one registered would win."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from compat import v2
from compat.mapping.setting import Api, Change, Fate
from compat.mapping.translation import Translation
from compat.value import Known, known


def distinct(translations: Sequence[Translation]) -> list[Translation]:
    """Return the translations with every environment whose name another content has called after its service too."""
    contents: dict[str, list[object]] = {}
    for translation in translations:
        for environment in _environments(translation):
            found = contents.setdefault(str(known(environment.name)), [])
            if _content(environment) not in found:
                found.append(_content(environment))
    clashing = {name for name, found in contents.items() if len(found) > 1}
    return [_renamed(translation, clashing) for translation in translations]


def _environments(translation: Translation) -> list[v2.Environment]:
    found = [item.deployment.environment for item in translation.plan.deployments]
    return [
        item for item in found if item is not None and item.reference is None and known(item.name) is not None
    ]


def _content(environment: v2.Environment) -> object:
    return replace(environment, name=None)


def _renamed(translation: Translation, clashing: set[str]) -> Translation:
    old = {str(known(item.name)) for item in _environments(translation)} & clashing
    owner = known(translation.plan.endpoint.name)
    if not old or not isinstance(owner, str):
        return translation
    deployments = tuple(_with_name(item, old, owner) for item in translation.plan.deployments)
    changes = [
        Change(
            Api.ENVIRONMENT,
            "environment_name",
            Fate.CONVERTED,
            f"Another service has an environment {name} with other content, so this one is {name}-{owner}.",
            (),
            ("environment.name",),
        )
        for name in sorted(old)
    ]
    plan = replace(translation.plan, deployments=deployments)
    return replace(translation, plan=plan, changes=(*translation.changes, *changes))


def _with_name(item: v2.DeploymentPlan, old: set[str], owner: str) -> v2.DeploymentPlan:
    environment = item.deployment.environment
    name = None if environment is None else known(environment.name)
    if environment is None or environment.reference is not None or name not in old:
        return item
    own = replace(environment, name=Known(f"{name}-{owner}"))
    return replace(item, deployment=replace(item.deployment, environment=own))
