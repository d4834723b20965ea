"""Access to v1 web services: their keys, tokens and logs; and the operations that v1 clients poll."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.loopback_azure.message import RefusedError, Response, Route, json_response
from tests.loopback_azure.state import utc_now
from tests.loopback_azure.v1_assets import MANAGEMENT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.loopback_azure.faults import FailOperation
    from tests.loopback_azure.message import JsonObject, Request
    from tests.loopback_azure.operations import OnEnd
    from tests.loopback_azure.state import State

SERVICE = MANAGEMENT + "/services/{name}"
REFRESH_SECONDS = 3600
LIFETIME_SECONDS = 12 * 3600


@dataclass
class V1Store:
    """What model management remembers; names of services are keys."""

    services: dict[str, JsonObject] = field(default_factory=dict)
    keys: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: dict[str, set[str]] = field(default_factory=dict)
    logs: dict[str, str] = field(default_factory=dict)

    def existing(self, name: str) -> JsonObject:
        """Return a service. Refuses with 404 when it does not exist."""
        if name not in self.services:
            message = f"Service with name {name} not found in provided workspace."
            raise RefusedError(404, "ServiceNotFound", message)
        return self.services[name]


class V1Operations:
    """Starts long operations in the way of v1, and answers their polls."""

    def __init__(self, state: State) -> None:
        self._operations = state.operations

    def routes(self) -> list[Route]:
        return [Route("GET", MANAGEMENT + "/operations/{id}", self._poll)]

    def accept(
        self,
        request: Request,
        names: Mapping[str, str],
        service: str,
        on_end: OnEnd,
        document: JsonObject | None = None,
    ) -> Response:
        """Start an operation on a service; the answer has the document, if there is one."""
        operation = self._operations.start(request, resource(service), on_end)
        headers = {"Operation-Location": f"/api{MANAGEMENT.format(**names)}/operations/{operation.id}"}
        return Response(202, b"", headers) if document is None else json_response(202, document, headers)

    def _poll(self, request: Request, names: Mapping[str, str]) -> Response:
        operation = self._operations.poll(names["id"])
        state = operation.state("Running")
        document = {
            "id": operation.id,
            "state": state,
            "error": operation.error if operation.ended else None,
            "operationType": "Service",
            "operationDetails": {"subOperationType": "DeployService", "subOperationState": state},
            "createdTime": utc_now(),
        }
        return json_response(200, document)


class V1Access:
    """Requests about keys, tokens and logs."""

    def __init__(self, state: State, store: V1Store, operations: V1Operations) -> None:
        self._state = state
        self._store = store
        self._operations = operations

    def routes(self) -> list[Route]:
        return [
            Route("POST", SERVICE + "/listkeys", self._list_keys),
            Route("POST", SERVICE + "/regenerateKeys", self._regenerate_keys),
            Route("POST", SERVICE + "/token", self._token),
            Route("GET", SERVICE + "/logs", self._logs),
        ]

    def _list_keys(self, request: Request, names: Mapping[str, str]) -> Response:
        self._store.existing(names["name"])
        return json_response(200, self._store.keys[names["name"]])

    def _regenerate_keys(self, request: Request, names: Mapping[str, str]) -> Response:
        name, body = names["name"], request.document()
        self._store.existing(name)
        key = f"{body['keyType'].lower()}Key"

        def change(failure: FailOperation | None) -> None:
            if not failure:
                self._store.keys[name][key] = body.get("keyValue") or self._state.new_key()

        return self._operations.accept(request, names, name, change)

    def _token(self, request: Request, names: Mapping[str, str]) -> Response:
        name = names["name"]
        if not self._store.existing(name).get("aadAuthEnabled"):
            raise RefusedError(400, "BadRequest", f"Token authentication is not enabled for service {name}.")
        token, now = uuid.uuid4().hex, int(time.time())
        self._store.tokens.setdefault(name, set()).add(token)
        document = {
            "accessToken": token,
            "refreshAfter": now + REFRESH_SECONDS,
            "expiryOn": now + LIFETIME_SECONDS,
            "tokenType": "Bearer",
        }
        return json_response(200, document)

    def _logs(self, request: Request, names: Mapping[str, str]) -> Response:
        self._store.existing(names["name"])
        lines = self._store.logs.get(names["name"], "").splitlines(keepends=True)
        tail = int(request.query.get("tail", "5000"))
        return json_response(200, {"content": "".join(lines[-tail:])})


def resource(name: str) -> str:
    """Name a service for the long operations on it."""
    return f"v1/services/{name}"
