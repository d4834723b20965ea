"""Endpoints and their deployments, keys, tokens, logs and calls, by azure-ai-ml."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from compat.backends.backend import Answer, DeploymentFacts, EndpointFacts, Failure, Scope, Token
from compat.backends.live.client import Connected, failure_of, failures, maybe
from compat.backends.live.operation import Following
from compat.runtime.readback import PATHS
from compat.value import Secret

_ARM = "https://management.azure.com"
_VERSION = "2022-02-01-preview"
_RETRIED = frozenset({413, 429, 500, 502, 503, 504})
_TRIES = 3
_POLL_SECONDS = 5.0
_QUEUE = PATHS["max_request_wait_time"]
_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(?:Z|([+-]\d\d):?(\d\d))?")
_SECONDS = re.compile(r"PT(\d+(?:\.\d+)?)S")


class Endpoints(Connected):
    """Requests about endpoints that exist."""

    def endpoint(self, scope: Scope, name: str) -> EndpointFacts | None:
        """Return an endpoint with its deployments."""
        return maybe(lambda: self._facts(scope, self.ml(scope).online_endpoints.get(name)))

    def endpoints(self, scope: Scope) -> Sequence[EndpointFacts]:
        """Return every endpoint."""
        with failures():
            found = list(self.ml(scope).online_endpoints.list())
            return [self._facts(scope, one) for one in found]

    def _facts(self, scope: Scope, found: Any) -> EndpointFacts:
        listed = self.ml(scope).online_deployments.list(endpoint_name=found.name)
        deployments = [self._exact(scope, found.name, _deployment(one)) for one in listed]
        compute = getattr(found, "compute", None)
        properties = dict(found.properties or {})
        return EndpointFacts(
            found.name,
            _word(found.auth_mode),
            _word(found.provisioning_state),
            found.scoring_uri,
            found.description,
            dict(found.tags or {}),
            properties,
            {name: int(share) for name, share in (found.traffic or {}).items()},
            None if not compute else str(compute).rsplit("/", 1)[-1].removeprefix("azureml:"),
            found.location,
            _time(properties.get("createdAt")),
            _time(properties.get("lastModifiedAt")),
            properties.get("createdBy"),
            tuple(deployments),
        )

    def _exact(self, scope: Scope, endpoint: str, one: DeploymentFacts) -> DeploymentFacts:
        """Let a deployment tell how long requests may wait where the SDK may have cut the milliseconds off."""
        wait = one.leaves.get(_QUEUE)
        if not isinstance(wait, int) or wait % 1000:
            return one
        return replace(one, exact=lambda: {_QUEUE: self._queue_waits(scope, endpoint).get(one.name, wait)})

    def _queue_waits(self, scope: Scope, endpoint: str) -> dict[str, int]:
        """Return the milliseconds a request may wait, by deployment: the SDK reads whole seconds only."""
        with failures():
            answer = self._send(scope, "GET", f"onlineEndpoints/{endpoint}/deployments", None).json()
        found = {}
        for one in answer.get("value", ()):
            text = str((one["properties"].get("requestSettings") or {}).get("maxQueueWait") or "")
            seconds = _SECONDS.fullmatch(text)
            if seconds is not None:
                found[str(one["name"])] = round(float(seconds[1]) * 1000)
        return found

    def delete_deployment(self, scope: Scope, endpoint: str, name: str) -> Following:
        """Delete one deployment."""
        with failures():
            poller = self.ml(scope).online_deployments.begin_delete(name, endpoint_name=endpoint)
        return Following(poller, f"delete {endpoint}/{name}")

    def delete_endpoint(self, scope: Scope, name: str) -> Following:
        """Delete an endpoint with all its deployments."""
        with failures():
            poller = self.ml(scope).online_endpoints.begin_delete(name)
        return Following(poller, f"delete {name}")

    def keys(self, scope: Scope, name: str) -> tuple[str, str]:
        """Return the keys of an endpoint."""
        with failures():
            found = self.ml(scope).online_endpoints.get_keys(name)
        if not hasattr(found, "primary_key"):
            raise Failure(f"Endpoint {name} has no keys: its callers send tokens.")
        return found.primary_key, found.secondary_key

    def token(self, scope: Scope, name: str) -> Token:
        """Return a token for callers."""
        with failures():
            found = self.ml(scope).online_endpoints.get_keys(name)
        if not hasattr(found, "access_token"):
            raise Failure(f"Endpoint {name} has no tokens: its callers send keys.")
        expiry = int(found.expiry_time_utc)
        refresh = int(getattr(found, "refresh_after_time_utc", 0) or expiry)
        return Token(found.access_token, _word(found.token_type), refresh, expiry)

    def regenerate(self, scope: Scope, name: str, which: str, value: Secret | None) -> None:
        """Change one key and check that it has changed.

        The SDK sends the present key back as the new one, so the request is made here, with no value or the
        value asked for (https://learn.microsoft.com/rest/api/azureml/online-endpoints/regenerate-keys).
        """
        index = 0 if which == "Primary" else 1
        before = self.keys(scope, name)[index]
        body: dict[str, object] = {"keyType": which}
        if value is not None:
            body["keyValue"] = value.reveal()
        self._post(scope, f"onlineEndpoints/{name}/regenerateKeys", body)
        after = self.keys(scope, name)[index]
        if (value is None and after == before) or (value is not None and after != value.reveal()):
            raise Failure(
                f"Azure accepted the request, and the {which.lower()} key of {name} is still the old one."
            )

    def _post(self, scope: Scope, path: str, body: dict[str, object]) -> None:
        """Make a request that the SDK has no method for; wait for the operation it starts."""
        with failures():
            response = self._send(scope, "POST", path, body)
            address = response.headers.get("Azure-AsyncOperation") or response.headers.get("Location")
            while address and response.status_code in {200, 202}:
                response = self._send(scope, "GET", address, None)
                status = response.json().get("status") if response.content else "Succeeded"
                if status in {"Succeeded", "Failed", "Canceled"}:
                    break
                time.sleep(float(response.headers.get("Retry-After") or _POLL_SECONDS))
            if address and response.content and response.json().get("status") in {"Failed", "Canceled"}:
                raise Failure(str(response.json().get("error") or "the operation failed"))

    def _send(self, scope: Scope, method: str, path: str, body: dict[str, object] | None) -> Any:
        from azure.core.exceptions import HttpResponseError
        from azure.core.rest import HttpRequest

        if not path.startswith("http"):
            path = (
                f"{_ARM}/subscriptions/{scope.subscription}/resourceGroups/{scope.resource_group}/providers/"
                f"Microsoft.MachineLearningServices/workspaces/{scope.workspace}/{path}?api-version={_VERSION}"
            )
        client = self.arm(scope)
        response = client.send_request(HttpRequest(method, path, json=body))
        response.read()
        if response.status_code >= 400:
            raise failure_of(HttpResponseError(response=response))
        return response

    def logs(self, scope: Scope, endpoint: str, deployment: str, lines: int, *, init: bool) -> str:
        """Return the last lines of a deployment's log."""
        container = {"container_type": "storage-initializer"} if init else {}
        with failures():
            return str(
                self.ml(scope).online_deployments.get_logs(deployment, endpoint, lines=lines, **container)
            )

    def score(self, address: str, body: object, credential: Secret | None) -> Answer:
        """Post a body as it is; a status that passes by itself is tried again, as v1 did."""
        import requests

        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if credential is not None:
            headers["Authorization"] = f"Bearer {credential.reveal()}"
        try:
            for tried in range(_TRIES + 1):
                response = requests.post(address, data=body, headers=headers, timeout=300)  # type: ignore[arg-type]
                if response.status_code not in _RETRIED or tried == _TRIES:
                    break
                time.sleep(min(float(response.headers.get("Retry-After") or 2**tried), 32))
        except requests.RequestException as error:
            raise Failure(f"The scoring address did not answer: {type(error).__name__}.") from error
        return Answer(response.status_code, dict(response.headers), response.content)


def _deployment(found: Any) -> DeploymentFacts:
    leaves = {path: _leaf(found, path) for path in PATHS.values()}
    return DeploymentFacts(
        found.name,
        _word(found.provisioning_state),
        _reference(found.model),
        _reference(found.environment),
        found.description,
        dict(found.tags or {}),
        leaves,
        dict(found.properties or {}),
        dict(found.environment_variables or {}),
    )


def _word(found: object) -> str:
    """Return a word of the service as text; the SDK gives some as members of an enumeration."""
    return str(getattr(found, "value", found))


def _leaf(found: Any, path: str) -> object:
    for name in path.split("."):
        if found is None:
            return None
        found = found.get(name) if isinstance(found, dict) else getattr(found, name, None)
    plain: object = found
    return plain


def _reference(found: Any) -> str | None:
    """Return an asset as ``azureml:name:version``, from its id or from itself."""
    if found is None:
        return None
    parts = str(found if isinstance(found, str) else found.id).split("/")
    if "versions" in parts:
        return f"azureml:{parts[-3]}:{parts[-1]}"
    return str(found)


def _time(text: object) -> Any:
    """Return a time of the service, or None: the SDK puts it among the properties as text."""
    from datetime import datetime

    match = _TIME.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        return None
    fraction, hours, minutes = (match[2] or "0").ljust(6, "0")[:6], match[3] or "+00", match[4] or "00"
    return datetime.fromisoformat(f"{match[1]}.{fraction}{hours}:{minutes}")
