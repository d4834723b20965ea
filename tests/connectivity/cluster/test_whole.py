"""Cluster and hosts in one check, as the command line runs it."""

import json
from pathlib import Path

import pytest

from connectivity.capacity import replicas
from connectivity.cli import main
from tests.connectivity.cluster import shapes
from tests.connectivity.cluster.api_server import TOKEN, ApiServer
from tests.connectivity.network.dns_server import DnsServer, Says


def check(server: ApiServer, dns: DnsServer, *arguments: str, token: str = TOKEN) -> int:
    resolver = f"{dns.address}:{dns.port}"
    given = [
        "--kubeconfig",
        str(server.kubeconfig(token=token)),
        "--cloud",
        "AzureCloud",
        "--resolver",
        resolver,
    ]
    return main(["check", *given, "--timeout", "0.5", "--time-limit", "5", "--proxy", "none", *arguments])


def test_the_cluster_tells_what_the_hosts_depend_on(tmp_path: Path) -> None:
    saved = tmp_path / "run.json"
    with (
        ApiServer(tmp_path, lists=shapes.healthy()) as server,
        DnsServer({}, otherwise=Says(rcode="NXDOMAIN")) as dns,
    ):
        assert check(server, dns, "--format", "json", "-o", str(saved)) == 1
    run = json.loads(saved.read_text())
    known = {each["setting"]: (each["value"], each["origin"]) for each in run["context"]}
    assert known["generation"] == ("v1", "router deployment")
    assert known["region"] == ("westeurope", "labels of the nodes")
    assert known["gpu"] == ("no", "nodes")
    subjects = {each["subject"]: each["code"] for each in run["verdicts"]}
    assert subjects[f"api-server/127.0.0.1:{server.port}"] == "fine"
    assert subjects["deployment default/azureml-fe"] == "fine"
    assert TOKEN not in saved.read_text()
    assert main(["check", "--offline", str(saved), "-o", str(tmp_path / "again.txt")]) == 1


def test_what_is_wrong_in_the_cluster_comes_in_the_order_of_phases(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lists = {**shapes.healthy(), shapes.AUTOSCALERS: [shapes.autoscaler("churn")], shapes.DEPLOYMENTS: []}
    with ApiServer(tmp_path, lists=lists) as server, DnsServer({}, otherwise=Says(rcode="SERVFAIL")) as dns:
        assert check(server, dns) == 1
    told = capsys.readouterr().out
    places = [
        told.index(words) for words in ("The DNS server failed", "There is no router", "fights the router")
    ]
    assert places == sorted(places)


def test_a_cluster_that_does_not_let_in_leaves_the_hosts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with ApiServer(tmp_path) as server, DnsServer({}, otherwise=Says(rcode="SERVFAIL")) as dns:
        assert check(server, dns, token="wrong") == 1
    told = capsys.readouterr().out
    assert "! the cluster itself was not checked: the API server does not accept the credentials" in told
    assert "The DNS server failed" in told


def test_the_role_can_be_printed(capsys: pytest.CaptureFixture[str]) -> None:
    import yaml

    assert main(["rbac"]) == 0
    role = yaml.safe_load(capsys.readouterr().out)
    verbs = {verb for rule in role["rules"] for verb in rule["verbs"] if rule["resources"] != ["pods/exec"]}
    assert verbs == {"get", "list"}
    resources = {resource for rule in role["rules"] for resource in rule["resources"]}
    assert "secrets" not in resources


@pytest.mark.parametrize(
    ("rate", "latency", "utilization", "concurrency", "count"),
    [
        (20, 0.25, 0.7, 1, 8),
        (7, 0.1, 0.7, 1, 1),
        (7.01, 0.1, 0.7, 1, 2),
        (100, 0.1, 0.5, 4, 5),
        (0.001, 0.001, 1.0, 1, 1),
    ],
)
def test_the_routers_own_formula(
    rate: float, latency: float, utilization: float, concurrency: int, count: int
) -> None:
    assert replicas(rate, latency, utilization, concurrency) == count


def test_capacity_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["capacity", "--rate", "20", "--latency", "0.25", "--cpu", "0.5", "--memory", "1"]) == 0
    assert capsys.readouterr().out == "8 replicas, 4 cores, 8 GiB\n"


@pytest.mark.parametrize(
    "arguments", [["--rate", "0", "--latency", "1"], ["--rate", "1", "--latency", "x"], []]
)
def test_capacity_refuses_what_makes_no_sense(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["capacity", *arguments])
    assert caught.value.code == 2
