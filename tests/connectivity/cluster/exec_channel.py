"""The server's side of exec: WebSocket frames (RFC 6455), channels of Kubernetes, a real process behind."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import struct
import subprocess
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from http.server import BaseHTTPRequestHandler

MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
STDIN, STDOUT, STDERR, STATUS = range(4)
CLOSE, BINARY = 8, 2


def serve_exec(handler: BaseHTTPRequestHandler, python: str | None, command: list[str]) -> None:
    """Run the command of the query and carry its input and output."""
    _accept(handler)
    handler.close_connection = True
    if python is None:
        send(
            handler.wfile,
            STATUS,
            b'{"status":"Failure","message":"exec: \\"python3\\": executable file not found"}',
        )
        send(handler.wfile, CLOSE, b"", opcode=CLOSE)
        return
    pipe = subprocess.PIPE
    with subprocess.Popen([python, *command[1:]], stdin=pipe, stdout=pipe, stderr=pipe, env={}) as process:
        threading.Thread(target=_feed, args=(handler.rfile, process), daemon=True).start()
        assert process.stdout is not None
        assert process.stderr is not None
        with suppress(OSError):
            while data := os.read(process.stdout.fileno(), 30_000):
                send(handler.wfile, STDOUT, data)
            send(handler.wfile, STDERR, process.stderr.read())
            send(handler.wfile, STATUS, json.dumps({"status": "Success"}).encode())
            send(handler.wfile, CLOSE, b"", opcode=CLOSE)


def _accept(handler: BaseHTTPRequestHandler) -> None:
    key = handler.headers["Sec-WebSocket-Key"] + MAGIC
    handler.send_response(101, "Switching Protocols")
    handler.send_header("Upgrade", "websocket")
    handler.send_header("Connection", "Upgrade")
    handler.send_header(
        "Sec-WebSocket-Accept", base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
    )
    handler.send_header("Sec-WebSocket-Protocol", "v4.channel.k8s.io")
    handler.end_headers()


def _feed(source: BinaryIO, process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None
    with suppress(OSError, ValueError, struct.error):
        while True:
            opcode, data = _frame(source)
            if opcode == CLOSE:
                process.kill()
                return
            if data[:1] == bytes([STDIN]):
                process.stdin.write(data[1:])
                process.stdin.flush()


def _frame(source: BinaryIO) -> tuple[int, bytes]:
    first, second = struct.unpack("!BB", source.read(2))
    length = second & 0x7F
    if length == 126:
        (length,) = struct.unpack("!H", source.read(2))
    elif length == 127:
        (length,) = struct.unpack("!Q", source.read(8))
    mask = source.read(4) if second & 0x80 else bytes(4)
    data = source.read(length)
    key = (mask * (length // 4 + 1))[:length]
    plain = int.from_bytes(data, "big") ^ int.from_bytes(key, "big")
    return first & 0x0F, plain.to_bytes(length, "big")


def send(out: BinaryIO, channel: int, data: bytes, *, opcode: int = BINARY) -> None:
    """One frame from the server, which is never masked."""
    payload = data if opcode == CLOSE else bytes([channel]) + data
    if len(payload) < 126:
        head = struct.pack("!BB", 0x80 | opcode, len(payload))
    else:
        head = struct.pack("!BBH", 0x80 | opcode, 126, len(payload))
    out.write(head + payload)
    out.flush()
