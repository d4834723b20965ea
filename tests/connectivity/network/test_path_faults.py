"""Faults between a right address and a right answer, each made for real."""

import socket
import time
from pathlib import Path

import pytest

from connectivity.host import Answer, Expectation, Protocol
from connectivity.observation import TlsOutcome
from connectivity.probes.limit import Limits
from tests.connectivity.network.authority import corporate, trusted
from tests.connectivity.network.dns_server import DnsServer, Says
from tests.connectivity.network.host_server import (
    HostServer,
    Talk,
    cut,
    drip,
    http,
    leave,
    over_tls,
    say,
    stay_silent,
)
from tests.connectivity.network.setting import HOST, faults, look, place, target, verdicts

CHALLENGE = "WWW-Authenticate: Bearer"
FINE = http("401 Unauthorized", CHALLENGE)
ZONE = {HOST: Says(("127.0.0.2",))}


def closed_port() -> int:
    with socket.create_server(("127.0.0.2", 0)) as server:
        return int(server.getsockname()[1])


def fault(talk: Talk, **given: object) -> list[str]:
    with HostServer(talk, "127.0.0.2") as server, DnsServer(ZONE) as dns:
        return faults(verdicts(place(dns), target(server.port, **given)))  # type: ignore[arg-type]


def test_a_closed_port_is_refused_and_the_fix_is_a_rule() -> None:
    port = closed_port()
    with DnsServer(ZONE) as dns:
        found = verdicts(place(dns), target(port))
    assert faults(found) == ["tcp-refused"]
    assert f"--protocols Https={port} --target-fqdns 'myreg.azurecr.io'" in found[0].fix
    assert "2 tries" in found[0].evidence[0]


def test_one_address_of_two_that_is_closed_is_told(tmp_path: Path) -> None:
    talk = over_tls(trusted().issue(tmp_path, HOST), FINE)
    with HostServer(talk, "127.0.0.2") as server, DnsServer({HOST: Says(("127.0.0.2", "127.0.0.3"))}) as dns:
        assert faults(verdicts(place(dns), target(server.port))) == ["tcp-one-address"]


@pytest.mark.parametrize(
    ("talk", "code"),
    [
        (cut, "tls-reset"),
        (leave, "tls-closed"),
        (stay_silent, "tls-silent"),
        (say(b"HTTP/1.1 302 Found\r\nLocation: http://portal\r\n\r\n"), "tls-not-tls"),
        (say(b"\x15\x03\x03\x00\x02\x02\x70"), "tls-alert"),
        (drip, "tls-not-tls"),
        (say(b"\x16\x03\x03\x40\x00" + b"a" * 16384, repeat=True), "tls-alert"),
    ],
)
def test_a_connection_that_does_not_become_tls(talk: Talk, code: str) -> None:
    assert fault(talk) == [code]


def test_a_firewall_that_filters_by_server_name(tmp_path: Path) -> None:
    other = "mcr.microsoft.com"
    talk = over_tls(trusted().issue(tmp_path, HOST, other), FINE, reset=(HOST,))
    with HostServer(talk, "127.0.0.2") as server, DnsServer({**ZONE, other: ZONE[HOST]}) as dns:
        found = verdicts(place(dns), target(server.port), target(server.port, other, entry="images"))
    assert faults(found) == ["tls-reset"]
    assert found[0].subject.startswith("registry/")


@pytest.mark.parametrize(
    ("since", "until", "names", "code", "words"),
    [
        (-300, -1, (HOST,), "tls-expired", "Renew the certificate"),
        (1, 300, (HOST,), "tls-not-yet-valid", "Issue the certificate"),
        (-10, 300, ("other.example",), "tls-wrong-name", "the certificate names other.example"),
    ],
)
def test_a_certificate_that_is_not_good(
    tmp_path: Path, since: int, until: int, names: tuple[str, ...], code: str, words: str
) -> None:
    pem = trusted().issue(tmp_path, *names, since=since, until=until)
    with HostServer(over_tls(pem, FINE), "127.0.0.2") as server, DnsServer(ZONE) as dns:
        found = verdicts(place(dns), target(server.port))
    assert faults(found) == [code]
    assert words in found[0].fix


