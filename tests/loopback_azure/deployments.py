"""v2 online deployments, Kubernetes and managed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.loopback_azure.arm import resource_path
from tests.loopback_azure.assets import ASSET_ID, system_data
from tests.loopback_azure.endpoints import ENDPOINT, existing_endpoint
from tests.loopback_azure.message import RefusedError, Response, Route, json_response, page
from tests.loopback_azure.rules import bad_argument, check_deployment
from tests.loopback_azure.state import utc_now

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.loopback_azure.assets import Assets
    from tests.loopback_azure.faults import FailOperation
    from tests.loopback_azure.message import JsonObject, Request
    from tests.loopback_azure.online import OnlineStore
    from tests.loopback_azure.operations import ResourceManagerOperations
    from tests.loopback_azure.state import State

DEPLOYMENT = ENDPOINT + "/deployments/{deployment}"


class Deployments:
    """Requests about deployments."""

    def __init__(
        self,
        state: State,
        store: OnlineStore,
        operations: ResourceManagerOperations,
        assets: Mapping[str, Assets],
    ) -> None:
        self._state = state
        self._store = store
        self._operations = operations
        self._assets = assets

    def routes(self) -> list[Route]:
        return [
            Route("GET", ENDPOINT + "/deployments", self._list),
            Route("GET", DEPLOYMENT, self._get),
            Route("PUT", DEPLOYMENT, self._put),
            Route("DELETE", DEPLOYMENT, self._delete),
            Route("POST", DEPLOYMENT + "/getLogs", self._get_logs),
        ]

    def _list(self, request: Request, names: Mapping[str, str]) -> Response:
        existing_endpoint(self._store, names["endpoint"])
        found = self._store.deployments[names["endpoint"]]
        return page(request, [found[name] for name in sorted(found)], self._store.page_size)

    def _get(self, request: Request, names: Mapping[str, str]) -> Response:
        self._state.operations.look(_resource(names))
        return json_response(200, self._existing(names))

    def _existing(self, names: Mapping[str, str]) -> JsonObject:
        existing_endpoint(self._store, names["endpoint"])
        found = self._store.deployments[names["endpoint"]].get(names["deployment"])
        if found is None:
            message = f"The deployment {names['deployment']} of {names['endpoint']} was not found."
            raise RefusedError(404, "ResourceNotFound", message)
        return found

    def _put(self, request: Request, names: Mapping[str, str]) -> Response:
        name, body = names["deployment"], request.document()
        with self._state.lock:
            endpoint = existing_endpoint(self._store, names["endpoint"])
            check_deployment(name, body, endpoint)
            self._check_assets(body.get("properties") or {})
            siblings = self._store.deployments[names["endpoint"]]
            known = siblings.get(name)
            document = siblings[name] = _document(names, body, known)
        return self._operations.put(request, names, _resource(names), document, created=known is None)

    def _check_assets(self, properties: JsonObject) -> None:
        code = properties.get("codeConfiguration") or {}
        for reference in (properties.get("model"), properties.get("environmentId"), code.get("codeId")):
            found = ASSET_ID.search(reference or "")
            if found and not self._assets[found["kind"]].exists(found["name"], found["version"]):
                raise bad_argument(f"Not found: {found['kind']} {found['name']}:{found['version']}.")

    def _delete(self, request: Request, names: Mapping[str, str]) -> Response:
        endpoint, name = names["endpoint"], names["deployment"]
        deployments = self._store.deployments.get(endpoint, {})
        if name not in deployments:
            return Response(204)
        shares = self._store.endpoints[endpoint]["properties"]
        if shares["traffic"].get(name) or shares["mirrorTraffic"].get(name):
            message = f"Deployment {name} still has traffic; set its share to 0 before deleting it."
            raise RefusedError(400, "BadRequest", message)
        deployment = deployments[name]
        deployment["properties"]["provisioningState"] = "Deleting"

        def remove(failure: FailOperation | None) -> None:
            if failure:
                deployment["properties"]["provisioningState"] = "Failed"
                return
            deployments.pop(name, None)
            shares["traffic"].pop(name, None)
            shares["mirrorTraffic"].pop(name, None)

        return self._operations.accept(request, names, _resource(names), remove)

    def _get_logs(self, request: Request, names: Mapping[str, str]) -> Response:
        self._existing(names)
        text = self._store.logs.get((names["endpoint"], names["deployment"]), "")
        lines = text.splitlines(keepends=True)
        tail = request.document().get("tail") or len(lines)
        return json_response(200, {"content": "".join(lines[-tail:])})


def _document(names: Mapping[str, str], body: JsonObject, known: JsonObject | None) -> JsonObject:
    endpoint, name = names["endpoint"], names["deployment"]
    given = body.get("properties") or {}
    kubernetes = given.get("endpointComputeType") == "Kubernetes"
    return {
        "id": f"{resource_path(names)}/onlineEndpoints/{endpoint}/deployments/{name}",
        "name": name,
        "type": "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments",
        "location": body.get("location"),
        "tags": body.get("tags") or {},
        "kind": "K8S" if kubernetes else "Managed",
        "sku": body.get("sku") or {"name": "Default", "capacity": 1},
        "identity": body.get("identity"),
        "properties": {
            "description": None,
            "environmentVariables": {},
            "appInsightsEnabled": False,
            **given,
            "properties": given.get("properties") or {},
            "scaleSettings": given.get("scaleSettings") or {"scaleType": "Default"},
            **({"containerResourceRequirements": _resources(given)} if kubernetes else {}),
            "provisioningState": "Updating" if known else "Creating",
        },
        "systemData": system_data(known["systemData"]["createdAt"] if known else utc_now()),
    }


def _resources(given: JsonObject) -> JsonObject:
    """Return requests and limits, both: without them the vendor's client fails on its own answer."""
    requirements = given.get("containerResourceRequirements") or {}
    return {
        "containerResourceRequests": requirements.get("containerResourceRequests") or {},
        "containerResourceLimits": requirements.get("containerResourceLimits") or {},
    }


def _resource(names: Mapping[str, str]) -> str:
    return f"v2/endpoints/{names['endpoint']}/deployments/{names['deployment']}"
