"""What one loopback Azure knows about itself: who and where it is, its clock, its long operations."""

from __future__ import annotations

import threading
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from tests.loopback_azure.message import RefusedError
from tests.loopback_azure.operations import Operations

if TYPE_CHECKING:
    from tests.loopback_azure.message import Request

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


def utc_now() -> str:
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f0Z")


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
