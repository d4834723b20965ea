"""The same probes from somewhere else: packed as a script, or run in a pod through exec."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from connectivity.cli import main
from connectivity.judge.survey import judge
from connectivity.observation import NameOutcome, TcpOutcome
from connectivity.probes.limit import Limits
from connectivity.remote.answer import brought
from connectivity.remote.script.whole import MARK
from connectivity.remote.source import HEAD, Question, program
from connectivity.vantage import Place, Vantage
from tests.connectivity.cluster import scene
from tests.connectivity.kubernetes_api import kubeconfig
from tests.connectivity.kubernetes_api.server import TOKEN, Api
from tests.connectivity.network.authority import trusted
from tests.connectivity.network.dns_server import DnsServer, Says
from tests.connectivity.network.host_server import HostServer, http, over_tls
from tests.connectivity.network.setting import HOST, look, place, target

OWN = """
sources: {own: {url: "https://wiki.example", checked: 2026-01-01}}
hosts:
  - {id: own, names: {all: "{dns_server}"}, port: %d, protocol: tcp, who: [pod], phases: [served],
     purpose: p, breaks: b, symptom: s, source: own}
"""


def test_the_script_needs_nothing_but_python(tmp_path: Path) -> None:
    talk = over_tls(
        trusted().issue(tmp_path, "127.0.0.2"), http("401 Unauthorized", "WWW-Authenticate: Bearer")
    )
    with HostServer(talk, "127.0.0.2") as server:
        asked = (target(server.port, "127.0.0.2"),)
        bounds = Limits(probe=2, total=5)
        place = Vantage(Place.POD, "ns/p")
        path = tmp_path / "probe.py"
        path.write_text(program(Question(place, asked, bounds, {"127.0.0.2": trusted().pem})))
        command = [sys.executable, "-I", "-S", str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd="/", env={})
    (seen,) = brought(done.stdout, asked, "x").observations
    assert (seen.vantage.place, seen.vantage.name) == (Place.POD, "ns/p")
    assert [each.code for each in judge(asked, (seen,))] == ["fine"]


def test_the_script_says_in_its_first_line_which_python_it_needs() -> None:
    asked = Question(Vantage(Place.POD, "x"), (), Limits())
    assert program(asked).startswith(HEAD)
    assert "3.7" in HEAD.partition("#")[2], "an older Python shows that line when it stops there"


def check(api: Api, dns: DnsServer, tmp_path: Path, *arguments: str) -> tuple[int, dict[str, object]]:
    saved = tmp_path / "run.json"
    given = [
        "--kubeconfig",
        str(kubeconfig.for_api(api)),
        "--cloud",
        "AzureCloud",
        "--dns-server",
        "127.0.0.1",
    ]
    given += [
        "--resolver",
        f"{dns.address}:{dns.port}",
        "--proxy",
        "none",
        "--timeout",
        "2",
        "--time-limit",
        "20",
    ]
    code = main(["check", *given, "--format", "json", "-o", str(saved), *arguments])
    return code, json.loads(saved.read_text())


def test_a_check_from_a_pod_through_exec(
    api: Api, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "own.yaml"
    scene.stage(api, *scene.healthy_v1())
    api.kubelet.path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    with (
        HostServer(lambda connection: None) as web,
        DnsServer({}, otherwise=Says(rcode="NXDOMAIN")) as dns,
    ):
        own.write_text(OWN % web.port)
        places = ["--from", "here", "--from", "pod", "--from", "router"]
        code, run = check(api, dns, tmp_path, *places, "--hosts-file", str(own))
    assert code == 1
    assert run.get("undone") is None
    observations = run["observations"]
    assert isinstance(observations, list)
    mine = [each for each in observations if each["target"] == f"own/127.0.0.1:{web.port}"]
    assert [(each["vantage"]["place"], each["tcp"][0]["outcome"]) for each in mine] == [
        ("here", "connected"),
        ("pod", "connected"),
        ("router", "connected"),
    ]
    assert mine[1]["vantage"]["name"] == "azureml-ws/mysvc-1"
    told = capsys.readouterr().err
    assert "existing pod azureml-ws/mysvc-1; nothing is created" in told
    assert TOKEN not in told


def test_a_pod_that_cannot_run_it_is_exit_3_and_not_a_pass(api: Api, tmp_path: Path) -> None:
    scene.stage(api, *scene.healthy_v1())
    api.kubelet.path = "/nonexistent"
    with DnsServer({}) as dns:
        _, run = check(api, dns, tmp_path, "--from", "router")
    assert "nothing was probed from router" in str(run["undone"])
    assert "cannot be used" in str(run["undone"]) or "has no shell" in str(run["undone"])


def test_without_a_cluster_there_is_no_pod(tmp_path: Path) -> None:
    saved = tmp_path / "run.json"
    arguments = ["--no-kubeconfig", "--from", "pod", "--format", "json", "-o", str(saved)]
    main(["check", *arguments])
    assert "give --cluster or --context" in saved.read_text()


def test_what_was_brought_back_is_judged_with_the_rest(tmp_path: Path) -> None:
    packed, seen = tmp_path / "probe.py", tmp_path / "seen.json"
    common = ["--no-kubeconfig", "--cloud", "AzureCloud", "--timeout", "0.3", "--time-limit", "1"]
    assert main(["pack", *common, "--place", "node", "--name", "aks-1", "-o", str(packed)]) == 0
    done = subprocess.run([sys.executable, str(packed)], capture_output=True, text=True, check=True)
    seen.write_text(done.stdout)
    with DnsServer({}, otherwise=Says(rcode="NXDOMAIN")) as dns:
        saved = tmp_path / "run.json"
        resolver = f"{dns.address}:{dns.port}"
        main(
            [
                "check",
                *common,
                "--resolver",
                resolver,
                "--seen",
                str(seen),
                "--format",
                "json",
                "-o",
                str(saved),
            ]
        )
    run = json.loads(saved.read_text())
    assert {each.get("vantage") for each in run["verdicts"]} >= {"here", "node aks-1"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        f"{MARK}{{}}",
        f"{MARK}3",
        MARK + "[" * 9999,
        f'{MARK}{{"vantage": 3}}',
        f'{MARK}{{"vantage": {{"place": "moon", "name": "x"}}}}',
        "\n".join(f'{MARK}{{"vantage": {{"place": "pod", "name": "{name}"}}}}' for name in "ab"),
    ],
)
def test_what_is_no_result_of_a_probe_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    seen = tmp_path / "seen.json"
    seen.write_text(text)
    assert main(["check", "--no-kubeconfig", "--seen", str(seen)]) == 2
    assert "seen.json" in capsys.readouterr().err


@pytest.mark.parametrize("same", [True, False])
def test_the_difference_between_two_places_is_a_finding(tmp_path: Path, *, same: bool) -> None:
    talk = over_tls(trusted().issue(tmp_path, HOST), http("401 Unauthorized", "WWW-Authenticate: Bearer"))
    with HostServer(talk, "127.0.0.2") as server, DnsServer({HOST: Says(("127.0.0.2",))}) as dns:
        (here,) = look(place(dns), target(server.port))
    there = replace(here, vantage=replace(here.vantage, place=Place.POD, name="ns/p"), tls=None, http=None)
    if same:
        there = replace(there, tcp=(replace(here.tcp[0], outcome=TcpOutcome.TIMEOUT),))
    else:
        there = replace(there, names=(replace(here.names[0], outcome=NameOutcome.NXDOMAIN, addresses=()),))
    codes = [
        each.code for each in judge((target(server.port),), (here, there)) if each.state.value == "broken"
    ]
    assert codes == (["tcp-dropped", "place-route"] if same else ["dns-nxdomain", "place-zone"])


def test_two_places_that_agree_are_no_finding(tmp_path: Path) -> None:
    with DnsServer({HOST: Says(rcode="NXDOMAIN")}) as dns:
        (here,) = look(place(dns), target())
    there = replace(here, vantage=replace(here.vantage, place=Place.POD, name="ns/p"))
    assert {each.code for each in judge((target(),), (here, there))} == {"dns-nxdomain"}