@pytest.mark.parametrize("days", [-2, 400])
def test_a_clock_that_is_wrong_is_not_blamed_on_the_certificate(tmp_path: Path, days: int) -> None:
    since, until = (-900, -1) if days < 0 else (1, 900)
    pem = trusted().issue(tmp_path, HOST, since=since, until=until)
    date = time.time() + days * 86400
    talk = over_tls(pem, http("401 Unauthorized", CHALLENGE, date=date))
    assert fault(talk) == ["clock-wrong"]


def test_a_wrong_clock_that_broke_nothing_yet_is_told_too(tmp_path: Path) -> None:
    talk = over_tls(
        trusted().issue(tmp_path, HOST), http("401 Unauthorized", CHALLENGE, date=time.time() + 900)
    )
    assert fault(talk) == ["clock-wrong"]


def test_an_intercepting_device_is_named_by_its_authority(tmp_path: Path) -> None:
    talk = over_tls(corporate().issue(tmp_path, HOST), FINE)
    with HostServer(talk, "127.0.0.2") as server, DnsServer(ZONE) as dns:
        found = verdicts(place(dns), target(server.port))
    assert faults(found) == ["tls-intercepted"]
    assert "issued by CN=Corporate Inspection Test CA, O=Corporate Inspection" in " ".join(found[0].evidence)


def test_an_authority_this_machine_trusts_but_the_host_does_not_use_proves_nothing(tmp_path: Path) -> None:
    talk = over_tls(trusted().issue(tmp_path, HOST), FINE)
    with HostServer(talk, "127.0.0.2") as server, DnsServer(ZONE) as dns:
        found = verdicts(place(dns), target(server.port, issuers=("DigiCert Inc",)))
    assert [(each.code, each.state.value) for each in found] == [("tls-inspected", "could not check")]


def test_a_bumping_proxy_with_nothing_behind_it_does_not_pass(tmp_path: Path) -> None:
    talk = over_tls(trusted().issue(tmp_path, HOST), http("503 Service Unavailable", "Via: 1.1 gate"))
    assert fault(talk, issuers=("DigiCert Inc",)) == ["http-gateway-error"]
    assert fault(talk) == ["http-gateway-error"]


def test_alpn_that_was_removed_matters_where_it_is_needed(tmp_path: Path) -> None:
    talk = over_tls(trusted().issue(tmp_path, HOST), FINE, alpn=False)
    assert fault(talk, alpn=True) == ["tls-alpn-stripped"]
    assert fault(talk, alpn=False) == []


@pytest.mark.parametrize(
    ("inner", "code"),
    [
        (http("200 OK", body="<html>Blocked by policy</html>"), "http-unexpected"),
        (http("302 Found", "Location: https://login.portal.example/"), "http-unexpected"),
        (http("401 Unauthorized"), "http-unexpected"),
        (http("403 Forbidden", "x-ms-error-code: AuthorizationFailure"), "http-resource-firewall"),
        (
            http("403 Forbidden", body="client with IP '1.2.3.4' is not allowed access"),
            "http-resource-firewall",
        ),
        (
            http("403 Forbidden", body="denied based on workspace Private Link configuration"),
            "private-path-needed",
        ),
        (http("502 Bad Gateway", "Via: 1.1 squid"), "http-gateway-error"),
        (stay_silent, "http-silent"),
        (leave, "http-cut"),
        (say(b"SSH-2.0-OpenSSH\r\n"), "http-not-http"),
        (say(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 4000), "http-not-http"),
        (say(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 65536, repeat=True), "http-not-http"),
        (drip, "http-silent"),
    ],
)
def test_an_answer_that_is_not_the_hosts(tmp_path: Path, inner: Talk, code: str) -> None:
    assert fault(over_tls(trusted().issue(tmp_path, HOST), inner)) == [code]


