"""v2 assets: versioned models, environments, codes and data; the datastores their files go to."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from tests.loopback_azure.arm import resource_path
from tests.loopback_azure.blob import SAS
from tests.loopback_azure.message import (
    RefusedError,
    Response,
    Route,
    json_response,
    page,
)
from tests.loopback_azure.state import WORKSPACE, State, utc_now

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.loopback_azure.blob import BlobStorage
    from tests.loopback_azure.message import JsonObject, Request

AssetKind = Literal["models", "environments", "codes", "data"]
ASSET_ID = re.compile(
    r"/workspaces/[^/]+/(?P<kind>models|environments|codes)/(?P<name>[^/]+)/versions/(?P<version>[^/]+)$"
)
# What a version is made of cannot change afterwards; description, tags and the like can.
FIXED_PROPERTIES = {
    "models": ("modelUri", "modelType"),
    "environments": ("image", "build", "condaFile"),
    "codes": ("codeUri",),
    "data": ("dataUri", "dataType"),
}
CONTAINER = "azureml-blobstore"
DEFAULT_DATASTORE = "workspaceblobstore"


@dataclass
class Version:
    """One version of an asset. `assumed`: nobody made it, it exists because somebody asked for it."""

    name: str
    version: str
    body: JsonObject
    created: str = field(default_factory=utc_now)
    assumed: bool = False


class Assets:
    """All versions of all assets of one kind."""

    def __init__(self, kind: AssetKind, state: State) -> None:
        self.kind = kind
        self._state = state
        self._versions: dict[tuple[str, str], Version] = {}

    def routes(self) -> list[Route]:
        assets = f"{WORKSPACE}/{self.kind}"
        return [
            Route("GET", assets, self._list_containers),
            Route("GET", assets + "/{name}", self._get_container),
            Route("GET", assets + "/{name}/versions", self._list),
            Route("GET", assets + "/{name}/versions/{version}", self._get),
            Route("PUT", assets + "/{name}/versions/{version}", self._put),
        ]

    def declare(self, name: str, version: str = "1", **properties: object) -> None:
        """Register a version without a client; `properties` are those of the resource."""
        self._versions[name, version] = Version(name, version, {"properties": properties})

    def exists(self, name: str, version: str) -> bool:
        return self._find(name, version) is not None

    def bodies(self) -> dict[str, JsonObject]:
        """Return the last body of every version that a client made: `name:version` to body."""
        made = [one for one in self._versions.values() if not one.assumed]
        return {f"{one.name}:{one.version}": copy.deepcopy(one.body) for one in made}

    def _find(self, name: str, version: str) -> Version | None:
        if (name, version) not in self._versions and self._state.auto_create:
            self._assume(name, version)
        return self._versions.get((name, version))

    def _assume(self, name: str, version: str) -> None:
        properties: JsonObject = {}
        if self.kind == "models":
            uri = f"azureml://datastores/{DEFAULT_DATASTORE}/paths/{name}/{version}/{name}"
            properties = {"modelUri": uri, "modelType": "custom_model"}
        if self.kind == "environments":
            properties = {"image": f"example.azurecr.io/{name}:{version}"}
        self._versions[name, version] = Version(name, version, {"properties": properties}, assumed=True)

    def _of(self, name: str) -> list[Version]:
        """Return the versions of an asset, the newest first."""
        found = [one for one in self._versions.values() if one.name == name]
        return sorted(found, key=lambda one: one.created, reverse=True)

    def _list_containers(self, request: Request, names: Mapping[str, str]) -> Response:
        known = sorted({one.name for one in self._versions.values()})
        return page(request, [self._container(names, name) for name in known])

    def _get_container(self, request: Request, names: Mapping[str, str]) -> Response:
        if not any(not one.assumed for one in self._of(names["name"])):
            raise self._not_found(names["name"])
        return json_response(200, self._container(names, names["name"]))

    def _container(self, names: Mapping[str, str], name: str) -> JsonObject:
        versions = [one.version for one in self._of(name)]
        numbers = [int(version) for version in versions if version.isdecimal()]
        return {
            "id": f"{resource_path(names)}/{self.kind}/{name}",
            "name": name,
            "properties": {
                "tags": {},
                "properties": {},
                "isArchived": False,
                "latestVersion": versions[0],
                "nextVersion": str(max(numbers, default=0) + 1),
            },
            "systemData": system_data(utc_now()),
        }

    def _list(self, request: Request, names: Mapping[str, str]) -> Response:
        name = names["name"]
        if "hash" in request.query:
            return page(
                request, [self._resource(names, one) for one in self._with_hash(request.query["hash"])]
            )
        if not self._of(name) and self._state.auto_create:
            self._assume(name, "1")
        found = self._of(name)
        if not found:
            raise self._not_found(name)
        top = int(request.query.get("$top", len(found)))
        return page(request, [self._resource(names, one) for one in found[:top]])

    def _with_hash(self, wanted: str) -> list[Version]:
        """Return the versions with this content, whatever their name: code is never uploaded twice."""
        hashes = [
            (one, (one.body.get("properties") or {}).get("properties") or {})
            for one in self._versions.values()
        ]
        return [one for one, properties in hashes if wanted in properties.values()]

    def _get(self, request: Request, names: Mapping[str, str]) -> Response:
        found = self._find(names["name"], names["version"])
        if found is None:
            raise self._not_found(f"{names['name']}:{names['version']}")
        return json_response(200, self._resource(names, found))

    def _put(self, request: Request, names: Mapping[str, str]) -> Response:
        name, version, body = names["name"], names["version"], request.document()
        known = self._versions.get((name, version))
        if known and not known.assumed:
            self._refuse_changes(known, body)
            known.body = body
            return json_response(200, self._resource(names, known))
        self._versions[name, version] = Version(name, version, body)
        return json_response(201, self._resource(names, self._versions[name, version]))

    def _refuse_changes(self, known: Version, body: JsonObject) -> None:
        old, new = known.body.get("properties") or {}, body.get("properties") or {}
        for key in FIXED_PROPERTIES[self.kind]:
            if old.get(key) != new.get(key):
                message = f"A resource with this name and version already exists: {known.name}:{known.version} ({key})."
                raise RefusedError(409, "UserError", message)

    def _resource(self, names: Mapping[str, str], one: Version) -> JsonObject:
        properties = one.body.get("properties") or {}
        return {
            "id": f"{resource_path(names)}/{self.kind}/{one.name}/versions/{one.version}",
            "name": one.version,
            "type": f"Microsoft.MachineLearningServices/workspaces/{self.kind}/versions",
            "properties": {
                "description": None,
                "isArchived": False,
                "isAnonymous": False,
                **({"flavors": {}} if self.kind == "models" else {}),
                **properties,
                "tags": properties.get("tags") or {},
                "properties": properties.get("properties") or {},
            },
            "systemData": system_data(one.created),
        }

    def _not_found(self, what: str) -> RefusedError:
        return RefusedError(404, "NotFound", f"Not found: {self.kind} {what}.")


class Datastores:
    """The workspace's datastores: all of them lead to the same storage account."""

    def __init__(self, state: State, blobs: BlobStorage) -> None:
        self._state = state
        self._blobs = blobs

    def routes(self) -> list[Route]:
        datastores = WORKSPACE + "/datastores"
        return [
            Route("GET", datastores, self._list),
            Route("GET", datastores + "/{datastore}", self._get),
            Route("POST", datastores + "/{datastore}/listSecrets", self._secrets),
            Route(
                "POST", WORKSPACE + "/{kind}/{name}/versions/{version}/startPendingUpload", self._start_upload
            ),
        ]

    def _list(self, request: Request, names: Mapping[str, str]) -> Response:
        return json_response(200, {"value": [self._described(names, DEFAULT_DATASTORE)]})

    def _get(self, request: Request, names: Mapping[str, str]) -> Response:
        return json_response(200, self._described(names, names["datastore"]))

    def _described(self, names: Mapping[str, str], name: str) -> JsonObject:
        return {
            "id": f"{resource_path(names)}/datastores/{name}",
            "name": name,
            "properties": {
                "datastoreType": "AzureBlob",
                "isDefault": name == DEFAULT_DATASTORE,
                "accountName": self._state.scope.storage_account,
                "containerName": CONTAINER,
                "endpoint": "core.windows.net",
                "protocol": "https",
                "serviceDataAccessAuthIdentity": "None",
                "credentials": {"credentialsType": "AccountKey"},
                "description": None,
                "tags": {},
                "properties": {},
            },
            "systemData": system_data(utc_now()),
        }

    def _secrets(self, request: Request, names: Mapping[str, str]) -> Response:
        return json_response(200, {"secretsType": "Sas", "sasToken": SAS})

    def _start_upload(self, request: Request, names: Mapping[str, str]) -> Response:
        folder = f"{names['kind']}-{names['name']}-{names['version']}"
        address = f"{self._blobs.address(request)}/{folder}"
        answer = {
            "pendingUploadId": None,
            "pendingUploadType": "TemporaryBlobReference",
            "blobReferenceForConsumption": {
                "blobUri": address,
                "storageAccountArmId": None,
                "credential": {"credentialType": "SAS", "sasUri": f"{address}?{SAS}"},
            },
        }
        return json_response(200, answer)


def system_data(created: str) -> JsonObject:
    person = {"createdBy": "somebody", "createdByType": "User"}
    change = {"lastModifiedBy": "somebody", "lastModifiedByType": "User", "lastModifiedAt": created}
    return {**person, "createdAt": created, **change}
