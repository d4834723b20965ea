"""Question: what does the host say to a caller without credentials? One GET, no redirect is followed."""

from __future__ import annotations

import asyncio
import contextlib
import re
import ssl
import time
from typing import TYPE_CHECKING

from connectivity.observation import HttpAnswer, HttpOutcome
from connectivity.probes.limit import clean
from connectivity.remote.script.bounds import BODY_BYTES, HEAD_BYTES, KEPT

if TYPE_CHECKING:
    from connectivity.probes.stream import Stream

STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})(?: ([^\r\n]*))?\r?\n")
END = re.compile(rb"\r?\n\r?\n")


class HeadError(Exception):
    """The head of an answer could not be read; `outcome` says how."""

    def __init__(self, outcome: HttpOutcome) -> None:
        super().__init__(outcome.value)
        self.outcome = outcome


async def get(stream: Stream, host: str, path: str, seconds: float, *, absolute: bool = False) -> HttpAnswer:
    """One request. `absolute` writes the whole URL, as a proxy for plain HTTP wants it."""
    start = time.monotonic()
    where = f"http://{host}{path}" if absolute else path
    request = (
        f"GET {where} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: connectivity-check\r\nConnection: close\r\n\r\n"
    )
    try:
        head, rest = await asyncio.wait_for(_ask(stream, request.encode("ascii")), seconds)
        left = max(seconds - (time.monotonic() - start), 0.01)
        body = await _body(stream, rest, min(left, 1.0))
    except (TimeoutError, asyncio.TimeoutError):
        return _failure(HttpOutcome.TIMEOUT, path, start)
    except HeadError as error:
        return _failure(error.outcome, path, start)
    except (OSError, ssl.SSLError):
        return _failure(HttpOutcome.RESET, path, start)
    return _answer(head, body, path, start)


async def read_head(stream: Stream) -> tuple[bytes, bytes]:
    """The head up to the empty line, and what came after it. Raises HeadError."""
    data = b""
    while True:
        chunk = await stream.receive()
        if not chunk:
            raise HeadError(HttpOutcome.NOT_HTTP if data else HttpOutcome.CLOSED)
        data += chunk
        if len(data) >= 5 and not data.startswith(b"HTTP/"):
            raise HeadError(HttpOutcome.NOT_HTTP)
        end = END.search(data[:HEAD_BYTES])
        if end:
            return data[: end.end()], data[end.end() :]
        if len(data) > HEAD_BYTES:
            raise HeadError(HttpOutcome.TOO_MUCH)


async def _ask(stream: Stream, request: bytes) -> tuple[bytes, bytes]:
    await stream.send(request)
    return await read_head(stream)


async def _body(stream: Stream, start: bytes, seconds: float) -> bytes:
    """The first bytes of the body: enough to recognise a block page. A slow body is cut, not waited for."""
    data = start
    end = time.monotonic() + seconds
    with contextlib.suppress(TimeoutError, asyncio.TimeoutError, OSError, ssl.SSLError):
        while len(data) < BODY_BYTES:
            chunk = await asyncio.wait_for(stream.receive(), max(end - time.monotonic(), 0.001))
            if not chunk:
                break
            data += chunk
    return data[:BODY_BYTES]


def _answer(head: bytes, body: bytes, path: str, start: float) -> HttpAnswer:
    status = STATUS.match(head)
    if status is None:
        return _failure(HttpOutcome.NOT_HTTP, path, start)
    found: dict[str, str] = {}
    for line in head.split(b"\n")[1:]:
        name, colon, value = line.decode("latin-1").partition(":")
        if colon and name.strip().lower() in KEPT:
            found.setdefault(name.strip().lower(), clean(value))
    return HttpAnswer(
        HttpOutcome.ANSWERED,
        path=path,
        status=int(status[1]),
        headers=tuple(sorted(found.items())),
        body=clean(body.decode("utf-8", "replace"), 400),
        seconds=round(time.monotonic() - start, 4),
    )


def _failure(outcome: HttpOutcome, path: str, start: float) -> HttpAnswer:
    return HttpAnswer(outcome, path=path, seconds=round(time.monotonic() - start, 4))
