"""v2 online endpoints and deployments: the resources, their rules, their long operations."""

from __future__ import annotations

import re
import time
import uuid
from typing import TYPE_CHECKING

from tests.loopback_azure.arm import resource_path
from tests.loopback_azure.assets import ASSET_ID, system_data
from tests.loopback_azure.message import RefusedError, Response, Route, json_response, page
from tests.loopback_azure.scoring import Target
from tests.loopback_azure.state import WORKSPACE, utc_now

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.loopback_azure.arm import Computes
    from tests.loopback_azure.assets import Assets
    from tests.loopback_azure.faults import FailOperation
    from tests.loopback_azure.message import JsonObject, Request
    from tests.loopback_azure.state import OnEnd, Operation, State

ENDPOINT = WORKSPACE + "/onlineEndpoints/{endpoint}"
DEPLOYMENT = ENDPOINT + "/deployments/{deployment}"
LOCATIONS = "/subscriptions/{subscription}/providers/Microsoft.MachineLearningServices/locations/{location}"
NAME = re.compile(r"^[a-zA-Z][a-zA-Z0-9-]{1,30}[a-zA-Z0-9]$")
TOKEN_SECONDS = 12 * 3600
# A float is legal on status answers only, and it is what keeps waiting short.
POLL_SECONDS = "0.01"


