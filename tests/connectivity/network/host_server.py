"""Servers that stand for a host: real TLS, or one of the ways in which a network breaks it."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from email.utils import formatdate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from typing_extensions import Self

Talk = Callable[[socket.socket], None]


class HostServer:
    """Accepts on a loopback address and lets `talk` have each connection, in a thread of its own."""

    def __init__(self, talk: Talk, address: str = "127.0.0.1", port: int = 0) -> None:
        self._talk = talk
        self._socket = socket.create_server((address, port), backlog=128)
        self.address, self.port = self._socket.getsockname()[:2]
        self.seen: list[bytes] = []
        self._open: list[socket.socket] = []

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()
        for connection in self._open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self._open.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(Exception), connection:  # either side goes away at any moment, also within a handshake
            connection.settimeout(10)
            self._talk(connection)


def http(
    status: str = "401 Unauthorized",
    *headers: str,
    body: str = "",
    date: float | None = None,
    log: list[bytes] | None = None,
) -> Talk:
    """One request, one answer; without a ``date`` it tells the time at which it answers."""

    def talk(connection: socket.socket) -> None:
        request = connection.recv(65536)
        if log is not None:
            log.append(request)
        lines = [f"HTTP/1.1 {status}", f"Date: {formatdate(date, usegmt=True)}", *headers]
        if request:
            connection.sendall("\r\n".join([*lines, f"Content-Length: {len(body)}", "", body]).encode())

    return talk


def over_tls(
    pem: Path, inner: Talk, *, alpn: bool = True, reset: tuple[str, ...] = (), oldest: bool = False
) -> Talk:
    """TLS with this certificate; the names in `reset` are cut as soon as they are sent."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    if alpn:
        context.set_alpn_protocols(["h2", "http/1.1"])

    def talk(connection: socket.socket) -> None:
        if reset and any(name.encode() in connection.recv(65536, socket.MSG_PEEK) for name in reset):
            cut(connection)
            return
        with context.wrap_socket(connection, server_side=True) as secure:
            inner(secure)

    return talk


def cut(connection: socket.socket) -> None:
    """Read what was sent and reset."""
    with suppress(OSError):
        connection.recv(65536)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def leave(connection: socket.socket) -> None:
    """Read what was sent and close politely."""
    connection.recv(65536)


def stay_silent(connection: socket.socket) -> None:
    """Read everything, say nothing."""
    while connection.recv(65536):
        pass


def say(data: bytes, *, repeat: bool = False) -> Talk:
    """Answer anything with these bytes; with `repeat` without end."""

    def talk(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(data)
        while repeat:
            connection.sendall(data)

    return talk


def drip(connection: socket.socket) -> None:
    """One byte at a time, for as long as anyone listens."""
    gap = threading.Event()
    connection.recv(65536)
    for byte in b"HTTP/1.1 200 OK\r\n" + b"X-Slow: " + b"a" * 10_000:
        connection.sendall(bytes([byte]))
        gap.wait(0.05)
