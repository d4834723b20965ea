"""From where a packet leaves. The same name can be fine from one place and blocked from the next."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Place(str, Enum):
    """The kinds of place a probe can run in."""

    HERE = "here"
    NODE = "node"
    POD = "pod"
    ROUTER = "router"


@dataclass(frozen=True)
class Resolver:
    """A DNS server, and who named it (``/etc/resolv.conf``, ``--resolver``, ``kube-dns``)."""

    address: str
    port: int = 53
    origin: str = ""

    def __str__(self) -> str:
        """``10.0.0.10``, ``127.0.0.1:5353`` or ``[::1]:5353``."""
        shown = f"[{self.address}]" if ":" in self.address else self.address
        return self.address if self.port == 53 else f"{shown}:{self.port}"


@dataclass(frozen=True)
class Proxy:
    """An HTTP proxy as the environment of this vantage states it. `url` never holds a password."""

    url: str
    no_proxy: tuple[str, ...] = ()
    origin: str = ""


@dataclass(frozen=True)
class Vantage:
    """A place, its name (a node, a pod, or this machine), and what name resolution and proxy it has."""

    place: Place
    name: str = "this machine"
    resolvers: tuple[Resolver, ...] = ()
    proxy: Proxy | None = None

    def __str__(self) -> str:
        """``here`` or ``pod default/azureml-fe-1``."""
        return self.place.value if self.place is Place.HERE else f"{self.place.value} {self.name}"
