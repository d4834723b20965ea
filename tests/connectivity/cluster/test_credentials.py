"""Credential plugins are real programs here, found, run, and failing in each of the ways they fail."""

import json
import os
from pathlib import Path

import pytest

from connectivity.cluster.credentials import user_for
from connectivity.cluster.kubeconfig import Entry
from connectivity.cluster.problem import ClusterError, ProblemKind
from connectivity.cluster.survey import open_door
from connectivity.cluster.text import clean
from tests.connectivity.kubernetes_api.server import TOKEN, Api
from tests.connectivity.kubernetes_api.status import Document


def plugin(folder: Path, script: str, name: str = "kubelogin") -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="ascii")
    path.chmod(0o755)


def credential(status: Document) -> str:
    document = {"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": status}
    return f"echo '{json.dumps(document)}'"


def with_plugin(folder: Path, command: str = "kubelogin", **more: object) -> Entry:
    user = {"exec": {"apiVersion": "client.authentication.k8s.io/v1", "command": command} | more}
    return Entry("ctx", "host", folder, {}, user)


def environment(folder: Path) -> dict[str, str]:
    return {"PATH": f"{folder}:{os.environ['PATH']}"}


def test_a_token_from_a_plugin(tmp_path: Path) -> None:
    plugin(tmp_path, credential({"token": "abc"}))
    assert user_for(with_plugin(tmp_path), environment(tmp_path)) == {"token": "abc"}


def test_arguments_and_variables_reach_the_plugin(tmp_path: Path) -> None:
    plugin(tmp_path, 'echo "{\\"status\\": {\\"token\\": \\"$1-$MODE\\"}}"')
    found = with_plugin(tmp_path, args=["get-token"], env=[{"name": "MODE", "value": "msi"}])
    assert user_for(found, environment(tmp_path)) == {"token": "get-token-msi"}


def test_a_plugin_beside_the_kubeconfig(tmp_path: Path) -> None:
    plugin(tmp_path, credential({"token": "near"}))
    assert user_for(with_plugin(tmp_path, "./kubelogin"), {"PATH": "/nowhere"}) == {"token": "near"}


def test_the_server_accepts_what_the_plugin_gives(api: Api) -> None:
    plugin(api.folder, credential({"token": TOKEN}))
    found = with_plugin(api.folder, str(api.folder / "kubelogin"))
    (api.folder / "ca.crt").write_text(api.issuer.pem, encoding="ascii")
    cluster = {"server": api.url, "certificate-authority": str(api.folder / "ca.crt")}
    door = open_door(Entry("ctx", "127.0.0.1", api.folder, cluster, found.user))
    assert door.get("", "v1", "/nodes")["kind"] == "NodeList"


def test_a_missing_plugin(tmp_path: Path) -> None:
    with pytest.raises(ClusterError, match="az aks install-cli") as caught:
        user_for(with_plugin(tmp_path), {"PATH": str(tmp_path)})
    assert caught.value.problem.kind is ProblemKind.PLUGIN_MISSING


def test_a_failing_plugin_is_quoted_without_its_secret(tmp_path: Path) -> None:
    plugin(tmp_path, "echo 'AADSTS700082: expired, token=s3cr3t-77' >&2; exit 4")
    with pytest.raises(ClusterError, match="AADSTS700082") as caught:
        user_for(with_plugin(tmp_path), environment(tmp_path))
    assert caught.value.problem.kind is ProblemKind.PLUGIN_FAILED
    assert "s3cr3t-77" not in caught.value.problem.sentence
    assert "az login" in caught.value.problem.sentence


@pytest.mark.parametrize("output", ["echo hello", "echo '{}'", "echo '{\"status\": {}}'", "true"])
def test_a_plugin_that_answers_nonsense(tmp_path: Path, output: str) -> None:
    plugin(tmp_path, output)
    with pytest.raises(ClusterError) as caught:
        user_for(with_plugin(tmp_path), environment(tmp_path))
    assert caught.value.problem.kind is ProblemKind.PLUGIN_FAILED


def test_a_plugin_that_waits_for_a_login(tmp_path: Path) -> None:
    plugin(tmp_path, "exec sleep 30")
    with pytest.raises(ClusterError, match="get nodes") as caught:
        user_for(with_plugin(tmp_path), environment(tmp_path), seconds=0.15)
    assert caught.value.problem.kind is ProblemKind.PLUGIN_SILENT


def test_the_old_azure_provider(tmp_path: Path) -> None:
    with pytest.raises(ClusterError, match="kubelogin convert-kubeconfig"):
        user_for(Entry("ctx", "host", tmp_path, {}, {"auth-provider": {"name": "azure"}}))


def test_a_plain_token_runs_no_plugin(tmp_path: Path) -> None:
    plain = Entry("ctx", "host", tmp_path, {}, {"token": "t", "exec": {"command": "absent"}})
    assert user_for(plain, {"PATH": str(tmp_path)}) == {"token": "t"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Authorization: Bearer abc.def", "Authorization: Bearer ***"),
        ("http://user:pw@proxy:3128/x", "http://***@proxy:3128/x"),
        ("eyJhbGciOi.eyJpc3MiOi.c2ln left", "*** left"),
        ("two\nlines\x1b[31m", "two lines [31m"),
        ("the token of the pod is fine", "the token of the pod is fine"),
    ],
)
def test_texts_are_cleaned(text: str, shown: str) -> None:
    assert clean(text) == shown
