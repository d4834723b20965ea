"""v2 online endpoints and their deployments, together: what a test asks about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.loopback_azure.deployments import Deployments
from tests.loopback_azure.endpoints import Endpoints
from tests.loopback_azure.scoring import Target

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.loopback_azure.assets import Assets
    from tests.loopback_azure.computes import Computes
    from tests.loopback_azure.message import JsonObject, Route
    from tests.loopback_azure.operations import ResourceManagerOperations
    from tests.loopback_azure.state import State


@dataclass
class OnlineStore:
    """What the service remembers; names are keys."""

    endpoints: dict[str, JsonObject] = field(default_factory=dict)
    deployments: dict[str, dict[str, JsonObject]] = field(default_factory=dict)
    keys: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: dict[str, set[str]] = field(default_factory=dict)
    logs: dict[tuple[str, str], str] = field(default_factory=dict)
    page_size: int | None = None


class Online:
    """The endpoints of a workspace with their deployments."""

    def __init__(
        self,
        state: State,
        operations: ResourceManagerOperations,
        computes: Computes,
        assets: Mapping[str, Assets],
    ) -> None:
        self._store = OnlineStore()
        self._endpoints = Endpoints(state, self._store, operations, computes)
        self._deployments = Deployments(state, self._store, operations, assets)

    def routes(self) -> list[Route]:
        return [*self._endpoints.routes(), *self._deployments.routes()]

    def endpoints(self) -> list[str]:
        return sorted(self._store.endpoints)

    def deployments(self, endpoint: str) -> list[str]:
        return sorted(self._store.deployments.get(endpoint, {}))

    def endpoint(self, name: str) -> JsonObject | None:
        """Return the endpoint as it stands, in the shape of the service's resource."""
        return self._store.endpoints.get(name)

    def deployment(self, endpoint: str, name: str) -> JsonObject | None:
        """Return the deployment as it stands, in the shape of the service's resource."""
        return self._store.deployments.get(endpoint, {}).get(name)

    def traffic(self, endpoint: str) -> dict[str, int]:
        """Return the shares of the deployments, in percent."""
        return dict(self._store.endpoints[endpoint]["properties"]["traffic"])

    def keys(self, endpoint: str) -> tuple[str, str]:
        """Return primary and secondary key."""
        keys = self._store.keys[endpoint]
        return keys["primaryKey"], keys["secondaryKey"]

    def set_logs(self, endpoint: str, deployment: str, text: str) -> None:
        """Say what the logs of a deployment hold."""
        self._store.logs[endpoint, deployment] = text

    def paginate(self, size: int) -> None:
        """Let lists of endpoints and deployments come in pages of this many items."""
        self._store.page_size = size

    def scoring_target(self, name: str) -> Target | None:
        """Return what the router needs to know, or None for an endpoint that does not exist."""
        endpoint = self._store.endpoints.get(name)
        if endpoint is None:
            return None
        properties, deployments = endpoint["properties"], self._store.deployments[name]
        ready = [one for one in deployments if _state(deployments[one]) in {"Succeeded", "Updating"}]
        keys = set(self._store.keys[name].values()) if properties["authMode"] == "Key" else set()
        return Target(
            tokens=frozenset(keys | self._store.tokens.get(name, set())),
            deployments={one: properties["traffic"].get(one, 0) for one in ready},
            mirror={one: share for one, share in properties["mirrorTraffic"].items() if one in ready},
            entra=properties["authMode"] == "AADToken",
        )


def _state(resource: JsonObject) -> str:
    return str(resource["properties"]["provisioningState"])
