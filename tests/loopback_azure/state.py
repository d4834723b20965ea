"""What one loopback Azure knows about itself: who and where it is, its clock, its long operations."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from tests.loopback_azure.message import JsonObject, RefusedError, Request

if TYPE_CHECKING:
    from tests.loopback_azure.faults import FailOperation

WORKSPACE = (
    "/subscriptions/{subscription}/resourceGroups/{group}"
    "/providers/Microsoft.MachineLearningServices/workspaces/{workspace}"
)


@dataclass(frozen=True)
class Scope:
    """The workspace that exists from the start. `unique` differs from instance to instance."""

    subscription: str = "00000000-0000-0000-0000-000000000001"
    resource_group: str = "rg-loopback"
    workspace: str = "ws-loopback"
    location: str = "westeurope"
    tenant: str = "00000000-0000-0000-0000-00000000000a"
    client_id: str = "00000000-0000-0000-0000-00000000000b"
    unique: str = field(default_factory=lambda: str(uuid.uuid4()))

    @property
    def workspace_id(self) -> str:
        return WORKSPACE.format(
            subscription=self.subscription, group=self.resource_group, workspace=self.workspace
        )

    @property
    def storage_account(self) -> str:
        return f"loopback{self.unique[:8]}"


# What a long operation does when it ends: with its failure, or with None.
OnEnd = Callable[["FailOperation | None"], None]


def utc_now() -> str:
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f0Z")


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


class State:
    """Shared by all services of one loopback Azure; guarded by one lock."""

    def __init__(self, scope: Scope, *, auto_create: bool) -> None:
        self.scope = scope
        self.auto_create = auto_create
        self.subscriptions = {scope.subscription}
        self.workspaces = {scope.workspace_id.lower()}
        self.operations = Operations()
        self.loopback_authority = ""  # host:port, once the server listens
        self.lock = threading.RLock()
        self._keys = 0

    def new_key(self) -> str:
        """Return a key that was never given out before."""
        with self.lock:
            self._keys += 1
            return f"key{self._keys:029d}"

    def api_base(self, request: Request) -> str:
        """Return the data plane's address: one that the asking client can reach."""
        return f"https://{self.scope.location}.api.azureml.ms" if request.intercepted else request.base

    def check_workspace(self, workspace_id: str) -> None:
        """Refuse a workspace that nobody declared, unless everything exists on demand."""
        if not self.auto_create and workspace_id.lower() not in self.workspaces:
            name = workspace_id.rsplit("/", 1)[-1]
            raise RefusedError(
                404,
                "ResourceNotFound",
                f"The Resource 'workspaces/{name}' under resource group was not found.",
            )
