"""Faults of a network, one a row: how it is made for real, the one verdict it gets, and the whole fix.

`fix` is what the fix has to be, word for word; what stands in braces is filled in by what was built.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from connectivity.vantage import Place, Proxy, Resolver, Vantage
from tests.connectivity.network.authority import corporate, trusted
from tests.connectivity.network.dns_server import DnsServer, Says
from tests.connectivity.network.host_server import (
    HostServer,
    Talk,
    http,
    over_tls,
    say,
    stay_silent,
)
from tests.connectivity.network.program import free_port, squid, tinyproxy
from tests.connectivity.network.setting import HOST, place, target, verdicts
from tests.connectivity.network.town import DNS, OTHER, seen, town

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from connectivity.target import Target
    from connectivity.verdict import Verdict

CHALLENGE = "WWW-Authenticate: Bearer"
FINE = http("401 Unauthorized", CHALLENGE)
LINK = "myreg.privatelink.azurecr.io"
DATA = "myreg.westeurope.data.azurecr.io"
LOCAL = "localhost"
AZ = (
    'az network firewall application-rule create -g "$RG" -f "$FW" -c azureml-application -n {rule} '
    "--source-addresses \"$SOURCE\" --protocols Https={port} --target-fqdns 'myreg.azurecr.io'"
)


@dataclass(frozen=True)
class Made:
    """The verdicts on a broken network, and the words of what was built."""

    verdicts: tuple[Verdict, ...]
    words: dict[str, str]


Maker = Callable[["Path"], AbstractContextManager[Made]]


@dataclass(frozen=True)
class Fault:
    """`code` is the only verdict that is not fine."""

    name: str
    made: Maker
    code: str
    fix: str


def words(dns: DnsServer | None = None, port: int = 443, **more: str) -> dict[str, str]:
    """What fixes name."""
    server = f"{dns.address}:{dns.port}" if dns else ""
    return {"dns": server, "port": str(port), "rule": f"allow-myreg-azurecr-io-{port}", **more}


def answered(says: Says, **given: bool) -> Maker:
    """The one DNS server says this."""

    @contextmanager
    def make(folder: Path) -> Iterator[Made]:
        with DnsServer({HOST: says}) as dns:
            yield Made(verdicts(place(dns), target(9, **given)), words(dns, 9))  # type: ignore[arg-type]

    return make


def beside(second: Says) -> Maker:
    """Of two DNS servers the first is right and the second says this."""

    @contextmanager
    def make(folder: Path) -> Iterator[Made]:
        talk = over_tls(trusted().issue(folder, HOST), FINE)
        good = {HOST: Says(("127.0.0.2",))}
        with (
            HostServer(talk, "127.0.0.2") as server,
            DnsServer(good) as one,
            DnsServer({HOST: second}, "127.0.0.3") as two,
        ):
            found = verdicts(place(one, two), target(server.port))
            yield Made(found, words(two, server.port, first=f"{one.address}:{one.port}"))

    return make


def talking(talk: Callable[[Path], Talk], **given: object) -> Maker:
    """The name is right, and this is what answers at the address."""

    @contextmanager
    def make(folder: Path) -> Iterator[Made]:
        with HostServer(talk(folder), "127.0.0.2") as server, DnsServer({HOST: Says(("127.0.0.2",))}) as dns:
            found = verdicts(place(dns), target(server.port, **given))  # type: ignore[arg-type]
            yield Made(found, words(dns, server.port))

    return make


def inside(inner: Talk) -> Callable[[Path], Talk]:
    """That talk behind a certificate that is right."""
    return lambda folder: over_tls(trusted().issue(folder, HOST), inner)


def certified(*names: str, since: int = -10, until: int = 300) -> Callable[[Path], Talk]:
    """The right answer behind this certificate."""
    return lambda folder: over_tls(trusted().issue(folder, *names, since=since, until=until), FINE)


def walled(
    *rules: str,
    zone: dict[str, Says] | None = None,
    servers: tuple[str, ...] = (DNS,),
    reset: tuple[str, ...] = (),
    asked: tuple[Target, ...] = (),
) -> Maker:
    """A real firewall with these rules; `reset` are names that a device on the way cuts."""

    @contextmanager
    def make(folder: Path) -> Iterator[Made]:
        with town(folder, zone, reset=reset) as net:
            net.rules(*rules)
            yield Made(seen(net, *asked, servers=servers), words())

    return make


def proxied(kind: str, *, host: str = LOCAL, no_proxy: tuple[str, ...] = ()) -> Maker:
    """Through a proxy: tinyproxy, tinyproxy with a list or a login, squid that opens TLS, or none at all."""

    @contextmanager
    def make(folder: Path) -> Iterator[Made]:
        with ExitStack() as stack:
            talk = over_tls(trusted().issue(folder, host), FINE)
            server = stack.enter_context(HostServer(talk, "127.0.0.1" if host == LOCAL else "127.0.0.2"))
            dns = stack.enter_context(DnsServer({host: Says((server.address,))}))
            url, port = _proxy(kind, folder, stack), free_port() if kind == "lost" else server.port
            vantage = Vantage(
                Place.HERE,
                resolvers=(Resolver(dns.address, dns.port, "test"),),
                proxy=Proxy(url, no_proxy, "test"),
            )
            yield Made(verdicts(vantage, target(port, host)), words(dns, port, proxy=url))

    return make


def _proxy(kind: str, folder: Path, stack: ExitStack) -> str:
    if kind in {"plain", "lost"}:
        return stack.enter_context(tinyproxy(folder))
    if kind == "list":
        return stack.enter_context(tinyproxy(folder, deny=(LOCAL,)))
    if kind == "login":
        return stack.enter_context(tinyproxy(folder, login=True))
    if kind == "opening":
        return stack.enter_context(squid(corporate().whole()))
    if kind == "nameless":
        return "http://proxy.corp.example:3128"
    if kind == "silent":
        return f"http://127.0.0.1:{stack.enter_context(HostServer(stay_silent)).port}"
    if kind == "other":
        return f"http://127.0.0.1:{stack.enter_context(HostServer(say(b'SSH-2.0-OpenSSH'))).port}"
    return f"http://127.0.0.1:{free_port()}"


def served(program: Callable[..., AbstractContextManager[int]], lines: list[str]) -> Maker:
    """A DNS server that is not ours says it in its own way, about a private host."""

    @contextmanager
    def make(folder: Path) -> Iterator[Made]:
        with program(folder, lines) as port:
            vantage = Vantage(Place.HERE, resolvers=(Resolver("127.0.0.1", port, "test"),))
            yield Made(
                verdicts(vantage, target(9, private=True)), words(None, 9) | {"dns": f"127.0.0.1:{port}"}
            )

    return make


@contextmanager
def half(folder: Path) -> Iterator[Made]:
    """A private registry whose second name has no record."""
    zone = {HOST: Says(("127.0.8.1",), chain=(LINK,)), DATA: Says(rcode="NXDOMAIN", chain=(f"x.{LINK}",))}
    talk = over_tls(trusted().issue(folder, HOST, DATA), FINE)
    with HostServer(talk, "127.0.8.1") as server, DnsServer(zone) as dns:
        layers = target(server.port, DATA, entry="registry-layers", private=True)
        yield Made(verdicts(place(dns), target(server.port, private=True), layers), words(dns, server.port))


@contextmanager
def outside(folder: Path) -> Iterator[Made]:
    """A DNS server that forwards to Azure from outside a network: private names alone fail."""
    talk = over_tls(trusted().issue(folder, OTHER), FINE)
    zone = {OTHER: Says(("127.0.0.2",)), HOST: Says(rcode="SERVFAIL")}
    with HostServer(talk, "127.0.0.2") as server, DnsServer(zone) as dns:
        ordinary = target(server.port, OTHER, entry="images")
        yield Made(verdicts(place(dns), ordinary, target(server.port, private=True)), words(dns, server.port))


CHAIN = [f"cname={HOST},{LINK}"]
BOTH = "meta l4proto { tcp, udp } th dport 53"
GATE = http("502 Bad Gateway", "Via: 1.1 gate")
FIREWALLED = http("403 Forbidden", "x-ms-error-code: AuthorizationFailure")
PUBLIC = http("403 Forbidden", body="denied based on workspace Private Link configuration")
PAGE = http("200 OK", body="<html>Blocked by policy</html>")
LATE = http("401 Unauthorized", CHALLENGE, date=0)
