"""v1 models, assets, artifacts and environments."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING
from urllib.parse import quote

from tests.loopback_azure.blob import SAS, BlobStorage
from tests.loopback_azure.message import JsonObject, RefusedError, Request, Response, Route, json_response
from tests.loopback_azure.state import WORKSPACE, State, utc_now

if TYPE_CHECKING:
    from collections.abc import Mapping

MANAGEMENT = "/modelmanagement/v1.0" + WORKSPACE
ARTIFACTS = "/artifact/v2.0" + WORKSPACE + "/artifacts"
ENVIRONMENTS = "/environment/v1.0" + WORKSPACE + "/environments"
ARTIFACT_CONTAINER = "azureml"


class V1Models:
    """The v1 model registry. An id is `name:version`; versions count from 1."""

    def __init__(self, state: State, blobs: BlobStorage) -> None:
        self._state = state
        self._blobs = blobs
        self._models: dict[str, JsonObject] = {}
        self._assets: dict[str, JsonObject] = {}

    def routes(self) -> list[Route]:
        return [
            Route("POST", MANAGEMENT + "/assets", self._create_asset),
            Route("GET", MANAGEMENT + "/assets", self._list_assets),
            Route("GET", MANAGEMENT + "/assets/{id}", self._get_asset),
            Route("POST", MANAGEMENT + "/models", self._register),
            Route("GET", MANAGEMENT + "/models", self._list),
            Route("GET", MANAGEMENT + "/models/{id}", self._get),
            Route("PATCH", MANAGEMENT + "/models/{id}", self._patch),
            Route("DELETE", MANAGEMENT + "/models/{id}", self._delete),
            Route("POST", ARTIFACTS + "/batch/metadata/{origin}/{container}", self._create_artifacts),
            Route("GET", ARTIFACTS + "/contentinfo/{origin}/{container}/{path*}", self._content),
            Route("GET", ARTIFACTS + "/prefix/contentinfo/{origin}/{container}/{path*}", self._contents),
        ]

    def declare(self, name: str, version: int = 1, **fields: object) -> JsonObject:
        """Register a model without a client. `fields` are those of the service's payload."""
        model = self._payload({"name": name, **fields}, version)
        self._models[model["id"]] = model
        return model

    def named(self, identifier: str) -> JsonObject | None:
        """Return the model with an id, or None; on demand it comes into being."""
        if identifier not in self._models and self._state.auto_create:
            name, _, version = identifier.partition(":")
            self.declare(name, int(version or 1))
        return self._models.get(identifier)

    def _payload(self, body: JsonObject, version: int) -> JsonObject:
        scope = self._state.scope
        return {
            "id": f"{body['name']}:{version}",
            "name": body["name"],
            "version": version,
            "framework": body.get("framework") or "Custom",
            "frameworkVersion": body.get("frameworkVersion"),
            "datasets": body.get("datasets") or [],
            "url": body.get("url") or f"aml://asset/{uuid.uuid4().hex}",
            "mimeType": body.get("mimeType") or "application/x-python",
            "description": body.get("description"),
            "createdTime": utc_now(),
            "modifiedTime": utc_now(),
            "unpack": body.get("unpack") or False,
            "parentModelId": None,
            "runId": body.get("runId"),
            "experimentName": body.get("experimentName"),
            "kvTags": body.get("kvTags") or {},
            "properties": body.get("properties") or {},
            "derivedModelIds": [],
            "sampleInputData": body.get("sampleInputData"),
            "sampleOutputData": body.get("sampleOutputData"),
            "resourceRequirements": body.get("resourceRequirements"),
            "createdBy": {
                "userObjectId": scope.client_id,
                "userTenantId": scope.tenant,
                "userName": "somebody",
            },
        }

    def _register(self, request: Request, names: Mapping[str, str]) -> Response:
        body = request.document()
        with self._state.lock:
            versions = [m["version"] for m in self._models.values() if m["name"] == body["name"]]
            model = self._payload(body, max(versions, default=0) + 1)
            self._models[model["id"]] = model
        return json_response(200, model)

    def _list(self, request: Request, names: Mapping[str, str]) -> Response:
        name = request.query.get("name")
        if name and not any(model["name"] == name for model in self._models.values()):
            self.named(f"{name}:1")
        found = [model for model in self._models.values() if _wanted(model, request.query)]
        found.sort(key=lambda model: (model["createdTime"], model["version"]), reverse=True)
        if request.query.get("latestVersionOnly", "").lower() == "true":
            found = list({model["name"]: model for model in reversed(found)}.values())
        return json_response(200, {"value": found})

    def _get(self, request: Request, names: Mapping[str, str]) -> Response:
        return json_response(200, self._existing(names["id"]))

    def _existing(self, identifier: str) -> JsonObject:
        model = self.named(identifier)
        if model is None:
            raise RefusedError(
                404, "ModelNotFound", f"Model with id {identifier} not found in provided workspace."
            )
        return model

    def _patch(self, request: Request, names: Mapping[str, str]) -> Response:
        model = self._existing(names["id"])
        patch_document(model, request.json())
        return json_response(200, model)

    def _delete(self, request: Request, names: Mapping[str, str]) -> Response:
        known = self._models.pop(names["id"], None)
        return Response(200 if known else 204)

    def _create_asset(self, request: Request, names: Mapping[str, str]) -> Response:
        asset = request.document() | {"id": uuid.uuid4().hex, "createdTime": utc_now()}
        self._assets[asset["id"]] = asset
        return json_response(200, asset)

    def _list_assets(self, request: Request, names: Mapping[str, str]) -> Response:
        return json_response(200, {"value": list(self._assets.values())})

    def _get_asset(self, request: Request, names: Mapping[str, str]) -> Response:
        if names["id"] not in self._assets:
            raise RefusedError(404, "AssetNotFound", f"Asset {names['id']} was not found.")
        return json_response(200, self._assets[names["id"]])

    def _create_artifacts(self, request: Request, names: Mapping[str, str]) -> Response:
        paths = [entry["path"] for entry in request.document().get("paths", [])]
        answer = {
            "artifacts": {path: _artifact(names, path) for path in paths},
            "artifactContentInformation": {path: self._information(names, path) for path in paths},
            "errors": {},
        }
        return json_response(200, answer)

    def _content(self, request: Request, names: Mapping[str, str]) -> Response:
        return json_response(200, self._information(names, names["path"]))

    def _contents(self, request: Request, names: Mapping[str, str]) -> Response:
        folder = f"{ARTIFACT_CONTAINER}/{names['origin']}/{names['container']}/"
        paths = [path.removeprefix(folder) for path in self._blobs.files(folder + names["path"])]
        return json_response(200, {"value": [self._information(names, path) for path in paths]})

    def _information(self, names: Mapping[str, str], path: str) -> JsonObject:
        # The v1 client takes account and host apart, so this address has the shape of a real one.
        blob = quote(f"{ARTIFACT_CONTAINER}/{names['origin']}/{names['container']}/{path}")
        return {
            "contentUri": f"{self._blobs.storage_host_address()}/{blob}?{SAS}",
            "origin": names["origin"],
            "container": names["container"],
            "path": path,
        }


