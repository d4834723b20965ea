"""One target: what is asked next follows from what was seen."""

from __future__ import annotations

import ipaddress
import re
import time
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from connectivity.remote.script.bounds import DIALLED, DNS_QUESTION, goes_direct
from connectivity.remote.script.line import believing, clock, dial, get, shake, through, trusting
from connectivity.remote.script.names import A, ask, exchange

if TYPE_CHECKING:
    import socket
    import ssl


class Sight:
    """One target being looked at; `seen` grows, so that a cut-off keeps what was seen."""

    def __init__(self, target: dict[str, object], plan: dict[str, object]) -> None:
        self.host, self.port = str(target["host"]), int(str(target["port"]))
        self.protocol, self.path = target["protocol"], str(target.get("path") or "/")
        self.plan, self.seconds = plan, float(str(plan["seconds"]))
        self.stage: str | None = "name"
        now = datetime.now(timezone.utc).isoformat(timespec="seconds")
        self.seen: dict[str, object] = {"target": target["id"], "vantage": plan["vantage"], "own_time": now}

    def resolve(self, host: str) -> tuple[list[dict[str, object]], list[str]]:
        """The answers of each server, and the addresses a program would get."""
        try:
            return [], [str(ipaddress.ip_address(host))]
        except ValueError:
            answers = [ask(host, each, self.seconds) for each in self.plan["vantage"]["resolvers"]]  # type: ignore[index]
        for answer in answers:
            if answer["outcome"] in ("answered", "NXDOMAIN", "no data"):
                return answers, list(answer["addresses"] or answer["addresses6"])  # type: ignore[call-overload]
        return answers, []

    def look(self) -> None:
        """Name, then the way in, then what answers."""
        start = time.monotonic()
        try:
            self.ask()
            self.stage = None
        finally:
            self.seen["seconds"] = round(time.monotonic() - start, 4)

    def ask(self) -> None:
        """The stages in order."""
        if self.protocol == "dns":
            server = {"address": self.host, "port": self.port, "origin": "target"}
            over_tcp = exchange((self.host, self.port), DNS_QUESTION, A, self.seconds, over="tcp")
            self.seen["names"] = [ask(DNS_QUESTION, server, self.seconds), dict(over_tcp, resolver=server)]
            return
        answers, addresses = self.resolve(self.host)
        self.seen["names"] = answers
        if self.protocol in ("udp", "ntp"):
            self.stage = "udp"
            if addresses:
                self.seen["datagram"] = clock(addresses[0], self.port, self.seconds)
            return
        proxy = self.plan["vantage"].get("proxy")  # type: ignore[attr-defined]
        past = proxy and any(goes_direct(self.host, each) for each in proxy.get("no_proxy", []))
        if proxy and self.protocol != "tcp" and not past:
            self.by_proxy(proxy)
        else:
            self.directly(addresses)

    def directly(self, addresses: list[str]) -> None:
        """Every address is dialled, the first that answers is talked to."""
        self.stage = "tcp"
        dialled = [dial(address, self.port, self.seconds) for address in addresses[:DIALLED]]
        self.seen["tcp"] = [answer for answer, _ in dialled]
        lines = [(str(answer["address"]), line) for answer, line in dialled if line is not None]
        for _, spare in lines[1:]:
            spare.close()
        if lines:
            address = lines[0][0]
            self.talk(lines[0][1], lambda: dial(address, self.port, self.seconds)[1], absolute=False)

    def by_proxy(self, proxy: dict[str, object]) -> None:
        """CONNECT for what is encrypted, a whole URL for what is not."""
        self.stage = "proxy"
        match = re.match(r"(?:\w+://)?\[?([^\]/]+?)\]?(?::(\d+))?/?\Z", str(proxy["url"]))
        name, port = (match.group(1), int(match.group(2) or 80)) if match else ("", 80)
        addresses = self.resolve(name)[1]
        if not addresses:
            self.seen["proxy"] = {"proxy": proxy, "outcome": "proxy name unknown"}
            return
        answer, line = dial(addresses[0], port, self.seconds)
        if line is None:
            word = "timeout" if answer["outcome"] == "timeout" else "unreachable"
            self.seen["proxy"] = {"proxy": proxy, "outcome": word, "reason": answer["error"]}
            return
        if self.protocol not in ("https", "websocket"):
            self.seen["proxy"] = {"proxy": proxy, "outcome": "open"}
            self.talk(line, lambda: None, absolute=True)
            return
        self.seen["proxy"] = opened = through(line, proxy, self.host, self.port, self.seconds)
        if opened["outcome"] == "open":
            self.talk(line, lambda: self.tunnel(proxy, addresses[0], port), absolute=False)

    def tunnel(self, proxy: dict[str, object], address: str, port: int) -> socket.socket | None:
        """The way through the proxy once more."""
        line = dial(address, port, self.seconds)[1]
        opened = line is not None and through(line, proxy, self.host, self.port, self.seconds)
        return line if opened and opened["outcome"] == "open" else None

    def talk(self, line: socket.socket, again: object, *, absolute: bool) -> None:
        """TLS where it is spoken, then one request."""
        if self.protocol in ("https", "websocket"):
            self.stage = "tls"
            safe = self.handshake(line, again)
            if safe is None:
                return
            line = safe
        if self.protocol != "tcp":
            self.stage = "http"
            self.seen["http"] = get(line, self.host, self.path, self.seconds, absolute=absolute)
        line.close()

    def handshake(self, line: socket.socket, again: object) -> ssl.SSLSocket | None:
        """Verified first; then once more to read the certificate that failed."""
        authority = self.plan["authorities"].get(self.host)  # type: ignore[attr-defined]
        context = trusting(authority, str(self.plan.get("roots") or ""))
        if context is None:
            raise NoAuthorityError
        answer, safe = shake(line, self.host, context, self.seconds)
        if answer["outcome"] in ("reset", "closed"):
            line = again()  # type: ignore[operator]
            if line is not None:
                answer, safe = shake(line, self.host, context, self.seconds / 2)
                answer["attempts"] = 2
        if answer["outcome"] in ("untrusted", "wrong name", "expired", "not yet valid"):
            line = again()  # type: ignore[operator]
            if line is not None:
                shown, safe = shake(line, self.host, believing(), self.seconds)
                answer.update({key: shown[key] for key in ("version", "alpn", "certificate") if key in shown})
        self.seen["tls"] = answer
        return safe


class NoAuthorityError(Exception):
    """The image holds no certificate authority, so nothing can be verified from it."""
