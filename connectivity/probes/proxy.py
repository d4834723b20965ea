"""Question: does the proxy open a way to this host? And who, by NO_PROXY, would go past it?"""

from __future__ import annotations

import asyncio
import re
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from connectivity.observation import ProxyAnswer, ProxyOutcome
from connectivity.probes.http import STATUS, HeadError, read_head
from connectivity.probes.limit import clean
from connectivity.remote.script.bounds import goes_direct, in_range

if TYPE_CHECKING:
    from collections.abc import Callable

    from connectivity.probes.stream import Stream
    from connectivity.vantage import Proxy

DEFAULT_PORT = 80


def place(proxy: Proxy) -> tuple[str, int]:
    """Host and port of the proxy. Raises ValueError for a URL that has none."""
    parts = urlsplit(proxy.url if "//" in proxy.url else f"//{proxy.url}")
    if not parts.hostname:
        raise ValueError(f"proxy {proxy.url!r} names no host")
    return parts.hostname, parts.port or DEFAULT_PORT


async def connect(stream: Stream, proxy: Proxy, host: str, port: int, seconds: float) -> ProxyAnswer:
    """Send CONNECT without credentials and read the answer's head."""
    start = time.monotonic()
    request = (
        f"CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\nUser-Agent: connectivity-check\r\n\r\n"
    )
    status, reason = 0, ""
    try:
        await stream.send(request.encode("ascii"))
        head, _ = await asyncio.wait_for(read_head(stream), seconds)
        match = STATUS.match(head)
        outcome = ProxyOutcome.NOT_HTTP
        if match:
            status, reason = int(match[1]), clean((match[2] or b"").decode("latin-1"))
            outcome = _outcome(status)
    except (TimeoutError, asyncio.TimeoutError):
        outcome = ProxyOutcome.TIMEOUT
    except (HeadError, OSError):
        outcome = ProxyOutcome.NOT_HTTP
    return ProxyAnswer(proxy, outcome, status, reason, round(time.monotonic() - start, 4))


def _outcome(status: int) -> ProxyOutcome:
    if 200 <= status < 300:
        return ProxyOutcome.OPEN
    return ProxyOutcome.LOGIN_REQUIRED if status == 407 else ProxyOutcome.DENIED


def direct_for(host: str, entries: tuple[str, ...]) -> tuple[str, ...]:
    """The runtimes that NO_PROXY sends past the proxy for this host: each reads the list its own way."""
    return tuple(runtime for runtime, bypasses in RUNTIMES if any(bypasses(host, entry) for entry in entries))


def _curl(host: str, entry: str) -> bool:
    """curl: a leading dot is dropped and the domain itself matches too; CIDR since 7.86; no ``*.``."""
    entry = entry.strip().lower()
    if entry == "*":
        return True
    if in_range(host, entry):
        return True
    entry = entry.removeprefix(".").removesuffix(".")
    return bool(entry) and (host == entry or host.endswith(f".{entry}"))


def _python(host: str, entry: str) -> bool:
    """urllib.request.proxy_bypass_environment: as curl, and no CIDR."""
    entry = entry.strip().lower()
    if entry == "*":
        return True
    entry = entry.lstrip(".")
    return bool(entry) and re.fullmatch(rf"(.+\.)?{re.escape(entry)}", host) is not None


RUNTIMES: tuple[tuple[str, Callable[[str, str], bool]], ...] = (
    ("Go", goes_direct),
    ("curl", _curl),
    ("Python", _python),
)
