"""A Kubernetes API server on loopback: real HTTPS, a token, access reviews, paged lists, errors on order."""

from __future__ import annotations

import base64
import json
import ssl
import sys
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from tests.connectivity.cluster.exec_channel import serve_exec
from tests.connectivity.network.authority import trusted

if TYPE_CHECKING:
    from pathlib import Path

    from typing_extensions import Self

REVIEW = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
TOKEN = "a-very-secret-token"


@dataclass
class ApiServer:
    """`lists` maps a path to its objects, `objects` a path to one; `denied` holds resources no review allows.

    `broken` maps a path to a status, or to 0 for a page of HTML; `slow` holds paths that never answer.
    `python` is what python3 is in the pods, None where there is none.
    """

    folder: Path
    lists: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    objects: dict[str, dict[str, Any]] = field(default_factory=dict)
    denied: set[str] = field(default_factory=set)
    broken: dict[str, int] = field(default_factory=dict)
    slow: set[str] = field(default_factory=set)
    expire: bool = False
    reviews: bool = True
    python: str | None = sys.executable

    def __enter__(self) -> Self:
        self.calls: list[str] = []
        self.halt = threading.Event()
        handler = type("Handler", (_Handler,), {"server_state": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(trusted().issue(self.folder, "127.0.0.1"))
        context.set_alpn_protocols(["h2", "http/1.1"])
        self._server.socket = context.wrap_socket(
            self._server.socket, server_side=True, do_handshake_on_connect=False
        )
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.halt.set()
        self._server.shutdown()
        self._server.server_close()

    def kubeconfig(self, *, token: str = TOKEN, authority: str | None = None) -> Path:
        """A kubeconfig with one context, ``test``."""
        data = base64.b64encode((authority or trusted().pem).encode()).decode()
        path = self.folder / "kubeconfig"
        document = {
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": "test",
            "contexts": [{"name": "test", "context": {"cluster": "test", "user": "test"}}],
            "clusters": [
                {
                    "name": "test",
                    "cluster": {
                        "server": f"https://127.0.0.1:{self.port}",
                        "certificate-authority-data": data,
                    },
                }
            ],
            "users": [{"name": "test", "user": {"token": token}}],
        }
        path.write_text(json.dumps(document))
        return path


class _Handler(BaseHTTPRequestHandler):
    server_state: ApiServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *args: object) -> None:
        """Nothing on stderr."""

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def do_DELETE(self) -> None:
        self._answer()

    def _answer(self) -> None:
        state = self.server_state
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        state.calls.append(f"{self.command} {parts.path}")
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            self._status(401, "Unauthorized")
        elif self.headers.get("Upgrade") == "websocket":
            serve_exec(self, state.python, parse_qs(parts.query).get("command", []))
        elif parts.path in state.slow:
            state.halt.wait(10)
        elif parts.path in state.broken:
            self._broken(state.broken[parts.path])
        elif parts.path == REVIEW:
            self._review(json.loads(body))
        else:
            self._object(parts.path, parse_qs(parts.query))

    def _broken(self, status: int) -> None:
        if status:
            self._status(status, "as ordered")
        else:
            self._send(200, b"<html>Login to the network</html>")

    def _review(self, review: dict[str, Any]) -> None:
        if not self.server_state.reviews:
            self._status(403, "no reviews here")
            return
        resource = review["spec"]["resourceAttributes"]["resource"]
        allowed = resource not in self.server_state.denied
        self._json(
            201, {**review, "status": {"allowed": allowed, "reason": "" if allowed else "no RBAC rule"}}
        )

    def _object(self, path: str, query: dict[str, list[str]]) -> None:
        state = self.server_state
        if path == "/version":
            self._json(200, {"gitVersion": "v1.30.1"})
        elif path in state.lists:
            self._page(state.lists[path], query)
        elif path in state.objects:
            self._json(200, state.objects[path])
        else:
            self._status(404, "the server could not find the requested resource")

    def _page(self, items: list[dict[str, Any]], query: dict[str, list[str]]) -> None:
        start = int(query.get("continue", ["0"])[0])
        if start and self.server_state.expire:
            self._status(410, "the continue token is too old")
            return
        size = 2 if "limit" in query else len(items)
        rest = {"continue": str(start + size)} if start + size < len(items) else {}
        self._json(200, {"kind": "List", "metadata": rest, "items": items[start : start + size]})

    def _status(self, code: int, message: str) -> None:
        self._json(code, {"kind": "Status", "status": "Failure", "message": message, "code": code})

    def _json(self, code: int, document: dict[str, Any]) -> None:
        self._send(code, json.dumps(document).encode())

    def _send(self, code: int, data: bytes) -> None:
        self.send_response(code)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
