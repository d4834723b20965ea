"""``Model.deploy``: what it was given, translated by the one mapping, checked, and handed to the backend."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from compat import v1, v2
from compat.azureml.core.webservice.waiting import foreign
from compat.azureml.core.webservice.webservice import made, raise_taken
from compat.azureml.exceptions import WebserviceException
from compat.backends.backend import EndpointFacts, Keys, Scope
from compat.documents import documents
from compat.mapping.answers import AnswerError
from compat.mapping.translation import Translation, translate
from compat.runtime import acceptance, readback, services
from compat.runtime.refusal import CompatUnsupported
from compat.runtime.session import current
from compat.v1 import Service, ServiceKind
from compat.value import Known, Secret, Unresolved, known

if TYPE_CHECKING:
    from compat.azureml.core.compute import ComputeTarget
    from compat.azureml.core.model import InferenceConfig, Model
    from compat.azureml.core.webservice.webservice import Webservice, WebserviceDeploymentConfiguration
    from compat.azureml.core.workspace import Workspace

_NAME = re.compile(r"[a-z]([-a-z0-9]*[a-z0-9])?")
_LOGGER = logging.getLogger("compat")


@dataclass(frozen=True)
class Parts:
    """What a deploy call is given beside the name."""

    models: Sequence[Model]
    inference: InferenceConfig | None
    config: WebserviceDeploymentConfiguration | None
    target: ComputeTarget | None


def check_name(name: str) -> None:
    """Raise v1's exception for a name that v1 refuses."""
    if not _NAME.fullmatch(name) or not 3 <= len(name) <= 32:
        raise WebserviceException(
            "Error, provided service name is invalid. It must only consist of lowercase letters, numbers, or dashes, "
            "start with a letter, end with a letter or number, and be between 3 and 32 characters long."
        )


def deployed(workspace: Workspace, name: str, parts: Parts, *, overwrite: bool) -> Webservice:
    """Deploy, and return the service while it is under way."""
    config = parts.config or _default(parts.target)
    if parts.inference is None:
        raise CompatUnsupported(
            "Model.deploy(inference_config=None)",
            "v1 served the model by its framework alone, v2 does so for MLflow and Triton models only.",
            "Write a scoring script and give an InferenceConfig.",
        )
    service = services.service(
        config.kind,
        name,
        services.given(config.values(), config.kind),
        (services.scoring(parts.inference), services.models(parts.models)),
        _cluster(config, parts.target),
        overwrite,
    )
    wanted = planned(service)
    existing = _checked(workspace.scope, wanted, overwrite=overwrite)
    operation = current().backend.deploy(workspace.scope, wanted, keys_of(service), existing)
    facts = current().backend.endpoint(workspace.scope, name) or existing
    if facts is None:
        raise WebserviceException(
            f"WebserviceNotFound: Webservice with name {name} not found in provided workspace"
        )
    return made(workspace, facts, operation)


def _default(target: ComputeTarget | None) -> WebserviceDeploymentConfiguration:
    from compat.azureml.core.webservice.aci import AciWebservice
    from compat.azureml.core.webservice.aks import AksWebservice

    return AciWebservice.deploy_configuration() if target is None else AksWebservice.deploy_configuration()


def _cluster(config: WebserviceDeploymentConfiguration, target: ComputeTarget | None) -> v1.Cluster | None:
    named = getattr(config, "compute_target_name", None)
    if named:
        return v1.Cluster(Known(named))
    if target is None:
        return None
    return target.created or v1.Cluster(Known(target.name))


def planned(service: Service) -> Translation:
    """Translate a service with the user's answers; raise the refusals of what was not accepted."""
    session = current()
    try:
        found = translate(service, None, session.settled)
    except AnswerError as error:
        raise CompatUnsupported(f"--set {error.key}", str(error)) from error
    if session.backend.recording:
        return found
    acceptance.check(service, session.accepted)
    found = replace(found, plan=_with_variables(found))
    acceptance.check_whole(found)
    for change in found.changes:
        if change.decision is not None or change.loss:
            _LOGGER.info("%s: %s", change.key, change.sentence)
    return found


