"""The shell probe, really run by sh, and the words of the tools it finds."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from connectivity.host import Protocol
from connectivity.judge.survey import judge
from connectivity.observation import NameOutcome, Observation, TcpOutcome, TlsOutcome
from connectivity.probes.limit import Limits
from connectivity.remote.answer import read
from connectivity.remote.raw import MARK
from connectivity.remote.source import Question
from connectivity.vantage import Place, Vantage
from tests.connectivity.kubernetes_api.server import closed_port
from tests.connectivity.network.authority import corporate, trusted
from tests.connectivity.network.host_server import HostServer, cut, http, over_tls, stay_silent
from tests.connectivity.network.setting import HOST, target
from tests.connectivity.remote.elsewhere import by_shell, only

FINE = http("401 Unauthorized", "WWW-Authenticate: Bearer")
ADDRESS = "127.0.0.2"
LIMITS = Limits(probe=1, total=6)
WHERE = Vantage(Place.POD, "default/x")
TOOLS = ("sh", "head", "awk", "sed", "date", "cat", "sleep")


def tools(folder: Path, *more: str) -> str:
    """A PATH with the everyday programs and those named, as in a small image."""
    for name in (*TOOLS, *more):
        found = shutil.which(name)
        assert found is not None
        (folder / name).symlink_to(found)
    return str(folder)


def program(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    (folder / name).chmod(0o755)


def asked(port: int, **more: object) -> Question:
    return Question(WHERE, (target(port, ADDRESS, **more),), LIMITS)  # type: ignore[arg-type]


def codes(question: Question, found: tuple[Observation, ...]) -> list[str]:
    return [each.code for each in judge(question.targets, found)]


@pytest.mark.parametrize(
    ("issuer", "names", "until", "code"),
    [
        (trusted, (ADDRESS,), 300, "fine"),
        (trusted, ("other.example",), 300, "tls-wrong-name"),
        (trusted, (ADDRESS,), -1, "tls-expired"),
        (corporate, (ADDRESS,), 300, "tls-intercepted"),
    ],
)
def test_curl(tmp_path: Path, issuer, names: tuple[str, ...], until: int, code: str) -> None:
    bundle = tmp_path / "ca.pem"
    bundle.write_text(trusted().pem, encoding="ascii")
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    path = tools(bin_folder, "curl")
    pem = issuer().issue(tmp_path, *names, since=-300, until=until)
    with HostServer(over_tls(pem, FINE), ADDRESS) as server:
        question = asked(server.port)
        answer = by_shell(question, path, CURL_CA_BUNDLE=str(bundle))
    assert codes(question, answer.observations) == [code]


@pytest.mark.parametrize(
    ("talk", "outcome"), [(cut, {TlsOutcome.RESET, TlsOutcome.ALERT}), (stay_silent, {TlsOutcome.TIMEOUT})]
)
def test_curl_and_broken_tls(tmp_path: Path, talk, outcome: set[TlsOutcome]) -> None:
    with HostServer(talk, ADDRESS) as server:
        found = only(by_shell(asked(server.port), tools(tmp_path, "curl")))
    assert found.tls is not None
    assert found.tls.outcome in outcome


def test_curl_and_a_closed_port(tmp_path: Path) -> None:
    with closed_port(ADDRESS) as port:
        question = asked(port)
        found = by_shell(question, tools(tmp_path, "curl")).observations
    assert codes(question, found) == ["tcp-refused"]


def test_no_tool_at_all_is_not_checked(tmp_path: Path) -> None:
    question = asked(443)
    answer = by_shell(question, tools(tmp_path))
    assert codes(question, answer.observations) == ["tools-cannot-tell"]
    assert only(answer).unfinished == "tcp"


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("echo 'Connection refused' >&2; exit 1", TcpOutcome.REFUSED),
        ("echo 'No route to host' >&2; exit 1", TcpOutcome.UNREACHABLE),
        ("echo 'Connection timed out' >&2; exit 1", TcpOutcome.TIMEOUT),
        ("exit 0", TcpOutcome.CONNECTED),
    ],
)
def test_nc(tmp_path: Path, text: str, outcome: TcpOutcome) -> None:
    path = tools(tmp_path)
    program(tmp_path, "nc", text)
    found = only(by_shell(asked(443), path))
    assert [answer.outcome for answer in found.tcp] == [outcome]
    assert found.unfinished == ("tls" if outcome is TcpOutcome.CONNECTED else None)


def test_nc_that_fails_without_a_word_says_nothing(tmp_path: Path) -> None:
    path = tools(tmp_path)
    program(tmp_path, "nc", "exit 1")
    found = only(by_shell(asked(443), path))
    assert found.tcp == ()
    assert found.unfinished == "tcp"


LOOKUPS = [
    ("Server: 10.0.0.10\nAddress: 10.0.0.10:53\n\nName: h\nAddress 1: 10.1.0.6 h\n", NameOutcome.ANSWERED),
    (
        "Server:\t10.0.0.10\nAddress:\t10.0.0.10#53\n\n** server can't find h: NXDOMAIN\n",
        NameOutcome.NXDOMAIN,
    ),
    ("** server can't find h: SERVFAIL\n", NameOutcome.SERVFAIL),
    ("** server can't find h: REFUSED\n", NameOutcome.REFUSED),
    (";; connection timed out; no servers could be reached\n", NameOutcome.TIMEOUT),
    ("*** Can't find h: No answer\n", NameOutcome.NO_DATA),
    ("nslookup: can't resolve 'h'\n", NameOutcome.OTHER_RCODE),
]


@pytest.mark.parametrize(("text", "outcome"), LOOKUPS)
def test_nslookup(tmp_path: Path, text: str, outcome: NameOutcome) -> None:
    path = tools(tmp_path)
    program(tmp_path, "nslookup", f"cat <<'END'\n{text}END")
    question = Question(WHERE, (target(host=HOST),), LIMITS)
    (answer,) = only(by_shell(question, path)).names
    assert answer.outcome is outcome
    assert ("10.1.0.6" in answer.addresses) is (outcome is NameOutcome.ANSWERED)
    assert "10.0.0.10" not in answer.addresses


def test_a_chain_of_names() -> None:
    text = [
        "1 name Server: 10.0.0.10",
        "1 name Address: 10.0.0.10#53",
        "1 name",
        f"1 name {HOST} canonical name = x.privatelink.azurecr.io.",
        "1 name Name: x.privatelink.azurecr.io",
        "1 name Address: 10.1.0.6",
        "0 resolver 10.0.0.10",
    ]
    output = "\n".join(f"{MARK}{line}" for line in text)
    (answer,) = only(read(output, Question(WHERE, (target(host=HOST),), LIMITS))).names
    assert (answer.chain, answer.addresses) == (("x.privatelink.azurecr.io",), ("10.1.0.6",))
    assert str(answer.resolver) == "10.0.0.10"


def test_behind_a_proxy_the_tools_prove_nothing(tmp_path: Path) -> None:
    path = tools(tmp_path)
    program(tmp_path, "nc", "echo 'Connection refused' >&2; exit 1")
    answer = by_shell(asked(443), path, HTTPS_PROXY="http://joe:pw-7@proxy:3128")
    assert only(answer).unfinished == "proxy"
    assert only(answer).tcp == ()
    assert "pw-7" not in repr(answer)


def test_udp_is_not_asked(tmp_path: Path) -> None:
    path = tools(tmp_path)
    program(tmp_path, "nc", "exit 0")
    question = asked(123, protocol=Protocol.NTP)
    assert codes(question, by_shell(question, path).observations) == ["tools-cannot-tell"]


def test_an_image_without_authorities_does_not_accuse_the_host(tmp_path: Path) -> None:
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    program(
        bin_folder,
        "curl",
        "echo '* CAfile: none'; echo '* CApath: none'; echo '* SSL certificate problem: unable to "
        "get local issuer certificate'; echo 'curl-result|000|127.0.0.2|0.001|0.000|'; exit 60",
    )
    question = asked(443)
    answer = by_shell(question, tools(bin_folder))
    assert only(answer).tls is None
    assert codes(question, answer.observations) == ["tools-cannot-tell"]


def test_a_host_with_an_authority_of_its_own_is_not_accused(tmp_path: Path) -> None:
    """As the API server: its authority is in kubeconfig, and curl in the image cannot know it."""
    bundle = tmp_path / "ca.pem"
    bundle.write_text(trusted().pem, encoding="ascii")
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    path = tools(bin_folder, "curl")
    with HostServer(over_tls(corporate().issue(tmp_path, ADDRESS), FINE), ADDRESS) as server:
        question = replace(asked(server.port), authorities={ADDRESS: corporate().pem})
        answer = by_shell(question, path, CURL_CA_BUNDLE=str(bundle))
    assert codes(question, answer.observations) == ["tools-cannot-tell"]


def test_quotes_in_a_name_are_harmless(tmp_path: Path) -> None:
    odd = replace(target(), host="a'; touch /tmp/owned; 'b.example")
    answer = by_shell(Question(WHERE, (odd, target(443, ADDRESS)), LIMITS), tools(tmp_path))
    assert not Path("/tmp/owned").exists()
    assert answer.observations
