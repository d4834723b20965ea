"""Question: does anything come back from this UDP port? Silence proves nothing."""

from __future__ import annotations

import asyncio
import contextlib
import struct
import time

from connectivity.observation import DatagramAnswer, DatagramOutcome
from connectivity.remote.script.bounds import NTP_EPOCH

# RFC 5905: version 4, client mode.
NTP_QUESTION = bytes([0x23]) + bytes(47)
TRIES = 2


class Listener(asyncio.DatagramProtocol):
    """Keeps the first thing that happens."""

    def __init__(self, answer: asyncio.Future[bytes]) -> None:
        self._answer = answer

    def datagram_received(self, data: bytes, addr: object) -> None:
        """An answer arrived."""
        if not self._answer.done():
            self._answer.set_result(data)

    def error_received(self, exc: Exception) -> None:
        """The kernel reports an ICMP refusal."""
        if not self._answer.done():
            self._answer.set_exception(exc)


async def ask_clock(address: str, port: int, seconds: float) -> DatagramAnswer:
    """An NTP question; `offset` is the server's clock minus ours, in seconds."""
    answer, data = await _ask(address, port, NTP_QUESTION, seconds)
    if answer.outcome is not DatagramOutcome.ANSWERED or len(data) < 48 or data[0] & 7 != 4:
        return answer
    (whole,) = struct.unpack("!I", data[40:44])
    offset = whole - NTP_EPOCH - time.time()
    return DatagramAnswer(address, port, answer.outcome, round(offset, 1), answer.seconds)


async def ask_anything(address: str, port: int, seconds: float) -> DatagramAnswer:
    """A datagram nobody has to answer: only a refusal says something."""
    answer, _ = await _ask(address, port, bytes(14), seconds)
    return answer


async def _ask(address: str, port: int, question: bytes, seconds: float) -> tuple[DatagramAnswer, bytes]:
    start = time.monotonic()
    loop = asyncio.get_running_loop()
    received: asyncio.Future[bytes] = loop.create_future()
    data, outcome = b"", DatagramOutcome.SILENT
    transport = None
    try:
        transport, _ = await loop.create_datagram_endpoint(
            lambda: Listener(received), remote_addr=(address, port)
        )
        for _ in range(TRIES):
            transport.sendto(question)
            with contextlib.suppress(TimeoutError, asyncio.TimeoutError):
                data = await asyncio.wait_for(asyncio.shield(received), seconds / TRIES)
                outcome = DatagramOutcome.ANSWERED
                break
    except ConnectionRefusedError:
        outcome = DatagramOutcome.REFUSED
    except OSError:
        outcome = DatagramOutcome.UNREACHABLE
    finally:
        received.cancel()
        if transport is not None:
            transport.close()
    return DatagramAnswer(address, port, outcome, seconds=round(time.monotonic() - start, 4)), data