class V1Environments:
    """The v1 environment registry; definitions are stored as they come."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._environments: dict[str, list[JsonObject]] = {}

    def routes(self) -> list[Route]:
        return [
            Route("GET", ENVIRONMENTS, self._list),
            Route("GET", ENVIRONMENTS + "/{name}", self._get),
            Route("GET", ENVIRONMENTS + "/{name}/versions/{version}", self._get),
            Route("PUT", ENVIRONMENTS + "/{name}", self._register),
            Route("PUT", ENVIRONMENTS + "/{name}/versions/{version}", self._register),
            Route("PUT", ENVIRONMENTS, self._register),
        ]

    def declare(self, name: str, version: str | None = None, **definition: object) -> JsonObject:
        """Register an environment without a client; `definition` is in the v1 client's JSON form.

        Without a version, the same definition again is the same version, another one is the next.
        """
        versions = self._environments.setdefault(name, [])
        environment: JsonObject = {
            "name": name,
            "environmentVariables": {},
            "python": {"userManagedDependencies": False, "interpreterPath": "python"},
            **definition,
        }
        if version is None and versions and environment.items() <= versions[-1].items():
            return versions[-1]
        versions.append(environment | {"version": version or str(len(versions) + 1)})
        return versions[-1]

    def _list(self, request: Request, names: Mapping[str, str]) -> Response:
        return json_response(200, {"value": [versions[-1] for versions in self._environments.values()]})

    def _get(self, request: Request, names: Mapping[str, str]) -> Response:
        versions = self._environments.get(names["name"], [])
        wanted = names.get("version")
        found = [one for one in versions if wanted is None or one["version"] == wanted]
        if found:
            return json_response(200, found[-1])
        if not self._state.auto_create:
            raise RefusedError(
                404, "EnvironmentNotFound", f"No definition exists for environment {names['name']}."
            )
        return json_response(200, self.declare(names["name"], wanted))

    def _register(self, request: Request, names: Mapping[str, str]) -> Response:
        # The client sends some keys with a capital, and reads all of them back without.
        definition = {key[:1].lower() + key[1:]: value for key, value in request.document().items()}
        name = definition.get("name") or names["name"]
        version = names.get("version") or definition.get("version")
        plain = {key: value for key, value in definition.items() if key not in {"name", "version"}}
        return json_response(200, self.declare(name, version, **plain))


def patch_document(document: JsonObject, patch: object) -> None:
    """Apply a JSON patch ("add", "replace", "remove") in place. Refuses a path that leads nowhere."""
    for change in patch if isinstance(patch, list) else []:
        *parents, last = [part.replace("~1", "/") for part in change["path"].strip("/").split("/")]
        target = document
        for part in parents:
            if target.get(part) is None:
                if change["op"] == "remove":
                    raise RefusedError(400, "BadRequest", f"The patch path {change['path']} leads nowhere.")
                target[part] = {}
            target = target[part]
        if change["op"] == "remove":
            if last not in target:
                raise RefusedError(400, "BadRequest", f"The patch path {change['path']} leads nowhere.")
            del target[last]
        else:
            target[last] = change["value"]


def tags_fit(tags: Mapping[str, str], query: str | None) -> bool:
    """Say whether tags fit a v1 filter: `key` or `key=value`, separated by commas, all of them."""
    wanted = [part.partition("=") for part in (query or "").split(",") if part]
    return all(key in tags and (not equals or tags[key] == value) for key, equals, value in wanted)


def _wanted(model: JsonObject, query: Mapping[str, str]) -> bool:
    if query.get("name") not in {None, model["name"]}:
        return False
    if query.get("framework") not in {None, model["framework"]}:
        return False
    return tags_fit(model["kvTags"], query.get("tags")) and tags_fit(
        model["properties"], query.get("properties")
    )


def _artifact(names: Mapping[str, str], path: str) -> JsonObject:
    return {
        "artifactId": f"{names['origin']}/{names['container']}/{path}",
        "origin": names["origin"],
        "container": names["container"],
        "path": path,
        "etag": None,
        "createdTime": utc_now(),
        "dataPath": None,
    }