class Online:
    """The endpoints of a workspace with their deployments."""

    def __init__(self, state: State, computes: Computes, assets: Mapping[str, Assets]) -> None:
        self.logs: dict[tuple[str, str], str] = {}
        self.page_size: int | None = None
        self._state = state
        self._computes = computes
        self._assets = assets
        self._endpoints: dict[str, JsonObject] = {}
        self._deployments: dict[str, dict[str, JsonObject]] = {}
        self._keys: dict[str, dict[str, str]] = {}
        self._tokens: dict[str, set[str]] = {}

    def routes(self) -> list[Route]:
        return [
            Route("GET", WORKSPACE + "/onlineEndpoints", self._list_endpoints),
            Route("GET", ENDPOINT, self._get_endpoint),
            Route("PUT", ENDPOINT, self._put_endpoint),
            Route("DELETE", ENDPOINT, self._delete_endpoint),
            Route("POST", ENDPOINT + "/listKeys", self._list_keys),
            Route("POST", ENDPOINT + "/regenerateKeys", self._regenerate_keys),
            Route("POST", ENDPOINT + "/token", self._token),
            Route("GET", ENDPOINT + "/deployments", self._list_deployments),
            Route("GET", DEPLOYMENT, self._get_deployment),
            Route("PUT", DEPLOYMENT, self._put_deployment),
            Route("DELETE", DEPLOYMENT, self._delete_deployment),
            Route("POST", DEPLOYMENT + "/getLogs", self._get_logs),
            Route("GET", LOCATIONS + "/mfeOperationsStatus/{id}", self._status),
            Route("GET", LOCATIONS + "/mfeOperationResults/{id}", self._result),
        ]

    # What a test asks

    def endpoints(self) -> list[str]:
        return sorted(self._endpoints)

    def deployments(self, endpoint: str) -> list[str]:
        return sorted(self._deployments.get(endpoint, {}))

    def endpoint(self, name: str) -> JsonObject | None:
        """Return the endpoint as it stands, in the shape of the service's resource."""
        return self._endpoints.get(name)

    def deployment(self, endpoint: str, name: str) -> JsonObject | None:
        """Return the deployment as it stands, in the shape of the service's resource."""
        return self._deployments.get(endpoint, {}).get(name)

    def traffic(self, endpoint: str) -> dict[str, int]:
        return dict(self._endpoints[endpoint]["properties"]["traffic"])

    def keys(self, endpoint: str) -> tuple[str, str]:
        """Return primary and secondary key."""
        keys = self._keys[endpoint]
        return keys["primaryKey"], keys["secondaryKey"]

    def scoring_target(self, name: str) -> Target | None:
        """Return what the router needs to know, or None for an endpoint that does not exist."""
        endpoint = self._endpoints.get(name)
        if endpoint is None:
            return None
        properties = endpoint["properties"]
        keys = set(self._keys[name].values()) if properties["authMode"] == "Key" else set()
        ready = [
            deployment
            for deployment, resource in self._deployments[name].items()
            if resource["properties"]["provisioningState"] == "Succeeded"
        ]
        return Target(
            tokens=frozenset(keys | self._tokens.get(name, set())),
            deployments={deployment: properties["traffic"].get(deployment, 0) for deployment in ready},
            mirror={d: share for d, share in properties["mirrorTraffic"].items() if d in ready},
            entra=properties["authMode"] == "AADToken",
        )

    # Endpoints

    def _list_endpoints(self, request: Request, names: Mapping[str, str]) -> Response:
        return page(request, [self._endpoints[name] for name in self.endpoints()], self.page_size)

    def _get_endpoint(self, request: Request, names: Mapping[str, str]) -> Response:
        self._state.operations.look(_endpoint_resource(names["endpoint"]))
        return json_response(200, self._existing(names["endpoint"]))

    def _existing(self, name: str) -> JsonObject:
        if name not in self._endpoints:
            raise RefusedError(404, "ResourceNotFound", f"The online endpoint {name} was not found.")
        return self._endpoints[name]

    def _put_endpoint(self, request: Request, names: Mapping[str, str]) -> Response:
        name, body = names["endpoint"], request.document()
        self._state.check_workspace(resource_path(names))
        with self._state.lock:
            known = self._endpoints.get(name)
            self._check_endpoint(name, body, known)
            self._endpoints[name] = self._endpoint_resource(request, names, body, known)
            if known is None:
                self._deployments[name] = {}
                self._keys[name] = self._first_keys(body)
        settle = self._settle(self._endpoints[name])
        return self._started(
            request, names, _endpoint_resource(name), settle, self._endpoints[name], created=known is None
        )

    def _check_endpoint(self, name: str, body: JsonObject, known: JsonObject | None) -> None:
        check_name("endpoint", name)
        properties = body.get("properties") or {}
        kubernetes = bool(properties.get("compute"))
        modes = ("Key", "AMLToken") if kubernetes else ("Key", "AMLToken", "AADToken")
        if properties.get("authMode") not in modes:
            mode = properties.get("authMode")
            raise RefusedError(400, "BadArgument", f"The authentication mode {mode} is not one of {modes}.")
        if kubernetes:
            compute = properties["compute"].rsplit("/", 1)[-1]
            if not self._computes.exists(compute):
                raise RefusedError(404, "ComputeNotFound", f"Compute {compute} was not found.")
        if known and bool(known["properties"]["compute"]) != kubernetes:
            raise RefusedError(400, "BadArgument", f"The kind of endpoint {name} cannot change.")
        deployments = self._deployments.get(name, {})
        check_traffic(properties.get("traffic") or {}, deployments)
        check_mirror(properties, deployments, kubernetes=kubernetes)

    def _endpoint_resource(
        self, request: Request, names: Mapping[str, str], body: JsonObject, known: JsonObject | None
    ) -> JsonObject:
        name, given = names["endpoint"], body.get("properties") or {}
        scoring = self._scoring_uri(request, name, given)
        created = known["systemData"]["createdAt"] if known else utc_now()
        identity = body.get("identity") or {"type": "SystemAssigned"}
        return {
            "id": f"{resource_path(names)}/onlineEndpoints/{name}",
            "name": name,
            "type": "Microsoft.MachineLearningServices/workspaces/onlineEndpoints",
            "location": body.get("location") or self._state.scope.location,
            "tags": body.get("tags") or {},
            "kind": "K8S" if given.get("compute") else "Managed",
            "identity": {
                "principalId": self._state.scope.client_id,
                "tenantId": self._state.scope.tenant,
                **identity,
            },
            "properties": {
                "description": None,
                "properties": {},
                "publicNetworkAccess": "Enabled",
                **{key: value for key, value in given.items() if key != "keys"},
                "compute": given.get("compute"),
                "traffic": given.get("traffic") or {},
                "mirrorTraffic": given.get("mirrorTraffic") or {},
                "provisioningState": "Updating" if known else "Creating",
                "scoringUri": scoring,
                "swaggerUri": scoring.removesuffix("score") + "swagger.json",
            },
            "systemData": system_data(created) | {"lastModifiedAt": utc_now()},
        }

    def _scoring_uri(self, request: Request, name: str, properties: JsonObject) -> str:
        """Return an address that this client can reach; managed endpoints look real to whom it may."""
        compute = properties.get("compute")
        if not compute and request.intercepted:
            return f"https://{name}.{self._state.scope.location}.inference.ml.azure.com/score"
        scheme = self._computes.scheme(compute.rsplit("/", 1)[-1]) if compute else "http"
        return f"{scheme}://{self._state.loopback_authority}/api/v1/endpoint/{name}/score"

    def _first_keys(self, body: JsonObject) -> dict[str, str]:
        given = (body.get("properties") or {}).get("keys") or {}
        return {key: given.get(key) or self._state.new_key() for key in ("primaryKey", "secondaryKey")}

    def _delete_endpoint(self, request: Request, names: Mapping[str, str]) -> Response:
        name = names["endpoint"]
        if name not in self._endpoints:
            return Response(204)
        endpoint = self._endpoints[name]
        endpoint["properties"]["provisioningState"] = "Deleting"

        def remove(failure: FailOperation | None) -> None:
            if failure:
                endpoint["properties"]["provisioningState"] = "Failed"
                return
            for store in (self._endpoints, self._deployments, self._keys, self._tokens):
                store.pop(name, None)

        return self._started(request, names, _endpoint_resource(name), remove)

    def _list_keys(self, request: Request, names: Mapping[str, str]) -> Response:
        name = names["endpoint"]
        if self._existing(name)["properties"]["authMode"] != "Key":
            raise RefusedError(400, "BadRequest", f"Endpoint {name} does not use key authentication.")
        return json_response(200, self._keys[name])

    def _regenerate_keys(self, request: Request, names: Mapping[str, str]) -> Response:
        name, body = names["endpoint"], request.document()
        self._existing(name)
        key = f"{body.get('keyType', 'Primary').lower()}Key"

        def change(failure: FailOperation | None) -> None:
            if not failure:
                self._keys[name][key] = body.get("keyValue") or self._state.new_key()

        return self._started(request, names, f"{_endpoint_resource(name)}/keys", change)

    def _token(self, request: Request, names: Mapping[str, str]) -> Response:
        name = names["endpoint"]
        if self._existing(name)["properties"]["authMode"] != "AMLToken":
            raise RefusedError(400, "BadRequest", f"Endpoint {name} does not use token authentication.")
        token, now = uuid.uuid4().hex, int(time.time())
        self._tokens.setdefault(name, set()).add(token)
        document = {
            "accessToken": token,
            "tokenType": "Bearer",
            "expiryTimeUtc": now + TOKEN_SECONDS,
            "refreshAfterTimeUtc": now + TOKEN_SECONDS // 2,
        }
        return json_response(200, document)

    # Deployments

    def _list_deployments(self, request: Request, names: Mapping[str, str]) -> Response:
        self._existing(names["endpoint"])
        found = self._deployments[names["endpoint"]]
        return page(request, [found[name] for name in sorted(found)], self.page_size)

    def _get_deployment(self, request: Request, names: Mapping[str, str]) -> Response:
        self._state.operations.look(_deployment_resource(names))
        return json_response(200, self._existing_deployment(names))

    def _existing_deployment(self, names: Mapping[str, str]) -> JsonObject:
        self._existing(names["endpoint"])
        found = self._deployments[names["endpoint"]].get(names["deployment"])
        if found is None:
            message = f"The deployment {names['deployment']} of {names['endpoint']} was not found."
            raise RefusedError(404, "ResourceNotFound", message)
        return found

    def _put_deployment(self, request: Request, names: Mapping[str, str]) -> Response:
        body = request.document()
        with self._state.lock:
            endpoint = self._existing(names["endpoint"])
            self._check_deployment(names["deployment"], body, endpoint)
            siblings = self._deployments[names["endpoint"]]
            known = siblings.get(names["deployment"])
            resource = siblings[names["deployment"]] = _deployment_document(names, body, known)
        settle = self._settle(resource)
        return self._started(
            request, names, _deployment_resource(names), settle, resource, created=known is None
        )

    def _check_deployment(self, name: str, body: JsonObject, endpoint: JsonObject) -> None:
        check_name("deployment", name)
        properties = body.get("properties") or {}
        wanted = "Kubernetes" if endpoint["properties"]["compute"] else "Managed"
        if properties.get("endpointComputeType") != wanted:
            message = f"A deployment of this endpoint has the compute type {wanted}."
            raise RefusedError(400, "BadArgument", message)
        scale = (properties.get("scaleSettings") or {}).get("scaleType", "Default")
        if wanted == "Managed" and (scale != "Default" or not properties.get("instanceType")):
            message = "A managed deployment has an instance type and default scale settings."
            raise RefusedError(400, "BadArgument", message)
        code = properties.get("codeConfiguration") or {}
        for reference in (properties.get("model"), properties.get("environmentId"), code.get("codeId")):
            self._check_asset(reference)

    def _check_asset(self, reference: str | None) -> None:
        found = ASSET_ID.search(reference or "")
        if found and not self._assets[found["kind"]].exists(found["name"], found["version"]):
            message = f"Not found: {found['kind']} {found['name']}:{found['version']}."
            raise RefusedError(400, "BadArgument", message)

    def _delete_deployment(self, request: Request, names: Mapping[str, str]) -> Response:
        endpoint, name = names["endpoint"], names["deployment"]
        if name not in self._deployments.get(endpoint, {}):
            return Response(204)
        if self.traffic(endpoint).get(name):
            message = f"Deployment {name} still has traffic; set its share to 0 before deleting it."
            raise RefusedError(400, "BadRequest", message)
        deployment = self._deployments[endpoint][name]
        deployment["properties"]["provisioningState"] = "Deleting"

        def remove(failure: FailOperation | None) -> None:
            if failure:
                deployment["properties"]["provisioningState"] = "Failed"
            elif endpoint in self._endpoints:
                self._deployments[endpoint].pop(name, None)
                self._endpoints[endpoint]["properties"]["traffic"].pop(name, None)
                self._endpoints[endpoint]["properties"]["mirrorTraffic"].pop(name, None)

        return self._started(request, names, _deployment_resource(names), remove)

    def _get_logs(self, request: Request, names: Mapping[str, str]) -> Response:
        self._existing_deployment(names)
        lines = self.logs.get((names["endpoint"], names["deployment"]), "").splitlines(keepends=True)
        tail = request.document().get("tail") or len(lines)
        return json_response(200, {"content": "".join(lines[-tail:])})

    # Long operations

    def _settle(self, resource: JsonObject) -> OnEnd:
        def settle(failure: FailOperation | None) -> None:
            resource["properties"]["provisioningState"] = "Failed" if failure else "Succeeded"

        return settle

    def _started(
        self,
        request: Request,
        names: Mapping[str, str],
        resource: str,
        on_end: OnEnd,
        document: JsonObject | None = None,
        *,
        created: bool = False,
    ) -> Response:
        operation = self._state.operations.start(request, resource, on_end)
        headers = self._operation_headers(request, names["subscription"], operation)
        if document is None:
            return Response(202, b"", headers)
        return json_response(201 if created else 200, document, headers)

    def _operation_headers(self, request: Request, subscription: str, operation: Operation) -> dict[str, str]:
        path = LOCATIONS.format(subscription=subscription, location=self._state.scope.location)
        version = f"?api-version={request.query.get('api-version', '')}"
        return {
            "Azure-AsyncOperation": f"{request.base}{path}/mfeOperationsStatus/{operation.id}{version}",
            "Location": f"{request.base}{path}/mfeOperationResults/{operation.id}{version}",
            "x-ms-async-operation-timeout": "PT1H",
        }

    def _status(self, request: Request, names: Mapping[str, str]) -> Response:
        operation = self._state.operations.poll(names["id"])
        state = ("Failed" if operation.failure else "Succeeded") if operation.ended else "InProgress"
        document: JsonObject = {"status": state, "name": operation.id, "percentComplete": None}
        if operation.ended and operation.error:
            document["error"] = operation.error
        return json_response(200, document, {"Retry-After": POLL_SECONDS})

    def _result(self, request: Request, names: Mapping[str, str]) -> Response:
        operation = self._state.operations.poll(names["id"])
        return Response(200 if operation.ended else 202)


