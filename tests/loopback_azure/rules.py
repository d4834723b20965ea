"""What the v2 service refuses: names, traffic, mirroring, authentication modes, kinds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.loopback_azure.message import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.loopback_azure.message import JsonObject

NAME = re.compile(r"^[a-zA-Z][a-zA-Z0-9-]{1,30}[a-zA-Z0-9]$")
KUBERNETES_MODES = ("Key", "AMLToken")
MANAGED_MODES = (*KUBERNETES_MODES, "AADToken")
MOST_MIRRORED_PERCENT = 50


def check_endpoint(
    name: str, body: JsonObject, known: JsonObject | None, deployments: Mapping[str, JsonObject]
) -> None:
    """Refuse an endpoint that Azure refuses, new (`known` is None) or changed."""
    check_name("endpoint", name)
    properties = body.get("properties") or {}
    kubernetes = bool(properties.get("compute"))
    modes = KUBERNETES_MODES if kubernetes else MANAGED_MODES
    if properties.get("authMode") not in modes:
        mode = properties.get("authMode")
        raise bad_argument(f"The authentication mode {mode} is not one of {modes}.")
    if known and bool(known["properties"]["compute"]) != kubernetes:
        raise bad_argument(f"The kind of endpoint {name} cannot change.")
    check_traffic(properties.get("traffic") or {}, deployments)
    check_mirror(properties, deployments, kubernetes=kubernetes)


def check_deployment(name: str, body: JsonObject, endpoint: JsonObject) -> None:
    """Refuse a deployment that does not fit its endpoint."""
    check_name("deployment", name)
    properties = body.get("properties") or {}
    wanted = "Kubernetes" if endpoint["properties"]["compute"] else "Managed"
    if properties.get("endpointComputeType") != wanted:
        raise bad_argument(f"A deployment of this endpoint has the compute type {wanted}.")
    scale = (properties.get("scaleSettings") or {}).get("scaleType", "Default")
    if wanted == "Managed" and (scale != "Default" or not properties.get("instanceType")):
        raise bad_argument("A managed deployment has an instance type and default scale settings.")


def bad_argument(message: str) -> RefusedError:
    return RefusedError(400, "BadArgument", message)


def check_name(kind: str, name: str) -> None:
    """Refuse a name that Azure refuses: 3 to 32 letters, digits and dashes, first a letter."""
    if not NAME.match(name):
        message = f"The {kind} name {name} is not 3 to 32 letters, digits and dashes."
        raise bad_argument(message)


def check_traffic(traffic: Mapping[str, int], deployments: Mapping[str, JsonObject]) -> None:
    """Refuse traffic that is neither nothing nor all, or that goes to what is not there."""
    unknown = sorted(set(traffic) - set(deployments))
    if unknown:
        raise bad_argument(f"Traffic goes to deployments that do not exist: {unknown}.")
    if sum(traffic.values()) not in {0, 100} or min(traffic.values(), default=0) < 0:
        raise bad_argument(f"Traffic must add up to 0 or 100: {dict(traffic)}.")


def check_mirror(properties: JsonObject, deployments: Mapping[str, JsonObject], *, kubernetes: bool) -> None:
    """Refuse mirroring on Kubernetes, above half, to several, or to a deployment with live traffic."""
    mirror = {name: share for name, share in (properties.get("mirrorTraffic") or {}).items() if share}
    if not mirror:
        return
    traffic = properties.get("traffic") or {}
    if kubernetes:
        raise bad_argument("Kubernetes endpoints do not mirror traffic.")
    if len(mirror) > 1 or max(mirror.values()) > MOST_MIRRORED_PERCENT or not set(mirror) <= set(deployments):
        raise bad_argument("At most 50 percent is mirrored, to one deployment.")
    if any(traffic.get(name) for name in mirror):
        raise bad_argument("A deployment with live traffic is no mirror.")
