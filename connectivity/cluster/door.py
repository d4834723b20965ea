"""The connection to one API server: bounded requests, every failure turned into its meaning.

The generated client validates answers against models that refuse what newer or older servers send, so
the answers are taken raw and read as JSON here.
"""

from __future__ import annotations

import json
import ssl
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode

from connectivity.cluster import wording
from connectivity.cluster.problem import ClusterError, DeniedError, MissingError
from connectivity.cluster.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable

    from connectivity.cluster.kubeconfig import Document, Entry

T = TypeVar("T")
MOST_BYTES = 64 * 1024 * 1024
CHUNK = 65_536


@dataclass(frozen=True)
class Patience:
    """Seconds for opening a connection, for one answer to arrive whole, and for the whole reading."""

    connect: float = 5.0
    answer: float = 20.0
    total: float = 60.0


class Door:
    """An open way to the API server. `host` is its name, `context` what kubeconfig calls it."""

    def __init__(self, entry: Entry, user: Document, patience: Patience | None = None) -> None:
        """Raises ClusterError when the certificate files or the server's address cannot be used."""
        self.context, self.host, self.patience = entry.context, entry.host, patience or Patience()
        self._config = {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{"name": "c", "cluster": entry.cluster}],
            "users": [{"name": "u", "user": user}],
            "contexts": [{"name": "x", "context": {"cluster": "c", "user": "u"}}],
            "current-context": "x",
        }
        self._client = self.client()

    def client(self) -> Any:
        """A new ApiClient; exec needs one of its own, because it changes the client while it runs."""
        from kubernetes import client, config

        settings = client.Configuration()
        settings.retries = False
        try:
            config.load_kube_config_from_dict(
                self._config, client_configuration=settings, persist_config=False
            )
            made = client.ApiClient(settings)
        except (config.ConfigException, OSError, ValueError, TypeError) as error:
            raise wording.unusable(self.context, clean(str(error))) from None
        made.rest_client.pool_manager.connection_pool_kw["ssl_context"] = verifying(settings)
        return made

    def get(self, group: str, version: str, path: str, **query: str | int) -> Document:
        """One GET of ``/api/v1/...`` or ``/apis/group/version/...``; `path` is what follows.

        Raises ClusterError, DeniedError or MissingError.
        """
        return self._ask("GET", group, version, path, query, None)

    def create(self, group: str, version: str, path: str, body: Document) -> Document:
        """One POST. Raises as `get` does."""
        return self._ask("POST", group, version, path, {}, body)

    def delete(self, path: str, **query: str | int) -> None:
        """One DELETE in the core group. Raises as `get` does."""
        self._ask("DELETE", "", "v1", path, query, None)

    def text(self, path: str, limit: int, **query: str | int) -> str:
        """A log: the first `limit` bytes, decoded."""
        return self._bytes("GET", "", "v1", path, query, None)[:limit].decode("utf-8", "replace")

    def _ask(
        self,
        method: str,
        group: str,
        version: str,
        path: str,
        query: dict[str, str | int],
        body: Document | None,
    ) -> Document:
        data = self._bytes(method, group, version, path, query, body)
        try:
            document = json.loads(data)
        except (ValueError, RecursionError):
            document = None
        if not isinstance(document, dict) or ("kind" not in document and path != "/version"):
            raise self._not_kubernetes("its answer is no Kubernetes object")
        return document

    def _bytes(
        self,
        method: str,
        group: str,
        version: str,
        path: str,
        query: dict[str, str | int],
        body: Document | None,
    ) -> bytes:
        root = "" if path == "/version" else f"/apis/{group}/{version}" if group else f"/api/{version}"
        call = Call(method, root + path, list(query.items()), body)
        return within(self.patience.answer, lambda: self._send(call), self._silent)

    def _send(self, call: Call) -> bytes:
        import urllib3.exceptions as faults

        try:
            status, reason, body = send(self._client, call, (self.patience.connect, self.patience.answer))
        except TooMuchError:
            raise self._not_kubernetes(f"its answer is larger than {MOST_BYTES} bytes") from None
        except (faults.HTTPError, OSError) as error:
            raise self._unreachable(error) from None
        if not 200 <= status <= 299:
            raise self._refused(status, body, reason)
        return body

    def _refused(self, status: int, body: bytes, reason: str) -> Exception:
        message = _message(body)
        if status == 401:
            return wording.credentials_refused(self.host, self.context)
        if status == 403 and message:
            return DeniedError(message)
        if status == 404 and message:
            return MissingError(message)
        if status == 0:
            return wording.certificate(self.host, clean(reason, 120))
        if message is None:
            return self._not_kubernetes(f"it answers {status} without a Status object")
        return ServerRefusalError(status, message)

    def _unreachable(self, error: Exception) -> ClusterError:
        text = f"{type(error).__name__} {clean(str(error), 200)}".lower()
        if "nameresolution" in text or "failed to resolve" in text or "getaddrinfo" in text:
            return wording.name_unknown(self.host)
        if "certificate" in text:
            return wording.certificate(self.host, clean(str(error), 120))
        if "timed out" in text or "timeout" in text:
            return self._silent()
        return wording.unreachable(self.host, _innermost(error))

    def _silent(self) -> ClusterError:
        return wording.silent(self.host)

    def _not_kubernetes(self, how: str) -> ClusterError:
        return wording.not_kubernetes(self.host, how)


