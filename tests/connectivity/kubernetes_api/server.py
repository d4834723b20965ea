"""The HTTPS server and its request handler."""

import contextlib
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.connectivity.kubernetes_api import status, websocket
from tests.connectivity.kubernetes_api.certificates import Issuer
from tests.connectivity.kubernetes_api.kubelet import Kubelet
from tests.connectivity.kubernetes_api.status import Document, RefusedError
from tests.connectivity.kubernetes_api.store import Resource, Store

TOKEN = "test-token-3f9c"
VERSION = {"major": "1", "minor": "30", "gitCommit": "0", "gitTreeState": "clean", "compiler": "gc"}
VERSION |= {"buildDate": "2024-08-13T07:28:49Z", "goVersion": "go1.22.5", "platform": "linux/amd64"}
VERBS = {"GET": "get", "POST": "create", "DELETE": "delete"}


@dataclass
class Fault:
    """What happens to requests whose path starts with `path` and whose query holds `query`.

    `seconds` of silence, then `body` if given; so often as `times` says, below 0 for ever.
    """

    path: str
    seconds: float = 0.0
    code: int = 200
    body: bytes | None = None
    kind: str = "application/json"
    drip: bool = False
    query: str = ""
    times: int = -1


@dataclass
class Policy:
    """Who may do what: everything, but for the denied (verb, resource, namespace); ``*`` is any."""

    token: str = TOKEN
    denied: list[tuple[str, str, str]] = field(default_factory=list)
    reviews_denied: bool = False
    refuse_pods: str = ""

    def allows(self, verb: str, resource: str, namespace: str) -> bool:
        return not any(
            v in {"*", verb} and r in {"*", resource} and n in {"*", namespace} for v, r, n in self.denied
        )


@dataclass
class Request:
    """A path taken apart."""

    resource: Resource
    namespace: str
    name: str
    part: str
    query: dict[str, str]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "Api"

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def do_DELETE(self) -> None:
        self._answer()

    def _answer(self) -> None:
        url = urlsplit(self.path)
        size = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(size)
        self.server.calls.append((self.command, url.path, url.query, body))
        for fault in self.server.faults:
            if not url.path.startswith(fault.path) or fault.query not in url.query or fault.times == 0:
                continue
            fault.times -= 1
            if self._misbehave(fault):
                return
        try:
            if self.headers.get("Authorization") != f"Bearer {self.server.policy.token}":
                raise status.unauthorized()
            self._route(url.path, url.query, json.loads(body) if body else {})
        except RefusedError as refusal:
            self._send(refusal.document, refusal.code)

    def _misbehave(self, fault: Fault) -> bool:
        if fault.drip:
            self.send_response(200)
            self.send_header("Content-Type", fault.kind)
            self.send_header("Content-Length", "100000")
            self.end_headers()
            while not self.server.stopping.wait(0.05):
                self.wfile.write(b" ")
        self.server.stopping.wait(fault.seconds)
        if fault.body is None:
            return False
        self._write(fault.body, fault.code, fault.kind)
        return True

    def _route(self, path: str, query: str, body: Document) -> None:
        fields = {key: values[0] for key, values in parse_qs(query).items()}
        if path in {"/version", "/version/"}:
            self._send(VERSION | {"gitVersion": self.server.version})
        elif path.endswith("/selfsubjectaccessreviews"):
            self._review(body)
        else:
            self._serve(self._take_apart(path, fields), body, query)

    def _review(self, body: Document) -> None:
        if self.server.policy.reviews_denied:
            raise status.forbidden("create", "selfsubjectaccessreviews", "authorization.k8s.io", "")
        asked = body["spec"]["resourceAttributes"]
        resource = "/".join(filter(None, [asked["resource"], asked.get("subresource", "")]))
        allowed = self.server.policy.allows(asked["verb"], resource, asked.get("namespace", ""))
        reason = {"reason": "RBAC: allowed"} if allowed else {}
        self._send(body | {"metadata": {}, "status": {"allowed": allowed} | reason}, 201)

    def _take_apart(self, path: str, query: dict[str, str]) -> Request:
        steps = path.strip("/").split("/")
        group, version, rest = ("", steps[1], steps[2:]) if steps[0] == "api" else (*steps[1:3], steps[3:])
        namespace = ""
        if len(rest) > 2 and rest[0] == "namespaces":
            namespace, rest = rest[1], rest[2:]
        if not rest:
            raise status.no_such_resource()
        resource = self.server.store.resource(group, version, rest[0])
        return Request(resource, namespace, rest[1] if len(rest) > 1 else "", "/".join(rest[2:]), query)

    def _serve(self, asked: Request, body: Document, query: str) -> None:
        verb = VERBS[self.command] if asked.name or self.command != "GET" else "list"
        verb = "watch" if asked.query.get("watch") == "true" else verb
        resource = "/".join(filter(None, [asked.resource.plural, asked.part]))
        # Newer servers want both for a websocket.
        for needed in ("get", "create") if asked.part == "exec" else (verb,):
            if not self.server.policy.allows(needed, resource, asked.namespace):
                group = asked.resource.group
                raise status.forbidden(needed, asked.resource.plural, group, asked.namespace, asked.name)
        if asked.part == "exec":
            self._exec(asked, parse_qs(query)["command"])
        elif asked.part == "log":
            self._log(asked)
        elif verb == "watch":
            self._watch(asked)
        else:
            self._change_or_read(verb, asked, body)

    def _change_or_read(self, verb: str, asked: Request, body: Document) -> None:
        store = self.server.store
        if verb == "list":
            self._send(store.page(asked.resource, asked.namespace, asked.query))
        elif verb == "get":
            self._send(store.get(asked.resource, asked.namespace, asked.name))
        elif verb == "delete":
            self.server.kubelet.stop(asked.name)
            self._send(store.delete(asked.resource, asked.namespace, asked.name))
        else:
            name = body.get("metadata", {}).get("name", "")
            if asked.resource.kind == "Pod" and self.server.policy.refuse_pods:
                raise status.refused_by_policy(name, self.server.policy.refuse_pods)
            made = store.create(asked.resource, asked.namespace, body)
            if asked.resource.kind == "Pod":
                self.server.kubelet.start(made)
            self._send(made, 201)

    def _log(self, asked: Request) -> None:
        self.server.store.get(asked.resource, asked.namespace, asked.name)
        self._write(self.server.kubelet.logs.get(asked.name, b""), 200, "text/plain")

    def _watch(self, asked: Request) -> None:
        store, version = self.server.store, int(asked.query.get("resourceVersion") or 0)
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        if version < store.oldest:
            gone = status.expired(f"too old resource version: {version} ({store.oldest})")
            self._event("ERROR", gone.document)
            return
        seconds = min(float(asked.query.get("timeoutSeconds", "5")), 5.0)
        ends = self.server.clock() + seconds
        while self.server.clock() < ends and not self.server.stopping.is_set():
            for at, event, document in store.since(version, asked.resource, asked.namespace):
                version = at
                self._event(event, document)
            with store.changed:
                store.changed.wait(0.05)

    def _event(self, event: str, document: Document) -> None:
        self.wfile.write(json.dumps({"type": event, "object": document}).encode() + b"\n")
        self.wfile.flush()

    def _exec(self, asked: Request, command: list[str]) -> None:
        self.server.store.get(asked.resource, asked.namespace, asked.name)
        offered = self.headers.get("Sec-WebSocket-Protocol", "")
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.send_header("Sec-WebSocket-Accept", websocket.accept(self.headers["Sec-WebSocket-Key"]))
        self.send_header("Sec-WebSocket-Protocol", "v4.channel.k8s.io" if "v4" in offered else offered)
        self.end_headers()
        self.close_connection = True
        self.server.kubelet.attach(command, self.rfile, self.wfile)

    def _send(self, document: Document, code: int = 200) -> None:
        self._write(json.dumps(document).encode(), code, "application/json")

    def _write(self, body: bytes, code: int, kind: str) -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


