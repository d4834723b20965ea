"""Two hosts and two DNS servers behind a real firewall: a small town in network namespaces."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING

from connectivity.vantage import Place, Resolver, Vantage
from tests.connectivity.network.authority import trusted
from tests.connectivity.network.dns_server import DnsServer, Says
from tests.connectivity.network.host_server import HostServer, http, over_tls
from tests.connectivity.network.namespace import SERVERS, Network, network
from tests.connectivity.network.setting import HOST, target, verdicts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from connectivity.target import Target
    from connectivity.verdict import Verdict

WEB, WEB_TOO, DNS, DNS_TOO = SERVERS
OTHER = "mcr.microsoft.com"
ZONE = {HOST: Says((WEB,)), OTHER: Says((WEB_TOO,))}


@contextmanager
def town(
    folder: Path, zone: dict[str, Says] | None = None, *, reset: tuple[str, ...] = ()
) -> Iterator[Network]:
    """The hosts listen on port 443, the DNS servers on port 53."""
    inner = http("401 Unauthorized", "WWW-Authenticate: Bearer")
    talk = over_tls(trusted().issue(folder, HOST, OTHER), inner, reset=reset)
    with network() as net, ExitStack() as stack:
        for address in (WEB, WEB_TOO):
            made = net.inside(net.servers, partial(HostServer, talk, address, 443))
            stack.enter_context(made)
        for address in (DNS, DNS_TOO):
            enter = partial(net.enter, net.servers)
            stack.enter_context(DnsServer(zone or ZONE, address, port=53, enter=enter))
        yield net


def seen(net: Network, *targets: Target, servers: tuple[str, ...] = (DNS,)) -> tuple[Verdict, ...]:
    """Probe and judge from the client's side of the firewall."""
    vantage = Vantage(Place.HERE, resolvers=tuple(Resolver(address, 53, "test") for address in servers))
    return net.inside(net.client, lambda: verdicts(vantage, *(targets or (target(),))))
