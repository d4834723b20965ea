"""Subjects made by hand, for the tests of concerns that read a scoring configuration."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from compat import v1
from compat.mapping.setting import Change
from compat.mapping.subject import Subject
from compat.v2 import Target
from compat.value import Known, Place, Value

PLACE = Place("deploy/deploy.py", 10)


def given(value: object, line: int = 10) -> v1.Given:
    """Return a fact as a reader would: a plain value is known."""
    place = Place("deploy/deploy.py", line)
    is_value = isinstance(value, Value)  # type: ignore[arg-type, misc]
    return v1.Given(value if is_value else Known(value, place), place=place)  # type: ignore[arg-type]


def settings(values: Mapping[str, object]) -> dict[str, v1.Given]:
    return {key: given(value, line) for line, (key, value) in enumerate(values.items(), 10)}


def subject(
    scoring: v1.Scoring | None = None,
    models: Iterable[v1.ModelRef] = (),
    name: Value = Known("churn"),  # noqa: B008 - frozen
    target: Target = Target.KUBERNETES,
) -> Subject:
    service = v1.Service(v1.ServiceKind.AKS, name, scoring=scoring, models=tuple(models))
    return Subject(service, target, {}, scoring, tuple(models), name)


def scoring(environment: v1.Environment | None = None, /, **values: object) -> v1.Scoring:
    return v1.Scoring(settings(values), environment, PLACE)


def environment(variables: Mapping[str, object] | None = None, **more: object) -> v1.Environment:
    """Return an environment called ``churn-env``; settings are given with ``__`` for the dot."""
    own = {
        key: more.pop(key)
        for key in list(more)
        if key in {"name", "version", "conda", "registered", "origin"}
    }
    return v1.Environment(
        own.pop("name", Known("churn-env")),  # type: ignore[arg-type]
        settings=settings({key.replace("__", "."): value for key, value in more.items()}),
        variables=settings(variables or {}),
        place=PLACE,
        **own,  # type: ignore[arg-type]
    )


def accounted(changes: Iterable[Change]) -> list[int]:
    return sorted(id(fact) for change in changes for fact in change.given)


def facts(*groups: Mapping[str, v1.Given]) -> list[int]:
    return sorted(id(fact) for group in groups for fact in group.values())


def about(changes: Iterable[Change], key: str) -> Change:
    (found,) = [change for change in changes if change.key == key]
    return found
