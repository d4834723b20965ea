"""Inference configurations of both generations, and what a container image was built from."""

from __future__ import annotations

from collections.abc import Mapping

from compat.v1 import Environment, Given, Scoring, Unread
from compat.value import Unresolved, known
from migrate.read.python import environments
from migrate.read.python.arguments import Passed
from migrate.read.python.domain import Abstract, Literal, Opaque, Ref
from migrate.read.python.evaluator import Evaluator
from migrate.read.python.views import View

_KINDS = frozenset({"InferenceConfig", "ContainerImageConfig"})
_PATHS = ("entry_script", "source_directory", "conda_file", "extra_docker_file_steps")
# The image-era call names the script otherwise.
_SPELLINGS = {"execution_script": "entry_script"}


def scoring(ev: Evaluator, view: View, found: Abstract, passed: Passed) -> Scoring:
    """Return the scoring part of a service from what the deploy call was given."""
    if isinstance(found, Ref) and found.kind in _KINDS:
        return _of(ev, view, found)
    value = view.value(found, source=passed.source)
    why = (
        value.why if isinstance(value, Unresolved) else f"{passed.source} is made where reading cannot follow"
    )
    return Scoring({}, place=passed.place, unread=(Unread("inference_config", why, passed.place),))


def _of(ev: Evaluator, view: View, ref: Ref) -> Scoring:
    settings: dict[str, Given] = {}
    environment: Environment | None = None
    lost = list(view.gaps(ref))
    for name, slot in view.state.slots(ref.id).items():
        if not isinstance(name, str) or name == "workspace":
            continue
        found = view.decide(slot)
        if name == "environment" and isinstance(found, Ref) and found.kind == "Environment":
            environment = environments.environment(ev, found, view)
        elif isinstance(found, Ref) and found.kind == "ContainerRegistry":
            _registry(view, found, name, settings, lost)
        elif not (name == "environment" and isinstance(found, Literal) and found.value is None):
            given = view.given(slot, _SPELLINGS.get(name, name), name)
            if given is not None:
                settings[_SPELLINGS.get(name, name)] = given
    lost += _moved(ev, settings)
    return Scoring(settings, environment, ref.place, tuple(lost))


def _moved(ev: Evaluator, settings: Mapping[str, Given]) -> list[Unread]:
    """Say that relative paths count from elsewhere once the working directory was changed."""
    folder = settings.get("source_directory")
    names = _PATHS if folder is None or not known(folder.value) else ("source_directory",)
    paths = [str(known(settings[name].value) or "") for name in names if name in settings]
    if not any(one and not one.startswith("/") for one in paths):
        return []
    why = "the working directory is changed here, so relative paths count from another folder"
    return [Unread(one.source, why, one.place) for one in ev.moved]


def _registry(view: View, ref: Ref, name: str, settings: dict[str, Given], lost: list[Unread]) -> None:
    """Take over a container registry attribute by attribute, so that its password is known as one."""
    lost += view.gaps(ref)
    for key, slot in view.state.slots(ref.id).items():
        given = view.given(slot, f"{name}.{key}") if isinstance(key, str) else None
        if given is not None:
            settings[f"{name}.{key}"] = given


def of_image(ev: Evaluator, view: View, image: Abstract, lost: list[Unread]) -> Scoring | None:
    """Return what the container image of a service was built from, where the same code builds it."""
    if isinstance(image, Ref):
        configuration = view.slot(image, "image_config")
        if isinstance(configuration, Ref) and configuration.kind in _KINDS:
            return _of(ev, view, configuration)
    source = image.source if isinstance(image, Opaque | Ref) else ""
    why = "the script, the packages and the models are in a container image that was built elsewhere"
    place = image.place if isinstance(image, Opaque | Ref) else None
    lost.append(Unread(source or "image", why, place))
    return None
