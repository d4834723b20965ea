"""Changes of a service that is there: what v1's keywords change of the v2 documents, by the one mapping."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from compat import v1
from compat.azureml.core.webservice.deploying import changed, check_name, form_of, planned
from compat.azureml.core.webservice.waiting import foreign
from compat.azureml.exceptions import WebserviceException
from compat.backends.backend import DeploymentFacts, EndpointFacts, Update
from compat.mapping import traffic
from compat.runtime import readback, registering, services
from compat.runtime.refusal import CompatUnsupported
from compat.runtime.session import current
from compat.v1 import Given
from compat.v2 import DeploymentPlan
from compat.value import Known

if TYPE_CHECKING:
    from compat.azureml.core.webservice.aks import AksEndpoint, AksWebservice
    from compat.azureml.core.webservice.webservice import Webservice
    from compat.azureml.core.workspace import Workspace

__all__ = ["check_name"]
_AUTHENTICATION = ("auth_enabled", "token_auth_enabled")
_LABELS = ("tags", "properties", "description")
_SHARES = ("traffic_percentile", "is_default", "is_control_version_type")
_NONE = {
    "image": "The image era has no successor.",
    "namespace": "v2 takes the namespace from the compute.",
}
SHARE, DEFAULT, CONTROL = "compat.traffic_percentile", "compat.is_default", "v1_version_type"


def check_something(given: Mapping[str, Any]) -> None:
    """Raise v1's exception for an update of nothing."""
    if not any(_says(value) for value in given.values()):
        raise WebserviceException("No parameters provided to update.")


def _says(value: object) -> bool:
    """Tell whether v1 takes a value for given: a number 0 or an empty text it does not."""
    return value is not None and (isinstance(value, bool) or value not in (0, ""))


def check_share(share: float | None) -> None:
    """Raise v1's exception for a share that is none."""
    if share and not 0 <= share <= 100:
        raise WebserviceException(
            "Invalid configuration, traffic_percentile cannot be negative or greater than 100.\n"
        )


def add_properties(present: dict[str, str], new: Mapping[str, str]) -> None:
    """Add properties in place, and print what is replaced as v1 does."""
    registering.add(present, new)


def update(service: Webservice, given: dict[str, Any]) -> None:
    """Send what an update changes; return while it is under way."""
    facts = _writable(service)
    deployment = readback.main_deployment(facts)
    if deployment is None:
        raise WebserviceException(f"Service {service.name} has no deployment to update.")
    _refuse(service, given)
    change = Update(
        facts.name,
        deployment.name,
        _leaves(service, facts, deployment, given),
        given.get("tags"),
        given.get("properties"),
        given.get("description") or None,
        parts=_parts(service, given),
    )
    service._operation = current().backend.update(service.workspace.scope, change)
    service._refresh()


def _writable(service: Webservice) -> EndpointFacts:
    facts = current().backend.endpoint(service.workspace.scope, service.name)
    if facts is None:
        raise WebserviceException(
            f"WebserviceNotFound: Webservice with name {service.name} not found in provided workspace"
        )
    if not readback.is_ours(facts) and "foreign-endpoint" not in current().accepted:
        raise foreign(service.name, "update")
    return facts


def _refuse(service: Webservice, given: Mapping[str, Any]) -> None:
    for key, why in _NONE.items():
        if given.get(key):
            raise CompatUnsupported(f"update({key}=)", why, "Leave it out.")
    for key in _AUTHENTICATION:
        wanted = given.get(key)
        if wanted is not None and wanted != getattr(service, key):
            raise CompatUnsupported(
                f"update({key}={wanted})",
                "How callers authenticate is settled when an endpoint is made.",
                "Deploy under another name, then move the callers.",
            )


def _leaves(
    service: Webservice, facts: EndpointFacts, deployment: DeploymentFacts, given: Mapping[str, Any]
) -> dict[str, object]:
    present: dict[str, Any] = {
        **readback.settings(deployment),
        "tags": dict(deployment.tags),
        "description": deployment.description,
    }
    wanted = {**present, **{key: value for key, value in given.items() if value is not None}}
    if given.get("autoscale_enabled"):
        wanted["num_replicas"] = None
    elif given.get("num_replicas"):
        wanted |= dict.fromkeys(key for key in wanted if key.startswith("autoscale_"))
    kind = readback.kind(facts)
    return changed(*(form_of(kind, service.name, one, facts.compute) for one in (present, wanted)))


def _parts(service: Webservice, given: Mapping[str, Any]) -> DeploymentPlan | None:
    inference = given.get("inference_config")
    if inference is None:
        return None
    models = given.get("models") or service.models  # type: ignore[attr-defined] # every kind made here has them
    form = v1.Service(
        service._kind,
        Known(service.name),
        {"auth_enabled": Given(Known(True), "auth_enabled")},
        services.scoring(inference),
        services.models(models),
        v1.Cluster(Known("present")),
    )
    return planned(form).plan.deployments[0]


