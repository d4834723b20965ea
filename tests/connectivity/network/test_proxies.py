"""Real proxies: tinyproxy, squid, and squid opening TLS. What the proxy does is told apart from the host."""

import os
from pathlib import Path

import pytest

from connectivity.vantage import Place, Proxy, Resolver, Vantage
from tests.connectivity.network.authority import corporate, trusted
from tests.connectivity.network.dns_server import DnsServer, Says
from tests.connectivity.network.host_server import HostServer, Talk, http, over_tls, say, stay_silent
from tests.connectivity.network.program import free_port, squid, tinyproxy
from tests.connectivity.network.setting import faults, look, place, target, verdicts

CHALLENGE = "WWW-Authenticate: Bearer"
LOCAL = "localhost"
ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="squid has to change its user, which needs root")


def behind(proxy: str, *no_proxy: str) -> Vantage:
    """The proxy resolves names, so a DNS server that knows none is no hindrance."""
    return Vantage(Place.HERE, resolvers=(Resolver("127.0.0.1", 9),), proxy=Proxy(proxy, no_proxy, "test"))


def test_a_proxy_that_lets_the_host_through_is_fine(tmp_path: Path) -> None:
    talk = over_tls(trusted().issue(tmp_path, LOCAL), http("401 Unauthorized", CHALLENGE))
    with HostServer(talk) as server, tinyproxy(tmp_path) as proxy:
        assert faults(verdicts(behind(proxy), target(server.port, LOCAL))) == []


def test_a_proxy_that_denies_the_host(tmp_path: Path) -> None:
    with tinyproxy(tmp_path, deny=("denied.example",)) as proxy:
        found = verdicts(behind(proxy), target(443, "denied.example"))
    assert faults(found) == ["proxy-denied"]
    assert "acl azureml dstdomain denied.example" in found[0].fix


def test_a_proxy_that_wants_a_login(tmp_path: Path) -> None:
    with tinyproxy(tmp_path, login=True) as proxy:
        found = verdicts(behind(proxy), target(443, "a.example"), target(443, "b.example", entry="other"))
    assert faults(found) == ["proxy-login"]
    assert len(found[0].also) == 1


def test_a_proxy_that_cannot_reach_the_host(tmp_path: Path) -> None:
    with tinyproxy(tmp_path) as proxy:
        found = verdicts(behind(proxy), target(free_port(), LOCAL))
    assert faults(found) == ["proxy-cannot-reach"]


def test_nobody_at_the_proxys_address() -> None:
    found = verdicts(behind(f"http://127.0.0.1:{free_port()}"), target(443, "a.example"))
    assert faults(found) == ["proxy-unreachable"]


def test_a_proxy_whose_name_nobody_knows() -> None:
    with DnsServer({"proxy.corp.example": Says(rcode="NXDOMAIN")}) as dns:
        found = verdicts(place(dns, proxy="http://proxy.corp.example:3128"), target(443, "a.example"))
    assert faults(found) == ["proxy-name"]


@pytest.mark.parametrize(
    ("talk", "code"), [(stay_silent, "proxy-silent"), (say(b"SSH-2.0-OpenSSH\r\n"), "proxy-not-http")]
)
def test_something_else_at_the_proxys_address(talk: Talk, code: str) -> None:
    with HostServer(talk) as server:
        assert faults(verdicts(behind(f"http://127.0.0.1:{server.port}"), target(443, "a.example"))) == [code]


def test_a_host_in_no_proxy_is_asked_directly(tmp_path: Path) -> None:
    talk = over_tls(trusted().issue(tmp_path, "a.example"), http("401 Unauthorized", CHALLENGE))
    with HostServer(talk, "127.0.0.2") as server, DnsServer({"a.example": Says(("127.0.0.2",))}) as dns:
        dead = f"http://127.0.0.1:{free_port()}"
        vantage = place(dns, proxy=dead, no_proxy=("a.example",))
        assert faults(verdicts(vantage, target(server.port, "a.example"))) == []
        vantage = place(dns, proxy=dead, no_proxy=("*.example",))
        assert faults(verdicts(vantage, target(server.port, "a.example"))) == ["proxy-bypass-differs"]


@ROOT
def test_squid_lets_through_and_denies(tmp_path: Path) -> None:
    talk = over_tls(trusted().issue(tmp_path, LOCAL), http("401 Unauthorized", CHALLENGE))
    with HostServer(talk) as server, squid() as proxy:
        assert faults(verdicts(behind(proxy), target(server.port, LOCAL))) == []
        assert faults(verdicts(behind(proxy), target(443, "denied.example"))) == ["proxy-denied"]
        assert faults(verdicts(behind(proxy), target(free_port(), LOCAL))) == ["proxy-cannot-reach"]


@ROOT
def test_squid_that_opens_tls_is_found_out_also_for_dead_hosts(tmp_path: Path) -> None:
    talk = over_tls(trusted().issue(tmp_path, LOCAL), http("401 Unauthorized", CHALLENGE))
    with HostServer(talk) as server, squid(corporate().whole()) as proxy:
        live = verdicts(behind(proxy), target(server.port, LOCAL))
        dead = verdicts(behind(proxy), target(free_port(), LOCAL))
    assert faults(live) == ["tls-intercepted"]
    assert faults(dead) == ["tls-intercepted"]
    assert "Corporate Inspection" in " ".join(live[0].evidence)


@ROOT
def test_the_dead_host_behind_a_trusted_inspection_is_not_fine() -> None:
    with squid(trusted().whole()) as proxy:
        found = verdicts(behind(proxy), target(free_port(), LOCAL, issuers=("DigiCert Inc",)))
    assert faults(found) == ["http-gateway-error"]


def test_no_password_and_no_cookie_goes_to_the_proxy(tmp_path: Path) -> None:
    log: list[bytes] = []
    with HostServer(http("403 Forbidden", log=log)) as server:
        look(behind(f"http://127.0.0.1:{server.port}"), target(443, "a.example"))
    assert log[0].startswith(b"CONNECT a.example:443 HTTP/1.1\r\n")
    assert b"uthorization" not in log[0]
