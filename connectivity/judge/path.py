"""What connects, proxies and datagrams say about the way to a host."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectivity.judge.cause import Cause, fine, unchecked
from connectivity.observation import DatagramOutcome, NameOutcome, ProxyOutcome, TcpOutcome

if TYPE_CHECKING:
    from connectivity.observation import Observation, TcpAnswer

TCP = {
    TcpOutcome.TIMEOUT: "tcp-dropped",
    TcpOutcome.REFUSED: "tcp-refused",
    TcpOutcome.RESET: "tcp-refused",
    TcpOutcome.UNREACHABLE: "tcp-unreachable",
    TcpOutcome.ERROR: "tcp-error",
}
PROXY = {
    ProxyOutcome.NAME_UNKNOWN: "proxy-name",
    ProxyOutcome.UNREACHABLE: "proxy-unreachable",
    ProxyOutcome.TIMEOUT: "proxy-silent",
    ProxyOutcome.LOGIN_REQUIRED: "proxy-login",
    ProxyOutcome.NOT_HTTP: "proxy-not-http",
}
# A proxy that lets the host through and cannot reach it says so with one of these.
UPSTREAM = {500, 502, 503, 504}
# The way to the proxy itself failed: the same cause for every target.
PROXY_ITSELF = {"proxy-name", "proxy-unreachable", "proxy-login", "proxy-not-http"}


def barred(observation: Observation) -> Cause | None:
    """Why no connection came about, or None."""
    answers = observation.tcp
    if not answers or any(answer.outcome is TcpOutcome.CONNECTED for answer in answers):
        return None
    return Cause(TCP[answers[0].outcome], evidence=tuple(describe(answer) for answer in answers))


def partly(observation: Observation) -> list[Cause]:
    """Addresses of the same name that do not accept connections while another does."""
    connected = [answer for answer in observation.tcp if answer.outcome is TcpOutcome.CONNECTED]
    failed = [answer for answer in observation.tcp if answer.outcome is not TcpOutcome.CONNECTED]
    if not connected or not failed:
        return []
    return [Cause("tcp-one-address", evidence=tuple(describe(answer) for answer in observation.tcp))]


def refused_by_proxy(observation: Observation) -> Cause | None:
    """Why the proxy opens no way, or None."""
    answer = observation.proxy
    if answer is None or answer.outcome is ProxyOutcome.OPEN:
        return None
    code = PROXY.get(answer.outcome) or (
        "proxy-cannot-reach" if answer.status in UPSTREAM else "proxy-denied"
    )
    status = f" {answer.status} {answer.reason}".rstrip() if answer.status else f" {answer.reason}".rstrip()
    return Cause(
        code,
        evidence=(f"proxy {answer.proxy.url}: {answer.outcome.value}{status} ({answer.seconds:.2f} s)",),
        values={"proxy": answer.proxy.url},
        shared=answer.proxy.url if code in PROXY_ITSELF else "",
    )


def bypasses(observation: Observation, host: str) -> list[Cause]:
    """Programs that read the same NO_PROXY list differently."""
    proxy = observation.vantage.proxy
    some = observation.direct_for
    if proxy is None or not some or len(some) == 3:
        return []
    evidence = f"NO_PROXY {','.join(proxy.no_proxy)}: only {' and '.join(some)} go direct"
    return [Cause("proxy-bypass-differs", evidence=(evidence,), values={"plain": host})]


def datagram(observation: Observation) -> Cause:
    """What a UDP question proved."""
    answer = observation.datagram
    if answer is None:
        return unchecked("udp-silent")
    evidence = f"UDP {answer.address}:{answer.port}: {answer.outcome.value} ({answer.seconds:.2f} s)"
    if answer.outcome is DatagramOutcome.ANSWERED:
        return fine("fine", evidence)
    if answer.outcome is DatagramOutcome.SILENT:
        return unchecked("udp-silent", evidence)
    return Cause("udp-refused", evidence=(evidence,))


def dns_server(observation: Observation) -> Cause:
    """A DNS server that is itself a target: both transports have to work, whatever it answers."""
    over_udp, over_tcp = observation.names
    silent = {NameOutcome.TIMEOUT, NameOutcome.UNREACHABLE}
    evidence = tuple(
        f"DNS server {each.resolver} over {name}: {each.outcome.value} ({each.seconds:.2f} s)"
        for name, each in (("UDP", over_udp), ("TCP", over_tcp))
    )
    values = {"resolver": str(over_udp.resolver)}
    udp_silent = over_udp.outcome in silent or over_udp.udp in silent
    if udp_silent and over_tcp.outcome in silent:
        code = "dns-timeout" if over_udp.outcome is NameOutcome.TIMEOUT else "dns-unreachable"
        return Cause(code, evidence=evidence, values=values, shared=values["resolver"])
    if udp_silent:
        return Cause("dns-udp-blocked", evidence=evidence, values=values, shared=values["resolver"])
    if over_tcp.outcome in silent:
        return Cause("dns-tcp-blocked", evidence=evidence, values=values, shared=values["resolver"])
    return fine("fine", *evidence)


def describe(answer: TcpAnswer) -> str:
    """One line of evidence."""
    error = f" {answer.error}" if answer.error else ""
    tries = f"{answer.attempts} tries, " if answer.attempts > 1 else ""
    return (
        f"TCP {answer.address}:{answer.port}: {answer.outcome.value}{error} ({tries}{answer.seconds:.2f} s)"
    )
