"""Probing from pods: the loopback server runs the probe for real, as a kubelet would."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from connectivity.cluster.door import Door
from connectivity.cluster.execution import MOST_OUTPUT, ExecutionError, Held, run
from connectivity.cluster.outpost import Wish, dry_run, offer, survey
from connectivity.cluster.probe_pod import made, remove_old
from connectivity.cluster.problem import DeniedError
from connectivity.judge.survey import judge
from connectivity.probes.limit import Limits
from connectivity.remote.answer import Answer
from connectivity.remote.manifest import GATE, OWNER, OWNER_LABEL, Spot, pod
from connectivity.remote.source import Question
from connectivity.vantage import Place, Vantage
from tests.connectivity.cluster import scene
from tests.connectivity.kubernetes_api import kubeconfig
from tests.connectivity.kubernetes_api.server import Api
from tests.connectivity.kubernetes_api.status import Document
from tests.connectivity.network.authority import trusted
from tests.connectivity.network.host_server import HostServer, http, over_tls
from tests.connectivity.network.setting import target

ADDRESS = "127.0.0.2"
FINE = http("401 Unauthorized", "WWW-Authenticate: Bearer")
IMAGE = "registry.test/img:1"
LIMITS = Limits(probe=1, total=3)
ROUTER_POD = scene.pod("azureml-fe-0", "default", scene.ROUTER | {"pod-template-hash": "abc", "team": "ml"})
WITH_IMAGES = {"images": [{"names": ["repo@sha256:1", "mcr.microsoft.com/azureml/base:1"], "sizeBytes": 1}]}


def question(port: int = 443, place: Place = Place.ROUTER) -> Question:
    asked = (target(port, ADDRESS),)
    return Question(Vantage(place), asked, LIMITS, {ADDRESS: trusted().pem})


def from_there(door: Door, wish: Wish, port: int, said: list[str]) -> Answer:
    return survey(door, offer(door, wish), question(port, wish.place), said.append, pause=0.02)


def codes(answer: Answer) -> list[str]:
    return [each.code for each in judge(question().targets, answer.observations)]


def created(api: Api) -> list[Document]:
    return [
        json.loads(body) for method, path, _, body in api.calls if method == "POST" and path.endswith("/pods")
    ]


def left(api: Api) -> list[str]:
    return [name for _, plural, _, name in api.store._objects if plural == "pods" and OWNER in name]


@pytest.fixture
def staged(api: Api) -> Api:
    scene.stage(api, scene.node(status=WITH_IMAGES), ROUTER_POD)
    api.kubelet.path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return api


def test_exec_in_the_router_creates_nothing(staged: Api, door: Door, tmp_path: Path) -> None:
    said: list[str] = []
    with HostServer(over_tls(trusted().issue(tmp_path, ADDRESS), FINE), ADDRESS) as server:
        answer = from_there(door, Wish(Place.ROUTER), server.port, said)
    (found,) = answer.observations
    assert str(found.vantage) == "router default/azureml-fe-0"
    assert found.http is not None
    assert found.http.status == 401
    assert created(staged) == []
    assert said == ["probing from a process in the existing pod default/azureml-fe-0; nothing is created"]


def test_without_python_the_shell_asks(staged: Api, door: Door, tmp_path: Path) -> None:
    small = tmp_path / "bin"
    small.mkdir()
    for name in ("sh", "head", "awk", "sed", "date"):
        (small / name).symlink_to(
            next(p for p in (Path("/bin") / name, Path("/usr/bin") / name) if p.exists())
        )
    staged.kubelet.path = str(small)
    answer = from_there(door, Wish(Place.ROUTER), 443, [])
    assert [found.unfinished for found in answer.observations] == ["tcp"]


def test_a_container_without_a_shell_leads_to_a_pod(staged: Api, door: Door, tmp_path: Path) -> None:
    staged.kubelet.exec_path = "/nonexistent"
    staged.kubelet.present = ("mcr.microsoft.com/azureml/base:1",)
    said: list[str] = []
    with HostServer(over_tls(trusted().issue(tmp_path, ADDRESS), FINE), ADDRESS) as server:
        answer = from_there(door, Wish(Place.ROUTER), server.port, said)
    assert [found.http.status for found in answer.observations if found.http] == [401]
    (manifest,) = created(staged)
    assert manifest["metadata"]["labels"] == scene.ROUTER | {"team": "ml", OWNER_LABEL: OWNER}
    assert manifest["metadata"]["namespace"] == "default"
    assert left(staged) == []
    assert [line.split()[0] for line in said] == ["probing", "creating", "removed"]


def test_the_pod_takes_no_traffic_and_no_rights() -> None:
    spot = Spot(Place.ROUTER, "default", node="n", image=IMAGE, labels=(("azuremlappname", "azureml-fe"),))
    spec = pod(spot, question(), "abc")["spec"]
    (container,) = spec["containers"]
    assert spec["readinessGates"] == [{"conditionType": GATE}]
    assert spec["activeDeadlineSeconds"] == 33
    assert spec["restartPolicy"] == "Never"
    assert spec["automountServiceAccountToken"] is False
    assert "hostNetwork" not in spec
    assert container["imagePullPolicy"] == "Never"
    assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}


def test_a_node_probe_uses_the_nodes_network_and_dns(staged: Api, door: Door) -> None:
    (manifest,) = dry_run(offer(door, Wish(Place.NODE)), question(place=Place.NODE))
    assert manifest["spec"]["hostNetwork"] is True
    assert manifest["spec"]["dnsPolicy"] == "Default"
    assert manifest["spec"]["nodeName"] == "aks-pool1-0"
    assert manifest["metadata"]["labels"] == {OWNER_LABEL: OWNER}


def test_a_dry_run_creates_nothing(staged: Api, door: Door) -> None:
    assert dry_run(offer(door, Wish(Place.ROUTER, image="mine:1")), question())
    assert {method for method, path, _, _ in staged.calls if "accessreview" not in path} == {"GET"}


def test_an_image_of_the_users_may_be_pulled(staged: Api, door: Door) -> None:
    (spot,) = offer(door, Wish(Place.ROUTER, image="mine:1")).spots
    assert (spot.image, spot.pull, spot.pod) == ("mine:1", "IfNotPresent", "")


def test_a_models_image_comes_first(staged: Api, door: Door) -> None:
    scene.stage(staged, scene.pod("mysvc-1", "azureml-ws", scene.MODEL))
    spots = offer(door, Wish(Place.NODE)).spots
    assert [spot.image for spot in spots] == [IMAGE, "mcr.microsoft.com/azureml/base:1"]


def test_a_pod_vantage_execs_in_a_model(staged: Api, door: Door) -> None:
    scene.stage(staged, scene.pod("mysvc-1", "azureml-ws", scene.MODEL))
    assert str(offer(door, Wish(Place.POD)).spots[0].vantage) == "pod azureml-ws/mysvc-1"


def test_existing_pods_alone_create_nothing(staged: Api, door: Door) -> None:
    staged.kubelet.exec_path = "/nonexistent"
    found = offer(door, Wish(Place.ROUTER)).existing()
    answer = survey(door, found, question(), [].append)
    assert [spot.pod for spot in found.spots] == ["azureml-fe-0"]
    assert created(staged) == []
    assert "not asked for" in answer.undone[0]


def test_no_router_is_said(api: Api, door: Door) -> None:
    scene.stage(api, scene.node(status=WITH_IMAGES))
    answer = survey(door, offer(door, Wish(Place.ROUTER)), question(), [].append)
    assert answer.observations == ()
    assert "no running router pod" in answer.undone[0]


def test_denied_exec_and_denied_pods_are_named(staged: Api, door: Door) -> None:
    staged.policy.denied += [("create", "pods/exec", "*"), ("create", "pods", "*")]
    answer = from_there(door, Wish(Place.ROUTER), 443, [])
    assert answer.observations == ()
    assert "create pods/exec" in answer.undone[0]
    assert "not allowed to create pods" in answer.undone[0]
    assert created(staged) == []


def test_denied_reading_is_named(staged: Api, door: Door) -> None:
    staged.policy.denied += [("list", "nodes", "*")]
    found = offer(door, Wish(Place.NODE))
    assert found.spots == ()
    assert "listing nodes is not allowed" in found.reason


def test_an_image_that_is_not_there(staged: Api, door: Door) -> None:
    staged.kubelet.exec_path = "/nonexistent"
    answer = from_there(door, Wish(Place.ROUTER), 443, [])
    assert "ErrImageNeverPull" in answer.undone[0]
    assert left(staged) == []


def test_an_image_without_a_shell(staged: Api, door: Door) -> None:
    staged.kubelet.path = staged.kubelet.exec_path = "/nonexistent"
    staged.kubelet.present = ("mcr.microsoft.com/azureml/base:1",)
    answer = from_there(door, Wish(Place.ROUTER), 443, [])
    assert "its image has no shell" in answer.undone[0]
    assert left(staged) == []


def test_admission_that_refuses_the_pod(staged: Api, door: Door) -> None:
    staged.policy.refuse_pods = 'violates PodSecurity "restricted"'
    answer = from_there(door, Wish(Place.NODE), 443, [])
    assert "violates PodSecurity" in answer.undone[0]


def test_a_manifest_the_server_finds_invalid(staged: Api, door: Door) -> None:
    broken = pod(Spot(Place.POD, "default", image=""), question(), "x")
    with pytest.raises(ExecutionError, match="Required value"), made(door, broken, [].append):
        pass


def test_a_failure_inside_still_removes_the_pod(staged: Api, door: Door) -> None:
    manifest = pod(Spot(Place.POD, "default", image="absent"), question(), "x")
    with pytest.raises(KeyboardInterrupt), made(door, manifest, [].append):
        raise KeyboardInterrupt
    assert left(staged) == []


def test_a_second_interrupt_still_removes_the_pod(staged: Api, door: Door) -> None:
    impatient = Impatient(door)
    manifest = pod(Spot(Place.POD, "default", image="absent"), question(), "x")
    with pytest.raises(KeyboardInterrupt), made(impatient, manifest, [].append):
        pass
    assert left(staged) == []


class Impatient(Door):
    """A door at which Ctrl-C is pressed again while the pod is being removed."""

    def __init__(self, door: Door) -> None:
        self.__dict__.update(door.__dict__)
        self.pressed = False

    def delete(self, path: str, **query: str | int) -> None:
        if not self.pressed:
            self.pressed = True
            raise KeyboardInterrupt
        super().delete(path, **query)


def test_a_pod_that_may_not_be_removed_is_told(staged: Api, door: Door) -> None:
    staged.policy.denied.append(("delete", "pods", "*"))
    said: list[str] = []
    with made(door, pod(Spot(Place.POD, "default", image="absent"), question(), "x"), said.append):
        pass
    assert "cannot be removed" in said[-1]
    assert "deadline" in said[-1]


def test_ended_pods_of_an_earlier_run_are_removed_and_others_are_not(staged: Api, door: Door) -> None:
    mine = {OWNER_LABEL: OWNER}
    scene.stage(
        staged,
        scene.pod(f"{OWNER}-old", "default", mine, status={"phase": "Failed"}),
        scene.pod(f"{OWNER}-busy", "default", mine),
        scene.pod("web", "default", {}, status={"phase": "Failed"}),
    )
    remove_old(door, "default", [].append)
    assert left(staged) == [f"{OWNER}-busy"]
    assert ("", "pods", "default", "web") in staged.store._objects


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_real_signal_removes_the_pod(staged: Api, number: signal.Signals, tmp_path: Path) -> None:
    """The whole program in a process of its own, interrupted while its pod runs."""
    staged.kubelet.exec_path = "/nonexistent"
    staged.kubelet.present = ("mcr.microsoft.com/azureml/base:1",)
    script = tmp_path / "probe.py"
    script.write_text(PROGRAM, encoding="utf-8")
    path = str(kubeconfig.for_api(staged))
    words = [sys.executable, str(script), path]
    variables = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    with subprocess.Popen(words, env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        ends = time.monotonic() + 20
        while not staged.kubelet.running and time.monotonic() < ends:
            threading.Event().wait(0.02)
        process.send_signal(number)
        output, _ = process.communicate(timeout=20)
    assert created(staged)
    assert left(staged) == []
    assert b"removed pod" in output


PROGRAM = """
import sys
from pathlib import Path
from connectivity.cluster.kubeconfig import entry
from connectivity.cluster.outpost import Wish, offer, survey
from connectivity.cluster.survey import open_door
from connectivity.probes.limit import Limits
from connectivity.remote.source import Question
from connectivity.vantage import Place, Vantage
from tests.connectivity.network.setting import target

