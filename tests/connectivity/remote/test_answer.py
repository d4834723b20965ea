"""Output of a container is not trusted: it may be cut off, mixed with other lines, or made up."""

import json

import pytest

from connectivity.observation import TcpOutcome
from connectivity.probes.limit import Limits
from connectivity.remote.answer import read
from connectivity.remote.script.whole import FINISHED, MARK
from connectivity.remote.source import Question
from connectivity.vantage import Place, Vantage
from tests.connectivity.network.setting import target

TARGET = target()
ASKED = Question(Vantage(Place.POD, "default/x"), (TARGET,), Limits())
WHERE = {"place": "pod", "name": "default/x"}
SEEN = {"target": TARGET.id, "vantage": WHERE}


def line(**fields: object) -> str:
    return f"{MARK}{json.dumps(SEEN | fields)}\n{FINISHED} 1\n"


def test_an_observation_among_other_lines() -> None:
    tcp = [{"address": "10.0.0.1", "port": 443, "outcome": "timeout"}]
    answer = read(f"Warning: something\n{line(tcp=tcp)}bye\n", ASKED)
    assert answer.observations[0].tcp[0].outcome is TcpOutcome.TIMEOUT
    assert answer.undone == ()


def test_silence_is_named() -> None:
    answer = read("sh: python3: not found\n", ASKED)
    assert answer.observations == ()
    (said,) = answer.undone
    assert "1 of 1 hosts" in said
    assert "python3: not found" in said
    assert "ended early" in said


@pytest.mark.parametrize(
    "text",
    [
        f"{MARK}not json",
        f"{MARK}[]",
        f"{MARK}" + "[" * 100_000,
        f"{MARK}" + json.dumps(SEEN | {"own_time": "x" * 300_000}),
        line(surprise=1),
        line(tcp=[{"address": 5, "port": 443, "outcome": "timeout"}]),
        line(tcp=[{"address": "10.0.0.1", "port": 443, "outcome": "splendid"}]),
        line(target="other/host:1"),
        line(vantage={"place": "here"}),
        line(vantage=WHERE | {"name": "kube-system/other"}),
    ],
)
def test_what_is_no_observation_of_ours_is_left_out(text: str) -> None:
    answer = read(text, ASKED)
    assert answer.observations == ()
    assert answer.undone


@pytest.mark.parametrize("der", ["", "AAAA", "!!", 7, None])
def test_a_certificate_that_is_none(der: object) -> None:
    tls = {"server_name": "h", "outcome": "verified", "certificate": {"der": der}}
    (found,) = read(line(tls=tls), ASKED).observations
    assert found.tls is not None
    assert found.tls.certificate is None


def test_texts_are_made_fit_to_show() -> None:
    http = {"outcome": "answered", "status": 200, "body": "\x1b[31mred\nblue" + "z" * 5000}
    (found,) = read(line(http=http), ASKED).observations
    assert found.http is not None
    assert found.http.body.startswith("[31mred blue")
    assert len(found.http.body) <= 400
