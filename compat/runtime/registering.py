"""Models: found, registered and downloaded the way v1 does it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from compat import v2
from compat.backends.backend import ModelFacts, Scope
from compat.mapping import models as mapping
from compat.mapping.setting import Api
from compat.mapping.settings import SETTINGS
from compat.mapping.subject import Subject
from compat.runtime.refusal import CompatUnsupported
from compat.runtime.session import current
from compat.v1 import Given, ModelRef, Service, ServiceKind, Settings
from compat.v2 import Target
from compat.value import Known

_LOST = {row.key: row for row in SETTINGS if row.api is Api.MODEL and row.kubernetes.loss}


@dataclass(frozen=True)
class Wanted:
    """What a model must be like; tags and properties are keys, or pairs of key and value."""

    tags: Sequence[object] | None = None
    properties: Sequence[object] | None = None
    framework: str | None = None
    run: str | None = None

    def fits(self, facts: ModelFacts) -> bool:
        """Tell whether a version is such a one; nothing of v2 has a run."""
        return (
            not self.run
            and all(_has(facts.tags, one) for one in self.tags or ())
            and all(_has(facts.properties, one) for one in self.properties or ())
            and (self.framework is None or facts.tags.get("model_framework") == self.framework)
        )


def _has(labels: Mapping[str, str], wanted: object) -> bool:
    if isinstance(wanted, (list, tuple)):
        return len(wanted) > 1 and labels.get(str(wanted[0])) == str(wanted[1])
    return str(wanted) in labels


def found(
    scope: Scope, name: str | None, id: str | None, version: int | str | None, wanted: Wanted
) -> ModelFacts:
    """Return the model that v1's arguments mean, or raise v1's exception."""
    from compat.azureml.exceptions import WebserviceException

    if not id and not name:
        raise WebserviceException("Error, one of id or name must be provided.")
    plain, number = _parts(name, id, version)
    backend = current().backend
    if number is not None or not (wanted.tags or wanted.properties or wanted.framework or wanted.run):
        facts = backend.model(scope, plain, number)
        if facts is not None:
            return facts
    else:
        facts = next((one for one in backend.models(scope, plain, latest=False) if wanted.fits(one)), None)
        if facts is not None:
            return facts
    asked = {
        "name": name,
        "id": id,
        "tags": wanted.tags,
        "properties": wanted.properties,
        "version": version,
        "run_id": wanted.run,
        "model_framework": wanted.framework,
    }
    said = ", ".join(f"{key} {value}" for key, value in asked.items() if value)
    raise WebserviceException(f"ModelNotFound: Model with {said} not found in provided workspace")


def _parts(name: str | None, id: str | None, version: int | str | None) -> tuple[str, str | None]:
    if id:
        plain, _, number = id.rpartition(":")
        return plain or id, number if plain else None
    return str(name), str(version) if version else None


def number(version: str) -> int | str:
    """Return a version as v1 gives it: a number; v2 also has others."""
    return int(version) if version.isdecimal() else version


def refuse_lost(given: Mapping[str, object]) -> None:
    """Refuse keywords that a v2 model cannot hold."""
    for key, row in _LOST.items():
        if given.get(key):
            raise CompatUnsupported(f"Model.register({key}=)", row.kubernetes.sentence, "Leave it out.")


def registered(scope: Scope, given: Mapping[str, object]) -> tuple[ModelFacts, Settings]:
    """Register a model through the mapping; return it and, where nothing is sent, the keywords it was given."""
    settings: dict[str, Given] = {key: Given(Known(value), key) for key, value in given.items()}
    ref = ModelRef(settings["model_name"].value, registration=settings)
    model = planned(ref)
    facts = current().backend.register(scope, model)
    return facts, settings if current().backend.recording else {}


def planned(ref: ModelRef) -> v2.Model:
    """Return the v2 model that registering makes."""
    service = Service(ServiceKind.AKS, Known("registering"))
    _, made, _, _ = mapping.plan(Subject(service, Target.KUBERNETES, {}, None, (ref,), service.name))
    return made[0]


def downloaded(scope: Scope, facts: ModelFacts, folder: str, exist_ok: bool) -> str:
    """Download a model; v1 refuses to write over what is there unless told to."""
    from compat.azureml.exceptions import WebserviceException

    inside = (facts.uri or "").rstrip("/").rpartition("/")[2]
    target = Path(folder) / inside
    if inside and target.exists() and not exist_ok:
        raise WebserviceException(f"File already exists. To overwrite, set exist_ok to True. {target}")
    return current().backend.download(scope, facts.name, facts.version, folder)


def add(labels: dict[str, str], new: Mapping[str, str]) -> None:
    """Add tags in place, and print what is replaced as v1 does."""
    for key, value in new.items():
        if key in labels:
            print(f"Replacing tag {key} -> {labels[key]} with {key} -> {value}")
        labels[key] = value


def remove(labels: dict[str, str], keys: str | Iterable[str] | None) -> None:
    """Remove tags in place, and print what is not there as v1 does."""
    for key in [keys] if isinstance(keys, str) else keys or ():
        if key in labels:
            del labels[key]
        else:
            print(f"Tag with key {key} not found.")


def labelled(name: str, tags: Mapping[str, str], properties: Mapping[str, str]) -> ModelFacts:
    """Return facts that have labels only, to be asked whether they fit."""
    return ModelFacts(name, "", tags=tags, properties=properties)
