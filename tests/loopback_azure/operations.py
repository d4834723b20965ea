"""Long operations of both control planes, and the resource manager's way of speaking of them."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.loopback_azure.message import RefusedError, Response, Route, json_response

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.loopback_azure.faults import FailOperation
    from tests.loopback_azure.message import JsonObject, Request

LOCATIONS = "/subscriptions/{subscription}/providers/Microsoft.MachineLearningServices/locations/{location}"
# A float is legal on status answers only, and it is what keeps waiting short.
POLL_SECONDS = "0.01"
# What a long operation does when it ends: with its failure, or with None.
OnEnd = Callable[["FailOperation | None"], None]


@dataclass
class Operation:
    """A long operation: what it does to the state when it ends, and how often it says "not yet"."""

    id: str
    resource: str
    polls_left: int
    looks_left: int
    failure: FailOperation | None
    on_end: OnEnd
    ended: bool = False

    def state(self, under_way: str) -> str:
        """Return "Succeeded" or "Failed", or before that the word which the control plane has for it."""
        if not self.ended:
            return under_way
        return "Failed" if self.failure else "Succeeded"

    @property
    def error(self) -> JsonObject | None:
        if not self.failure:
            return None
        return {"code": self.failure.code, "message": self.failure.message}


class Operations:
    """The long operations, of both control planes.

    `polls` is how often a new operation answers "in progress" before it ends: with 0, the first poll of the
    operation finds it ended, and no SDK sleeps. A script that watches the resource instead of the operation
    sees it change at its (polls + 2)nd look, the first of which is the SDK's own after creation.
    """

    def __init__(self) -> None:
        self.polls = 0
        self._operations: dict[str, Operation] = {}
        self._lock = threading.RLock()

    def start(self, request: Request, resource: str, on_end: OnEnd) -> Operation:
        """Start an operation on a resource; `on_end` gets the failure it ends with, or None."""
        operation = Operation(
            str(uuid.uuid4()), resource.lower(), self.polls, self.polls + 1, request.failure, on_end
        )
        with self._lock:
            self._operations[operation.id] = operation
        return operation

    def poll(self, operation_id: str) -> Operation:
        """Look at an operation; it may end by that. Refuses an unknown one with 404."""
        with self._lock:
            operation = self._operations.get(operation_id)
            if operation is None:
                raise RefusedError(404, "OperationNotFound", f"Operation {operation_id} is not known.")
            if operation.polls_left == 0:
                self._end(operation)
            operation.polls_left = max(0, operation.polls_left - 1)
            return operation

    def look(self, resource: str) -> None:
        """Note that somebody reads a resource: what goes on there may end by that, too."""
        with self._lock:
            for operation in [one for one in self._operations.values() if one.resource == resource.lower()]:
                if operation.looks_left == 0:
                    self._end(operation)
                operation.looks_left = max(0, operation.looks_left - 1)

    def finish_all(self) -> None:
        """End everything that is under way, as time would."""
        with self._lock:
            for operation in self._operations.values():
                self._end(operation)

    def _end(self, operation: Operation) -> None:
        if not operation.ended:
            operation.ended = True
            operation.on_end(operation.failure)


class ResourceManagerOperations:
    """Starts operations with the headers that v2 clients follow, and answers their polls."""

    def __init__(self, operations: Operations, location: str) -> None:
        self._operations = operations
        self._location = location

    def routes(self) -> list[Route]:
        return [
            Route("GET", LOCATIONS + "/mfeOperationsStatus/{id}", self._status),
            Route("GET", LOCATIONS + "/mfeOperationResults/{id}", self._result),
        ]

    def accept(self, request: Request, names: Mapping[str, str], resource: str, on_end: OnEnd) -> Response:
        """Start an operation that answers with 202 and no body."""
        return Response(202, b"", self._headers(request, names, resource, on_end))

    def put(
        self,
        request: Request,
        names: Mapping[str, str],
        resource: str,
        document: JsonObject,
        *,
        created: bool,
        kept_on_failure: Mapping[str, object] | None = None,
    ) -> Response:
        """Start the operation of a PUT; its end settles the provisioning state of `document`.

        `kept_on_failure`: properties that go back to what they were when the operation fails.
        """

        def settle(failure: FailOperation | None) -> None:
            document["properties"]["provisioningState"] = "Failed" if failure else "Succeeded"
            if failure:
                document["properties"].update(kept_on_failure or {})

        headers = self._headers(request, names, resource, settle)
        return json_response(201 if created else 200, document, headers)

    def _headers(
        self, request: Request, names: Mapping[str, str], resource: str, on_end: OnEnd
    ) -> dict[str, str]:
        operation = self._operations.start(request, resource, on_end)
        path = LOCATIONS.format(subscription=names["subscription"], location=self._location)
        version = f"?api-version={request.query.get('api-version', '')}"
        return {
            "Azure-AsyncOperation": f"{request.base}{path}/mfeOperationsStatus/{operation.id}{version}",
            "Location": f"{request.base}{path}/mfeOperationResults/{operation.id}{version}",
            "x-ms-async-operation-timeout": "PT1H",
        }

    def _status(self, request: Request, names: Mapping[str, str]) -> Response:
        operation = self._operations.poll(names["id"])
        document: JsonObject = {"status": operation.state("InProgress"), "name": operation.id}
        if operation.ended and operation.error:
            document["error"] = operation.error
        return json_response(200, document, {"Retry-After": POLL_SECONDS})

    def _result(self, request: Request, names: Mapping[str, str]) -> Response:
        operation = self._operations.poll(names["id"])
        return Response(200 if operation.ended else 202)
