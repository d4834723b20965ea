"""v2 online endpoints: the resource, its keys and tokens."""

from __future__ import annotations

import time
import uuid
from typing import TYPE_CHECKING

from tests.loopback_azure.arm import resource_path
from tests.loopback_azure.assets import system_data
from tests.loopback_azure.message import RefusedError, Response, Route, json_response, page
from tests.loopback_azure.rules import check_endpoint
from tests.loopback_azure.state import WORKSPACE, utc_now

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.loopback_azure.computes import Computes
    from tests.loopback_azure.faults import FailOperation
    from tests.loopback_azure.message import JsonObject, Request
    from tests.loopback_azure.online import OnlineStore
    from tests.loopback_azure.operations import ResourceManagerOperations
    from tests.loopback_azure.state import State

ENDPOINT = WORKSPACE + "/onlineEndpoints/{endpoint}"
TOKEN_SECONDS = 12 * 3600


class Endpoints:
    """Requests about endpoints."""

    def __init__(
        self, state: State, store: OnlineStore, operations: ResourceManagerOperations, computes: Computes
    ) -> None:
        self._state = state
        self._store = store
        self._operations = operations
        self._computes = computes

    def routes(self) -> list[Route]:
        return [
            Route("GET", WORKSPACE + "/onlineEndpoints", self._list),
            Route("GET", ENDPOINT, self._get),
            Route("PUT", ENDPOINT, self._put),
            Route("DELETE", ENDPOINT, self._delete),
            Route("POST", ENDPOINT + "/listKeys", self._list_keys),
            Route("POST", ENDPOINT + "/regenerateKeys", self._regenerate_keys),
            Route("POST", ENDPOINT + "/token", self._token),
        ]

    def _list(self, request: Request, names: Mapping[str, str]) -> Response:
        found = self._store.endpoints
        return page(request, [found[name] for name in sorted(found)], self._store.page_size)

    def _get(self, request: Request, names: Mapping[str, str]) -> Response:
        self._state.operations.look(_resource(names))
        return json_response(200, existing_endpoint(self._store, names["endpoint"]))

    def _put(self, request: Request, names: Mapping[str, str]) -> Response:
        name, body = names["endpoint"], request.document()
        self._state.check_workspace(resource_path(names))
        with self._state.lock:
            known = self._store.endpoints.get(name)
            check_endpoint(name, body, known, self._store.deployments.get(name, {}))
            self._check_compute(body)
            document = self._store.endpoints[name] = self._document(request, names, body, known)
            if known is None:
                self._store.deployments[name] = {}
                self._store.keys[name] = self._first_keys(body)
        before = known["properties"] if known else {"traffic": {}, "mirrorTraffic": {}}
        shares = {key: before[key] for key in ("traffic", "mirrorTraffic")}
        return self._operations.put(
            request, names, _resource(names), document, created=known is None, kept_on_failure=shares
        )

    def _check_compute(self, body: JsonObject) -> None:
        compute = _compute_name(body.get("properties") or {})
        if compute and not self._computes.exists(compute):
            raise RefusedError(404, "ComputeNotFound", f"Compute {compute} was not found.")

    def _document(
        self, request: Request, names: Mapping[str, str], body: JsonObject, known: JsonObject | None
    ) -> JsonObject:
        name, given, scope = names["endpoint"], body.get("properties") or {}, self._state.scope
        scoring = self._scoring_uri(request, name, given)
        created = known["systemData"]["createdAt"] if known else utc_now()
        identity = body.get("identity") or {"type": "SystemAssigned"}
        return {
            "id": f"{resource_path(names)}/onlineEndpoints/{name}",
            "name": name,
            "type": "Microsoft.MachineLearningServices/workspaces/onlineEndpoints",
            "location": body.get("location") or scope.location,
            "tags": body.get("tags") or {},
            "kind": "K8S" if given.get("compute") else "Managed",
            "identity": {"principalId": scope.client_id, "tenantId": scope.tenant, **identity},
            "properties": {
                "description": None,
                "properties": {},
                "publicNetworkAccess": "Enabled",
                # Keys are given once, at creation, and never shown with the resource.
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
        compute = _compute_name(properties)
        if not compute and request.intercepted:
            return f"https://{name}.{self._state.scope.location}.inference.ml.azure.com/score"
        scheme = self._computes.scheme(compute)
        return f"{scheme}://{self._state.loopback_authority}/api/v1/endpoint/{name}/score"

    def _first_keys(self, body: JsonObject) -> dict[str, str]:
        given = (body.get("properties") or {}).get("keys") or {}
        return {key: given.get(key) or self._state.new_key() for key in ("primaryKey", "secondaryKey")}

    def _delete(self, request: Request, names: Mapping[str, str]) -> Response:
        name, store = names["endpoint"], self._store
        if name not in store.endpoints:
            return Response(204)
        endpoint = store.endpoints[name]
        endpoint["properties"]["provisioningState"] = "Deleting"

        def remove(failure: FailOperation | None) -> None:
            if failure:
                endpoint["properties"]["provisioningState"] = "Failed"
                return
            store.endpoints.pop(name, None)
            store.deployments.pop(name, None)
            store.keys.pop(name, None)
            store.tokens.pop(name, None)

        return self._operations.accept(request, names, _resource(names), remove)

    def _list_keys(self, request: Request, names: Mapping[str, str]) -> Response:
        self._check_mode(names["endpoint"], "Key")
        return json_response(200, self._store.keys[names["endpoint"]])

    def _check_mode(self, name: str, mode: str) -> None:
        actual = existing_endpoint(self._store, name)["properties"]["authMode"]
        if actual != mode:
            raise RefusedError(400, "BadRequest", f"Endpoint {name} authenticates by {actual}, not {mode}.")

    def _regenerate_keys(self, request: Request, names: Mapping[str, str]) -> Response:
        name, body = names["endpoint"], request.document()
        self._check_mode(name, "Key")
        key = f"{body.get('keyType', 'Primary').lower()}Key"

        def change(failure: FailOperation | None) -> None:
            if not failure and name in self._store.keys:
                self._store.keys[name][key] = body.get("keyValue") or self._state.new_key()

        return self._operations.accept(request, names, f"{_resource(names)}/keys", change)

    def _token(self, request: Request, names: Mapping[str, str]) -> Response:
        self._check_mode(names["endpoint"], "AMLToken")
        token, now = uuid.uuid4().hex, int(time.time())
        self._store.tokens.setdefault(names["endpoint"], set()).add(token)
        document = {
            "accessToken": token,
            "tokenType": "Bearer",
            "expiryTimeUtc": now + TOKEN_SECONDS,
            "refreshAfterTimeUtc": now + TOKEN_SECONDS // 2,
        }
        return json_response(200, document)


def existing_endpoint(store: OnlineStore, name: str) -> JsonObject:
    """Return an endpoint. Refuses with 404 when it does not exist."""
    if name not in store.endpoints:
        raise RefusedError(404, "ResourceNotFound", f"The online endpoint {name} was not found.")
    return store.endpoints[name]


def _compute_name(properties: JsonObject) -> str | None:
    compute = properties.get("compute")
    return str(compute).rsplit("/", 1)[-1] if compute else None


def _resource(names: Mapping[str, str]) -> str:
    return f"v2/endpoints/{names['endpoint']}"
