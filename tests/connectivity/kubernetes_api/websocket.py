"""The server's half of RFC 6455, as far as exec needs it."""

import base64
import hashlib
import struct
from typing import BinaryIO

MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
BINARY, CLOSE = 2, 8
STDIN, STDOUT, STDERR, ERROR = 0, 1, 2, 3


def accept(key: str) -> str:
    return base64.b64encode(hashlib.sha1((key + MAGIC).encode()).digest()).decode()


def write(stream: BinaryIO, payload: bytes, kind: int = BINARY) -> None:
    size = len(payload)
    head = bytes([0x80 | kind])
    if size < 126:
        head += bytes([size])
    elif size < 65_536:
        head += bytes([126]) + struct.pack("!H", size)
    else:
        head += bytes([127]) + struct.pack("!Q", size)
    stream.write(head + payload)
    stream.flush()


def read(stream: BinaryIO) -> tuple[int, bytes]:
    """Kind and content of one frame; kind CLOSE at the end of the stream."""
    head = stream.read(2)
    if len(head) < 2:
        return CLOSE, b""
    size = head[1] & 0x7F
    if size == 126:
        (size,) = struct.unpack("!H", stream.read(2))
    elif size == 127:
        (size,) = struct.unpack("!Q", stream.read(8))
    mask = stream.read(4) if head[1] & 0x80 else bytes(4)
    data = stream.read(size)
    return head[0] & 0x0F, bytes(byte ^ mask[at % 4] for at, byte in enumerate(data))
