"""Question: what does this DNS server answer for this name? The only place that imports dnspython."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from connectivity.observation import NameAnswer, NameOutcome
from connectivity.probes.datagram import Listener
from connectivity.probes.limit import clean
from connectivity.remote.script.bounds import (
    ADDRESSES,
    LAST_SHARE,
    PAYLOAD,
    PLAIN_SHARE,
    TCP_SHARE,
    UDP_SHARE,
)

if TYPE_CHECKING:
    import dns.message

    from connectivity.vantage import Resolver

SILENT = {NameOutcome.UNREACHABLE, NameOutcome.TIMEOUT}


@dataclass(frozen=True)
class Reply:
    """One record type asked at one server."""

    outcome: NameOutcome
    addresses: tuple[str, ...] = ()
    chain: tuple[str, ...] = ()
    transport: str = "udp"
    truncated: bool = False
    udp: NameOutcome | None = None
    rcode: str = ""
    error: str = ""
    attempts: int = 1


async def ask(name: str, resolver: Resolver, seconds: float, gate: asyncio.Semaphore) -> NameAnswer:
    """A and AAAA of `name` at `resolver`, absolute, so that search domains add no noise."""
    start = time.monotonic()
    four, six = await asyncio.gather(
        _reply(name, "A", resolver, seconds, gate), _reply(name, "AAAA", resolver, seconds, gate)
    )
    lead = six if four.outcome is NameOutcome.NO_DATA and six.outcome is NameOutcome.ANSWERED else four
    return NameAnswer(
        resolver=resolver,
        outcome=lead.outcome,
        addresses=four.addresses,
        addresses6=six.addresses,
        chain=lead.chain,
        transport=lead.transport,
        truncated=lead.truncated,
        udp=lead.udp,
        outcome6=six.outcome,
        rcode=lead.rcode,
        error=lead.error,
        attempts=lead.attempts,
        seconds=round(time.monotonic() - start, 4),
    )


async def ask_over_tcp(name: str, resolver: Resolver, seconds: float, gate: asyncio.Semaphore) -> NameAnswer:
    """The A record over TCP alone: is the port open for large answers?"""
    start = time.monotonic()
    async with gate:
        reply = await _exchange(name, "A", resolver, seconds, over="tcp")
    spent = round(time.monotonic() - start, 4)
    return NameAnswer(
        resolver,
        reply.outcome,
        reply.addresses,
        chain=reply.chain,
        transport="tcp",
        rcode=reply.rcode,
        seconds=spent,
    )


async def _reply(name: str, kind: str, resolver: Resolver, seconds: float, gate: asyncio.Semaphore) -> Reply:
    start = time.monotonic()
    async with gate:
        first = await _exchange(name, kind, resolver, seconds * UDP_SHARE)
        if first.truncated:
            return _marked(await _exchange(name, kind, resolver, seconds * TCP_SHARE, over="tcp"), first, 2)
        if first.outcome not in {NameOutcome.TIMEOUT, NameOutcome.MALFORMED} and first.rcode != "FORMERR":
            return first
        second = await _exchange(name, kind, resolver, seconds * PLAIN_SHARE, edns=False)
        if second.outcome is not NameOutcome.TIMEOUT and not second.truncated:
            return Reply(**{**vars(second), "attempts": 2})
        third = await _exchange(name, kind, resolver, seconds * TCP_SHARE, over="tcp")
        if second.outcome is NameOutcome.TIMEOUT and third.outcome not in SILENT:
            left = max(seconds - (time.monotonic() - start), seconds * LAST_SHARE)
            last = await _exchange(name, kind, resolver, left)
            if last.outcome is not NameOutcome.TIMEOUT and not last.truncated:
                return Reply(**{**vars(last), "attempts": 4})
        return _marked(third, second, 3)


def _marked(over_tcp: Reply, over_udp: Reply, attempts: int) -> Reply:
    """The answer over TCP with what UDP had given; a TCP failure after a UDP timeout stays a timeout."""
    both = {"attempts": attempts, "udp": over_udp.outcome, "truncated": over_udp.truncated}
    if over_udp.outcome is NameOutcome.TIMEOUT and over_tcp.outcome in SILENT:
        return Reply(**{**vars(over_udp), "attempts": attempts})
    return Reply(**{**vars(over_tcp), **both})


async def _exchange(
    name: str, kind: str, resolver: Resolver, seconds: float, *, over: str = "udp", edns: bool = True
) -> Reply:
    import dns.asyncquery
    import dns.exception
    import dns.message

    try:
        query = dns.message.make_query(f"{name}.", kind, use_edns=0 if edns else False, payload=PAYLOAD)
    except (dns.exception.DNSException, UnicodeError):
        return Reply(NameOutcome.MALFORMED, error="the name cannot be put into a question")
    where, port = resolver.address, resolver.port
    try:
        if over == "tcp":
            response = await asyncio.wait_for(dns.asyncquery.tcp(query, where, seconds, port), seconds)
        else:
            response = await asyncio.wait_for(_over_udp(query, where, port), seconds)
    except (TimeoutError, asyncio.TimeoutError, dns.exception.Timeout):
        return Reply(NameOutcome.TIMEOUT, transport=over)
    except (OSError, EOFError) as error:
        return Reply(NameOutcome.UNREACHABLE, transport=over, error=clean(str(error)))
    except (dns.exception.DNSException, ValueError, IndexError, RecursionError) as error:
        return Reply(NameOutcome.MALFORMED, transport=over, error=clean(type(error).__name__))
    return _read(response, kind, over)


async def _over_udp(query: dns.message.Message, where: str, port: int) -> dns.message.Message:
    """A connected socket, so that the kernel reports an ICMP refusal, and one packet each way."""
    import dns.message

    loop = asyncio.get_running_loop()
    answer: asyncio.Future[bytes] = loop.create_future()
    transport, _ = await loop.create_datagram_endpoint(lambda: Listener(answer), remote_addr=(where, port))
    try:
        transport.sendto(query.to_wire())
        response = dns.message.from_wire(await answer)
    finally:
        transport.close()
    if not query.is_response(response):
        raise ValueError("the answer is to another question")
    return response


def _read(response: dns.message.Message, kind: str, over: str) -> Reply:
    import dns.exception
    import dns.flags
    import dns.rcode

    rcode = dns.rcode.to_text(response.rcode())
    truncated = bool(response.flags & dns.flags.TC) and over == "udp"
    try:
        addresses, chain = _records(response, kind)
    except (dns.exception.DNSException, ValueError) as error:
        return Reply(NameOutcome.MALFORMED, transport=over, rcode=rcode, error=clean(str(error)))
    return Reply(
        outcome=_outcome(rcode, addresses),
        addresses=addresses,
        chain=chain,
        transport=over,
        truncated=truncated,
        rcode=rcode,
        error=_extended_error(response),
    )


def _outcome(rcode: str, addresses: tuple[str, ...]) -> NameOutcome:
    if rcode == "NOERROR":
        return NameOutcome.ANSWERED if addresses else NameOutcome.NO_DATA
    known = {
        "NXDOMAIN": NameOutcome.NXDOMAIN,
        "SERVFAIL": NameOutcome.SERVFAIL,
        "REFUSED": NameOutcome.REFUSED,
    }
    return known.get(rcode, NameOutcome.OTHER_RCODE)


def _records(response: dns.message.Message, kind: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Addresses and CNAME targets. The chain is followed within this answer only, as a stub resolver does."""
    import dns.rdatatype

    wanted = dns.rdatatype.from_text(kind)
    names = {
        (rrset.name, rrset.rdtype): rrset
        for rrset in response.answer
        if rrset.rdtype in {wanted, dns.rdatatype.CNAME}
    }
    at = response.question[0].name
    chain: list[str] = []
    while (at, dns.rdatatype.CNAME) in names:
        at = names[at, dns.rdatatype.CNAME][0].target
        text = at.to_text(omit_final_dot=True).lower()
        if text in chain or len(chain) >= ADDRESSES:
            raise ValueError("the CNAME chain does not end")
        chain.append(clean(text, 255))
    rrset = names.get((at, wanted), ())
    return tuple(sorted(item.address for item in rrset))[:ADDRESSES], tuple(chain)


def _extended_error(response: dns.message.Message) -> str:
    import dns.edns

    for option in response.options:
        if isinstance(option, dns.edns.EDEOption):
            return clean(f"{option.code.name} {option.text or ''}")
    return ""


def effective(answers: tuple[NameAnswer, ...]) -> NameAnswer | None:
    """The answer a program gets: the first server that gives one, as the C library walks the list.

    A server that fails is passed over; NXDOMAIN and an empty answer are answers.
    """
    final = {NameOutcome.ANSWERED, NameOutcome.NXDOMAIN, NameOutcome.NO_DATA}
    return next((answer for answer in answers if answer.outcome in final), None)
