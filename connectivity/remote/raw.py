"""What the shell probe printed - the words of nslookup, curl and nc - as observations.

The tools tell less than the Python probe. What they do not tell stays out; nothing is inferred from silence.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from connectivity.address import is_address
from connectivity.observation import (
    Certificate,
    HttpAnswer,
    HttpOutcome,
    NameAnswer,
    NameOutcome,
    Observation,
    TcpAnswer,
    TcpOutcome,
    TlsAnswer,
    TlsOutcome,
)
from connectivity.probes.limit import clean
from connectivity.remote.script.bounds import KEPT
from connectivity.vantage import Proxy, Resolver, Vantage

if TYPE_CHECKING:
    from connectivity.remote.source import Question
    from connectivity.target import Target

MARK = "connectivity-raw "
LINE = re.compile(rf"{MARK}(\d+) (\w+) ?(.*)")
RESULT = re.compile(r"curl-result\|(\d+)\|([^|]*)\|([\d.,]+)\|([\d.,]+)\|")
# Exit codes of curl(1).
NO_NAME, NO_CONNECT, TOO_SLOW, NO_TLS, UNTRUSTED = 6, 7, 28, 35, 60
WORDS = (
    ("NXDOMAIN", NameOutcome.NXDOMAIN),
    ("SERVFAIL", NameOutcome.SERVFAIL),
    ("REFUSED", NameOutcome.REFUSED),
    ("no servers could be reached", NameOutcome.TIMEOUT),
    ("timed out", NameOutcome.TIMEOUT),
    ("No answer", NameOutcome.NO_DATA),
)


def read(output: str, question: Question) -> list[Observation]:
    """One observation per target of which anything at all was seen."""
    lines: dict[int, dict[str, list[str]]] = {}
    for line in output.splitlines():
        match = LINE.match(line)
        if match:
            lines.setdefault(int(match[1]), {}).setdefault(match[2], []).append(clean(match[3], 400))
    place = _vantage(lines.get(0, {}), question.vantage)
    return [
        _observation(target, place, lines[number], own=target.host in question.authorities)
        for number, target in enumerate(question.probed, 1)
        if number in lines
    ]


def _vantage(lines: dict[str, list[str]], asked: Vantage) -> Vantage:
    servers = [
        Resolver(each, origin="/etc/resolv.conf") for each in lines.get("resolver", []) if is_address(each)
    ]
    url = next((each for each in lines.get("proxy", []) if each), "")
    listed = next((each for each in lines.get("bypass", []) if each), "")
    entries = tuple(each.strip() for each in listed.split(",") if each.strip())
    proxy = Proxy(url, entries, "HTTPS_PROXY") if url else None
    return Vantage(asked.place, asked.name, asked.resolvers or tuple(servers), asked.proxy or proxy)


def _observation(target: Target, place: Vantage, lines: dict[str, list[str]], *, own: bool) -> Observation:
    """`own` says that the host's authority is not one that the image would know."""
    time = next(iter(lines.get("time", [])), "")
    if place.proxy is not None:
        # The tools differ in how they read NO_PROXY, and none says what it did.
        return Observation(target.id, place, unfinished="proxy", untold=True, own_time=time)
    names = _names(lines.get("name", []), place)
    if "exit" in lines and lines["exit"][0].isdigit():
        told = Curl(target, lines.get("curl", []), int(lines["exit"][0]), own=own)
        return Observation(
            target.id,
            place,
            names=names,
            tcp=told.tcp(),
            tls=told.tls(),
            http=told.http(),
            unfinished=None if told.complete() else told.stage(),
            untold=not told.complete() and not told.slow,
            own_time=time,
        )
    tcp = _connect(target, lines, names)
    left = _next(tcp)
    return Observation(
        target.id, place, names=names, tcp=tcp, unfinished=left, untold=left is not None, own_time=time
    )


def _next(tcp: tuple[TcpAnswer, ...]) -> str | None:
    if not tcp:
        return "tcp"
    return "tls" if tcp[0].outcome is TcpOutcome.CONNECTED else None


def _names(lines: list[str], place: Vantage) -> tuple[NameAnswer, ...]:
    """nslookup asks the first server; its own address is printed before the empty line."""
    if not lines:
        return ()
    text = "\n".join(lines)
    server = next(iter(place.resolvers), Resolver("0.0.0.0", origin="unknown"))  # noqa: S104 - a stand-in, not bound
    start = next((at for at, line in enumerate(lines) if line.startswith("Name:")), len(lines))
    words = [word for line in lines[start:] if line.startswith("Address") for word in line.split()[1:]]
    found = [word for word in words if is_address(word)]
    chain = tuple(line.rpartition("= ")[2].rstrip(".") for line in lines if "canonical name = " in line)
    outcome = NameOutcome.ANSWERED if found else NameOutcome.OTHER_RCODE
    if not found:
        outcome = next((known for word, known in WORDS if word in text), outcome)
    four = tuple(sorted(word for word in found if ":" not in word))
    six = tuple(sorted(word for word in found if ":" in word))
    error = "" if found else clean(lines[-1])
    return (NameAnswer(server, outcome, four, six, chain, error=error),)


def _connect(
    target: Target, lines: dict[str, list[str]], names: tuple[NameAnswer, ...]
) -> tuple[TcpAnswer, ...]:
    """nc says little: an exit code, and sometimes a reason."""
    if "connect" not in lines or (names and names[0].outcome is not NameOutcome.ANSWERED):
        return ()
    text = " ".join(lines.get("nc", [])).lower()
    address = names[0].addresses[0] if names and names[0].addresses else target.host or ""
    if lines["connect"][0] == "0":
        return (TcpAnswer(address, target.port, TcpOutcome.CONNECTED),)
    outcome = _refusal(text)
    return (TcpAnswer(address, target.port, outcome, clean(text)),) if outcome else ()


