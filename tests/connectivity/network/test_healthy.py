"""A healthy network gives no fault, whatever its shape; and what is sent to a host holds no secret."""

from pathlib import Path

import pytest

from connectivity.host import Expectation, Protocol
from tests.connectivity.network.authority import trusted
from tests.connectivity.network.dns_server import DnsServer, Says
from tests.connectivity.network.host_server import HostServer, http, over_tls
from tests.connectivity.network.setting import HOST, faults, place, target, verdicts

CHALLENGE = 'WWW-Authenticate: Bearer realm="https://myreg.azurecr.io/oauth2/token"'


def test_a_host_that_proves_itself_is_fine(tmp_path: Path) -> None:
    log: list[bytes] = []
    talk = over_tls(trusted().issue(tmp_path, HOST), http("401 Unauthorized", CHALLENGE, log=log))
    with HostServer(talk, "127.0.0.2") as server, DnsServer({HOST: Says(("127.0.0.2",))}) as dns:
        found = verdicts(place(dns), target(server.port))
    assert [(each.code, each.state.value) for each in found] == [("fine", "fine")]
    assert b"GET /v2/ HTTP/1.1\r\nHost: myreg.azurecr.io\r\n" in log[0]
    assert b"uthorization" not in log[0]
    assert b"ookie" not in log[0]


@pytest.mark.parametrize(
    "says",
    [
        Says(("127.0.0.2",), chain=("x.privatelink.azurecr.io", "y.example")),
        Says(("127.0.0.2",), truncate=True),
        Says(("127.0.0.2",), drop_edns=True),
        Says(("127.0.0.2",), lose_udp=1),
        Says(("127.0.0.2",), lose_udp=2),
        Says(("127.0.0.2",), delay=0.1),
    ],
)
def test_unusual_but_right_answers_are_no_fault(tmp_path: Path, says: Says) -> None:
    talk = over_tls(trusted().issue(tmp_path, HOST), http("401 Unauthorized", CHALLENGE))
    with HostServer(talk, "127.0.0.2") as server, DnsServer({HOST: says}) as dns:
        assert faults(verdicts(place(dns), target(server.port))) == []


def test_a_private_address_in_the_range_is_fine(tmp_path: Path) -> None:
    talk = over_tls(trusted().issue(tmp_path, HOST), http("401 Unauthorized", CHALLENGE))
    says = Says(("127.0.8.9",), chain=("myreg.privatelink.azurecr.io",))
    with HostServer(talk, "127.0.8.9") as server, DnsServer({HOST: says}) as dns:
        assert faults(verdicts(place(dns), target(server.port, private=True))) == []


def test_two_servers_with_different_public_addresses_do_not_disagree(tmp_path: Path) -> None:
    talk = over_tls(trusted().issue(tmp_path, HOST), http("401 Unauthorized", CHALLENGE))
    with (
        HostServer(talk, "127.0.0.2") as server,
        DnsServer({HOST: Says(("127.0.0.2",))}) as one,
        DnsServer({HOST: Says(("127.0.0.2", "127.0.0.3"))}) as two,
    ):
        assert faults(verdicts(place(one, two), target(server.port))) == []


def test_a_host_that_must_be_blocked_and_is_blocked_is_fine() -> None:
    with DnsServer({HOST: Says(rcode="NXDOMAIN")}) as dns:
        found = verdicts(place(dns), target(443, expectation=Expectation.BLOCKED))
    assert [each.code for each in found] == ["blocked-as-wanted"]


def test_a_dns_server_that_answers_on_both_transports_is_fine() -> None:
    with DnsServer({"mcr.microsoft.com": Says(rcode="NXDOMAIN")}) as dns:
        found = verdicts(place(), target(dns.port, dns.address, protocol=Protocol.DNS))
    assert [each.code for each in found] == ["fine"]


def test_a_host_asked_for_by_two_entries_is_asked_once(tmp_path: Path) -> None:
    log: list[bytes] = []
    talk = over_tls(trusted().issue(tmp_path, HOST), http("401 Unauthorized", CHALLENGE, log=log))
    with HostServer(talk, "127.0.0.2") as server, DnsServer({HOST: Says(("127.0.0.2",))}) as dns:
        found = verdicts(place(dns), target(server.port), target(server.port, entry="other"))
    assert [each.code for each in found] == ["fine", "fine"]
    assert len(log) == 1
