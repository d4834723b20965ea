"""All targets at once from one vantage, within a total time. It decides what to ask next, never judges."""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from connectivity.address import is_address
from connectivity.host import Protocol
from connectivity.observation import (
    NameAnswer,
    Observation,
    ProxyAnswer,
    ProxyOutcome,
    TcpOutcome,
)
from connectivity.probes import datagram, http, names, proxy, tcp, tls
from connectivity.probes.limit import Limits
from connectivity.remote.script.bounds import DIALLED, DNS_QUESTION
from connectivity.vantage import Resolver

if TYPE_CHECKING:
    import ssl
    from collections.abc import Awaitable, Callable, Mapping

    from connectivity.observation import TcpAnswer
    from connectivity.probes.stream import PlainStream, Stream
    from connectivity.target import Target
    from connectivity.vantage import Proxy, Vantage


@dataclass
class Survey:
    """What one run shares. `authorities` maps a host to the PEM certificates trusted for it alone."""

    vantage: Vantage
    limits: Limits = field(default_factory=Limits)
    authorities: Mapping[str, str] = field(default_factory=dict)
    progress: Callable[[int, int], None] = lambda done, total: None

    def run(self, targets: tuple[Target, ...]) -> tuple[Observation, ...]:
        """One observation per target that has a host, in the targets' order."""
        return asyncio.run(self.observe(targets))

    async def observe(self, targets: tuple[Target, ...]) -> tuple[Observation, ...]:
        """Ask everything; a target asked for by several entries is asked once."""
        self._gate = asyncio.Semaphore(self.limits.at_once)
        self._trust: ssl.SSLContext | None = None
        groups: dict[tuple[object, ...], list[Target]] = {}
        for target in targets:
            if target.host is not None:
                path = target.answer.path if target.answer else "/"
                groups.setdefault((target.host, target.port, target.protocol, path), []).append(target)
        self._done, self._all = 0, len(groups)
        seen = await asyncio.gather(*[self._bounded(group[0]) for group in groups.values()])
        found = {
            target.id: replace(observation, target=target.id)
            for group, observation in zip(groups.values(), seen, strict=True)
            for target in group
        }
        return tuple(found[target.id] for target in targets if target.id in found)

    async def _bounded(self, target: Target) -> Observation:
        start = time.monotonic()
        sight = Sight(self, target)
        task = asyncio.ensure_future(sight.look())
        done, _ = await asyncio.wait({task}, timeout=self.limits.total)
        if not done:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            sight.seen = replace(sight.seen, unfinished=sight.stage)
        else:
            task.result()
        self._done += 1
        self.progress(self._done, self._all)
        return replace(sight.seen, seconds=round(time.monotonic() - start, 4))

    @property
    def gate(self) -> asyncio.Semaphore:
        """Bounds the questions in the air at one moment."""
        return self._gate

    def trust(self, host: str) -> ssl.SSLContext:
        """What verifies this host: its own authorities where given, else this machine's."""
        if host in self.authorities:
            return tls.trusting(self.authorities[host])
        if self._trust is None:  # reading all authorities takes as long as a round trip
            self._trust = tls.trusting()
        return self._trust


