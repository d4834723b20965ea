"""Faults of name resolution, each made for real: exactly one verdict, and a fix that names the culprit."""

from dataclasses import replace
from pathlib import Path

import pytest

from connectivity.host import Protocol
from connectivity.observation import NameOutcome
from connectivity.vantage import Place, Resolver, Vantage
from tests.connectivity.network.authority import trusted
from tests.connectivity.network.dns_server import DnsServer, Says
from tests.connectivity.network.host_server import HostServer, http, over_tls
from tests.connectivity.network.setting import HOST, faults, look, place, target, verdicts

CHALLENGE = "WWW-Authenticate: Bearer"
DATA = "myreg.westeurope.data.azurecr.io"
LINK = "myreg.privatelink.azurecr.io"


@pytest.mark.parametrize(
    ("says", "code", "fix"),
    [
        (Says(chain=("a.example",)), "dns-no-address", "A record for a.example on DNS server {server}"),
        (Says(drop=True), "dns-timeout", "Allow UDP and TCP port 53 to DNS server {server}"),
        (Says(garbage=b""), "dns-malformed", "between here and DNS server {server}"),
        (Says(loop=True, chain=("a.example",)), "dns-malformed", "between here and DNS server {server}"),
        (Says(truncate=True, drop_tcp=True), "dns-tcp-blocked", "Allow TCP port 53 to DNS server {server}"),
    ],
)  # fmt: skip
def test_a_dns_servers_fault_has_its_own_verdict(says: Says, code: str, fix: str) -> None:
    with DnsServer({HOST: says}) as dns:
        found = verdicts(place(dns), target())
    assert faults(found) == [code]
    assert fix.format(server=f"{dns.address}:{dns.port}") in found[0].fix
    assert found[0].symptom == "ImagePullBackOff"


def test_a_registry_that_is_public_as_a_whole_is_not_called_half() -> None:
    public = Says(("20.50.1.1",), chain=(LINK, "r.azurecr.io"))
    with DnsServer({HOST: public, DATA: public}) as dns:
        layers = target(9, DATA, entry="registry-layers", private=True)
        found = verdicts(place(dns), target(9, private=True), layers)
    assert faults(found) == ["private-zone-not-seen", "private-zone-not-seen"]


def test_a_forwarder_outside_azure_fails_for_private_names_only(tmp_path: Path) -> None:
    other = "mcr.microsoft.com"
    talk = over_tls(trusted().issue(tmp_path, other), http("401 Unauthorized", CHALLENGE))
    zone = {other: Says(("127.0.0.2",)), HOST: Says(rcode="SERVFAIL"), DATA: Says(rcode="SERVFAIL")}
    with HostServer(talk, "127.0.0.2") as server, DnsServer(zone) as dns:
        found = verdicts(
            place(dns),
            target(server.port, other, entry="images"),
            target(server.port, private=True),
            target(server.port, DATA, entry="registry-layers", private=True),
        )
    assert faults(found) == ["private-forwarder-broken"]
    assert found[0].also == (f"registry-layers/{DATA}:{server.port}",)
    assert "forward azurecr.io to a DNS server inside the virtual network" in found[0].fix


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (Says(rcode="SERVFAIL"), "dns-one-server-broken"),
        (Says(rcode="REFUSED"), "dns-one-server-broken"),
        (Says(drop=True), "dns-one-server-broken"),
        (Says(rcode="NXDOMAIN"), "dns-servers-disagree"),
        (Says(("20.50.1.1",)), "dns-servers-disagree"),
        (Says(("127.0.0.2",), drop_udp=True), "dns-udp-blocked"),
        (Says(("127.0.0.2",), drop_aaaa=True), "dns-aaaa-fails"),
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_one_dns_server_of_two(tmp_path: Path, second: Says, code: str, *, first: bool) -> None:
    talk = over_tls(trusted().issue(tmp_path, HOST), http("401 Unauthorized", CHALLENGE))
    good = Says(("127.0.0.2",))
    with (
        HostServer(talk, "127.0.0.2") as server,
        DnsServer({HOST: good}) as one,
        DnsServer({HOST: second}, otherwise=good) as two,
    ):
        order = (two, one) if first and code != "dns-servers-disagree" else (one, two)
        found = verdicts(place(*order), target(server.port))
    assert faults(found) == [code]
    assert str(two.port) in found[0].fix


def test_a_dns_server_nobody_runs_is_unreachable() -> None:
    with DnsServer({}) as gone:
        pass
    found = verdicts(place(gone), target())
    assert faults(found) == ["dns-unreachable"]


def test_one_dead_dns_server_is_one_verdict_for_all_hosts() -> None:
    with DnsServer({}, otherwise=Says(drop=True)) as dns:
        found = verdicts(place(dns), *[target(443, f"h{at}.example", entry=f"e{at}") for at in range(5)])
    assert faults(found) == ["dns-timeout"]
    assert len(found[0].also) == 4


def test_the_search_list_and_the_machines_own_resolver_are_left_out() -> None:
    with DnsServer({HOST: Says(rcode="NXDOMAIN")}) as dns:
        look(place(dns), target())
    assert sorted(dns.asked) == [f"{HOST} A udp", f"{HOST} AAAA udp"]


def test_a_cname_without_address_is_not_followed_elsewhere() -> None:
    with DnsServer({HOST: Says(chain=("x.example",)), "x.example": Says(("127.0.0.2",))}) as dns:
        (seen,) = look(place(dns), target())
    assert seen.names[0].outcome is NameOutcome.NO_DATA
    assert seen.names[0].chain == ("x.example",)


@pytest.mark.parametrize(
    ("says", "tcp", "code"),
    [
        (Says(drop=True), True, "dns-timeout"),
        (Says(rcode="NXDOMAIN"), False, "dns-tcp-blocked"),
        (Says(drop_udp=True), True, "dns-udp-blocked"),
    ],
)
def test_a_custom_dns_server_as_a_target(says: Says, code: str, *, tcp: bool) -> None:
    with DnsServer({}, otherwise=says, tcp=tcp) as dns:
        found = verdicts(Vantage(Place.HERE), target(dns.port, dns.address, protocol=Protocol.DNS))
    assert faults(found) == [code]


def test_the_extended_error_of_the_server_is_kept() -> None:
    with DnsServer({HOST: Says(rcode="SERVFAIL", extended="forwarder timed out")}) as dns:
        (seen,) = look(place(dns), target())
    assert "forwarder timed out" in seen.names[0].error


def test_a_witness_that_does_not_exist_says_nothing_about_the_wildcard() -> None:
    witness = replace(target(), pattern="*.azurecr.io", witness_for="*.azurecr.io")
    with DnsServer({HOST: Says(rcode="NXDOMAIN")}) as dns:
        found = verdicts(place(dns), witness)
    assert [(each.code, each.state.value) for each in found] == [("no-witness", "could not check")]
    with DnsServer({HOST: Says(rcode="SERVFAIL")}) as dns:
        assert faults(verdicts(place(dns), witness)) == ["dns-servfail"]


def test_without_a_resolver_nothing_is_called_fine() -> None:
    found = verdicts(Vantage(Place.HERE, resolvers=()), target())
    assert faults(found) == ["out-of-time"]


def test_a_name_that_cannot_be_asked_is_no_crash() -> None:
    with DnsServer({}) as dns:
        found = verdicts(
            Vantage(Place.HERE, resolvers=(Resolver(dns.address, dns.port),)), target(443, "a" * 64 + ".x")
        )
    assert faults(found) == ["dns-malformed"]
