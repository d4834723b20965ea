"""Blob storage: single puts, blocks, metadata, reads and lists, kept in memory for tests to read."""

from __future__ import annotations

import base64
import hashlib
import re
import threading
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field, replace
from email.utils import formatdate
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from tests.loopback_azure.message import Request, Response, Route, error_response

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.loopback_azure.state import State

BLOB_HOST = re.compile(r"^(?P<account>[^.]+)\.(blob|dfs)\.core\.windows\.net$")
SERVICE_VERSION = "2023-11-03"
METADATA_PREFIX = "x-ms-meta-"
SAS = "sv=2023-11-03&sr=c&sp=racwl&se=2099-01-01T00%3A00%3A00Z&sig=bG9vcGJhY2s%3D"


@dataclass
class Blob:
    """One stored blob."""

    content: bytes = b""
    metadata: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/octet-stream"

    @property
    def etag(self) -> str:
        return f'"0x{hashlib.sha256(self.content).hexdigest()[:15].upper()}"'

    @property
    def md5(self) -> str:
        return base64.b64encode(hashlib.md5(self.content, usedforsecurity=False).digest()).decode()


class BlobStorage:
    """All accounts and containers; a blob's path is `container/name`."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._blobs: dict[str, Blob] = {}
        self._blocks: dict[tuple[str, str], bytes] = {}
        self._lock = threading.Lock()

    def routes(self) -> list[Route]:
        path = "/blob/{account}/{path*}"
        return [
            Route("HEAD", path, self._head),
            Route("GET", path, self._get),
            Route("PUT", path, self._put),
            Route("DELETE", path, self._delete),
        ]

    @staticmethod
    def rewrite(request: Request) -> Request:
        """Give requests for a storage host the path that the routes know."""
        host = BLOB_HOST.match(request.host)
        if not host:
            return request
        return replace(request, path=f"/blob/{host['account']}{request.path}")

    def address(self, request: Request) -> str:
        """Return the account's address, without a slash at the end.

        The vendor's clients always speak TLS to a storage host, so it has its real name. Without the
        intercepting proxy it is only reachable for those who take the address as it is.
        """
        if request.intercepted:
            return f"https://{self._state.scope.storage_account}.blob.core.windows.net"
        return f"{request.base}/blob/{self._state.scope.storage_account}"

    def storage_host_address(self) -> str:
        return f"https://{self._state.scope.storage_account}.blob.core.windows.net"

    # What a test asks

    def files(self, prefix: str = "") -> dict[str, bytes]:
        """Return what was uploaded below a prefix ("container/folder"): path to content."""
        with self._lock:
            found = {path: blob for path, blob in self._blobs.items() if path.startswith(prefix)}
        return {path: blob.content for path, blob in found.items()}

    def store(self, path: str, content: bytes) -> None:
        with self._lock:
            self._blobs[path] = Blob(content)

    # What a client asks

    def _head(self, request: Request, names: Mapping[str, str]) -> Response:
        found = self._get(request, names)
        return Response(found.status, b"", {**found.headers, "Content-Length": str(len(found.body))})

    def _get(self, request: Request, names: Mapping[str, str]) -> Response:
        if request.query.get("comp") == "list":
            return self._list(request, names["path"].strip("/"))
        with self._lock:
            blob = self._blobs.get(names["path"])
        if blob is None:
            return _blob_not_found()
        return _ranged(request, blob)

    def _put(self, request: Request, names: Mapping[str, str]) -> Response:
        path, comp = names["path"], request.query.get("comp", "")
        with self._lock:
            match comp:
                case "block":
                    self._blocks[path, request.query["blockid"]] = request.body
                case "blocklist":
                    self._blobs[path] = self._assembled(path, request)
                case "metadata" | "properties":
                    return self._annotated(path, request)
                case _ if request.query.get("restype") == "container":
                    return Response(201, b"", _headers(Blob()))
                case _:
                    self._blobs[path] = Blob(request.body, _metadata(request), _content_type(request))
            return Response(201, b"", _headers(self._blobs.get(path, Blob())))

    def _annotated(self, path: str, request: Request) -> Response:
        if path not in self._blobs:
            return _blob_not_found()
        self._blobs[path].metadata = _metadata(request)
        return Response(200, b"", _headers(self._blobs[path]))

    def _assembled(self, path: str, request: Request) -> Blob:
        names = [element.text or "" for element in ET.fromstring(request.body)]
        content = b"".join(self._blocks.pop((path, name)) for name in names)
        return Blob(content, _metadata(request), _content_type(request))

    def _delete(self, request: Request, names: Mapping[str, str]) -> Response:
        with self._lock:
            known = self._blobs.pop(names["path"], None)
        return Response(202, b"", _headers(known)) if known else _blob_not_found()

    def _list(self, request: Request, container: str) -> Response:
        prefix = f"{container}/{request.query.get('prefix', '')}"
        with self._lock:
            found = {path: blob for path, blob in self._blobs.items() if path.startswith(prefix)}
        blobs = "".join(_listed(path.removeprefix(f"{container}/"), blob) for path, blob in found.items())
        body = (
            '<?xml version="1.0" encoding="utf-8"?>'
            f'<EnumerationResults ContainerName="{escape(container)}">'
            f"<Blobs>{blobs}</Blobs><NextMarker/></EnumerationResults>"
        )
        return Response(200, body.encode(), {"Content-Type": "application/xml"})


def _listed(name: str, blob: Blob) -> str:
    return (
        f"<Blob><Name>{escape(name)}</Name><Properties>"
        f"<Last-Modified>{formatdate(usegmt=True)}</Last-Modified><Etag>{blob.etag}</Etag>"
        f"<Content-Length>{len(blob.content)}</Content-Length><BlobType>BlockBlob</BlobType>"
        "</Properties></Blob>"
    )


def _ranged(request: Request, blob: Blob) -> Response:
    asked = request.headers.get("x-ms-range") or request.headers.get("range") or ""
    found = re.match(r"bytes=(\d+)-(\d*)", asked)
    if not found or not blob.content:
        return Response(200, blob.content, _headers(blob))
    first, total = int(found[1]), len(blob.content)
    last = min(int(found[2] or total - 1), total - 1)
    headers = _headers(blob) | {"Content-Range": f"bytes {first}-{last}/{total}"}
    return Response(206, blob.content[first : last + 1], headers)


def _headers(blob: Blob) -> dict[str, str]:
    metadata = {f"{METADATA_PREFIX}{key}": value for key, value in blob.metadata.items()}
    return {
        "ETag": blob.etag,
        "Last-Modified": formatdate(usegmt=True),
        "Content-Type": blob.content_type,
        "Content-MD5": blob.md5,
        "x-ms-blob-type": "BlockBlob",
        "x-ms-version": SERVICE_VERSION,
        "x-ms-request-server-encrypted": "true",
        **metadata,
    }


def _metadata(request: Request) -> dict[str, str]:
    found = [(key, value) for key, value in request.headers.items() if key.startswith(METADATA_PREFIX)]
    return {key.removeprefix(METADATA_PREFIX): value for key, value in found}


def _content_type(request: Request) -> str:
    return request.headers.get("x-ms-blob-content-type", "application/octet-stream")


def _blob_not_found() -> Response:
    return error_response(
        404, "BlobNotFound", "The specified blob does not exist.", {"x-ms-error-code": "BlobNotFound"}
    )
