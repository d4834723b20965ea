"""One door to a Kubernetes API: credentials of kubeconfig, plain JSON, calls bounded, errors by meaning.

The client's credentials and connection pool are used, its models are not: they refuse answers with a
missing field and would turn a proxy's HTML page into a type error.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from typing_extensions import Self

    from connectivity.codec import Json

MOST_BYTES = 20_000_000
PAGE = 500
MOST_PAGES = 40
GONE, FORBIDDEN, UNAUTHORIZED, NOT_FOUND = 410, 403, 401, 404


class ClusterError(Exception):
    """The API cannot be used at all; the message says what to do next."""


@dataclass(frozen=True)
class ApiError(Exception):
    """One call that was answered with an error, or with something that is not an answer (status 0)."""

    status: int
    reason: str

    def __str__(self) -> str:
        """``403 pods is forbidden``."""
        return f"{self.status} {self.reason}".strip() if self.status else self.reason


class Connection:
    """Calls to one API server. `timeout` is for each answer, `total` for all of them, in seconds."""

    def __init__(
        self, files: tuple[str, ...], context: str | None, timeout: float = 5.0, total: float = 30.0
    ) -> None:
        self._timeout = timeout
        self._end = time.monotonic() + total
        self.client = _client(files, context)
        self.server: str = self.client.configuration.host

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.rest_client.pool_manager.clear()

    def get(self, path: str, query: Mapping[str, str | int] | None = None) -> dict[str, Json]:
        """One object. Raises ApiError, or ClusterError when the server cannot be reached."""
        return self._call("GET", path, query, None)

    def post(self, path: str, body: dict[str, Json]) -> dict[str, Json]:
        """Create or ask. Raises as `get` does."""
        return self._call("POST", path, None, body)

    def items(self, path: str, query: Mapping[str, str | int] | None = None) -> Iterator[dict[str, Json]]:
        """All objects of a list, page by page. A list that expires on the way (410) is read again as one."""
        try:
            yield from list(self._pages(path, {**(query or {}), "limit": PAGE}))
        except ApiError as error:
            if error.status != GONE:
                raise
            yield from self._pages(path, dict(query or {}))

    def _pages(self, path: str, query: dict[str, str | int]) -> Iterator[dict[str, Json]]:
        for _ in range(MOST_PAGES):
            document = self.get(path, query)
            listed = document.get("items")
            yield from (
                item for item in (listed if isinstance(listed, list) else []) if isinstance(item, dict)
            )
            metadata = document.get("metadata")
            token = metadata.get("continue") if isinstance(metadata, dict) else None
            if not isinstance(token, str) or not token:
                return
            query = {**query, "continue": token}

    def _call(
        self, method: str, path: str, query: Mapping[str, str | int] | None, body: dict[str, Json] | None
    ) -> dict[str, Json]:
        import urllib3

        configuration = self.client.configuration
        timeout = min(self._timeout, self._end - time.monotonic())
        if timeout <= 0:
            raise ClusterError(
                f"{configuration.host} is too slow: the time limit ended; give a larger --time-limit"
            )
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        headers.update(_login(configuration))
        url = f"{configuration.host}{path}" + (f"?{urlencode(query)}" if query else "")
        try:
            response = self.client.rest_client.pool_manager.request(
                method,
                url,
                headers=headers,
                body=json.dumps(body) if body is not None else None,
                timeout=urllib3.Timeout(connect=timeout, read=timeout),
                retries=False,
                redirect=False,
                preload_content=False,
            )
            data = response.read(MOST_BYTES + 1)
            response.release_conn()
        except urllib3.exceptions.HTTPError as error:
            raise ClusterError(_unreachable(configuration.host, error)) from error
        return _document(response.status, data)


def _client(files: tuple[str, ...], context: str | None) -> ApiClient:
    from kubernetes import client, config

    configuration = client.Configuration()
    try:
        config.load_kube_config(
            config_file=":".join(files),
            context=context,
            client_configuration=configuration,
            persist_config=False,
        )
    except Exception as error:
        raise ClusterError(
            f"the credentials of context {context!r} cannot be used: {_first_line(error)}"
        ) from error
    configuration.retries = False
    return client.ApiClient(configuration)


def _login(configuration: Configuration) -> dict[str, str]:
    """The header that carries the token; the client calls it by other names in other releases."""
    settings = configuration.auth_settings().values()
    return {each["key"]: each["value"] for each in settings if each["in"] == "header" and each["value"]}


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:200] if lines else type(error).__name__


def _unreachable(host: str, error: Exception) -> str:
    import urllib3

    if isinstance(error, urllib3.exceptions.SSLError):
        return (
            f"{host} shows a certificate that kubeconfig does not trust; TLS is intercepted, or run "
            "az aks get-credentials again"
        )
    refused = isinstance(error, urllib3.exceptions.NewConnectionError)  # a kind of timeout in this library
    if isinstance(error, urllib3.exceptions.TimeoutError) and not refused:
        return f"{host} does not answer; put this address into its authorized IP ranges"
    return f"{host} cannot be reached; start the cluster (az aks start), or run from inside its network"


def _document(status: int, data: bytes) -> dict[str, Json]:
    if len(data) > MOST_BYTES:
        raise ApiError(0, f"an answer of more than {MOST_BYTES} bytes")
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        document = None
    if status == UNAUTHORIZED:
        raise ClusterError("the API server does not accept the credentials; run az login")
    if status >= 400:
        message = document.get("message") if isinstance(document, dict) else None
        raise ApiError(status, str(message or "refused")[:300])
    if not isinstance(document, dict) or status >= 300:
        raise ApiError(0, f"something that is not Kubernetes answered (status {status})")
    return document


if TYPE_CHECKING:
    from kubernetes.client import ApiClient, Configuration
