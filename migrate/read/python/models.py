"""Models: what a deploy call's ``models`` are - objects, names, ids, paths, lists of those."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from compat.v1 import Given, ModelRef, Unread
from compat.value import Known, Unresolved, Value
from migrate.read.python.arguments import Passed
from migrate.read.python.domain import (
    API,
    ITEMS,
    Abstract,
    Choice,
    Items,
    Literal,
    Missing,
    Opaque,
    Ref,
    leaves,
)
from migrate.read.python.views import View

_ID = re.compile(r"([A-Za-z0-9][\w.-]{0,254}):(\d+)")
# What Model(ws, name, ...) narrows the choice of a version by.
_FILTERS = ("tags", "properties", "run_id")
_REGISTERING = frozenset({"Model.register", "Run.register_model"})


def references(
    view: View, passed: Passed, lost: list[Unread], *, paths: bool = False
) -> tuple[ModelRef, ...]:
    """Return the models of a service."""
    found = view.decide(passed.value)
    if isinstance(found, Literal) and found.value is None:
        return ()
    if isinstance(found, Choice):
        return _chosen(view, found, passed, lost, paths=paths)
    if not (isinstance(found, Ref) and found.kind == "list"):
        if isinstance(found, Opaque):
            lost.append(
                Unread("models", f"how many models {passed.source or 'it'} holds is not known", passed.place)
            )
        return (reference(view, found, passed, paths=paths),)
    items = view.slot(found, ITEMS)
    at = Passed(passed.value, passed.place, found.source)
    if not isinstance(items, Items):
        lost.append(Unread("models", "the list is another one on each way through the code", passed.place))
        return (_any_of(view, [one for one in leaves(items) if isinstance(one, Items)], at, paths=paths),)
    if items.gap:
        lost.append(Unread("models", f"there may be more models than are listed: {items.gap}", passed.place))
    if items.gap and not items.values:
        return (_unknown(at),)
    return tuple(reference(view, view.decide(one), at, paths=paths) for one in items.values)


def _chosen(
    view: View, found: Choice, passed: Passed, lost: list[Unread], *, paths: bool
) -> tuple[ModelRef, ...]:
    """Return the models where what is passed differs by branch."""
    ways = [
        references(inner, Passed(one, passed.place, passed.source), []) for _, inner, one in view.ways(found)
    ]
    if all(one == ways[0] for one in ways):
        return ways[0]
    lost.append(Unread("models", "the models are others on each way through the code", passed.place))
    lists = [view.slot(one, ITEMS) for one in leaves(found) if isinstance(one, Ref) and one.kind == "list"]
    return (_any_of(view, [one for one in lists if isinstance(one, Items)], passed, paths=paths),)


def _any_of(view: View, lists: Sequence[Items], passed: Passed, *, paths: bool) -> ModelRef:
    """Return the one model that several lists have, else one that nobody knows."""
    found = [
        reference(view, view.decide(one), passed, paths=paths) for items in lists for one in items.values
    ]
    return found[0] if found and all(one == found[0] for one in found[1:]) else _unknown(passed)


def _unknown(passed: Passed, source: str = "") -> ModelRef:
    """Return a model of which only running the code tells which it is."""
    why = "which model it is, is chosen while the code runs"
    name = Unresolved(why, source or passed.source, passed.place, "name the model")
    return ModelRef(name, place=passed.place)


def reference(view: View, found: Abstract, passed: Passed, *, paths: bool = False) -> ModelRef:
    """Return one model; None, where nothing was found, is not one."""
    if isinstance(found, Choice):
        present = [one for one in leaves(found) if not _none(one)]
        ways = [reference(view, view.decide(one), passed, paths=paths) for one in present]
        return ways[0] if ways and all(one == ways[0] for one in ways) else _unknown(passed)
    if _none(found):
        return _unknown(passed)
    if isinstance(found, Ref) and found.kind == "Model":
        return _of(view, found)
    place = found.place if isinstance(found, Literal | Opaque | Ref) else passed.place
    if isinstance(found, Literal) and isinstance(found.value, str):
        return _text(found.value, found, paths=paths)
    if isinstance(found, Opaque) and found.default is not None and isinstance(found.default.value, str):
        return ModelRef(view.value(found, place=place), place=place)
    source = found.source if isinstance(found, Opaque | Ref) else ""
    return ModelRef(view.value(found, source=source or passed.source, place=place), place=place)


def _text(text: str, found: Literal, *, paths: bool) -> ModelRef:
    """Return the model a text means: ``name:3`` is an id, anything else a path that v1 registers on the fly."""
    matched = _ID.fullmatch(text)
    if matched is not None and not paths:
        version: Value = Known(int(matched.group(2)), found.place)
        return ModelRef(Known(matched.group(1), found.place), version, place=found.place)
    return ModelRef(None, path=Known(text, found.place), place=found.place)


def _of(view: View, ref: Ref) -> ModelRef:
    api = view.slot(ref, API)
    if isinstance(api, Literal) and api.value in _REGISTERING:
        return (
            _of_run(_registered(view, ref)) if api.value == "Run.register_model" else _registered(view, ref)
        )
    slots = {name: view.slot(ref, name) for name in ("name", "id", "version")}
    identity = slots["id"]
    name, version = slots["name"], slots["version"]
    if isinstance(identity, Literal) and isinstance(identity.value, str):
        matched = _ID.fullmatch(identity.value)
        if matched is not None:
            number: Value = Known(int(matched.group(2)), identity.place)
            return ModelRef(Known(matched.group(1), identity.place), number, place=ref.place)
    if isinstance(name, Missing):
        if not isinstance(identity, Missing):
            return ModelRef(view.value(identity, place=ref.place), place=ref.place)
        why = "the model is chosen while the code runs"
        return ModelRef(Unresolved(why, ref.source, ref.place, "name the model"), place=ref.place)
    number_value = None if _none(version) else view.value(version, place=ref.place)
    chosen_by = [name for name in _FILTERS if not _none(view.slot(ref, name))]
    if number_value is None and chosen_by:
        why = (
            f"v1 took the latest version with these {' and '.join(chosen_by)}, which only the workspace knows"
        )
        number_value = Unresolved(why, ref.source, ref.place, "give the version")
    return ModelRef(view.value(name, place=ref.place), number_value, place=ref.place)


def _of_run(model: ModelRef) -> ModelRef:
    """Say that a model registered by a run lies among the run's outputs, not in the repository."""
    given = model.registration.get("model_path")
    if given is None:
        return model
    path = given.value.value if isinstance(given.value, Known) else "<path>"
    where = f"azureml://jobs/<run id>/outputs/artifacts/paths/{path}"
    gap = Unresolved(
        f"it is an output of the run ({where}), and the run's id is not in the source", settle="model.path="
    )
    return replace(model, registration={**model.registration, "model_path": replace(given, value=gap)})


