"""From where a check is made: by default, as named, and as it would be, on the command line."""

import json
import os
import sys
import threading
from pathlib import Path

import pytest
import yaml

from connectivity.cli import main
from connectivity.cluster.door import Door
from connectivity.cluster.probe_pod import made
from connectivity.remote.manifest import OWNER, OWNER_LABEL
from tests.connectivity.cluster import scene
from tests.connectivity.kubernetes_api import kubeconfig
from tests.connectivity.kubernetes_api.server import Api

IMAGE = "mcr.microsoft.com/azureml/base:1"
WITH_IMAGES = {"images": [{"names": ["repo@sha256:1", IMAGE], "sizeBytes": 1}]}
OWN = """
sources: {own: {url: "https://wiki.example", checked: 2026-01-01}}
hosts:
  - {id: own, names: {all: "127.0.0.1"}, port: 9, protocol: tcp, who: [pod], phases: [served],
     purpose: p, breaks: b, symptom: s, source: own}
"""


@pytest.fixture
def staged(api: Api) -> Api:
    healthy = [each for each in scene.healthy_v1() if each["kind"] != "Node"]
    scene.stage(api, *healthy, scene.node(status=WITH_IMAGES))
    api.kubelet.path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return api


def given(api: Api, tmp_path: Path, *arguments: str) -> list[str]:
    own = tmp_path / "own.yaml"
    own.write_text(OWN)
    known = ["--kubeconfig", str(kubeconfig.for_api(api)), "--cloud", "AzureCloud", "--hosts-file", str(own)]
    return ["check", *known, "--proxy", "none", "--timeout", "2", "--time-limit", "20", *arguments]


def places(api: Api, tmp_path: Path, *arguments: str) -> tuple[list[str], dict[str, list[str]]]:
    """The places that were asked, and what was left undone or noted."""
    saved = tmp_path / "run.json"
    main(given(api, tmp_path, "--resolver", "127.0.0.1:9", "--format", "json", "-o", str(saved), *arguments))
    run = json.loads(saved.read_text())
    asked = [each["vantage"]["place"] for each in run["observations"] if each["target"] == "own/127.0.0.1:9"]
    return asked, {key: run.get(key, []) for key in ("undone", "notes")}


def created(api: Api) -> list[str]:
    return [path for method, path, _, _ in api.calls if method == "POST" and path.endswith("/pods")]


def test_by_default_from_here_and_from_pods_that_are_there(staged: Api, tmp_path: Path) -> None:
    asked, told = places(staged, tmp_path)
    assert asked == ["here", "router", "pod"]
    assert created(staged) == []
    assert told["undone"] == []


def test_pods_are_asked_for_the_api_server_by_its_address(staged: Api, tmp_path: Path) -> None:
    places(staged, tmp_path, "--from", "here", "--from", "pod")
    seen = json.loads((tmp_path / "run.json").read_text())["observations"]
    own = [each["vantage"]["place"] for each in seen if each["target"].startswith("api-server-inside/")]
    assert own == ["pod"]


def test_places_where_nothing_is_made_are_asked_at_the_same_time(staged: Api, tmp_path: Path) -> None:
    meeting = threading.Barrier(2, timeout=20)
    staged.kubelet.arrived = meeting.wait  # neither goes on before both are there
    asked, told = places(staged, tmp_path)
    assert asked == ["here", "router", "pod"]
    assert told["undone"] == []
    assert not meeting.broken


def test_by_default_one_place_in_the_cluster_is_enough(staged: Api, tmp_path: Path) -> None:
    staged.store.delete(staged.store.resource("", "v1", "pods"), "azureml-ws", "mysvc-1")
    asked, told = places(staged, tmp_path)
    assert asked == ["here", "router"]
    assert told["undone"] == []
    assert any("nothing was probed from pod" in line for line in told["notes"])