def version(workspace: Workspace, facts: EndpointFacts, deployment: DeploymentFacts) -> AksWebservice:
    """Return one version of an endpoint as v1 shows it: a service of its own."""
    from compat.azureml.core.webservice.aks import AksWebservice

    alone = replace(
        facts,
        name=deployment.name,
        deployments=(deployment,),
        traffic={deployment.name: 100},
        description=deployment.description,
        tags=deployment.tags,
        properties={readback.KIND: v1.ServiceKind.AKS.value},
    )
    made = object.__new__(AksWebservice)
    made._operation = None
    made._take(workspace, alone)
    made.traffic_percentile = share(deployment)
    made.is_default = deployment.properties.get(DEFAULT) == "true"
    made.version_type = deployment.tags.get(CONTROL, "treatment").capitalize()
    return made


def share(deployment: DeploymentFacts) -> float:
    """Return the share that v1 code gave a version, in percent."""
    return float(deployment.properties.get(SHARE) or 0)


def create_version(endpoint: AksEndpoint, given: dict[str, Any]) -> None:
    """Add a version with the shares of all; return while it is under way."""
    facts = _writable(endpoint)
    name = given["version_name"]
    if name in {one.name for one in facts.deployments}:
        raise WebserviceException(f"Version {name} already exists in the endpoint {endpoint.name}.")
    form = _with_versions(endpoint, facts, given)
    wanted = planned(form)
    index = len(wanted.plan.deployments) - 1
    shares = _shares(facts, {name: _share_settings(given)})
    endpoint._operation = current().backend.add_deployment(endpoint.workspace.scope, wanted, index, shares)
    endpoint._refresh()


def _with_versions(endpoint: AksEndpoint, facts: EndpointFacts, given: Mapping[str, Any]) -> v1.Service:
    """Return the endpoint in the v1 form with the new version alone: the others are there already."""
    inference = given.get("inference_config")
    if inference is None:
        raise CompatUnsupported(
            "create_version(inference_config=None)",
            "v1 served the model by its framework alone, v2 does so for MLflow and Triton models only.",
            "Write a scoring script and give an InferenceConfig.",
        )
    settings = services.given({**given, "auth_enabled": None}, v1.ServiceKind.AKS_ENDPOINT)
    token = facts.auth_mode == "aml_token"
    settings["token_auth_enabled"] = Given(Known(token), "token_auth_enabled")
    settings["auth_enabled"] = Given(Known(not token), "auth_enabled")
    return v1.Service(
        v1.ServiceKind.AKS_ENDPOINT,
        Known(endpoint.name),
        settings,
        services.scoring(inference),
        services.models(given.get("models") or ()),
        v1.Cluster(Known(str(endpoint.compute_name))),
        api="azureml.core.webservice.AksEndpoint.create_version",
    )


def _share_settings(given: Mapping[str, Any]) -> dict[str, Given]:
    return {key: Given(Known(given[key]), key) for key in _SHARES if given.get(key) is not None}


def _shares(facts: EndpointFacts, new: Mapping[str, dict[str, Given]]) -> dict[str, int]:
    """Return the traffic of all versions, by the mapping; a new default takes the mark from the old one."""
    takes = any("is_default" in one for one in new.values())
    every = {
        one.name: {
            "traffic_percentile": Given(Known(share(one))),
            "is_default": Given(Known(not takes and one.properties.get(DEFAULT) == "true")),
        }
        for one in facts.deployments
    }
    shares, _ = traffic.plan({**every, **{name: {**every.get(name, {}), **one} for name, one in new.items()}})
    return shares


def update_version(endpoint: AksEndpoint, given: dict[str, Any]) -> None:
    """Change one version; return while it is under way."""
    facts = _writable(endpoint)
    name = given.pop("version_name")
    found = next((one for one in facts.deployments if one.name == name), None)
    if found is None:
        raise WebserviceException(f"Version {name} not found in the endpoint {endpoint.name}.")
    moves = any(given.get(key) is not None for key in _SHARES)
    change = Update(
        facts.name,
        name,
        _leaves(endpoint, facts, found, given),
        traffic=_shares(facts, {name: _share_settings(given)}) if moves else None,
        parts=_parts(endpoint, given),
    )
    endpoint._operation = current().backend.update(endpoint.workspace.scope, change)
    endpoint._refresh()


def delete_version(endpoint: AksEndpoint, name: str) -> None:
    """Give a version's share to the others, then delete it."""
    facts = _writable(endpoint)
    others = tuple(one for one in facts.deployments if one.name != name)
    if len(others) == len(facts.deployments):
        raise WebserviceException(f"Version {name} not found in the endpoint {endpoint.name}.")
    scope, backend = endpoint.workspace.scope, current().backend
    shares = _shares(replace(facts, deployments=others), {}) if others else {}
    moved = backend.update(scope, Update(facts.name, traffic={**shares, name: 0}))
    moved.wait(None)
    failure = moved.outcome()
    if failure is not None:
        raise failure
    endpoint._operation = backend.delete_deployment(scope, facts.name, name)
    endpoint._operation.wait(None)
    endpoint._refresh()