def _none(value: Abstract) -> bool:
    return isinstance(value, Missing) or (isinstance(value, Literal) and value.value is None)


def _registered(view: View, ref: Ref) -> ModelRef:
    """Return a model that the same code registers, with the keywords of the registration."""
    settings: dict[str, Given] = {}
    for key, slot in view.state.slots(ref.id).items():
        if isinstance(key, str) and key != "workspace":
            given = view.given(slot, key)
            if given is not None:
                settings[key] = given
    named = settings.get("model_name")
    why = "the registration gives no name that could be read"
    name: Value = named.value if named is not None else Unresolved(why, ref.source, ref.place)
    return ModelRef(name, None, settings, place=ref.place)


def from_uri(view: View, passed: Mapping[str, Passed]) -> ModelRef:
    """Return the model of ``mlflow.azureml.deploy``: it is logged by MLflow and registered by the call."""
    settings = {}
    for name in ("model_uri", "model_name"):
        one = passed.get(name)
        if one is not None:
            settings[name] = Given(view.value(one.value, source=one.source, place=one.place), name, one.place)
    named = settings.get("model_name")
    why = "MLflow names the model when the code runs"
    name_value: Value = named.value if named is not None else Unresolved(why)
    return ModelRef(name_value, None, settings, place=settings["model_uri"].place)