def check_name(kind: str, name: str) -> None:
    """Refuse a name that Azure refuses: 3 to 32 letters, digits and dashes, first a letter."""
    if not NAME.match(name):
        message = f"The {kind} name {name} is not 3 to 32 letters, digits and dashes."
        raise RefusedError(400, "BadArgument", message)


def check_traffic(traffic: Mapping[str, int], deployments: Mapping[str, JsonObject]) -> None:
    """Refuse traffic that is neither nothing nor all, or that goes to what is not there."""
    unknown = sorted(set(traffic) - set(deployments))
    if unknown:
        raise RefusedError(400, "BadArgument", f"Traffic goes to deployments that do not exist: {unknown}.")
    if sum(traffic.values()) not in {0, 100} or min(traffic.values(), default=0) < 0:
        raise RefusedError(400, "BadArgument", f"Traffic must add up to 0 or 100: {dict(traffic)}.")


def check_mirror(properties: JsonObject, deployments: Mapping[str, JsonObject], *, kubernetes: bool) -> None:
    """Refuse mirroring on Kubernetes, above half, to several, or to a deployment with live traffic."""
    mirror = {name: share for name, share in (properties.get("mirrorTraffic") or {}).items() if share}
    if not mirror:
        return
    traffic = properties.get("traffic") or {}
    if kubernetes:
        raise RefusedError(400, "BadArgument", "Kubernetes endpoints do not mirror traffic.")
    if len(mirror) > 1 or max(mirror.values()) > 50 or not set(mirror) <= set(deployments):
        raise RefusedError(400, "BadArgument", "At most 50 percent is mirrored, to one deployment.")
    if any(traffic.get(name) for name in mirror):
        raise RefusedError(400, "BadArgument", "A deployment with live traffic is no mirror.")


def _deployment_document(names: Mapping[str, str], body: JsonObject, known: JsonObject | None) -> JsonObject:
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


def _endpoint_resource(name: str) -> str:
    return f"v2/endpoints/{name}"


def _deployment_resource(names: Mapping[str, str]) -> str:
    return f"v2/endpoints/{names['endpoint']}/deployments/{names['deployment']}"