class Api(ThreadingHTTPServer):
    """A server; `calls` holds what was asked, in order."""

    daemon_threads = True

    def __init__(self, folder: Path, *, names: tuple[str, ...] = ("127.0.0.1",), until: int = 300) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.clock = time.monotonic
        self.folder = folder
        self.issuer = Issuer()
        self.store = Store()
        self.kubelet = Kubelet(self.store)
        self.policy = Policy()
        self.faults: list[Fault] = []
        self.calls: list[tuple[str, str, str, bytes]] = []
        self.version = "v1.30.4"
        self.stopping = threading.Event()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.issuer.write(folder, *names, until=until))
        context.set_alpn_protocols(["http/1.1"])
        self._tls = context

    def finish_request(self, request: Any, client_address: Any) -> None:
        request.settimeout(10)
        with (
            contextlib.suppress(OSError, ssl.SSLError),
            self._tls.wrap_socket(request, server_side=True) as safe,
        ):
            super().finish_request(safe, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no error here."""

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.server_port}"

    def stop(self) -> None:
        self.stopping.set()
        self.kubelet.stop_all()
        self.shutdown()
        self.server_close()


@contextlib.contextmanager
def serving(folder: Path, *, names: tuple[str, ...] = ("127.0.0.1",), until: int = 300) -> Iterator[Api]:
    """A server that answers for the names, with a certificate valid until so many days from now."""
    api = Api(folder, names=names, until=until)
    threading.Thread(target=api.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield api
    finally:
        api.stop()


@contextlib.contextmanager
def closed_port(address: str = "127.0.0.1") -> Iterator[int]:
    """A port where nothing listens, and that nobody else can take meanwhile."""
    with socket.socket() as held:
        held.bind((address, 0))
        yield int(held.getsockname()[1])