def _refusal(text: str) -> TcpOutcome | None:
    """None where the words do not say how it failed."""
    if "refused" in text:
        return TcpOutcome.REFUSED
    if "reset by peer" in text:
        return TcpOutcome.RESET
    if "no route" in text or "unreachable" in text or "prohibited" in text:
        return TcpOutcome.UNREACHABLE
    return TcpOutcome.TIMEOUT if "timed out" in text or "timeout" in text else None


class Curl:
    """What ``curl -v`` printed, and its exit code. `own` as above."""

    def __init__(self, target: Target, lines: list[str], code: int, *, own: bool = False) -> None:
        self._target, self._lines, self._code, self._own = target, lines, code, own
        self._text = "\n".join(lines)
        match = RESULT.search(self._text)
        self._status = int(match[1]) if match else 0
        self._address = match[2] if match else ""
        # Its times stay 0 where a later stage failed, so the words count as well.
        self._connected = "* Connected to " in self._text or (match is not None and _positive(match[3]))
        self._secured = "* SSL connection using" in self._text or (match is not None and _positive(match[4]))

    @property
    def slow(self) -> bool:
        """True when curl's own time ran out."""
        return self._code == TOO_SLOW

    def complete(self) -> bool:
        """True when the exit code explains how far it came."""
        return self.http() is not None or bool(self.tcp() and not self._connected) or self._broken_tls()

    def _broken_tls(self) -> bool:
        answer = self.tls()
        return answer is not None and answer.outcome is not TlsOutcome.VERIFIED

    def stage(self) -> str:
        """Where it was cut off."""
        if not self._connected:
            return "name" if self._code == NO_NAME else "tcp"
        return "http" if self._secured else "tls"

    def tcp(self) -> tuple[TcpAnswer, ...]:
        """One connect, where curl told of one."""
        address = self._address or self._target.host or ""
        if self._connected:
            return (TcpAnswer(address, self._target.port, TcpOutcome.CONNECTED),)
        outcome = _refusal(self._text.lower()) if self._code in {NO_CONNECT, TOO_SLOW} else None
        if outcome is None or (outcome is TcpOutcome.TIMEOUT and "resolv" in self._text.lower()):
            return ()
        return (TcpAnswer(address, self._target.port, outcome),)

    def tls(self) -> TlsAnswer | None:
        """The handshake, with the certificate as curl describes it."""
        if not self._target.protocol.encrypted or not self._connected:
            return None
        outcome = TlsOutcome.VERIFIED if self._secured and self._code != UNTRUSTED else self._tls_failure()
        if outcome is None:
            return None
        error = "" if outcome is TlsOutcome.VERIFIED else clean(self._last_word())
        return TlsAnswer(
            self._target.host or "",
            outcome,
            offered=("http/1.1",),
            alpn="http/1.1" if re.search(r"(server accepted|to use).*http/1\.1", self._text) else "",
            certificate=self._certificate(),
            error=error,
        )

    def _tls_failure(self) -> TlsOutcome | None:
        text = self._text.lower()
        if self._code == UNTRUSTED:
            if "subject name" in text or "does not match" in text:
                return TlsOutcome.WRONG_NAME
            if "not yet valid" in text:
                return TlsOutcome.NOT_YET_VALID
            # An image without authorities finds everybody untrusted: that says nothing about the host.
            if "unable to get local issuer" in text and self._authorities_missing():
                return None
            if self._own and "expired" not in text:
                return None
            return TlsOutcome.EXPIRED if "expired" in text else TlsOutcome.UNTRUSTED
        if self._code == TOO_SLOW:
            return TlsOutcome.TIMEOUT
        if self._code == NO_TLS:
            if "reset by peer" in text or "connection reset" in text:
                return TlsOutcome.RESET
            return TlsOutcome.NOT_TLS if "wrong version number" in text else TlsOutcome.ALERT
        return None

    def _authorities_missing(self) -> bool:
        named = re.findall(r"CA(?:file|path): (\S+)", self._text)
        return not named or all(each == "none" for each in named)

    def _certificate(self) -> Certificate | None:
        found = dict(re.findall(r"(subject|issuer|start date|expire date): (.+)", self._text))
        if "issuer" not in found:
            return None
        organization = re.search(r"(?:^|[;,] ?)O ?= ?([^;,]+)", found["issuer"])
        return Certificate(
            clean(found.get("subject", "")),
            clean(found["issuer"]),
            organization[1].strip() if organization else "",
            (),
            "",
            "",
            "",
        )

    def http(self) -> HttpAnswer | None:
        """The answer's status and the headers that are kept."""
        if not self._status or self._code == UNTRUSTED:
            return None
        fields = [line[2:].partition(":") for line in self._lines if line.startswith("< ") and ":" in line]
        kept = {name.strip().lower(): value.strip() for name, _, value in fields}
        headers = tuple(sorted((name, clean(value)) for name, value in kept.items() if name in KEPT))
        path = self._target.answer.path if self._target.answer else "/"
        return HttpAnswer(HttpOutcome.ANSWERED, path, self._status, headers)

    def _last_word(self) -> str:
        return next((line for line in reversed(self._lines) if not line.startswith("curl-result")), "")


def _positive(text: str) -> bool:
    return any(digit in "123456789" for digit in text)
