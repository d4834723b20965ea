"""One requirement as the catalogue states it: a host pattern, who needs it, when, and what breaks without it.

Nothing here knows a real cluster. `expand` fills a `Host` in and gives `target.Target`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Cloud(str, Enum):
    """The Azure clouds the catalogue knows, by the names Azure gives them in its CLI."""

    PUBLIC = "AzureCloud"
    USGOV = "AzureUSGovernment"
    CHINA = "AzureChinaCloud"


class Phase(str, Enum):
    """The order in which an inference cluster comes to life, and so the order in which things fail."""

    ATTACH = "attach"
    ROUTER_DEPLOYED = "router deployed"
    ROUTER_STARTS = "router starts"
    ROUTER_RUNS = "router runs"
    MODEL_DEPLOYED = "model deployed"
    SERVED = "served"

    @property
    def order(self) -> int:
        """Position in time, 0 first."""
        return list(Phase).index(self)


class Who(str, Enum):
    """The party whose packet it is. It decides which vantage can speak for it."""

    NODE = "node"
    POD = "pod"
    ROUTER = "router"
    MODEL = "model"
    CLIENT = "client"
    OPERATOR = "operator"
    LOAD_BALANCER = "load balancer"


class Protocol(str, Enum):
    """What is spoken at the port; it decides which probes apply."""

    HTTPS = "https"
    HTTP = "http"
    WEBSOCKET = "websocket"
    TCP = "tcp"
    UDP = "udp"
    DNS = "dns"
    NTP = "ntp"

    @property
    def transport(self) -> str:
        """``tcp`` or ``udp``: what a firewall rule has to say. DNS needs both; its rule says udp and tcp."""
        return "udp" if self in {Protocol.UDP, Protocol.DNS, Protocol.NTP} else "tcp"

    @property
    def encrypted(self) -> bool:
        """True where a TLS handshake is part of the protocol."""
        return self in {Protocol.HTTPS, Protocol.WEBSOCKET}


class Weight(str, Enum):
    """What is lost without the host. Only REQUIRED ones make a run fail."""

    REQUIRED = "required"
    TELEMETRY = "telemetry"
    OPTIONAL = "optional"


class Expectation(str, Enum):
    """What a correct network does with this host."""

    REACHABLE = "reachable"
    PRIVATE = "private"
    BLOCKED = "blocked"


@dataclass(frozen=True)
class Name:
    """One host name of an entry in one cloud.

    `pattern` may hold placeholders (``{region}``) and a leading ``*.``. A wildcard, or a range of addresses,
    cannot be probed: `witness` is the name probed in its place, or None where no such name is known.
    `documented` is False where the name follows from another page and no page states it.
    """

    pattern: str
    witness: str | None = None
    documented: bool = True

    @property
    def wildcard(self) -> bool:
        """True for a pattern that covers many names."""
        return "*" in self.pattern


@dataclass(frozen=True)
class Condition:
    """The entry applies when the setting has one of these values."""

    setting: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """What an unauthenticated caller gets from the real host: proof that it is the real one.

    A status in `statuses`, and, when `header` is given, that response header present (lower case).
    """

    path: str = "/"
    statuses: tuple[int, ...] = ()
    header: str | None = None
    documented: bool = False


@dataclass(frozen=True)
class PrivateZones:
    """The private DNS zones in which the name lives once a private endpoint exists.

    `setting` is the yes/no setting that says whether it does; `forward` is the public zone that a DNS
    server of one's own has to forward to Azure DNS.
    """

    setting: str
    zones: tuple[str, ...]
    forward: tuple[str, ...] = ()


@dataclass(frozen=True)
class Host:
    """A catalogue entry. `source` is a URL of the vendor's page, `checked` the ISO date it was read.

    `tags` are service tags that cover it in a network security group; `alpn` says that it depends on ALPN.
    `issuers` are organisations that may issue its certificate: None for those of the cloud, empty for any.
    `inside` says that the name is the cluster's own: only its pods can ask for it, and no firewall knows it.
    """

    id: str
    names: tuple[tuple[Cloud, tuple[Name, ...]], ...]
    ports: tuple[int, ...]
    protocol: Protocol
    who: tuple[Who, ...]
    phases: tuple[Phase, ...]
    purpose: str
    breaks: str
    symptom: str
    source: str
    checked: str
    weight: Weight = Weight.REQUIRED
    expectation: Expectation = Expectation.REACHABLE
    conditions: tuple[Condition, ...] = ()
    answer: Answer | None = None
    private: PrivateZones | None = None
    documented: bool = True
    issuers: tuple[str, ...] | None = None
    tags: tuple[str, ...] = ()
    alpn: bool = False
    inside: bool = False
    file: str = ""

    def in_cloud(self, cloud: Cloud) -> tuple[Name, ...]:
        """Names of this entry in that cloud; empty where the entry does not exist there."""
        return dict(self.names).get(cloud, ())


class Party(str, Enum):
    """Groups of pods and services inside the cluster that talk to each other."""

    ROUTER = "router"
    MODEL = "model"
    EXTENSION = "extension"
    API_SERVER = "api-server"
    KUBE_DNS = "kube-dns"
    KONNECTIVITY = "konnectivity"
    IDENTITY_PROXY = "identity-proxy"


@dataclass(frozen=True)
class Flow:
    """Traffic inside the cluster that network policies must let through. No `ports` means any port."""

    id: str
    source_party: Party
    to: Party
    ports: tuple[int, ...]
    phases: tuple[Phase, ...]
    breaks: str
    source: str
    checked: str


@dataclass(frozen=True)
class Catalogue:
    """All entries, and per cloud the values of the placeholders that the cloud alone decides."""

    hosts: tuple[Host, ...]
    flows: tuple[Flow, ...]
    clouds: tuple[tuple[Cloud, tuple[tuple[str, str], ...]], ...]
    issuers: tuple[str, ...]

    def placeholders(self, cloud: Cloud) -> dict[str, str]:
        """What this cloud fills in, such as ``storage_suffix``."""
        return dict(dict(self.clouds).get(cloud, ()))
