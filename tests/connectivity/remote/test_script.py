"""The sent probe sees what the probe here sees: same servers, same faults, same verdicts."""

import ast
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from connectivity.host import Protocol
from connectivity.judge.survey import judge
from connectivity.observation import DatagramOutcome, TcpOutcome, TlsOutcome
from connectivity.probes.limit import Limits
from connectivity.remote.source import Question, python_script, roots, shell_script
from connectivity.target import Target
from connectivity.vantage import Vantage
from tests.connectivity.kubernetes_api.server import closed_port
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
from tests.connectivity.network.setting import HOST, look, place, target
from tests.connectivity.remote.elsewhere import by_python, only, question

FINE = http("401 Unauthorized", "WWW-Authenticate: Bearer")
ZONE = {HOST: Says(("127.0.0.2",))}
EARLIEST = (3, 7)
ALLOWED = {"__future__", "typing"} | set(sys.stdlib_module_names)


def both(vantage: Vantage, *targets: Target) -> tuple[list[str], list[str]]:
    """Codes of the probe here, codes of the sent one."""
    here = judge(targets, look(vantage, *targets))
    there = judge(targets, by_python(question(vantage, *targets)).observations)
    return [each.code for each in here], [each.code for each in there]


@pytest.mark.parametrize(
    "says",
    [
        Says(("127.0.0.2",), chain=("a.privatelink.azurecr.io",)),
        Says(rcode="NXDOMAIN"),
        Says(rcode="SERVFAIL"),
        Says(rcode="REFUSED"),
        Says(rcode="NOTIMP"),
        Says(drop=True),
        Says(("127.0.0.2",), drop_udp=True),
        Says(("127.0.0.2",), drop_edns=True),
        Says(("127.0.0.2",), lose_udp=2),
        Says(("127.0.0.2",), drop_aaaa=True),
        Says(("127.0.0.2",), truncate=True),
        Says(("127.0.0.2",), truncate=True, drop_tcp=True),
        Says(garbage=b"\x00\x01nonsense"),
        Says(garbage=b"\xc0\x0c" * 60),
        Says(chain=("gone.example",), rcode="NXDOMAIN"),
        Says(("127.0.0.2",), loop=True),
        Says(),
    ],
)
def test_names(tmp_path: Path, says: Says) -> None:
    talk = over_tls(trusted().issue(tmp_path, HOST), FINE)
    with HostServer(talk, "127.0.0.2") as server, DnsServer({HOST: says}) as dns:
        here, there = both(place(dns), target(server.port))
    assert there == here


def certificate_talks(folder: Path) -> dict[str, Talk]:
    issue = trusted().issue
    return {
        "fine": over_tls(issue(folder, HOST), FINE),
        "expired": over_tls(issue(folder, HOST, since=-300, until=-1), FINE),
        "early": over_tls(issue(folder, HOST, since=1), FINE),
        "wrong name": over_tls(issue(folder, "other.example"), FINE),
        "intercepted": over_tls(corporate().issue(folder, HOST), FINE),
        "no alpn": over_tls(issue(folder, HOST), FINE, alpn=False),
        "gateway": over_tls(issue(folder, HOST), http("503 Service Unavailable", "Via: 1.1 gate")),
        "private": over_tls(issue(folder, HOST), http("403 Forbidden", body="private endpoint only")),
        "unexpected": over_tls(issue(folder, HOST), http("200 OK")),
    }


@pytest.mark.parametrize(
    "kind",
    ["fine", "expired", "early", "wrong name", "intercepted", "no alpn", "gateway", "private", "unexpected"],
)
def test_certificates_and_answers(tmp_path: Path, kind: str) -> None:
    with HostServer(certificate_talks(tmp_path)[kind], "127.0.0.2") as server, DnsServer(ZONE) as dns:
        here, there = both(place(dns), target(server.port, alpn=True))
    assert there == here


@pytest.mark.parametrize(
    "talk",
    [
        cut,
        leave,
        stay_silent,
        drip,
        say(b"HTTP/1.1 302 Found\r\nLocation: http://portal\r\n\r\n"),
        say(b"\x15\x03\x03\x00\x02\x02\x70"),
    ],
)
def test_connections_that_do_not_become_tls(talk: Talk) -> None:
    with HostServer(talk, "127.0.0.2") as server, DnsServer(ZONE) as dns:
        here, there = both(place(dns), target(server.port))
    assert there == here


def test_a_closed_port() -> None:
    with closed_port("127.0.0.2") as port, DnsServer(ZONE) as dns:
        found = only(by_python(question(place(dns), target(port))))
    assert [(answer.outcome, answer.attempts) for answer in found.tcp] == [(TcpOutcome.REFUSED, 2)]


def test_a_tcp_target_is_only_connected() -> None:
    with HostServer(stay_silent, "127.0.0.2") as server, DnsServer(ZONE) as dns:
        here, there = both(place(dns), target(server.port, protocol=Protocol.TCP))
    assert here == there == ["tcp-only"]


def test_a_dns_server_as_a_target() -> None:
    with DnsServer({"mcr.microsoft.com": Says(("20.1.1.1",))}) as dns:
        asked = target(dns.port, dns.address, protocol=Protocol.DNS, entry="custom-dns")
        here, there = both(place(dns), asked)
    assert there == here


