"""Cluster and hosts in one check, as the command line runs it."""

import json
from pathlib import Path

import pytest

from connectivity.capacity import replicas
from connectivity.cli import main
from tests.connectivity.cluster import scene
from tests.connectivity.kubernetes_api import kubeconfig
from tests.connectivity.kubernetes_api.server import TOKEN, Api
from tests.connectivity.network.dns_server import DnsServer, Says


def check(api: Api, dns: DnsServer, *arguments: str, token: str = TOKEN) -> int:
    resolver = f"{dns.address}:{dns.port}"
    given = [
        "--kubeconfig",
        str(kubeconfig.for_api(api, {"token": token})),
        "--cloud",
        "AzureCloud",
        "--resolver",
        resolver,
    ]
    bounds = ["--timeout", "0.5", "--time-limit", "5"]
    return main(["check", *given, *bounds, "--proxy", "none", "--from", "here", *arguments])


def test_the_cluster_tells_what_the_hosts_depend_on(api: Api, tmp_path: Path) -> None:
    saved = tmp_path / "run.json"
    scene.stage(api, *scene.healthy_v1())
    with DnsServer({}, otherwise=Says(rcode="NXDOMAIN")) as dns:
        assert check(api, dns, "--format", "json", "-o", str(saved)) == 1
    run = json.loads(saved.read_text())
    known = {each["setting"]: (each["value"], each["origin"]) for each in run["context"]}
    assert known["generation"] == ("v1", "router deployment")
    assert known["region"] == ("westeurope", "labels of the nodes")
    assert known["gpu"] == ("no", "nodes")
    subjects = {each["subject"]: each["code"] for each in run["verdicts"]}
    assert subjects[f"api-server/127.0.0.1:{api.server_port}"] == "fine"
    assert subjects["deployment default/azureml-fe"] == "router-ready"
    assert TOKEN not in saved.read_text()
    assert main(["check", "--offline", str(saved), "-o", str(tmp_path / "again.txt")]) == 1


def test_what_is_wrong_in_the_cluster_comes_in_the_order_of_phases(
    api: Api, capsys: pytest.CaptureFixture[str]
) -> None:
    staged = [each for each in scene.healthy_v1() if each["metadata"]["name"] != "azureml-fe"]
    scene.stage(api, *staged, scene.autoscaler("a", "azureml-ws", "mysvc"))
    with DnsServer({}, otherwise=Says(rcode="SERVFAIL")) as dns:
        assert check(api, dns) == 1
    told = capsys.readouterr().out
    places = [
        told.index(words) for words in ("The DNS server failed", "There is no router", "fights the router")
    ]
    assert places == sorted(places)


def test_a_cluster_that_does_not_let_in_leaves_the_hosts(
    api: Api, capsys: pytest.CaptureFixture[str]
) -> None:
    with DnsServer({}, otherwise=Says(rcode="SERVFAIL")) as dns:
        assert check(api, dns, token="wrong") == 1
    told = capsys.readouterr().out
    assert "! the cluster itself was not checked: The API server 127.0.0.1 refuses the credentials" in told
    assert "The DNS server failed" in told


def test_the_list_is_exact_once_the_cluster_was_asked(api: Api, capsys: pytest.CaptureFixture[str]) -> None:
    scene.stage(api, *scene.healthy_v1())
    given = ["hosts", "--kubeconfig", str(kubeconfig.for_api(api)), "--cloud", "AzureCloud"]
    assert main(given) == 0
    assert "(if generation=v1" in capsys.readouterr().out
    assert main([*given, "--read-cluster"]) == 0
    told = capsys.readouterr().out
    assert "generation" not in told
    assert "westeurope.data.mcr" not in told, "a wildcard stays one"
    assert "ingest-viennawesteurope.kusto.windows.net:443" in told
    assert "cluster.local" not in told, "no rule can name what is inside"


def test_a_cluster_that_cannot_be_asked_leaves_the_list_open(
    api: Api, capsys: pytest.CaptureFixture[str]
) -> None:
    given = [
        "hosts",
        "--kubeconfig",
        str(kubeconfig.for_api(api, {"token": "wrong"})),
        "--cloud",
        "AzureCloud",
    ]
    assert main([*given, "--read-cluster"]) == 3
    told = capsys.readouterr()
    assert "mcr.microsoft.com:443" in told.out
    assert "refuses the credentials" in told.err


