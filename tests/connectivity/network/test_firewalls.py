"""A real firewall between client and servers, in network namespaces: what it does is named exactly."""

from pathlib import Path

import pytest

from connectivity.host import Protocol
from tests.connectivity.network.dns_server import Says
from tests.connectivity.network.setting import HOST, faults, target
from tests.connectivity.network.town import DNS, DNS_TOO, OTHER, WEB, WEB_TOO, seen, town

LINK = "myreg.privatelink.azurecr.io"


def test_without_a_rule_everything_is_fine(tmp_path: Path) -> None:
    with town(tmp_path) as net:
        assert faults(seen(net, target(), target(443, OTHER, entry="images"), servers=(DNS, DNS_TOO))) == []


def test_an_unreachable_host_is_told_as_a_prohibited_one(tmp_path: Path) -> None:
    with town(tmp_path) as net:
        net.rules(f"ip daddr {WEB} tcp dport 443 reject with icmp host-unreachable")
        assert faults(seen(net)) == ["tcp-unreachable"]


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
