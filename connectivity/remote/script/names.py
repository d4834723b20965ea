"""Name resolution: the wire format of DNS, and the same tries as the probe that runs here."""

from __future__ import annotations

import random
import socket
import struct
import threading
import time

from connectivity.remote.script.bounds import (
    ADDRESSES,
    LAST_SHARE,
    PAYLOAD,
    PLAIN_SHARE,
    TCP_SHARE,
    UDP_SHARE,
)

A, CNAME, AAAA = 1, 5, 28
RCODES = {0: "NOERROR", 1: "FORMERR", 2: "SERVFAIL", 3: "NXDOMAIN", 4: "NOTIMP", 5: "REFUSED"}
PLAIN_RCODES = ("NXDOMAIN", "SERVFAIL", "REFUSED")


def silent(error: Exception) -> bool:
    """A timeout, whatever class this Python gives it."""
    return isinstance(error, TimeoutError) or "timed out" in str(error)


def question(name: str, kind: int, *, edns: bool) -> bytes:
    """A DNS query with recursion desired. Raises ValueError for a name that cannot be put into one."""
    if not all(0 < len(part) < 64 for part in name.split(".")):
        raise ValueError(name)
    labels = b"".join(bytes([len(part)]) + part for part in name.encode("ascii").split(b".")) + b"\0"
    head = struct.pack("!6H", random.randrange(65536), 0x0100, 1, 0, 0, 1 if edns else 0)  # noqa: S311
    option = struct.pack("!BHHIH", 0, 41, PAYLOAD, 0, 0) if edns else b""
    return head + labels + struct.pack("!2H", kind, 1) + option


def read_name(data: bytes, at: int) -> tuple[str, int]:
    """A name and where the next field starts."""
    parts, after, jumps = [], 0, 0
    while data[at]:
        if data[at] >= 192:
            after, at, jumps = after or at + 2, struct.unpack_from("!H", data, at)[0] & 0x3FFF, jumps + 1
            if jumps > 20:
                raise ValueError("compression loop")
            continue
        parts.append(data[at + 1 : at + 1 + data[at]].decode("ascii", "replace"))
        at += data[at] + 1
    return ".".join(parts).lower(), after or at + 1


def read_reply(data: bytes, asked: bytes, kind: int) -> dict[str, object]:
    """Outcome, addresses and chain. Raises ValueError, IndexError or struct.error for a broken message."""
    number, flags, questions, answers = struct.unpack_from("!4H", data)
    if number != struct.unpack_from("!H", asked)[0] or not flags & 0x8000 or questions != 1:
        raise ValueError("not an answer to the question")
    name, at = read_name(data, 12)
    at += 4
    records: dict[tuple[str, int], list[bytes]] = {}
    aliases: dict[str, str] = {}
    for _ in range(answers):
        owner, at = read_name(data, at)
        what, _, _, size = struct.unpack_from("!2HIH", data, at)
        at += 10
        if what == CNAME:
            aliases[owner] = read_name(data, at)[0]
        records.setdefault((owner, what), []).append(data[at : at + size])
        at += size
    chain: list[str] = []
    while name in aliases:
        name = aliases[name]
        if name in chain or len(chain) >= ADDRESSES:
            raise ValueError("the CNAME chain does not end")
        chain.append(name)
    family = socket.AF_INET if kind == A else socket.AF_INET6
    addresses = sorted(socket.inet_ntop(family, raw) for raw in records.get((name, kind), []))[:ADDRESSES]
    rcode = RCODES.get(flags & 15, str(flags & 15))
    outcome = rcode if rcode in PLAIN_RCODES else "other rcode"
    if rcode == "NOERROR":
        outcome = "answered" if addresses else "no data"
    found = {"outcome": outcome, "addresses": addresses, "chain": chain, "rcode": rcode}
    return dict(found, truncated=bool(flags & 0x0200))


def exchange(
    server: tuple[str, int], name: str, kind: int, seconds: float, *, over: str = "udp", edns: bool = False
) -> dict[str, object]:
    """One question, one answer; `over` is udp or tcp."""
    family = socket.AF_INET6 if ":" in server[0] else socket.AF_INET
    ends = time.monotonic() + seconds
    try:
        query = question(name, kind, edns=edns)
        with socket.socket(family, socket.SOCK_STREAM if over == "tcp" else socket.SOCK_DGRAM) as line:
            line.settimeout(seconds)
            line.connect(server)
            line.sendall(struct.pack("!H", len(query)) + query if over == "tcp" else query)
            data = exactly(line, ends) if over == "tcp" else line.recv(65535)
        return dict(read_reply(data, query, kind), transport=over)
    except (ValueError, IndexError, struct.error):
        return {"outcome": "malformed", "transport": over}
    except OSError as error:
        return {
            "outcome": "timeout" if silent(error) else "unreachable",
            "transport": over,
            "error": str(error),
        }


def exactly(line: socket.socket, ends: float) -> bytes:
    """A DNS message over TCP: two bytes of length, then that many."""
    data = b""
    while len(data) < 2 or len(data) < 2 + struct.unpack_from("!H", data)[0]:
        line.settimeout(max(ends - time.monotonic(), 0.01))
        chunk = line.recv(65535)
        if not chunk:
            raise OSError("closed")
        data += chunk
    return data[2:]


def ask_kind(name: str, server: tuple[str, int], kind: int, seconds: float) -> dict[str, object]:
    """UDP, then UDP without EDNS, then TCP, as far as needed; UDP a last time where TCP alone answered."""
    start = time.monotonic()
    first = exchange(server, name, kind, seconds * UDP_SHARE, edns=True)
    attempts, before = 1, first
    if not first.get("truncated"):
        if first["outcome"] not in ("timeout", "malformed") and first.get("rcode") != "FORMERR":
            return dict(first, attempts=1)
        before = exchange(server, name, kind, seconds * PLAIN_SHARE)
        attempts = 2
        if before["outcome"] != "timeout" and not before.get("truncated"):
            return dict(before, attempts=2)
    last = exchange(server, name, kind, seconds * TCP_SHARE, over="tcp")
    if before["outcome"] == "timeout" and last["outcome"] in ("timeout", "unreachable"):
        return dict(before, attempts=attempts + 1)
    if before["outcome"] == "timeout":
        left = max(seconds - (time.monotonic() - start), seconds * LAST_SHARE)
        again = exchange(server, name, kind, left, edns=True)
        if again["outcome"] != "timeout" and not again.get("truncated"):
            return dict(again, attempts=attempts + 2)
    return dict(last, attempts=attempts + 1, udp=before["outcome"], truncated=before.get("truncated", False))


def ask(name: str, resolver: dict[str, object], seconds: float) -> dict[str, object]:
    """A and AAAA of a name at one server."""
    start, found = time.monotonic(), {}
    server = (str(resolver["address"]), int(str(resolver.get("port", 53))))

    def work(kind: int) -> None:
        found[kind] = ask_kind(name, server, kind, seconds)

    both = [threading.Thread(target=work, args=(kind,), daemon=True) for kind in (A, AAAA)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    four, six = found[A], found[AAAA]
    lead = six if four["outcome"] == "no data" and six["outcome"] == "answered" else four
    answer = {key: value for key, value in lead.items() if key != "addresses"}
    answer.update(resolver=resolver, addresses=four.get("addresses", []), addresses6=six.get("addresses", []))
    return dict(answer, outcome6=six["outcome"], seconds=round(time.monotonic() - start, 4))