def test_a_host_that_redirects_for_ever_is_asked_once(tmp_path: Path) -> None:
    log: list[bytes] = []
    inner = http("302 Found", f"Location: https://{HOST}/v2/", log=log)
    assert fault(over_tls(trusted().issue(tmp_path, HOST), inner)) == ["http-unexpected"]
    assert len(log) == 1


def test_an_endless_body_is_cut(tmp_path: Path) -> None:
    inner = say(b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer\r\n\r\n" + b"z" * 8192, repeat=True)
    with (
        HostServer(over_tls(trusted().issue(tmp_path, HOST), inner), "127.0.0.2") as server,
        DnsServer(ZONE) as dns,
    ):
        (seen,) = look(place(dns), target(server.port))
    assert seen.http is not None
    assert seen.http.status == 401
    assert len(seen.http.body) <= 400


def test_terminal_escapes_in_an_answer_are_taken_out(tmp_path: Path) -> None:
    inner = http("403 Forbidden\x1b[31m", "Server: \x1b]0;owned\x07evil", body="\x1b[2J")
    with (
        HostServer(over_tls(trusted().issue(tmp_path, HOST), inner), "127.0.0.2") as server,
        DnsServer(ZONE) as dns,
    ):
        (seen,) = look(place(dns), target(server.port))
    assert "\x1b" not in str(seen)
    assert "\x07" not in str(seen)


def test_a_host_that_must_be_blocked_and_is_not(tmp_path: Path) -> None:
    talk = over_tls(trusted().issue(tmp_path, HOST), FINE)
    assert fault(talk, expectation=Expectation.BLOCKED) == ["not-blocked"]


def test_a_broken_host_that_is_perhaps_not_needed_is_not_called_broken() -> None:
    with DnsServer(ZONE) as dns:
        found = verdicts(place(dns), target(closed_port(), uncertain=("token_auth",)))
    assert [(each.code, each.state.value) for each in found] == [("condition-unknown", "could not check")]
    assert "--token-auth or --no-token-auth" in found[0].fix


def test_plain_tcp_proves_nothing() -> None:
    assert fault(stay_silent, protocol=Protocol.TCP) == ["tcp-only"]


def test_plain_http_without_a_signature_proves_nothing() -> None:
    assert fault(http("200 OK"), protocol=Protocol.HTTP, answer=None) == ["http-unproven"]
    signed = Answer("/", (200,), "x-ms-request-id")
    assert fault(http("200 OK", "x-ms-request-id: 1"), protocol=Protocol.HTTP, answer=signed) == []


def test_a_run_that_ends_early_says_so(tmp_path: Path) -> None:
    with HostServer(stay_silent, "127.0.0.2") as server, DnsServer(ZONE) as dns:
        found = verdicts(place(dns), target(server.port), limits=Limits(probe=5, total=0.2))
    assert [(each.code, each.state.value) for each in found] == [("out-of-time", "could not check")]
    assert "cut off at stage tls" in found[0].evidence[0]


def test_a_chain_of_certificates_that_is_far_too_long_does_not_exhaust(tmp_path: Path) -> None:
    one = trusted().issue(tmp_path, HOST).read_text()
    leaf, key = one.split("-----END CERTIFICATE-----\n")
    block = f"{leaf}-----END CERTIFICATE-----\n"
    long = tmp_path / "long.pem"
    long.write_text(block + block * (10_000_000 // len(block)) + key)
    with HostServer(over_tls(long, FINE), "127.0.0.2") as server, DnsServer(ZONE) as dns:
        (seen,) = look(place(dns), target(server.port))
    assert seen.tls is not None
    assert seen.tls.outcome is TlsOutcome.ALERT