def test_by_default_a_cluster_that_lets_no_probe_in_is_left_undone(staged: Api, tmp_path: Path) -> None:
    staged.policy.denied.append(("create", "pods/exec", "*"))
    asked, told = places(staged, tmp_path)
    assert asked == ["here"]
    assert "not allowed to create pods/exec" in told["undone"][0]
    assert "--from here leaves the cluster out" in told["undone"][-1]


@pytest.mark.parametrize("name", ["here", "router", "pod"])
def test_a_place_that_is_named_is_the_only_one(staged: Api, tmp_path: Path, name: str) -> None:
    assert places(staged, tmp_path, "--from", name)[0] == [name]


def test_from_a_node_a_pod_is_made_announced_and_removed(
    staged: Api, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    staged.kubelet.present = (IMAGE,)
    asked, told = places(staged, tmp_path, "--from", "node")
    assert asked == ["node"]
    assert told["undone"] == []
    said = capsys.readouterr().err
    assert "creating pod default/connectivity-check-node-" in said
    assert said.index("creating pod") < said.index("removed pod")
    assert not [name for _, plural, _, name in staged.store._objects if plural == "pods" and OWNER in name]


def test_nothing_is_made_where_that_is_forbidden(staged: Api, tmp_path: Path) -> None:
    asked, told = places(staged, tmp_path, "--from", "node", "--no-create")
    assert asked == []
    assert created(staged) == []
    assert "a pod of our own was not asked for" in told["undone"][0]


def test_a_dry_run_prints_pods_that_the_server_takes(
    staged: Api, door: Door, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(given(staged, tmp_path, "--from", "node", "--from", "router", "--dry-run")) == 0
    told = capsys.readouterr()
    manifests = list(yaml.safe_load_all(told.out))
    assert [each["metadata"]["labels"][OWNER_LABEL] for each in manifests] == [OWNER] * len(manifests)
    assert {each["spec"].get("hostNetwork") for each in manifests} == {True, None}
    assert created(staged) == []
    assert "router: a process in the existing pod default/azureml-fe-0 comes first" in told.err
    assert "# The probe for an image without Python" in told.out, "scripts are shown as they are"
    with made(door, manifests[0], [].append):
        assert len(created(staged)) == 1


def test_a_place_in_a_cluster_that_may_not_be_asked(
    staged: Api, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(given(staged, tmp_path, "--from", "pod", "--no-cluster")) == 2
    assert "--from pod asks the cluster, and --no-cluster forbids it" in capsys.readouterr().err
    assert staged.calls == []


def test_a_place_that_is_named_twice_is_asked_once(staged: Api, tmp_path: Path) -> None:
    assert places(staged, tmp_path, "--from", "pod", "--from", "pod")[0] == ["pod"]


def test_a_dry_run_of_the_default_makes_nothing(
    staged: Api, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(given(staged, tmp_path, "--dry-run")) == 0
    assert capsys.readouterr().out == ""


def test_a_dry_run_needs_a_cluster(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--no-kubeconfig", "--from", "node", "--dry-run"]) == 2
    assert "--dry-run needs a cluster" in capsys.readouterr().err


def test_a_dry_run_that_cannot_tell_is_exit_3(
    staged: Api, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    staged.policy.denied.append(("list", "nodes", "*"))
    assert main(given(staged, tmp_path, "--from", "node", "--dry-run")) == 3
    assert "listing nodes is not allowed" in capsys.readouterr().err


def test_the_image_and_the_namespace_can_be_named(
    staged: Api, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = ["--image", "mine:1", "--probe-namespace", "azureml-ws", "--node", "aks-pool1-0"]
    assert main(given(staged, tmp_path, "--from", "node", "--dry-run", *own)) == 0
    (manifest,) = yaml.safe_load_all(capsys.readouterr().out)
    assert manifest["metadata"]["namespace"] == "azureml-ws"
    assert manifest["spec"]["nodeName"] == "aks-pool1-0"
    assert manifest["spec"]["containers"][0]["image"] == "mine:1"
