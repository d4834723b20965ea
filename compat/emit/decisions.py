"""What is still the user's to decide: the questions of the mapping, and every gap that a file shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass

from compat import v2
from compat.documents import Kind, Part, decision_path
from compat.mapping.setting import Change
from compat.mapping.translation import Translation
from compat.value import Expression, Known, Secret, Value, describe


@dataclass(frozen=True)
class Asked:
    """One open question: ``set`` is what ``--set`` takes (empty: no answer on the command line settles it)."""

    question: str
    set: str = ""
    about: str = ""


def decisions(translation: Translation, parts: Iterable[Part]) -> tuple[Asked, ...]:
    """Return every open question once: those of changes first, then gaps that no change asks about."""
    asked = [
        Asked(change.decision.question, change.decision.set, _about(change))
        for change in translation.changes
        if change.decision is not None
    ]
    covered = {
        path for change in translation.changes if change.decision is not None for path in change.writes
    }
    covered |= {each.set.partition("=")[0] for each in asked}
    for part in parts:
        reasons = gaps(translation.plan, part.deployments)
        for path in open_paths(translation.plan, part):
            if path not in covered:
                reason = f" ({reasons[path]})" if path in reasons else ""
                asked.append(Asked(f"Which value shall {path} have?{reason}", f"{path}=", part.file))
    return tuple(dict.fromkeys(asked))


def _about(change: Change) -> str:
    return f"{change.key} ({change.deployment})" if change.deployment else change.key


def open_paths(plan: v2.Plan, part: Part) -> list[str]:
    """Return every path that a placeholder of a file names, once; a template's missing defaults too."""
    found = list(_placeholders(part.content))
    if part.kind is Kind.AUTOSCALE:
        for index in part.deployments:
            found += [path for path, _ in _unknown(plan.deployments[index].autoscale, "autoscale")]
    return list(dict.fromkeys(found))


def _placeholders(plain: object) -> Iterator[str]:
    if isinstance(plain, Mapping):
        for value in plain.values():
            yield from _placeholders(value)
    elif isinstance(plain, list):
        for value in plain:
            yield from _placeholders(value)
    else:
        path = decision_path(plain)
        if path is not None:
            yield path


def gaps(plan: v2.Plan, deployments: tuple[int, ...]) -> dict[str, str]:
    """Return why each path has no value yet (the v1 source text, or the reason), for some deployments."""
    roots: list[tuple[str, object]] = [("endpoint", plan.endpoint), ("compute", plan.compute)]
    for item in (plan.deployments[index] for index in deployments):
        roots += [("deployment", item.deployment), ("environment", item.deployment.environment)]
        roots += [("model", model) for model in item.models]
        roots.append(("autoscale", item.autoscale))
    return {path: why for root, thing in roots for path, why in _unknown(thing, root)}


def _unknown(thing: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(thing, Value):
        if not isinstance(thing, Known):
            yield (
                path,
                f"v1: {describe(thing)}" if isinstance(thing, Expression) else f"not known: {thing.why}",
            )
        elif isinstance(thing.value, Secret):
            yield path, "a secret in v1, which is never written to a file"
    elif isinstance(thing, Mapping):
        for key, value in thing.items():
            yield from _unknown(value, f"{path}.{key}")
    elif isinstance(thing, (list, tuple)):
        for index, value in enumerate(thing):
            yield from _unknown(value, f"{path}.{index}")
    elif is_dataclass(thing):
        for field in fields(thing):
            yield from _unknown(getattr(thing, field.name), f"{path}.{field.name}")
