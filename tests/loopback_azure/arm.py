"""The resource manager around endpoints: clouds, subscriptions, workspaces, addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.loopback_azure.message import JsonObject, Request, Response, Route, json_response
from tests.loopback_azure.state import WORKSPACE, State, utc_now

if TYPE_CHECKING:
    from collections.abc import Mapping


def resource_path(names: Mapping[str, str]) -> str:
    """Return the workspace's id, in the spelling of the request."""
    return WORKSPACE.format(**{key: names[key] for key in ("subscription", "group", "workspace")})


class ResourceManager:
    """Subscriptions, workspaces and the addresses of their services."""

    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> list[Route]:
        return [
            Route("GET", "/metadata/endpoints", self._cloud_endpoints),
            Route("GET", "/subscriptions", self._subscriptions),
            Route("GET", "/subscriptions/{subscription}", self._subscription),
            Route("GET", "/subscriptions/{subscription}/resourceGroups/{group}", self._group),
            Route("GET", WORKSPACE, self._workspace),
            Route("POST", WORKSPACE + "/listKeys", self._workspace_keys),
            Route("GET", "/discovery/workspaces/{id}", self._discovery),
            Route("GET", "/discovery", self._discovery),
        ]

    def _cloud_endpoints(self, request: Request, names: Mapping[str, str]) -> Response:
        cloud = {
            "name": "AzureCloud",
            "portal": "https://portal.azure.com",
            "authentication": {
                "loginEndpoint": "https://login.microsoftonline.com",
                "audiences": ["https://management.core.windows.net/", "https://management.azure.com/"],
                "tenant": "common",
                "identityProvider": "AAD",
            },
            "resourceManager": "https://management.azure.com/",
            "graph": "https://graph.windows.net/",
            "graphAudience": "https://graph.windows.net/",
            "microsoftGraphResourceId": "https://graph.microsoft.com/",
            "gallery": "https://gallery.azure.com/",
            "batch": "https://batch.core.windows.net/",
            "media": "https://rest.media.azure.net",
            "vmImageAliasDoc": "https://example.com/aliases.json",
            "suffixes": {
                "storage": "core.windows.net",
                "acrLoginServer": "azurecr.io",
                "keyVaultDns": "vault.azure.net",
                "sqlServerHostname": "database.windows.net",
            },
        }
        return json_response(200, [cloud])

    def _subscriptions(self, request: Request, names: Mapping[str, str]) -> Response:
        found = [self._described(subscription) for subscription in sorted(self._state.subscriptions)]
        return json_response(200, {"value": found})

    def _subscription(self, request: Request, names: Mapping[str, str]) -> Response:
        return json_response(200, self._described(names["subscription"]))

    def _described(self, subscription: str) -> JsonObject:
        return {
            "id": f"/subscriptions/{subscription}",
            "subscriptionId": subscription,
            "tenantId": self._state.scope.tenant,
            "displayName": f"Loopback {subscription}",
            "state": "Enabled",
        }

    def _group(self, request: Request, names: Mapping[str, str]) -> Response:
        document = {
            "id": f"/subscriptions/{names['subscription']}/resourceGroups/{names['group']}",
            "name": names["group"],
            "location": self._state.scope.location,
            "properties": {"provisioningState": "Succeeded"},
        }
        return json_response(200, document)

    def _workspace(self, request: Request, names: Mapping[str, str]) -> Response:
        identifier = resource_path(names)
        self._state.check_workspace(identifier)
        scope = self._state.scope
        vendor = f"/subscriptions/{names['subscription']}/resourceGroups/{names['group']}/providers"
        document = {
            "id": identifier,
            "name": names["workspace"],
            "type": "Microsoft.MachineLearningServices/workspaces",
            "location": scope.location,
            "tags": {},
            "etag": "",
            "kind": "Default",
            "sku": {"name": "Basic", "tier": "Basic"},
            "identity": {
                "type": "SystemAssigned",
                "principalId": scope.client_id,
                "tenantId": scope.tenant,
            },
            "properties": {
                "friendlyName": names["workspace"],
                "description": "",
                "storageAccount": f"{vendor}/Microsoft.Storage/storageAccounts/{scope.storage_account}",
                "keyVault": f"{vendor}/Microsoft.KeyVault/vaults/loopback",
                "applicationInsights": f"{vendor}/Microsoft.Insights/components/loopback",
                "containerRegistry": f"{vendor}/Microsoft.ContainerRegistry/registries/loopback",
                "hbiWorkspace": False,
                "provisioningState": "Succeeded",
                "v1LegacyMode": False,
                "publicNetworkAccess": "Enabled",
                "workspaceId": scope.unique,
                "tenantId": scope.tenant,
                "creationTime": utc_now(),
                "discoveryUrl": f"{self._state.api_base(request)}/discovery",
                "mlFlowTrackingUri": f"azureml://{scope.location}.api.azureml.ms/mlflow/v1.0{identifier}",
            },
        }
        return json_response(200, document)

    def _workspace_keys(self, request: Request, names: Mapping[str, str]) -> Response:
        self._state.check_workspace(resource_path(names))
        registry = {"location": self._state.scope.location, "username": "loopback", "passwords": []}
        return json_response(200, {"containerRegistryCredentials": registry})

    def _discovery(self, request: Request, names: Mapping[str, str]) -> Response:
        base = self._state.api_base(request)
        services = ["api", "experimentation", "history", "hyperdrive", "modelmanagement", "pipelines"]
        return json_response(200, {**dict.fromkeys(services, base), "studio": "https://ml.azure.com"})