def verifying(settings: Any) -> ssl.SSLContext:
    """Verifies as kubectl does. Python 3.13 began to refuse authorities without a key identifier, and
    clusters made years ago have such authorities; the client adds its own authority and certificate.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    if not settings.verify_ssl:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    elif not settings.ssl_ca_cert:
        context.load_default_certs()
    return context


class ServerRefusalError(Exception):
    """Any other Status: 409, 410, 422, 429, 5xx."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class TooMuchError(Exception):
    """More bytes than anyone would send in good faith."""


@dataclass(frozen=True)
class Call:
    """One request, path from the root."""

    method: str
    path: str
    query: list[tuple[str, str | int]]
    body: Document | None


def send(client: Any, call: Call, timeout: tuple[float, float]) -> tuple[int, str, bytes]:
    """Status, reason and body, by way of the client: its credentials, its TLS, its proxy.

    The layer below the generated methods is the one that old and new releases of the client share;
    old ones raise for a status that is not 2xx and have read the body already.
    """
    from kubernetes.client.exceptions import ApiException

    headers = {"Accept": "application/json, */*;q=0.5"} | (
        {"Content-Type": "application/json"} if call.body else {}
    )
    for setting in client.configuration.auth_settings().values():
        if setting["in"] == "header":
            headers[setting["key"]] = setting["value"]
    query = f"?{urlencode(call.query)}" if call.query else ""
    url = f"{client.configuration.host}{call.path}{query}"
    try:
        response = client.rest_client.request(
            call.method, url, headers=headers, body=call.body, _request_timeout=timeout
        )
    except ApiException as error:
        return error.status or 0, str(error.reason), _as_bytes(error.body)
    raw = getattr(response, "response", None)
    data = _as_bytes(response.data) if raw is None else _read(raw)
    return response.status, str(response.reason), data


def _as_bytes(body: object) -> bytes:
    return body if isinstance(body, bytes) else str(body or "").encode()


def _read(raw: Any) -> bytes:
    data = b""
    try:
        while chunk := raw.read(CHUNK):
            data += chunk
            if len(data) > MOST_BYTES:
                raise TooMuchError
    finally:
        raw.close()
    return data


def _message(body: bytes) -> str | None:
    """The message of a Status object; None for anything else."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or document.get("kind") != "Status":
        return None
    return clean(str(document.get("message") or document.get("reason") or "no message"))


def _innermost(error: BaseException) -> str:
    while (inner := error.__cause__ or error.__context__) is not None:
        error = inner
    return clean(str(getattr(error, "strerror", None) or error), 120)


def within(seconds: float, call: Callable[[], T], late: Callable[[], Exception]) -> T:
    """The result of `call`, or `late` when it does not come in time.

    A peer that sends a byte now and then defeats socket timeouts; the thread it holds is left behind.
    """
    result: list[T] = []
    failure: list[BaseException] = []

    def work() -> None:
        try:
            result.append(call())
        except BaseException as error:  # noqa: BLE001 - carried to the caller
            failure.append(error)

    thread = threading.Thread(target=work, daemon=True)
    start = time.monotonic()
    thread.start()
    thread.join(max(seconds - (time.monotonic() - start), 0.0))
    if failure:
        raise failure[0]
    if not result:
        raise late()
    return result[0]
