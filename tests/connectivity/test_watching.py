"""Watching tells the state once and then only what changed."""

import pytest

from connectivity.cli import main
from connectivity.host import Phase
from connectivity.run import Run
from connectivity.verdict import State, Verdict
from connectivity.watching import watch
from tests.connectivity.network.dns_server import DnsServer, Says


def run(*states: State) -> Run:
    verdicts = tuple(
        Verdict("fine" if state is State.FINE else "tcp-dropped", state, f"h{at}", Phase.ATTACH, "x", "here")
        for at, state in enumerate(states)
    )
    return Run("2026-11-20T00:00:00+00:00", "1", (), (), (), verdicts=verdicts)


def told(*runs: Run) -> list[str]:
    waiting = iter(runs)
    return [text for _, text in watch(lambda: next(waiting), lambda: None, len(runs))]


def test_the_first_time_the_state_is_told_and_then_the_changes() -> None:
    fine, broken = run(State.FINE, State.FINE), run(State.FINE, State.BROKEN)
    lines = told(fine, fine, broken, broken, fine)
    assert "0 broken, 0 could not be checked, 2 fine" in lines[0]
    assert lines[1] == ""
    assert lines[2].endswith("h1 from here: fine (fine) -> broken (tcp-dropped)\n")
    assert lines[3] == ""
    assert lines[4].endswith("broken (tcp-dropped) -> fine (fine)\n")


def test_it_waits_between_two_checks_and_not_before_the_first() -> None:
    pauses: list[int] = []
    list(watch(lambda: run(State.FINE), lambda: pauses.append(1), 3))
    assert len(pauses) == 2


def test_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    with DnsServer({}, otherwise=Says(rcode="NXDOMAIN")) as dns:
        given = ["--no-kubeconfig", "--cloud", "AzureCloud", "--resolver", f"{dns.address}:{dns.port}"]
        code = main(
            ["watch", *given, "--proxy", "none", "--timeout", "0.5", "--every", "0.05", "--times", "2"]
        )
    assert code == 1
    assert capsys.readouterr().out.count("\n") == 1