door = open_door(entry((Path(sys.argv[1]),)))
asked = Question(Vantage(Place.ROUTER), (target(443, "198.51.100.1"),), Limits(probe=15, total=15))
survey(door, offer(door, Wish(Place.ROUTER)), asked, lambda line: print(line, flush=True), pause=0.05)
"""


def test_exec_is_bounded_in_time(staged: Api, door: Door) -> None:
    spot = Spot(Place.ROUTER, "default", "azureml-fe-0", "c")
    with pytest.raises(ExecutionError, match=r"0\.3 s"):
        run(door, spot, ("sh", "-c", "exec sleep 30"), b"", 0.3)


def test_a_socket_that_is_opened_too_late_is_shut_at_once() -> None:
    held, near, far = Held(), *socket.socketpair()
    with near, far:
        held.end()
        held.keep(SimpleNamespace(sock=SimpleNamespace(shutdown=lambda: near.shutdown(socket.SHUT_RDWR))))
        assert far.recv(1) == b""


def test_exec_is_bounded_in_size(staged: Api, door: Door) -> None:
    spot = Spot(Place.ROUTER, "default", "azureml-fe-0", "c")
    found = run(door, spot, ("sh", "-c", "exec head -c 9000000 /dev/zero"), b"", 60)
    assert len(found) == MOST_OUTPUT


def test_exec_that_the_server_refuses(staged: Api, door: Door) -> None:
    staged.policy.denied.append(("create", "pods/exec", "*"))
    with pytest.raises(DeniedError, match="exec is refused"):
        run(door, Spot(Place.ROUTER, "default", "azureml-fe-0", "c"), ("sh",), b"", 5)


def test_exec_in_a_pod_that_is_gone(staged: Api, door: Door) -> None:
    with pytest.raises(ExecutionError, match="exec answered 404"):
        run(door, Spot(Place.ROUTER, "default", "gone", "c"), ("sh",), b"", 5)


def test_a_named_node_is_taken(staged: Api, door: Door) -> None:
    scene.stage(staged, scene.node("aks-pool1-1", status=WITH_IMAGES))
    (spot,) = offer(door, Wish(Place.NODE, node="aks-pool1-1")).spots
    assert str(spot.vantage) == "node aks-pool1-1"


def test_a_node_that_is_not_ready_is_not_taken(staged: Api, door: Door) -> None:
    document = scene.node(status=WITH_IMAGES | {"conditions": [{"type": "Ready", "status": "False"}]})
    scene.stage(staged, document)
    assert offer(door, Wish(Place.NODE)).spots == ()


def test_existing_pods_are_not_used_with_an_image_of_ones_own(staged: Api, door: Door) -> None:
    spots = offer(door, replace(Wish(Place.ROUTER), image="mine:1")).spots
    assert [spot.pod for spot in spots] == [""]
