"""A v2 endpoint and deployment, read back as v1 settings: the mapping's rows, the other way round."""

from __future__ import annotations

from collections.abc import Mapping

from compat.backends.backend import DeploymentFacts, EndpointFacts
from compat.mapping.naming import FIRST_DEPLOYMENT
from compat.mapping.resources import cores, gibibytes
from compat.mapping.setting import Setting
from compat.mapping.settings import SERVICE_SETTINGS
from compat.v1 import ServiceKind
from compat.v2 import Target
from compat.validation.quantity import quantity

KIND = "compat.kind"
"""The endpoint property that marks what compat made, and which kind of v1 service it stands for."""
_ROOT = "deployment."
_GIB = 2**30
_POLLUTION = ("createdBy", "createdAt", "lastModifiedAt", "lastModifiedBy")
_STATES = {
    "Creating": "Transitioning",
    "Updating": "Transitioning",
    "Scaling": "Transitioning",
    "Deleting": "Deleting",
    "Succeeded": "Healthy",
    "Failed": "Failed",
    "Canceled": "Failed",
}
ROWS: tuple[Setting, ...] = tuple(row for row in SERVICE_SETTINGS if row.kubernetes.path.startswith(_ROOT))
PATHS: Mapping[str, str] = {row.key: row.kubernetes.path.removeprefix(_ROOT) for row in ROWS}


def settings(deployment: DeploymentFacts, *, exact: bool = True) -> dict[str, object]:
    """Return the v1 settings by keyword; None where v2 has no value. Not ``exact``: Azure is not asked again."""
    leaves = {**deployment.leaves, **(deployment.exact() if exact and deployment.exact is not None else {})}
    found = {row.key: _value(row, leaves.get(PATHS[row.key])) for row in ROWS}
    scaled = leaves.get(PATHS["autoscale_enabled"])
    found["autoscale_enabled"] = scaled == "target_utilization"
    if found["autoscale_enabled"]:
        found["num_replicas"] = None
    else:
        found |= dict.fromkeys(
            key for key in found if key.startswith("autoscale_") and key != "autoscale_enabled"
        )
    found["collect_model_data"] = bool(leaves.get(PATHS["collect_model_data"]))
    return found


def _value(row: Setting, leaf: object) -> object:
    convert = row.kubernetes.convert
    if leaf is None or convert is None:
        return leaf
    number = quantity(str(leaf))
    if number is None:
        return leaf
    if convert is cores:
        return float(number)
    return float(number / _GIB) if convert is gibibytes else int(number)


def kind(endpoint: EndpointFacts) -> ServiceKind:
    """Return the kind of v1 service an endpoint stands for: as marked, else by where it runs and what it has."""
    marked = endpoint.properties.get(KIND)
    if marked in {one.value for one in ServiceKind}:
        return ServiceKind(marked)
    if endpoint.compute is None:
        return ServiceKind.ACI
    return ServiceKind.AKS_ENDPOINT if len(endpoint.deployments) > 1 else ServiceKind.AKS


def is_ours(endpoint: EndpointFacts) -> bool:
    """Tell whether compat made an endpoint."""
    return KIND in endpoint.properties


def target(endpoint: EndpointFacts) -> Target:
    """Return which kind of v2 endpoint it is."""
    return Target.MANAGED if endpoint.compute is None else Target.KUBERNETES


def properties(endpoint: EndpointFacts) -> dict[str, str]:
    """Return the properties that people gave."""
    return {
        key: value for key, value in endpoint.properties.items() if key not in _POLLUTION and not _own(key)
    }


def _own(key: str) -> bool:
    return key.startswith(("compat.", "azureml."))


def main_deployment(endpoint: EndpointFacts) -> DeploymentFacts | None:
    """Return the deployment that stands for a service that is no v1 endpoint."""
    named = [one for one in endpoint.deployments if one.name == FIRST_DEPLOYMENT]
    busiest = sorted(endpoint.deployments, key=lambda one: -endpoint.traffic.get(one.name, 0))
    return named[0] if named else busiest[0] if busiest else None


def state(endpoint: EndpointFacts, deployment: DeploymentFacts | None) -> str:
    """Return v1's word; v2 tells of no Unhealthy and no Unschedulable."""
    own = _STATES.get(endpoint.state, "Transitioning")
    if own != "Healthy":
        return own
    return "Transitioning" if deployment is None else _STATES.get(deployment.state, "Transitioning")