class Sight:
    """One target being looked at; `seen` grows stage by stage, so that a cut-off keeps what was seen."""

    def __init__(self, survey: Survey, target: Target) -> None:
        self._survey = survey
        self._target = target
        self._host = target.host or ""
        self._seconds = survey.limits.probe
        self.stage = "name"
        now = datetime.now(timezone.utc).isoformat(timespec="seconds")
        self.seen = Observation(target.id, survey.vantage, own_time=now)
        self._opened: list[PlainStream] = []

    async def look(self) -> None:
        """Name, then the way in, then what answers. Nothing is left open, also when it is cut off."""
        try:
            await self._look()
        finally:
            for stream in self._opened:
                await stream.close()

    async def _look(self) -> None:
        if self._target.protocol is Protocol.DNS:
            await self._dns_server()
            return
        addresses = await self._resolve(self._host)
        if self._target.protocol.transport == "udp":
            await self._datagram(addresses)
        elif configured := self._proxy():
            await self._through_proxy(configured)
        else:
            await self._direct(addresses)

    async def _resolve(self, host: str) -> list[str]:
        if is_address(host):
            return [host]
        answers = await self._ask_all(host)
        self.seen = replace(self.seen, names=answers)
        return _addresses(answers)

    async def _ask_all(self, host: str) -> tuple[NameAnswer, ...]:
        resolvers = self._survey.vantage.resolvers
        gate = self._survey.gate
        return tuple(
            await asyncio.gather(*[names.ask(host, each, self._seconds, gate) for each in resolvers])
        )

    async def _dns_server(self) -> None:
        server = Resolver(self._host, self._target.port, "target")
        gate = self._survey.gate
        over_udp, over_tcp = await asyncio.gather(
            names.ask(DNS_QUESTION, server, self._seconds, gate),
            names.ask_over_tcp(DNS_QUESTION, server, self._seconds, gate),
        )
        self.seen = replace(self.seen, names=(over_udp, over_tcp))

    async def _datagram(self, addresses: list[str]) -> None:
        self.stage = "udp"
        for address in addresses[:1]:
            ask = datagram.ask_clock if self._target.protocol is Protocol.NTP else datagram.ask_anything
            answer = await ask(address, self._target.port, self._seconds)
            self.seen = replace(self.seen, datagram=answer)

    def _proxy(self) -> Proxy | None:
        """The proxy this target goes through, as Go programs such as containerd read NO_PROXY."""
        configured = self._survey.vantage.proxy
        if configured is None or self._target.protocol is Protocol.TCP:
            return None
        direct = proxy.direct_for(self._host, configured.no_proxy)
        self.seen = replace(self.seen, direct_for=direct)
        return None if "Go" in direct else configured

    async def _direct(self, addresses: list[str]) -> None:
        self.stage = "tcp"
        dialled = await asyncio.gather(
            *[self._connect(address, self._target.port) for address in addresses[:DIALLED]]
        )
        self.seen = replace(self.seen, tcp=tuple(answer for answer, _ in dialled))
        open_ones = [(answer.address, stream) for answer, stream in dialled if stream is not None]
        if open_ones:
            address, stream = open_ones[0]
            await self._talk(Line(stream, lambda: self._dial(address, self._target.port)))

    async def _dial(self, address: str, port: int) -> PlainStream | None:
        return (await self._connect(address, port))[1]

    async def _connect(self, address: str, port: int) -> tuple[TcpAnswer, PlainStream | None]:
        answer, stream = await tcp.dial(address, port, self._seconds)
        if stream is not None:
            self._opened.append(stream)
        return answer, stream

    async def _through_proxy(self, configured: Proxy) -> None:
        self.stage = "proxy"
        place = await self._reach_proxy(configured)
        if place is None:
            return
        address, port, stream = place
        if not self._target.protocol.encrypted:
            self.seen = replace(self.seen, proxy=ProxyAnswer(configured, ProxyOutcome.OPEN))
            await self._talk(Line(stream, lambda: self._dial(address, port)), absolute=True)
            return
        answer = await proxy.connect(stream, configured, self._host, self._target.port, self._seconds)
        self.seen = replace(self.seen, proxy=answer)
        if answer.outcome is not ProxyOutcome.OPEN:
            await stream.close()
            return
        await self._talk(Line(stream, lambda: self._tunnel(configured, address, port)))

    async def _tunnel(self, configured: Proxy, address: str, port: int) -> PlainStream | None:
        stream = await self._dial(address, port)
        if stream is None:
            return None
        answer = await proxy.connect(stream, configured, self._host, self._target.port, self._seconds)
        if answer.outcome is ProxyOutcome.OPEN:
            return stream
        await stream.close()
        return None

    async def _reach_proxy(self, configured: Proxy) -> tuple[str, int, PlainStream] | None:
        host, port = proxy.place(configured)
        addresses = [host] if is_address(host) else _addresses(await self._ask_all(host))
        if not addresses:
            self.seen = replace(self.seen, proxy=ProxyAnswer(configured, ProxyOutcome.NAME_UNKNOWN))
            return None
        answer, stream = await self._connect(addresses[0], port)
        if stream is not None:
            return addresses[0], port, stream
        silent = answer.outcome is TcpOutcome.TIMEOUT
        outcome = ProxyOutcome.TIMEOUT if silent else ProxyOutcome.UNREACHABLE
        refused = ProxyAnswer(configured, outcome, reason=answer.error, seconds=answer.seconds)
        self.seen = replace(self.seen, proxy=refused)
        return None

    async def _talk(self, line: Line, *, absolute: bool = False) -> None:
        stream: Stream | None
        if not self._target.protocol.encrypted:
            stream = await line.dial()
        else:
            self.stage = "tls"
            trust = self._survey.trust(self._host)
            answer, stream = await tls.shake(line.dial, self._host, trust, self._seconds)
            self.seen = replace(self.seen, tls=answer)
        if stream is not None and self._target.protocol is Protocol.TCP:
            await stream.close()
        elif stream is not None:
            self.stage = "http"
            path = self._target.answer.path if self._target.answer else "/"
            answered = await http.get(stream, self._host, path, self._seconds, absolute=absolute)
            self.seen = replace(self.seen, http=answered)
            await stream.close()


class Line:
    """An open connection and how to open another: reading a bad certificate takes a second handshake."""

    def __init__(self, ready: PlainStream, again: Callable[[], Awaitable[PlainStream | None]]) -> None:
        self._ready: PlainStream | None = ready
        self._again = again

    async def dial(self) -> PlainStream | None:
        """The open connection the first time, a new one after that; None when that fails."""
        ready, self._ready = self._ready, None
        return ready if ready is not None else await self._again()


def _addresses(answers: tuple[NameAnswer, ...]) -> list[str]:
    answer = names.effective(answers)
    return [*answer.addresses, *(answer.addresses6 if not answer.addresses else ())] if answer else []