def _with_variables(found: Translation) -> v2.Plan:
    """Put environment variables back that files must not hold: v1 sent them in clear too. Their names are told."""
    own = [found.service.scoring, *(version.scoring for version in found.service.versions)]
    items = []
    for item, scoring in zip(found.plan.deployments, own, strict=True):
        given = (
            scoring.environment.variables if scoring is not None and scoring.environment is not None else {}
        )
        kept = dict(item.deployment.environment_variables)
        for name, value in kept.items():
            if isinstance(value, Unresolved) and name in given and isinstance(given[name].value, Known):
                kept[name] = given[name].value
                _LOGGER.warning("environment variable %s looks like a secret; Azure stores it in clear", name)
        items.append(replace(item, deployment=replace(item.deployment, environment_variables=kept)))
    return replace(found.plan, deployments=tuple(items))


def _checked(scope: Scope, wanted: Translation, *, overwrite: bool) -> EndpointFacts | None:
    """Return the endpoint of that name, if it may be written to; raise v1's exception or a refusal if not."""
    name = str(known(wanted.plan.endpoint.name))
    existing = current().backend.endpoint(scope, name)
    if existing is None:
        return None
    ours = readback.is_ours(existing)
    if not overwrite and not (ours and unfinished(existing)):
        raise_taken(name)
    if not ours and "foreign-endpoint" not in current().accepted:
        raise foreign(name, "overwrite")
    same_auth(existing, str(known(wanted.plan.endpoint.auth_mode)))
    if readback.target(existing) is not wanted.target:
        raise CompatUnsupported(
            name,
            "The endpoint is of another kind (managed or Kubernetes); v2 cannot change it.",
            "Delete it first.",
        )
    return existing


def unfinished(endpoint: EndpointFacts) -> bool:
    """Tell whether a deployment was begun and not brought to its end, so that nothing has traffic yet.

    A failed update leaves the traffic, and callers with it: that service is there, and taken.
    """
    return not any(endpoint.traffic.values())


def same_auth(existing: EndpointFacts, mode: str) -> None:
    """Refuse to change how callers of an endpoint authenticate."""
    if existing.auth_mode != mode:
        raise CompatUnsupported(
            f"auth_mode of {existing.name}",
            f"Callers of the endpoint authenticate with {existing.auth_mode}, the script asks for {mode}.",
            "Delete the endpoint, or deploy under another name.",
        )


def keys_of(service: Service) -> Keys | None:
    """Return the keys that callers keep; v1 ignores a second key without a first."""
    found = [service.settings.get(key) for key in ("primary_key", "secondary_key")]
    values = [None if one is None else known(one.value) for one in found]
    primary, secondary = values
    if not isinstance(primary, Secret):
        return None
    return Keys(primary, secondary if isinstance(secondary, Secret) else None)


def changed(before: Service, after: Service) -> dict[str, object]:
    """Return what of a deployment's document differs between two services, by dotted path."""
    old, new = (_leaves(documents(translate(one).plan)["deployment.yml"]) for one in (before, after))
    return {path: new.get(path) for path in {**old, **new} if old.get(path) != new.get(path)}


def _leaves(plain: object, path: str = "") -> dict[str, object]:
    if not isinstance(plain, dict):
        return {path: plain}
    found: dict[str, object] = {}
    for key, value in plain.items():
        found |= _leaves(value, f"{path}.{key}" if path else str(key))
    return found


def form_of(kind: ServiceKind, name: str, settings: dict[str, object], cluster: str | None) -> Service:
    """Return the v1 form of settings alone."""
    found = None if cluster is None else v1.Cluster(Known(cluster))
    return Service(kind, Known(name), services.given(settings, kind), cluster=found)
