"""Everything that was asked, in order, and questions a test wants answered about it."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.loopback_azure.faults import Fault, path_pattern

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.loopback_azure.message import JsonObject, Request

ENDPOINT = "**/onlineEndpoints/*"
DEPLOYMENT = "**/onlineEndpoints/*/deployments/*"


@dataclass(frozen=True)
class Entry:
    """One request and the status of its answer (None: cut before it was performed)."""

    method: str
    host: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any  # parsed JSON, or None
    size: int  # bytes of the body
    status: int | None
    fault: Fault | None

    @property
    def name(self) -> str:
        """The last segment of the path: of a resource, its name."""
        return self.path.rstrip("/").rsplit("/", 1)[-1]

    @property
    def accepted(self) -> bool:
        return self.status is not None and self.status < 400


class Journal:
    """The requests of one loopback Azure. `unanswered` names what it had no answer for."""

    def __init__(self) -> None:
        self.unanswered: list[str] = []
        self._entries: list[Entry] = []
        self._lock = threading.Lock()

    def write(self, request: Request, status: int | None, fault: Fault | None) -> None:
        entry = Entry(
            request.method,
            request.host,
            request.path,
            request.query,
            request.headers,
            _copied(request),
            len(request.body),
            status,
            fault,
        )
        with self._lock:
            self._entries.append(entry)

    def entries(self, method: str = "*", path: str = "**") -> list[Entry]:
        """Requests of a method whose path fits a glob (see `Faults.arm`), in order."""
        pattern = path_pattern(path)
        with self._lock:
            entries = list(self._entries)
        return [entry for entry in entries if method in {"*", entry.method} and pattern.match(entry.path)]

    def lines(self) -> list[str]:
        """One line a request, for a failing test's message."""
        return [f"{entry.method} {entry.host}{entry.path} -> {entry.status}" for entry in self.entries()]

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()

    # v1

    def created_services(self) -> list[JsonObject]:
        """Bodies of the accepted v1 "create service" calls: what a v1 deploy script means."""
        return self._bodies("POST", "**/modelmanagement/**/services")

    def service_patches(self, name: str = "*") -> list[list[JsonObject]]:
        """JSON patches of the accepted v1 "update service" calls."""
        return [e.body for e in self.entries("PATCH", f"**/services/{name}") if e.accepted]

    def deleted_services(self) -> list[str]:
        return [e.name for e in self.entries("DELETE", "**/modelmanagement/**/services/*") if e.accepted]

    def registered_models(self) -> list[JsonObject]:
        """Bodies of the accepted v1 "register model" calls."""
        return self._bodies("POST", "**/modelmanagement/**/models")

    def migrated_services(self) -> list[JsonObject]:
        """Bodies of the accepted in-place migration calls."""
        return self._bodies("POST", "**/modelmanagement/**/services/migrate")

    # v2

    def endpoint_bodies(self, name: str = "*") -> list[JsonObject]:
        """Bodies of the accepted endpoint PUTs, oldest first."""
        return self._bodies("PUT", f"**/onlineEndpoints/{name}")

    def deployment_bodies(self, endpoint: str = "*", name: str = "*") -> list[JsonObject]:
        """Bodies of the accepted deployment PUTs, oldest first."""
        return self._bodies("PUT", f"**/onlineEndpoints/{endpoint}/deployments/{name}")

    def traffic(self, endpoint: str = "*") -> list[dict[str, int]]:
        """The traffic that each accepted endpoint PUT asked for."""
        return [body.get("properties", {}).get("traffic") or {} for body in self.endpoint_bodies(endpoint)]

    def deleted(self) -> list[str]:
        """Paths below the workspace of the accepted v2 DELETEs."""
        entries = self.entries("DELETE", "/subscriptions/**/workspaces/**")
        return [
            entry.path.split("/workspaces/", 1)[1].split("/", 1)[1] for entry in entries if entry.accepted
        ]

    def model_bodies(self) -> list[JsonObject]:
        return self._bodies("PUT", "/subscriptions/**/models/*/versions/*")

    def environment_bodies(self) -> list[JsonObject]:
        return self._bodies("PUT", "/subscriptions/**/environments/*/versions/*")

    def scoring_calls(self) -> list[Entry]:
        """Requests that reached a scoring address, of v1 and of v2, refused ones included."""
        return self.entries("POST", "**/score")

    def _bodies(self, method: str, path: str) -> list[JsonObject]:
        return [entry.body for entry in self.entries(method, path) if entry.accepted]


def _copied(request: Request) -> Any:
    """Parse the body anew: what handlers do to theirs does not change the journal."""
    if not request.body or request.body.lstrip()[:1] not in (b"{", b"[", b'"'):
        return None
    try:
        return json.loads(request.body)
    except ValueError:
        return None