def test_a_closed_udp_port() -> None:
    asked = target(9, "127.0.0.2", protocol=Protocol.NTP, entry="ntp")
    found = only(by_python(question(Vantage(question(place()).vantage.place), asked)))
    assert found.datagram is not None
    assert found.datagram.outcome is DatagramOutcome.REFUSED


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"HTTP/1.1 403 Forbidden\r\n\r\n", "proxy-denied"),
        (b"HTTP/1.1 407 Login\r\n\r\n", "proxy-login"),
        (b"HTTP/1.1 502 Bad Gateway\r\n\r\n", "proxy-cannot-reach"),
        (b"nonsense\r\n\r\n", "proxy-not-http"),
    ],
)
def test_proxies(answer: bytes, code: str) -> None:
    with HostServer(say(answer), "127.0.0.3") as server, DnsServer(ZONE) as dns:
        here, there = both(place(dns, proxy=f"http://127.0.0.3:{server.port}"), target())
    assert here == there
    assert code in there


def test_no_proxy_sends_it_straight(tmp_path: Path) -> None:
    talk = over_tls(trusted().issue(tmp_path, HOST), FINE)
    with HostServer(talk, "127.0.0.2") as server, DnsServer(ZONE) as dns:
        vantage = place(dns, proxy="http://127.0.0.9:3128", no_proxy=(".azurecr.io",))
        found = only(by_python(question(vantage, target(server.port))))
    assert found.proxy is None
    assert found.tls is not None
    assert found.tls.outcome is TlsOutcome.VERIFIED
    assert found.direct_for == ("Go", "curl", "Python")


def test_the_containers_own_proxy_is_used_and_its_password_dropped() -> None:
    with HostServer(say(b"HTTP/1.1 403 Forbidden\r\n\r\n"), "127.0.0.3") as server, DnsServer(ZONE) as dns:
        asked = question(place(dns), target())
        answer = by_python(
            asked, HTTPS_PROXY=f"http://joe:pw-7@127.0.0.3:{server.port}", NO_PROXY="localhost,.svc"
        )
    found = only(answer)
    assert found.vantage.proxy is not None
    assert found.vantage.proxy.no_proxy == ("localhost", ".svc")
    assert "pw-7" not in repr(answer)
    assert found.proxy is not None
    assert found.proxy.status == 403


def test_the_certificate_is_read_on_this_side(tmp_path: Path) -> None:
    pem = corporate().issue(tmp_path, HOST)
    with HostServer(over_tls(pem, FINE), "127.0.0.2") as server, DnsServer(ZONE) as dns:
        found = only(by_python(question(place(dns), target(server.port))))
        (here,) = look(place(dns), target(server.port))
    assert found.tls is not None
    assert here.tls is not None
    assert found.tls.certificate == here.tls.certificate
    assert found.tls.certificate is not None


def test_an_image_without_authorities_does_not_accuse_the_host(tmp_path: Path) -> None:
    talk = over_tls(trusted().issue(tmp_path, HOST), FINE)
    bare = {"SSL_CERT_FILE": "/nonexistent", "SSL_CERT_DIR": "/nonexistent"}
    with HostServer(talk, "127.0.0.2") as server, DnsServer(ZONE) as dns:
        asked = replace(question(place(dns), target(server.port)), authorities={})
        without = by_python(asked, **bare)
        given = by_python(replace(asked, roots=trusted().pem), **bare)
    assert only(without).tls is None
    assert only(without).unfinished == "tls"
    assert [each.code for each in judge(asked.targets, without.observations)] == ["tools-cannot-tell"]
    assert [each.code for each in judge(asked.targets, given.observations)] == ["fine"]


def test_the_total_time_ends_it_and_keeps_what_was_seen() -> None:
    limits = Limits(probe=5, total=0.4)
    with HostServer(stay_silent, "127.0.0.2") as server, DnsServer(ZONE) as dns:
        found = only(by_python(question(place(dns), target(server.port), limits=limits)))
    assert found.unfinished == "tls"
    assert found.tcp[0].outcome is TcpOutcome.CONNECTED


def test_one_bad_target_does_not_end_the_others(tmp_path: Path) -> None:
    talk = over_tls(trusted().issue(tmp_path, HOST), FINE)
    with HostServer(talk, "127.0.0.2") as server, DnsServer(ZONE) as dns:
        here, there = both(place(dns), target(443, "x" * 70 + ".azurecr.io"), target(server.port))
    assert here == there
    assert "fine" in there


def test_the_sent_text_needs_only_an_old_python() -> None:
    tree = ast.parse(python_script(), feature_version=EARLIEST)
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= ALLOWED
    assert len(python_script()) < 60_000


def test_newer_spellings_stay_out_of_the_sent_text() -> None:
    tree = ast.parse(python_script())
    newer = {"removeprefix", "removesuffix", "to_thread", "is_relative_to"}
    used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not used & newer
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.NamedExpr)]


@pytest.mark.parametrize("text", [python_script(), shell_script()])
def test_the_kubelet_leaves_the_text_alone(text: str) -> None:
    names = ("PROBE_PY", "PROBE_ASK", "PROBE_SH", "QUESTIONS", "SECONDS_EACH")
    assert "$$" not in text
    assert not [name for name in names if f"$({name})" in text]


def test_roots_are_chosen_by_owner() -> None:
    assert roots(frozenset({"No Such Organisation"})) == ""


def test_nothing_asked_gives_nothing() -> None:
    unknown = replace(target(), host=None)
    assert by_python(Question(question(place()).vantage, (unknown,), Limits())).observations == ()
