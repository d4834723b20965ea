"""Every way in which an API server cannot be asked gets its own kind and a sentence with the next step."""

import logging
import time
from pathlib import Path

import pytest

from connectivity.cluster.door import Door, Patience
from connectivity.cluster.kubeconfig import entry
from connectivity.cluster.problem import ClusterError, DeniedError, MissingError, Problem, ProblemKind
from connectivity.cluster.survey import open_door, read_facts
from tests.connectivity.kubernetes_api import kubeconfig
from tests.connectivity.kubernetes_api.certificates import Issuer
from tests.connectivity.kubernetes_api.server import TOKEN, Api, Fault, closed_port, serving
from tests.connectivity.network.authority import trusted
from tests.connectivity.network.host_server import HostServer, http, over_tls

QUICK = Patience(connect=0.15, answer=0.3, total=1.0)


def problem_at(path: Path, patience: Patience = QUICK) -> Problem:
    reading = read_facts(open_door(entry((path,)), patience))
    assert reading.problem is not None
    return reading.problem


def reach(folder: Path, server: str, authority: str, patience: Patience = QUICK) -> Problem:
    document = kubeconfig.document(server, authority, {"token": TOKEN})
    return problem_at(kubeconfig.write(folder, document, "other"), patience)


def test_a_version_is_read(door: Door) -> None:
    assert door.get("", "", "/version")["gitVersion"] == "v1.30.4"


def test_expired_credentials(api: Api) -> None:
    found = problem_at(kubeconfig.for_api(api, {"token": "stale-8d1f"}))
    assert found.kind is ProblemKind.CREDENTIALS_REFUSED
    assert "az login" in found.sentence
    assert "stale-8d1f" not in found.sentence


def test_a_stopped_cluster(tmp_path: Path) -> None:
    with closed_port() as port:
        found = reach(tmp_path, f"https://127.0.0.1:{port}", Issuer().pem)
    assert found.kind is ProblemKind.UNREACHABLE
    assert "authorized IP ranges" in found.sentence


def test_a_name_that_does_not_resolve(tmp_path: Path) -> None:
    found = reach(
        tmp_path, "https://nowhere.invalid:443", Issuer().pem, Patience()
    )  # its own resolver's pace
    assert found.kind is ProblemKind.NAME_UNKNOWN
    assert "private DNS zone" in found.sentence


def test_a_server_that_accepts_and_stays_silent(api: Api) -> None:
    api.faults.append(Fault("/version", seconds=5))
    start = time.monotonic()
    assert problem_at(kubeconfig.for_api(api)).kind is ProblemKind.SILENT
    assert time.monotonic() - start < 3


def test_a_server_that_redirects_for_ever_is_asked_once(tmp_path: Path) -> None:
    log: list[bytes] = []
    talk = over_tls(
        trusted().issue(tmp_path, "127.0.0.1"), http("302 Found", "Location: /again", log=log), alpn=False
    )
    with HostServer(talk) as server:
        found = reach(tmp_path, f"https://127.0.0.1:{server.port}", trusted().pem, Patience(2, 5, 10))
    assert found.kind is ProblemKind.NOT_KUBERNETES
    assert len(log) == 1, "a token is not carried to wherever a redirect points"


def test_a_server_that_drips_is_left_after_the_answer_time(api: Api) -> None:
    api.faults.append(Fault("/version", drip=True))
    start = time.monotonic()
    assert problem_at(kubeconfig.for_api(api)).kind is ProblemKind.SILENT
    assert time.monotonic() - start < 3


def test_a_foreign_authority(api: Api, tmp_path: Path) -> None:
    found = reach(tmp_path, api.url, Issuer().pem)
    assert found.kind is ProblemKind.CERTIFICATE
    assert "TLS inspection" in found.sentence


def test_a_certificate_for_another_name(tmp_path: Path) -> None:
    with serving(tmp_path, names=("other.test",)) as api:
        assert problem_at(kubeconfig.for_api(api)).kind is ProblemKind.CERTIFICATE


def test_an_expired_certificate(tmp_path: Path) -> None:
    with serving(tmp_path, until=-1) as api:
        assert problem_at(kubeconfig.for_api(api)).kind is ProblemKind.CERTIFICATE


@pytest.mark.parametrize(
    ("body", "kind", "code"),
    [
        (b"<html>please log in</html>", "text/html", 200),
        (b'{"hello": 1}', "application/json", 200),
        (b"[" * 100_000, "application/json", 200),
        (b"<html>forbidden by proxy</html>", "text/html", 403),
        (b"not here", "text/plain", 404),
    ],
)
def test_something_else_answers(api: Api, body: bytes, kind: str, code: int) -> None:
    api.faults.append(Fault("/api", code=code, body=body, kind=kind))
    found = problem_at(kubeconfig.for_api(api))
    assert found.kind is ProblemKind.NOT_KUBERNETES
    assert "NO_PROXY" in found.sentence


def test_not_found_and_forbidden_are_answers(api: Api, door: Door) -> None:
    with pytest.raises(MissingError, match='pods "gone" not found'):
        door.get("", "v1", "/namespaces/default/pods/gone")
    api.policy.denied.append(("get", "pods", "*"))
    with pytest.raises(DeniedError, match="cannot get resource"):
        door.get("", "v1", "/namespaces/default/pods/gone")


def test_no_token_reaches_the_log(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        door = open_door(entry((kubeconfig.for_api(api),)))
        door.get("", "v1", "/nodes")
    assert TOKEN not in caplog.text


def test_no_token_in_what_can_be_printed(api: Api) -> None:
    found = entry((kubeconfig.for_api(api),))
    assert TOKEN not in repr(found)
    assert TOKEN not in repr(open_door(found))


@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
def test_a_kubeconfig_that_verifies_nothing_is_followed(api: Api) -> None:
    document = kubeconfig.document(api.url, "", {"token": TOKEN})
    document["clusters"][0]["cluster"] = {"server": api.url, "insecure-skip-tls-verify": True}
    door = open_door(entry((kubeconfig.write(api.folder, document),)))
    assert door.get("", "", "/version")["major"] == "1"


def test_without_an_authority_of_its_own_the_machines_count(api: Api) -> None:
    document = kubeconfig.document(api.url, "", {"token": TOKEN})
    document["clusters"][0]["cluster"] = {"server": api.url}
    assert problem_at(kubeconfig.write(api.folder, document)).kind is ProblemKind.CERTIFICATE


def test_unknown_context_names_those_there_are(api: Api) -> None:
    with pytest.raises(ClusterError, match="myaks-reader") as caught:
        entry((kubeconfig.for_api(api),), context="prod")
    assert caught.value.problem.kind is ProblemKind.KUBECONFIG


def test_certificate_files_are_relative_to_the_kubeconfig(api: Api) -> None:
    (api.folder / "ca.crt").write_text(api.issuer.pem, encoding="ascii")
    document = kubeconfig.document(api.url, "", {"token": TOKEN})
    document["clusters"][0]["cluster"] = {"server": api.url, "certificate-authority": "ca.crt"}
    door = open_door(entry((kubeconfig.write(api.folder, document),)))
    assert door.get("", "", "/version")["major"] == "1"
