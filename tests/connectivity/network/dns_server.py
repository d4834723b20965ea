"""A programmable DNS server on dnspython: UDP and TCP on one port of one loopback address."""

from __future__ import annotations

import asyncio
import struct
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import dns.edns
import dns.flags
import dns.message
import dns.rcode
import dns.rrset

if TYPE_CHECKING:
    from collections.abc import Callable

    from typing_extensions import Self


@dataclass(frozen=True)
class Says:
    """What is said for one name. `chain` holds CNAME targets; addresses belong to the last of them."""

    addresses: tuple[str, ...] = ()
    addresses6: tuple[str, ...] = ()
    chain: tuple[str, ...] = ()
    rcode: str = "NOERROR"
    drop: bool = False
    drop_udp: bool = False
    lose_udp: int = 0
    drop_tcp: bool = False
    drop_aaaa: bool = False
    drop_edns: bool = False
    truncate: bool = False
    garbage: bytes | None = None
    delay: float = 0.0
    extended: str = ""
    loop: bool = False


@dataclass
class DnsServer:
    """Answers as told; names not told are refused or given `otherwise`."""

    zone: dict[str, Says]
    address: str = "127.0.0.1"
    otherwise: Says = field(default_factory=lambda: Says(rcode="REFUSED"))
    tcp: bool = True
    port: int = 0
    enter: Callable[[], None] = lambda: None

    def __enter__(self) -> Self:
        self.asked: list[str] = []
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(ready,), daemon=True)
        self._thread.start()
        assert ready.wait(5)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def _serve(self, ready: threading.Event) -> None:
        self.enter()
        asyncio.set_event_loop(self._loop)
        self._tasks: set[asyncio.Task[None]] = set()
        servers = self._loop.run_until_complete(self._open())
        ready.set()
        self._loop.run_forever()
        for server in servers:
            server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def _open(self) -> list[asyncio.BaseTransport | asyncio.Server]:
        opened: list[asyncio.BaseTransport | asyncio.Server] = []
        for _ in range(20):
            transport, _protocol = await self._loop.create_datagram_endpoint(
                lambda: _Udp(self), local_addr=(self.address, self.port)
            )
            port = transport.get_extra_info("sockname")[1]
            if not self.tcp:
                self.port = port
                return [transport]
            try:
                opened = [transport, await asyncio.start_server(self._stream, self.address, port)]
            except OSError:
                transport.close()
                continue
            self.port = port
            return opened
        raise RuntimeError("no port is free for both UDP and TCP")

    async def _stream(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            (length,) = struct.unpack("!H", await reader.readexactly(2))
            reply = await self.reply(await reader.readexactly(length), over="tcp")
            if reply is None:
                await reader.read()
            else:
                writer.write(struct.pack("!H", len(reply)) + reply)
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def reply(self, wire: bytes, over: str) -> bytes | None:
        """The bytes to send back, or None for silence."""
        query = dns.message.from_wire(wire)
        question = query.question[0]
        name = question.name.to_text(omit_final_dot=True).lower()
        kind = "AAAA" if question.rdtype == 28 else "A"
        self.asked.append(f"{name} {kind} {over}")
        says = self.zone.get(name, self.otherwise)
        if over == "udp" and self.asked.count(f"{name} {kind} udp") <= says.lose_udp:
            return None
        if says.delay:
            await asyncio.sleep(says.delay)
        silent = says.drop or (says.drop_udp and over == "udp") or (says.drop_tcp and over == "tcp")
        if silent or (says.drop_aaaa and kind == "AAAA") or (says.drop_edns and query.edns >= 0):
            return None
        if says.garbage is not None:
            return wire[:2] + says.garbage
        return _message(query, name, kind, says, over)


def _message(query: dns.message.Message, name: str, kind: str, says: Says, over: str) -> bytes:
    response = dns.message.make_response(query, our_payload=1232)
    response.flags |= dns.flags.RA
    response.set_rcode(dns.rcode.from_text(says.rcode))
    if says.extended:
        response.use_edns(0, options=[dns.edns.EDEOption(0, says.extended)])
    if says.truncate and over == "udp":
        response.flags |= dns.flags.TC
        return response.to_wire()
    at = f"{name}."
    for target in says.chain:
        response.answer.append(dns.rrset.from_text(at, 60, "IN", "CNAME", f"{target}."))
        at = f"{target}."
    if says.loop:
        response.answer.append(dns.rrset.from_text(at, 60, "IN", "CNAME", f"{name}."))
    addresses = says.addresses6 if kind == "AAAA" else says.addresses
    if addresses and says.rcode == "NOERROR":
        response.answer.append(dns.rrset.from_text(at, 60, "IN", kind, *addresses))
    return response.to_wire()


class _Udp(asyncio.DatagramProtocol):
    def __init__(self, server: DnsServer) -> None:
        self._server = server

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        task = asyncio.get_running_loop().create_task(self._answer(data, addr))
        self._server._tasks.add(task)
        task.add_done_callback(self._server._tasks.discard)

    async def _answer(self, data: bytes, addr: tuple[str, int]) -> None:
        reply = await self._server.reply(data, over="udp")
        if reply is not None:
            self._transport.sendto(reply, addr)
