"""Compute targets, seen through both control planes."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from tests.loopback_azure.arm import resource_path
from tests.loopback_azure.message import RefusedError, Response, Route, json_response
from tests.loopback_azure.state import WORKSPACE, utc_now

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.loopback_azure.faults import FailOperation
    from tests.loopback_azure.message import JsonObject, Request
    from tests.loopback_azure.operations import ResourceManagerOperations
    from tests.loopback_azure.state import State

ComputeKind = Literal["AKS", "Kubernetes", "AmlCompute"]
DATA_PLANE_WORKSPACE = "/rp/workspaces" + WORKSPACE


@dataclass
class Compute:
    """One compute target. `https`: services there get scoring addresses with TLS."""

    name: str
    kind: ComputeKind
    https: bool = False
    state: str = "Succeeded"
    body: JsonObject = field(default_factory=dict)  # what a client sent when it made it


class Computes:
    """The compute targets of a workspace."""

    def __init__(self, state: State, operations: ResourceManagerOperations) -> None:
        self._state = state
        self._operations = operations
        self._computes: dict[str, Compute] = {}

    def routes(self) -> list[Route]:
        one = "/computes/{compute}"
        return [
            Route("GET", WORKSPACE + "/computes", self._list),
            Route("GET", WORKSPACE + one, self._get),
            Route("PUT", WORKSPACE + one, self._put),
            Route("DELETE", WORKSPACE + one, self._delete),
            Route("GET", DATA_PLANE_WORKSPACE + "/computes", self._list),
            Route("GET", DATA_PLANE_WORKSPACE + one, self._get_v1),
        ]

    def declare(self, name: str, kind: ComputeKind = "Kubernetes", *, https: bool = False) -> None:
        """Attach a compute without a client."""
        self._computes[name.lower()] = Compute(name, kind, https)

    def names(self) -> list[str]:
        return sorted(compute.name for compute in self._computes.values())

    def exists(self, name: str) -> bool:
        return self._state.auto_create or name.lower() in self._computes

    def scheme(self, name: str | None) -> str:
        """Return "https" or "http": how services on this compute are reached."""
        compute = self._computes.get((name or "").lower())
        return "https" if compute and compute.https else "http"

    def _list(self, request: Request, names: Mapping[str, str]) -> Response:
        return json_response(200, {"value": [self._document(names, one) for one in self._computes.values()]})

    def _get(self, request: Request, names: Mapping[str, str]) -> Response:
        return self._found(names, "Kubernetes")

    def _get_v1(self, request: Request, names: Mapping[str, str]) -> Response:
        return self._found(names, "AKS")

    def _found(self, names: Mapping[str, str], kind: ComputeKind) -> Response:
        name = names["compute"]
        if name.lower() not in self._computes:
            if not self._state.auto_create:
                raise RefusedError(404, "ComputeNotFound", f"Compute {name} was not found.")
            self.declare(name, kind)
        self._state.operations.look(_resource(name))
        return json_response(200, self._document(names, self._computes[name.lower()]))

    def _put(self, request: Request, names: Mapping[str, str]) -> Response:
        name, body = names["compute"], request.document()
        properties = body.get("properties") or {}
        ssl = (properties.get("properties") or {}).get("sslConfiguration") or {}
        https = ssl.get("status") in {"Enabled", "Auto"}
        compute = Compute(name, properties["computeType"], https, "Creating", copy.deepcopy(body))
        self._computes[name.lower()] = compute

        def settle(failure: FailOperation | None) -> None:
            compute.state = "Failed" if failure else "Succeeded"

        started = self._operations.accept(request, names, _resource(name), settle)
        return json_response(201, self._document(names, compute), started.headers)

    def _delete(self, request: Request, names: Mapping[str, str]) -> Response:
        """Delete or detach; which of the two is in the query (`underlyingResourceAction`)."""
        name = names["compute"]
        compute = self._computes.get(name.lower())
        if compute is None:
            return Response(204)
        compute.state = "Deleting"

        def remove(failure: FailOperation | None) -> None:
            if failure:
                compute.state = "Failed"
            else:
                self._computes.pop(name.lower(), None)

        return self._operations.accept(request, names, _resource(name), remove)

    def _document(self, names: Mapping[str, str], compute: Compute) -> JsonObject:
        scope, given = self._state.scope, compute.body.get("properties") or {}
        cluster = (
            f"/subscriptions/{names['subscription']}/resourceGroups/{names['group']}"
            f"/providers/Microsoft.ContainerService/managedClusters/{compute.name}"
        )
        return {
            "id": f"{resource_path(names)}/computes/{compute.name}",
            "name": compute.name,
            "type": "Microsoft.MachineLearningServices/workspaces/computes",
            "location": scope.location,
            "tags": compute.body.get("tags") or {},
            "properties": {
                "computeType": compute.kind,
                "computeLocation": scope.location,
                "description": given.get("description"),
                "resourceId": given.get("resourceId") or (None if compute.kind == "AmlCompute" else cluster),
                "provisioningState": compute.state,
                "provisioningErrors": None,
                "isAttachedCompute": compute.kind == "Kubernetes" or bool(given.get("resourceId")),
                "createdOn": utc_now(),
                "modifiedOn": utc_now(),
                "properties": {**_details(compute), **(given.get("properties") or {})},
            },
        }


def _details(compute: Compute) -> JsonObject:
    match compute.kind:
        case "AKS":
            return {
                "agentVmSize": "Standard_D3_v2",
                "agentCount": 3,
                "clusterPurpose": "FastProd",
                "clusterFqdn": f"{compute.name}.hcp.westeurope.azmk8s.io",
                "systemServices": [],
                "loadBalancerType": "PublicIp",
                "loadBalancerSubnet": None,
                "sslConfiguration": {"status": "Enabled" if compute.https else "Disabled"},
            }
        case "Kubernetes":
            sizes = {"requests": {"cpu": "100m", "memory": "2Gi"}, "limits": {"cpu": "2", "memory": "2Gi"}}
            return {
                "namespace": "default",
                "defaultInstanceType": "defaultinstancetype",
                "instanceTypes": {"defaultinstancetype": {"resources": sizes}},
                "extensionPrincipalId": None,
                "extensionInstanceReleaseTrain": "stable",
            }
        case _:
            return {"vmSize": "STANDARD_D3_V2", "scaleSettings": {"minNodeCount": 0, "maxNodeCount": 4}}


def _resource(name: str) -> str:
    return f"computes/{name}"