def test_the_role_can_be_printed(capsys: pytest.CaptureFixture[str]) -> None:
    import yaml

    assert main(["rbac"]) == 0
    roles = [each for each in yaml.safe_load_all(capsys.readouterr().out) if "rules" in each]
    whole = [rule for each in roles if each["kind"] == "ClusterRole" for rule in each["rules"]]
    assert {verb for rule in whole for verb in rule["verbs"]} == {"get", "list"}
    assert "secrets" not in {resource for rule in whole for resource in rule["resources"]}


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


@pytest.mark.parametrize("arguments", [["--rate", "0", "--latency", "1"], ["--rate", "1", "--latency", "x"]])
def test_capacity_refuses_what_makes_no_sense(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["capacity", *arguments])
    assert caught.value.code == 2


SMALL = "name=a,cpu=500m,memory=512Mi,replicas=1-4"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "give --rate and --latency, or --service name=mysvc"),
        (["--rate", "1"], "--rate and --latency go together"),
        (["--service", "mysvc"], "'mysvc' is not known; write it as name="),
        (["--service", "name=a,cpu=1"], "memory is missing"),
        (["--service", "name=a,cpu=lots,memory=1Gi"], "cpu 'lots' is no quantity"),
        (["--service", "name=a,cpu=1,memory=1Gi,replicas=many"], "replicas 'many' is no range"),
        (["--service", "name=a,cpu=1,memory=1Gi,replicas=4-2"], "a: replicas 4 to 2 are no range"),
        (["--service", "name=a,cpu=1,memory=1Gi,colour=red"], "'colour' is not known"),
    ],
)
def test_a_service_that_is_not_understood(
    capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    assert main(["capacity", *arguments]) == 2
    assert sentence in capsys.readouterr().err


def test_services_without_a_cluster_are_added_up(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["capacity", "--service", SMALL, "--service", "name=b,cpu=1,memory=2,gpu=1"]) == 0
    told = capsys.readouterr().out
    assert told == "a: 4 replicas take 2 cores, 2 GiB\nb: 1 replicas take 1 cores, 2 GiB, 1 GPUs\n"


@pytest.mark.parametrize(
    ("services", "code", "said"),
    [
        ([SMALL], 0, ["with the most replicas of each: everything fits", "a: 4 of 4 replicas have a place"]),
        (
            ["name=a,cpu=2,memory=1Gi,replicas=1-40"],
            1,
            ["it does not fit", "cores are wanted and", "with the fewest replicas of each: everything fits"],
        ),
        (["name=a,cpu=900,memory=1Gi"], 1, ["is more than any node has free"]),
    ],
)
def test_services_against_the_nodes_of_the_cluster(
    api: Api, capsys: pytest.CaptureFixture[str], services: list[str], code: int, said: list[str]
) -> None:
    scene.stage(api, *scene.healthy_v1())
    given = [word for each in services for word in ("--service", each)]
    assert main(["capacity", "--kubeconfig", str(kubeconfig.for_api(api)), *given]) == code
    told = capsys.readouterr().out
    assert [each for each in said if each not in told] == []


def test_a_load_against_the_nodes_of_the_cluster(api: Api, capsys: pytest.CaptureFixture[str]) -> None:
    scene.stage(api, *scene.healthy_v1())
    load = ["--rate", "20", "--latency", "0.25", "--cpu", "100", "--memory", "1"]
    assert main(["capacity", "--kubeconfig", str(kubeconfig.for_api(api)), *load]) == 1
    assert "8 replicas, 800 cores, 8 GiB" in capsys.readouterr().out


def test_a_cluster_that_cannot_be_asked_leaves_the_fit_unchecked(
    api: Api, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["--kubeconfig", str(kubeconfig.for_api(api, {"token": "wrong"})), "--service", SMALL]
    assert main(["capacity", *given]) == 3
    told = capsys.readouterr()
    assert "whether it fits is not certain" in told.out
    assert "refuses the credentials" in told.err
