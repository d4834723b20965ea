"""Question: does this address accept a connection at this port?"""

from __future__ import annotations

import asyncio
import errno
import time

from connectivity.observation import TcpAnswer, TcpOutcome
from connectivity.probes.stream import PlainStream
from connectivity.remote.script.bounds import UNREACHABLE

PAUSE = 0.1


async def dial(address: str, port: int, seconds: float) -> tuple[TcpAnswer, PlainStream | None]:
    """One connect, retried once when it is refused at once. A silent peer is given the whole time.

    While waiting, the kernel itself repeats the SYN, so a single lost packet does not show as a timeout.
    """
    start = time.monotonic()
    outcome, name, stream = await _connect(address, port, seconds)
    attempts = 1
    if outcome in {TcpOutcome.REFUSED, TcpOutcome.RESET} and time.monotonic() - start + PAUSE < seconds:
        await asyncio.sleep(PAUSE)
        outcome, name, stream = await _connect(address, port, seconds - (time.monotonic() - start))
        attempts = 2
    spent = round(time.monotonic() - start, 4)
    return TcpAnswer(address, port, outcome, name, attempts, spent), stream


async def _connect(address: str, port: int, seconds: float) -> tuple[TcpOutcome, str, PlainStream | None]:
    try:
        reader, writer = await asyncio.wait_for(asyncio.open_connection(address, port), max(seconds, 0.01))
    except (TimeoutError, asyncio.TimeoutError):
        return TcpOutcome.TIMEOUT, "", None
    except OSError as error:
        return _classify(error), errno.errorcode.get(error.errno or 0, type(error).__name__), None
    return TcpOutcome.CONNECTED, "", PlainStream(reader, writer)


def _classify(error: OSError) -> TcpOutcome:
    if error.errno == errno.ECONNREFUSED:
        return TcpOutcome.REFUSED
    if error.errno == errno.ECONNRESET:
        return TcpOutcome.RESET
    if error.errno == errno.ETIMEDOUT:
        return TcpOutcome.TIMEOUT
    return TcpOutcome.UNREACHABLE if error.errno in UNREACHABLE else TcpOutcome.ERROR
