"""The resource manager around endpoints: clouds, subscriptions, workspaces, computes, key vault keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from tests.loopback_azure.message import JsonObject, RefusedError, Request, Response, Route, json_response
from tests.loopback_azure.state import WORKSPACE, State, utc_now

if TYPE_CHECKING:
    from collections.abc import Mapping

ComputeKind = Literal["AKS", "Kubernetes", "AmlCompute"]
DATA_PLANE_WORKSPACE = "/rp/workspaces" + WORKSPACE


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


class Computes:
    """Compute targets, seen through both control planes."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._computes: dict[str, tuple[str, ComputeKind, bool]] = {}

    def routes(self) -> list[Route]:
        return [
            Route("GET", WORKSPACE + "/computes", self._list),
            Route("GET", WORKSPACE + "/computes/{compute}", self._get),
            Route("GET", DATA_PLANE_WORKSPACE + "/computes", self._list),
            Route("GET", DATA_PLANE_WORKSPACE + "/computes/{compute}", self._get_v1),
        ]

    def declare(self, name: str, kind: ComputeKind = "Kubernetes", *, https: bool = False) -> None:
        """Attach a compute. `https`: what is deployed there gets scoring addresses with TLS."""
        self._computes[name.lower()] = (name, kind, https)

    def exists(self, name: str) -> bool:
        return self._state.auto_create or name.lower() in self._computes

    def scheme(self, name: str | None) -> str:
        """Return "https" or "http": how services on this compute are reached."""
        _, _, https = self._computes.get((name or "").lower(), ("", "AKS", False))
        return "https" if https else "http"

    def _list(self, request: Request, names: Mapping[str, str]) -> Response:
        found = [self._described(names, *compute) for compute in self._computes.values()]
        return json_response(200, {"value": found})

    def _get(self, request: Request, names: Mapping[str, str]) -> Response:
        return self._found(names, "Kubernetes")

    def _get_v1(self, request: Request, names: Mapping[str, str]) -> Response:
        return self._found(names, "AKS")

    def _found(self, names: Mapping[str, str], kind: ComputeKind) -> Response:
        name = names["compute"]
        if name.lower() not in self._computes:
            if not self._state.auto_create:
                raise RefusedError(404, "ComputeNotFound", f"Compute {name} was not found.")
            self.declare(name, kind)
        return json_response(200, self._described(names, *self._computes[name.lower()]))

    def _described(self, names: Mapping[str, str], name: str, kind: ComputeKind, https: bool) -> JsonObject:
        scope = self._state.scope
        cluster = (
            f"/subscriptions/{names['subscription']}/resourceGroups/{names['group']}"
            f"/providers/Microsoft.ContainerService/managedClusters/{name}"
        )
        return {
            "id": f"{resource_path(names)}/computes/{name}",
            "name": name,
            "type": "Microsoft.MachineLearningServices/workspaces/computes",
            "location": scope.location,
            "tags": {},
            "properties": {
                "computeType": kind,
                "computeLocation": scope.location,
                "description": None,
                "resourceId": None if kind == "AmlCompute" else cluster,
                "provisioningState": "Succeeded",
                "provisioningErrors": None,
                "isAttachedCompute": kind != "AmlCompute",
                "createdOn": utc_now(),
                "modifiedOn": utc_now(),
                "properties": _details(kind, name, https=https),
            },
        }


def _details(kind: ComputeKind, name: str, *, https: bool) -> JsonObject:
    match kind:
        case "AKS":
            return {
                "agentVmSize": "Standard_D3_v2",
                "agentCount": 3,
                "clusterPurpose": "FastProd",
                "clusterFqdn": f"{name}.hcp.westeurope.azmk8s.io",
                "systemServices": [],
                "loadBalancerType": "PublicIp",
                "loadBalancerSubnet": None,
                "sslConfiguration": {"status": "Enabled" if https else "Disabled"},
            }
        case "Kubernetes":
            return {
                "namespace": "default",
                "defaultInstanceType": "defaultinstancetype",
                "instanceTypes": {
                    "defaultinstancetype": {
                        "resources": {
                            "requests": {"cpu": "100m", "memory": "2Gi"},
                            "limits": {"cpu": "2", "memory": "2Gi"},
                        }
                    }
                },
                "extensionPrincipalId": None,
                "extensionInstanceReleaseTrain": "stable",
            }
        case _:
            return {"vmSize": "STANDARD_D3_V2", "scaleSettings": {"minNodeCount": 0, "maxNodeCount": 4}}
