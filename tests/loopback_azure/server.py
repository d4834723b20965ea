"""HTTP plumbing: one loopback port that speaks HTTP, TLS and the CONNECT of a proxy.

A keep-alive connection costs one thread. Answers leave in one write, without Nagle's delay: a call takes
a few milliseconds instead of forty.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
import traceback
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.loopback_azure.faults import Answer, Cut, DisconnectedError, FailOperation, Faults, Slow
from tests.loopback_azure.intercept import Authority, is_tls
from tests.loopback_azure.message import LOOPBACK_HOST, RefusedError, Request, Response, Route, error_response

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tests.loopback_azure.journal import Journal

WRITE_BUFFER_BYTES = 65536


class Server:
    """Answers requests from routes, writes the journal, applies the faults."""

    def __init__(
        self,
        routes: Sequence[Route],
        journal: Journal,
        faults: Faults,
        authority: Authority,
        rewrite: Callable[[Request], Request] = lambda request: request,
    ) -> None:
        self.journal = journal
        self.failures: list[str] = []
        self._routes = routes
        self._faults = faults
        self._rewrite = rewrite
        self._stopping = threading.Event()
        self._http = _HttpServer(self, authority)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)

    @property
    def port(self) -> int:
        return int(self._http.server_address[1])

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._http.shutdown()
        self._http.drop_connections()
        self._http.server_close()
        self._thread.join()

    def answer(self, request: Request) -> Response:
        """Perform the request under the faults armed for it.

        Raises DisconnectedError when the connection is to be cut.
        """
        request = self._rewrite(request)
        rule = self._faults.next_for(request)
        fault = rule.fault if rule else None
        response = self._under_fault(request, fault)
        self.journal.write(request, response.status if response else None, fault)
        if isinstance(fault, Cut):
            raise DisconnectedError(response if fault.performed else None)
        assert response is not None
        return response

    def _under_fault(self, request: Request, fault: object) -> Response | None:
        match fault:
            case Answer():
                return fault.response()
            case Cut(performed=False):
                return None
            case Slow(seconds=seconds):
                self._stopping.wait(seconds)
            case FailOperation():
                request = replace(request, failure=fault)
            case _:
                pass
        return self._perform(request)

    def _perform(self, request: Request) -> Response:
        for route in self._routes:
            if route.method == request.method and (match := route.pattern.match(request.path)):
                return self._handled(route, request, match.groupdict())
        return self._unanswered(request)

    def _handled(self, route: Route, request: Request, names: Mapping[str, str]) -> Response:
        try:
            return route.handler(request, names)
        except RefusedError as refusal:
            return refusal.response
        except Exception:  # a bug of this package: report it at the end of the test, and to the client
            self.failures.append(f"{request.method} {request.path}\n{traceback.format_exc()}")
            return error_response(500, "LoopbackFailure", traceback.format_exc())

    def _unanswered(self, request: Request) -> Response:
        self.journal.unanswered.append(f"{request.method} {request.base}{request.path}")
        return error_response(
            400, "LoopbackUnanswered", f"The loopback Azure has no answer for {request.method} {request.path}"
        )


class _HttpServer(ThreadingHTTPServer):
    daemon_threads = False  # joined at the end: no thread and no socket outlives the test
    request_queue_size = 64

    def __init__(self, owner: Server, authority: Authority) -> None:
        self.owner = owner
        self.authority = authority
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__((LOOPBACK_HOST, 0), _Connection)

    def track(self, connection: socket.socket) -> None:
        with self._lock:
            self._open.add(connection)

    def untrack(self, connection: socket.socket) -> None:
        with self._lock:
            self._open.discard(connection)

    def drop_connections(self) -> None:
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that go away are everyday; nothing to print."""


class _Connection(BaseHTTPRequestHandler):
    """One connection: perhaps CONNECT, perhaps TLS, then HTTP/1.1 requests until the client closes."""

    protocol_version = "HTTP/1.1"
    wbufsize = WRITE_BUFFER_BYTES
    disable_nagle_algorithm = True
    server: _HttpServer

    def setup(self) -> None:
        self.scheme = "http"
        self.authority_host = ""
        super().setup()
        self.server.track(self.connection)
        try:
            self._begin_tls_if_asked(LOOPBACK_HOST)
        except BaseException:
            self.finish()
            raise

    def finish(self) -> None:
        self.server.untrack(self.connection)
        with contextlib.suppress(OSError):
            super().finish()
        with contextlib.suppress(OSError):
            self.connection.close()

    def _begin_tls_if_asked(self, host: str) -> None:
        if not is_tls(self.connection):
            return
        # The first byte was only looked at, so nothing is lost in the old streams.
        self.server.untrack(self.connection)
        context = self.server.authority.context_for(host)
        self.connection = context.wrap_socket(self.connection, server_side=True)
        self.server.track(self.connection)
        self.rfile.close()
        self.rfile = self.connection.makefile("rb", -1)
        self.wfile = self.connection.makefile("wb", WRITE_BUFFER_BYTES)
        self.scheme = "https"

    def do_CONNECT(self) -> None:
        self.authority_host = self.path.rsplit(":", 1)[0].lower()
        self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        self.wfile.flush()
        self._begin_tls_if_asked(self.authority_host)
        self.close_connection = False

    def _answer(self) -> None:
        request = self._request()
        try:
            response = self.server.owner.answer(request)
        except DisconnectedError as cut:
            self._cut(cut.response)
            return
        self._send(response)

    def _request(self) -> Request:
        target = urlsplit(self.path)
        netloc = target.netloc or self.authority_host or self.headers.get("Host", "")
        scheme = target.scheme or self.scheme
        return Request(
            method=self.command,
            base=f"{scheme}://{netloc}",
            host=netloc.rsplit(":", 1)[0].lower(),
            path=unquote(target.path) or "/",
            query=dict(parse_qsl(target.query, keep_blank_values=True)),
            headers={key.lower(): value for key, value in self.headers.items()},
            body=self._body(),
        )

    def _body(self) -> bytes:
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return b"".join(iter(self._chunk, b""))
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _chunk(self) -> bytes:
        size = int(self.rfile.readline().split(b";")[0], 16)
        data = self.rfile.read(size)
        self.rfile.readline()
        return data

    def _send(self, response: Response) -> None:
        self._send_head(response)
        if self.command != "HEAD":
            self.wfile.write(response.body)
        self.wfile.flush()

    def _send_head(self, response: Response) -> None:
        self.send_response_only(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        if "Content-Length" not in response.headers:
            self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()

    def _cut(self, response: Response | None) -> None:
        """End the connection: after half of the answer, or with a reset and no answer at all."""
        self.close_connection = True
        with contextlib.suppress(OSError):
            if response is None:
                linger_without_waiting = struct.pack("ii", 1, 0)
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger_without_waiting)
            else:
                self._send_head(response)
                self.wfile.write(response.body[: len(response.body) // 2])
                self.wfile.flush()

    def handle(self) -> None:
        with contextlib.suppress(ConnectionError, ssl.SSLError, TimeoutError):
            super().handle()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the signature is http.server's
        """Say nothing: the journal has it."""


for _method in ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"):
    setattr(_Connection, f"do_{_method}", _Connection._answer)
