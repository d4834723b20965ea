"""A byte stream that is plain TCP, or TLS on top of one, with every read bounded."""

from __future__ import annotations

import contextlib
import ssl
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import asyncio

CHUNK = 16_384


class Stream(Protocol):
    """Send, receive, close. `receive` gives b"" at the end of the stream."""

    async def send(self, data: bytes) -> None:
        """Write all of it."""

    async def receive(self) -> bytes:
        """At most one chunk."""

    async def close(self) -> None:
        """Drop the connection without waiting for the other side."""


class PlainStream:
    """A TCP connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def send(self, data: bytes) -> None:
        """Write all of it."""
        self._writer.write(data)
        await self._writer.drain()

    async def receive(self) -> bytes:
        """At most one chunk."""
        return await self._reader.read(CHUNK)

    async def close(self) -> None:
        """Abort: a hostile server must not be able to hold the socket open."""
        self._writer.transport.abort()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()


class TlsStream:
    """TLS over another stream. `session` tells version, ALPN and certificate."""

    def __init__(self, below: Stream, context: ssl.SSLContext, server_name: str) -> None:
        self._below = below
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self.session = context.wrap_bio(self._incoming, self._outgoing, server_hostname=server_name)

    async def handshake(self) -> None:
        """Raises ssl.SSLError, OSError, or EOFError when the other side goes away."""
        while True:
            try:
                self.session.do_handshake()
            except ssl.SSLWantReadError:
                await self._flush()
                await self._fill()
            except ssl.SSLError:
                with contextlib.suppress(OSError):
                    await self._flush()  # the alert
                raise
            else:
                await self._flush()
                return

    async def send(self, data: bytes) -> None:
        """Write all of it."""
        self.session.write(data)
        await self._flush()

    async def receive(self) -> bytes:
        """At most one chunk; TLS 1.3 session tickets are read over."""
        while True:
            try:
                return self.session.read(CHUNK)
            except ssl.SSLWantReadError:
                await self._flush()
                try:
                    await self._fill()
                except EOFError:
                    return b""
            except ssl.SSLEOFError:
                return b""
            except ssl.SSLZeroReturnError:
                return b""

    async def close(self) -> None:
        """Drop the connection below."""
        await self._below.close()

    async def _flush(self) -> None:
        data = self._outgoing.read()
        if data:
            await self._below.send(data)

    async def _fill(self) -> None:
        data = await self._below.receive()
        if not data:
            raise EOFError
        self._incoming.write(data)
