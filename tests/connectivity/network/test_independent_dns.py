"""DNS servers that are not ours: unbound and dnsmasq say the same things in their own way."""

from pathlib import Path

import pytest

from connectivity.observation import NameOutcome
from connectivity.vantage import Place, Resolver, Vantage
from tests.connectivity.network.program import dnsmasq, unbound
from tests.connectivity.network.setting import faults, look, target, verdicts

BLOB = "acct.blob.core.windows.net"
LINK = "acct.privatelink.blob.core.windows.net"
UNBOUND = [
    'local-zone: "nx.test." always_nxdomain',
    'local-zone: "refused.test." always_refuse',
    'local-zone: "silent.test." always_deny',
    'local-zone: "empty.test." always_nodata',
    'local-zone: "hole.test." redirect',
    'local-data: "hole.test. A 0.0.0.0"',
    'local-zone: "core.windows.net." static',
    f'local-data: "{BLOB}. CNAME {LINK}."',
]


def asking(*ports: int) -> Vantage:
    return Vantage(Place.HERE, resolvers=tuple(Resolver("127.0.0.1", port, "test") for port in ports))


@pytest.mark.parametrize(
    ("host", "code"),
    [
        ("a.nx.test", "dns-nxdomain"),
        ("a.refused.test", "dns-refused"),
        ("a.silent.test", "dns-timeout"),
        ("a.empty.test", "dns-no-address"),
        ("a.hole.test", "dns-sinkhole"),
        (BLOB, "dns-no-address"),
    ],
)
def test_unbound(tmp_path: Path, host: str, code: str) -> None:
    with unbound(tmp_path, UNBOUND) as port:
        assert faults(verdicts(asking(port), target(443, host))) == [code]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["local=/core.windows.net/"], "dns-nxdomain"),
        ([], "dns-refused"),
        (["address=/core.windows.net/0.0.0.0"], "dns-sinkhole"),
        (["server=127.0.0.1#9"], "dns-timeout"),
        ([f"cname={BLOB},{LINK}", f"host-record={LINK},20.50.1.1"], "private-zone-not-seen"),
        ([f"cname={BLOB},{LINK}", f"host-record={LINK},127.0.9.1"], "private-wrong-range"),
        ([f"host-record={BLOB},20.50.1.1"], "private-endpoint-missing"),
    ],
)
def test_dnsmasq(tmp_path: Path, lines: list[str], code: str) -> None:
    with dnsmasq(tmp_path, lines) as port:
        assert faults(verdicts(asking(port), target(9, BLOB, private=True))) == [code]


def test_split_horizon_between_two_servers(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    chain = f"cname={BLOB},{LINK}"
    with (
        dnsmasq(inside, [chain, f"host-record={LINK},127.0.8.1"]) as one,
        dnsmasq(outside, [chain, f"host-record={LINK},20.50.1.1"]) as two,
    ):
        found = verdicts(asking(one, two), target(9, BLOB, private=True))
    assert "dns-servers-disagree" in faults(found)
    assert "private-zone-not-seen" not in faults(found)


def test_an_answer_too_long_for_udp_comes_over_tcp(tmp_path: Path) -> None:
    records = [f"host-record={BLOB},127.0.8.{at}" for at in range(1, 120)]
    with dnsmasq(tmp_path, ["edns-packet-max=512", *records]) as port:
        (seen,) = look(asking(port), target(9, BLOB))
    answer = seen.names[0]
    assert (answer.outcome, answer.transport, answer.truncated) == (NameOutcome.ANSWERED, "tcp", True)
    assert len(answer.addresses) == 16, "as many as one answer may hold"
