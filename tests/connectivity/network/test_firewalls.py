"""A real firewall between client and servers, in network namespaces: what it does is named exactly."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING

import pytest

from connectivity.host import Protocol
from connectivity.vantage import Place, Resolver, Vantage
from tests.connectivity.network.authority import trusted
from tests.connectivity.network.dns_server import DnsServer, Says
from tests.connectivity.network.host_server import HostServer, http, over_tls
from tests.connectivity.network.namespace import SERVERS, Network, network
from tests.connectivity.network.setting import HOST, faults, target, verdicts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from connectivity.target import Target
    from connectivity.verdict import Verdict

WEB, WEB_TOO, DNS, DNS_TOO = SERVERS
OTHER = "mcr.microsoft.com"
LINK = "myreg.privatelink.azurecr.io"
ZONE = {HOST: Says((WEB,)), OTHER: Says((WEB_TOO,))}


@contextmanager
def town(
    tmp_path: Path, zone: dict[str, Says] | None = None, *, reset: tuple[str, ...] = ()
) -> Iterator[Network]:
    """Two hosts on port 443 and two DNS servers on port 53, behind the firewall."""
    inner = http("401 Unauthorized", "WWW-Authenticate: Bearer")
    talk = over_tls(trusted().issue(tmp_path, HOST, OTHER), inner, reset=reset)
    with network() as net, ExitStack() as stack:
        for address in (WEB, WEB_TOO):
            made = net.inside(net.servers, partial(HostServer, talk, address, 443))
            stack.enter_context(made)
        for address in (DNS, DNS_TOO):
            enter = partial(net.enter, net.servers)
            stack.enter_context(DnsServer(zone or ZONE, address, port=53, enter=enter))
        yield net


def seen(net: Network, *targets: Target, servers: tuple[str, ...] = (DNS,)) -> tuple[Verdict, ...]:
    vantage = Vantage(Place.HERE, resolvers=tuple(Resolver(address, 53, "test") for address in servers))
    return net.inside(net.client, lambda: verdicts(vantage, *(targets or (target(),))))


def test_without_a_rule_everything_is_fine(tmp_path: Path) -> None:
    with town(tmp_path) as net:
        assert faults(seen(net, target(), target(443, OTHER, entry="images"), servers=(DNS, DNS_TOO))) == []


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (f"ip daddr {WEB} tcp dport 443 drop", "tcp-dropped"),
        (f"ip daddr {WEB} tcp dport 443 reject with tcp reset", "tcp-refused"),
        (f"ip daddr {WEB} tcp dport 443 reject with icmp admin-prohibited", "tcp-unreachable"),
        (f"ip daddr {WEB} tcp dport 443 reject with icmp host-unreachable", "tcp-unreachable"),
        ("udp dport 53 drop", "dns-udp-blocked"),
        ("meta l4proto { tcp, udp } th dport 53 drop", "dns-timeout"),
        ("meta l4proto { tcp, udp } th dport 53 reject", "dns-unreachable"),
        (f"ip saddr {WEB} tcp sport 443 tcp flags & (syn|ack) == ack drop", "tls-silent"),
    ],
)
def test_a_rule_of_the_firewall(tmp_path: Path, rule: str, code: str) -> None:
    with town(tmp_path) as net:
        net.rules(rule)
        found = seen(net)
    assert faults(found) == [code]
    if code.startswith("t"):
        assert "--protocols Https=443 --target-fqdns 'myreg.azurecr.io'" in found[0].fix
    else:
        assert DNS in found[0].fix


def test_only_the_blocked_host_is_blamed(tmp_path: Path) -> None:
    with town(tmp_path) as net:
        net.rules(f"ip daddr {WEB_TOO} tcp dport 443 drop")
        found = seen(net, target(), target(443, OTHER, entry="images"))
    assert [(each.code, each.subject) for each in found] == [
        ("tcp-dropped", f"images/{OTHER}:443"),
        ("fine", f"registry/{HOST}:443"),
    ]


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (f"ip daddr {DNS_TOO} meta l4proto {{ tcp, udp }} th dport 53 drop", "dns-one-server-broken"),
        (f"ip daddr {DNS} meta l4proto {{ tcp, udp }} th dport 53 drop", "dns-one-server-broken"),
        (f"ip daddr {DNS_TOO} udp dport 53 drop", "dns-udp-blocked"),
    ],
)
def test_one_dns_server_of_two_is_blocked(tmp_path: Path, rule: str, code: str) -> None:
    with town(tmp_path) as net:
        net.rules(rule)
        found = seen(net, servers=(DNS, DNS_TOO))
    assert faults(found) == [code]
    assert (DNS_TOO if DNS_TOO in rule else DNS) in found[0].fix


def test_one_address_of_two_is_dropped(tmp_path: Path) -> None:
    with town(tmp_path, {HOST: Says((WEB, WEB_TOO))}) as net:
        net.rules(f"ip daddr {WEB_TOO} tcp dport 443 drop")
        assert faults(seen(net)) == ["tcp-one-address"]


def test_an_answer_that_needs_tcp_while_tcp_is_dropped(tmp_path: Path) -> None:
    with town(tmp_path, {HOST: Says((WEB,), truncate=True)}) as net:
        assert faults(seen(net)) == []
        net.rules("tcp dport 53 drop")
        assert faults(seen(net)) == ["dns-tcp-blocked"]


def test_a_device_that_filters_by_server_name(tmp_path: Path) -> None:
    with town(tmp_path, reset=(HOST,)) as net:
        found = seen(net, target(), target(443, OTHER, entry="images"))
    assert faults(found) == ["tls-reset"]


def test_no_route_at_all(tmp_path: Path) -> None:
    with town(tmp_path) as net:
        net.unroute()
        assert faults(seen(net)) == ["dns-unreachable"]


@pytest.mark.parametrize(
    ("rule", "code"),
    [("udp dport 53 drop", "dns-udp-blocked"), ("tcp dport 53 drop", "dns-tcp-blocked")],
)
def test_a_custom_dns_server_as_a_target(tmp_path: Path, rule: str, code: str) -> None:
    with town(tmp_path) as net:
        net.rules(rule)
        assert faults(seen(net, target(53, DNS, protocol=Protocol.DNS))) == [code]


@pytest.mark.parametrize(
    ("rule", "code"), [("udp dport 123 drop", "udp-silent"), ("udp dport 123 reject", "udp-refused")]
)
def test_udp_that_is_dropped_stays_open_and_rejected_does_not(tmp_path: Path, rule: str, code: str) -> None:
    with town(tmp_path) as net:
        net.rules(rule)
        assert faults(seen(net, target(123, WEB, protocol=Protocol.NTP))) == [code]


def test_a_public_answer_for_a_private_host(tmp_path: Path) -> None:
    with town(tmp_path, {HOST: Says((WEB,), chain=(LINK, "r.azurecr.io"))}) as net:
        assert faults(seen(net, target(private=True))) == ["private-zone-not-seen"]
