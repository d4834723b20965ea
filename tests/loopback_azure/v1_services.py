"""v1 model management: web services on AKS and ACI, and v1 endpoints with their versions."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from tests.loopback_azure.message import (
    JsonObject,
    RefusedError,
    Request,
    Response,
    Route,
    json_response,
    page,
)
from tests.loopback_azure.scoring import Target
from tests.loopback_azure.state import utc_now
from tests.loopback_azure.v1_access import SERVICE, V1Access, V1Operations, V1Store, resource
from tests.loopback_azure.v1_assets import MANAGEMENT, V1Models, patch_document, tags_fit
from tests.loopback_azure.v1_payload import AKS_DEFAULTS, DEFAULTS, filled, first_compute, model_in_service

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.loopback_azure.computes import Computes
    from tests.loopback_azure.faults import FailOperation
    from tests.loopback_azure.operations import OnEnd
    from tests.loopback_azure.state import State


class V1Services:
    """The services of a workspace, by name."""

    def __init__(self, state: State, models: V1Models, computes: Computes) -> None:
        self._state = state
        self._models = models
        self._computes = computes
        self._store = V1Store()
        self._operations = V1Operations(state)
        self._access = V1Access(state, self._store, self._operations)
        self._page_size: int | None = None

    def routes(self) -> list[Route]:
        return [
            Route("GET", MANAGEMENT + "/services", self._list),
            Route("POST", MANAGEMENT + "/services", self._create),
            Route("POST", MANAGEMENT + "/services/migrate", self._migrate),
            Route("POST", MANAGEMENT + "/services/validate", self._validate),
            Route("POST", MANAGEMENT + "/services/validate/resource", self._validate_resource),
            Route("POST", MANAGEMENT + "/services/validate/name/{name}", self._validate_name),
            Route("GET", SERVICE, self._get),
            Route("PATCH", SERVICE, self._patch),
            Route("DELETE", SERVICE, self._delete),
            *self._access.routes(),
            *self._operations.routes(),
        ]

    # What a test asks and sets

    def declare(self, name: str, kind: str = "AKS", **fields: object) -> JsonObject:
        """Put a running service into the workspace. `fields` are those of the create payload.

        A field may also be one that only the service knows, such as `state` or `error`.
        """
        service = self._new_service({"name": name, "computeType": kind, **fields})
        service |= {"state": "Healthy", **_only_the_service_knows(fields)}
        for version in (service.get("versions") or {}).values():
            version["state"] = "Healthy"
        self._store.services[name] = service
        return service

    def get(self, name: str) -> JsonObject | None:
        """Return the payload of a service as it stands."""
        return self._store.services.get(name)

    def names(self) -> list[str]:
        return sorted(self._store.services)

    def keys(self, name: str) -> tuple[str, str]:
        """Return primary and secondary key."""
        keys = self._store.keys[name]
        return keys["primaryKey"], keys["secondaryKey"]

    def tokens(self, name: str) -> set[str]:
        """Return the tokens given out for a service."""
        return set(self._store.tokens.get(name, ()))

    def set_logs(self, name: str, text: str) -> None:
        """Say what the logs of a service hold."""
        self._store.logs[name] = text

    def paginate(self, size: int) -> None:
        """Let lists of services come in pages of this many items."""
        self._page_size = size

    def scoring_target(self, name: str) -> Target | None:
        """Return what the router needs to know, or None for a service that is not there or not healthy."""
        service = self._store.services.get(name)
        if service is None or service["state"] not in {"Healthy", "Migrated"}:
            return None
        if service["authEnabled"]:
            return Target(frozenset(self.keys(name)), {}, {})
        if service.get("aadAuthEnabled"):
            return Target(frozenset(self.tokens(name)), {}, {})
        return Target(None, {}, {})

    # What a client asks

    def _list(self, request: Request, names: Mapping[str, str]) -> Response:
        for name in list(self._store.services):
            self._state.operations.look(resource(name))
        found = [one for one in self._store.services.values() if self._wanted(one, request.query)]
        return page(request, found, self._page_size)

    def _wanted(self, service: JsonObject, query: Mapping[str, str]) -> bool:
        kind = query.get("computeType")
        if kind and kind.upper() != service["computeType"]:
            return False
        models = [model["name"] for model in service.get("models") or []]
        if query.get("modelName") and query["modelName"] not in models:
            return False
        identifiers = [model["id"] for model in service.get("models") or []]
        if query.get("modelId") and query["modelId"] not in identifiers:
            return False
        return tags_fit(service["kvTags"] or {}, query.get("tags")) and tags_fit(
            service["properties"] or {}, query.get("properties")
        )

    def _get(self, request: Request, names: Mapping[str, str]) -> Response:
        self._state.operations.look(resource(names["name"]))
        return json_response(200, self._store.existing(names["name"]))

    def _create(self, request: Request, names: Mapping[str, str]) -> Response:
        body = request.document()
        name = body["name"]
        if name in self._store.services and not body.get("overwrite"):
            raise RefusedError(409, "ServiceAlreadyExists", f"Service with name {name} already exists.")
        if body["computeType"] != "ACI" and not self._compute_known(body):
            raise RefusedError(404, "ComputeNotFound", f"Compute {body.get('computeName')} was not found.")
        self._store.services[name] = self._new_service(body)
        return self._operations.accept(request, names, name, self._settle(name), self._store.services[name])

    def _compute_known(self, body: JsonObject) -> bool:
        compute = body.get("computeName")
        return compute is None or self._computes.exists(compute)

    def _new_service(self, body: JsonObject) -> JsonObject:
        kind, name = body["computeType"], body["name"]
        if kind not in DEFAULTS:
            raise RefusedError(400, "BadRequest", f"Services of the type {kind} are not supported here.")
        service = filled(DEFAULTS[kind], copy.deepcopy(body))
        keys = self._store.keys.get(name, {}) | _given(service.pop("keys", None) or {})
        service.pop("overwrite", None)
        service |= {
            "id": name,
            "name": name,
            "computeType": kind,
            "state": "Transitioning",
            "createdTime": utc_now(),
            "updatedTime": utc_now(),
            "createdBy": {"userObjectId": self._state.scope.client_id, "userName": "somebody"},
            "scoringUri": self._scoring_uri(body),
            "location": body.get("location") or self._state.scope.location,
        }
        self._store.keys[name] = {
            key: keys.get(key) or self._state.new_key() for key in ("primaryKey", "secondaryKey")
        }
        if kind == "AKSENDPOINT":
            self._fill_versions(service)
        else:
            self._fill_models(service)
        return service

    def _scoring_uri(self, body: JsonObject) -> str:
        https = body.get("sslEnabled") or self._computes.scheme(body.get("computeName")) == "https"
        authority = self._state.loopback_authority
        return f"{'https' if https else 'http'}://{authority}/api/v1/service/{body['name']}/score"

    def _fill_models(self, service: JsonObject) -> None:
        request = service.get("environmentImageRequest") or {}
        models = [self._models.named(identifier) for identifier in request.get("modelIds") or []]
        service["models"] = [model_in_service(model) for model in models if model]
        service["environmentImageRequest"] = service.get("environmentImageRequest")

    def _fill_versions(self, service: JsonObject) -> None:
        for name, version in service["versions"].items():
            full = filled(AKS_DEFAULTS, version)
            full |= {
                "name": name,
                "computeType": "AKS",
                "computeName": full.get("computeName") or service["computeName"],
                "createdTime": version.get("createdTime") or utc_now(),
                "scoringUri": service["scoringUri"],
                "state": version.get("state") or "Transitioning",
                "authEnabled": service["authEnabled"],
                "aadAuthEnabled": service["aadAuthEnabled"],
            }
            full.pop("keys", None)
            self._fill_models(full)
            service["versions"][name] = full
        service["computeName"] = service["computeName"] or first_compute(service)

    def _patch(self, request: Request, names: Mapping[str, str]) -> Response:
        service = self._store.existing(names["name"])
        patch_document(service, request.json())
        service |= {"state": "Transitioning", "updatedTime": utc_now()}
        if service["computeType"] == "AKSENDPOINT":
            self._fill_versions(service)
        else:
            self._fill_models(service)
        return self._operations.accept(request, names, names["name"], self._settle(names["name"]))

    def _delete(self, request: Request, names: Mapping[str, str]) -> Response:
        name = names["name"]
        if name not in self._store.services:
            return Response(204)
        self._store.services[name]["state"] = "Deleting"

        def remove(failure: FailOperation | None) -> None:
            if failure:
                self._fail(name, failure)
            else:
                self._store.services.pop(name, None)

        return self._operations.accept(request, names, name, remove)

    def _migrate(self, request: Request, names: Mapping[str, str]) -> Response:
        body = request.document()
        name = body["serviceName"]
        self._store.existing(name)["state"] = "Migrating"

        def migrated(failure: FailOperation | None) -> None:
            if failure:
                self._fail(name, failure)
            elif name in self._store.services:
                self._store.services[name]["state"] = "Migrated"

        return self._operations.accept(request, names, name, migrated)

    def _settle(self, name: str) -> OnEnd:
        def settle(failure: FailOperation | None) -> None:
            if failure:
                self._fail(name, failure)
            elif service := self._store.services.get(name):
                service |= {"state": "Healthy", "error": None, "updatedTime": utc_now()}
                for version in (service.get("versions") or {}).values():
                    version["state"] = "Healthy"

        return settle

    def _fail(self, name: str, failure: FailOperation) -> None:
        if service := self._store.services.get(name):
            error = {"code": failure.code, "message": failure.message, "details": []}
            service |= {"state": "Failed", "error": error}

    def _validate(self, request: Request, names: Mapping[str, str]) -> Response:
        return json_response(200, {})

    def _validate_resource(self, request: Request, names: Mapping[str, str]) -> Response:
        return json_response(200, {})

    def _validate_name(self, request: Request, names: Mapping[str, str]) -> Response:
        if names["name"] not in self._store.services:
            return json_response(200, {})
        message = f"Service {names['name']} already exists, please use a different service name."
        return json_response(200, {"error": {"code": "Conflict", "message": message}})


def _given(keys: Mapping[str, str | None]) -> dict[str, str]:
    return {name: key for name, key in keys.items() if key}


def _only_the_service_knows(fields: Mapping[str, object]) -> dict[str, object]:
    return {
        key: fields[key] for key in ("state", "error", "createdTime", "scoringUri", "models") if key in fields
    }
