"""What the probes saw: an outcome from a closed set, and the evidence. Never whether it is good or bad.

Durations are in seconds. Texts that came over the network are cut and cleaned before they get in here.
"""

from dataclasses import dataclass
from enum import Enum

from connectivity.vantage import Proxy, Resolver, Vantage


class NameOutcome(str, Enum):
    """How one DNS server answered for one name. REFUSED is the rcode, UNREACHABLE an ICMP refusal."""

    ANSWERED = "answered"
    NXDOMAIN = "NXDOMAIN"
    NO_DATA = "no data"
    SERVFAIL = "SERVFAIL"
    REFUSED = "REFUSED"
    OTHER_RCODE = "other rcode"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    MALFORMED = "malformed"


@dataclass(frozen=True)
class NameAnswer:
    """One name asked at one resolver.

    `chain` holds the CNAME targets in order, the last one being where the chain ended. `transport` is the
    one that gave the outcome; `udp` is the outcome over UDP where TCP had to be used as well.
    `outcome6` is that of the AAAA question; `error` the Extended DNS Error text, if any.
    """

    resolver: Resolver
    outcome: NameOutcome
    addresses: tuple[str, ...] = ()
    addresses6: tuple[str, ...] = ()
    chain: tuple[str, ...] = ()
    transport: str = "udp"
    truncated: bool = False
    udp: NameOutcome | None = None
    outcome6: NameOutcome | None = None
    rcode: str = ""
    error: str = ""
    attempts: int = 1
    seconds: float = 0.0


class TcpOutcome(str, Enum):
    """How a TCP connect ended. REFUSED is a reset: a closed port and a rejecting firewall look the same."""

    CONNECTED = "connected"
    TIMEOUT = "timeout"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    RESET = "reset"
    ERROR = "error"


@dataclass(frozen=True)
class TcpAnswer:
    """One connect. `error` is the errno name (``EHOSTUNREACH``); `attempts` counts the tries made."""

    address: str
    port: int
    outcome: TcpOutcome
    error: str = ""
    attempts: int = 1
    seconds: float = 0.0


class ProxyOutcome(str, Enum):
    """How a CONNECT to the proxy ended. DENIED is any status but 2xx and 407."""

    OPEN = "open"
    DENIED = "denied"
    LOGIN_REQUIRED = "login required"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    NOT_HTTP = "not http"
    NAME_UNKNOWN = "proxy name unknown"


@dataclass(frozen=True)
class ProxyAnswer:
    """One CONNECT. `status` is 0 when no status line came."""

    proxy: Proxy
    outcome: ProxyOutcome
    status: int = 0
    reason: str = ""
    seconds: float = 0.0


class TlsOutcome(str, Enum):
    """How a TLS handshake for that name ended."""

    VERIFIED = "verified"
    UNTRUSTED = "untrusted"
    WRONG_NAME = "wrong name"
    EXPIRED = "expired"
    NOT_YET_VALID = "not yet valid"
    RESET = "reset"
    CLOSED = "closed"
    TIMEOUT = "timeout"
    ALERT = "alert"
    NOT_TLS = "not tls"


@dataclass(frozen=True)
class Certificate:
    """The leaf certificate shown. `issuer` and `subject` are readable; dates are ISO 8601 in UTC."""

    subject: str
    issuer: str
    issuer_organization: str
    names: tuple[str, ...]
    not_before: str
    not_after: str
    sha256: str


@dataclass(frozen=True)
class TlsAnswer:
    """One handshake. `alpn` is what was negotiated out of `offered`."""

    server_name: str
    outcome: TlsOutcome
    version: str = ""
    offered: tuple[str, ...] = ()
    alpn: str = ""
    certificate: Certificate | None = None
    error: str = ""
    attempts: int = 1
    seconds: float = 0.0


class HttpOutcome(str, Enum):
    """How one GET ended. TOO_MUCH: the head was longer than the probe reads."""

    ANSWERED = "answered"
    TIMEOUT = "timeout"
    RESET = "reset"
    CLOSED = "closed"
    NOT_HTTP = "not http"
    TOO_MUCH = "too much"


@dataclass(frozen=True)
class HttpAnswer:
    """One GET without credentials. Only a fixed set of headers is kept, lower case; `body` is its start."""

    outcome: HttpOutcome
    path: str = "/"
    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    seconds: float = 0.0

    def header(self, name: str) -> str | None:
        """Value of a kept header, or None."""
        return dict(self.headers).get(name)


class DatagramOutcome(str, Enum):
    """How a UDP question ended. SILENT proves nothing: the packet may have arrived."""

    ANSWERED = "answered"
    SILENT = "silent"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True)
class DatagramAnswer:
    """One UDP question and `offset`, the clock difference in seconds where the protocol tells it."""

    address: str
    port: int
    outcome: DatagramOutcome
    offset: float | None = None
    seconds: float = 0.0


@dataclass(frozen=True)
class Observation:
    """Everything seen of one target from one vantage. What a probe had no reason to ask is empty or None.

    `direct_for` lists the runtimes that NO_PROXY makes bypass the proxy, where there is a proxy.
    `unfinished` names the stage that the time limit of the whole run cut off; with `untold` there was time,
    and the tools at that place could not tell.
    `own_time` is the clock of the vantage, ISO 8601 in UTC, for telling a wrong clock from a bad certificate.
    """

    target: str
    vantage: Vantage
    names: tuple[NameAnswer, ...] = ()
    tcp: tuple[TcpAnswer, ...] = ()
    proxy: ProxyAnswer | None = None
    direct_for: tuple[str, ...] = ()
    tls: TlsAnswer | None = None
    http: HttpAnswer | None = None
    datagram: DatagramAnswer | None = None
    unfinished: str | None = None
    untold: bool = False
    own_time: str = ""
    seconds: float = 0.0
