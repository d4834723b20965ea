"""A cluster that cannot be asked: one sentence with the next step, and the hosts are checked all the same."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from connectivity.cli import main
from connectivity.report.summary import UNCHECKED, exit_code
from connectivity.run import Run, from_json
from connectivity.verdict import State
from tests.connectivity.cluster import scene
from tests.connectivity.kubernetes_api import kubeconfig
from tests.connectivity.kubernetes_api.server import Api
from tests.connectivity.network.dns_server import DnsServer, Says
from tests.connectivity.network.program import free_port

PLUGIN = {"exec": {"apiVersion": "client.authentication.k8s.io/v1beta1", "command": "no-such-plugin"}}
Arrange = Callable[[Api], list[str]]


def named(context: str) -> Arrange:
    return lambda api: ["--kubeconfig", str(kubeconfig.for_api(api)), "--context", context]


def with_user(user: dict[str, object]) -> Arrange:
    return lambda api: ["--kubeconfig", str(kubeconfig.for_api(api, user))]


def nobody_there(api: Api) -> list[str]:
    document = kubeconfig.document(f"https://127.0.0.1:{free_port()}", api.issuer.pem, {"token": "x"})
    return ["--kubeconfig", str(kubeconfig.write(api.folder, document, "dead"))]


def another_vendors(api: Api) -> list[str]:
    node = scene.node(spec={"providerID": "aws:///eu-1/i-1"})
    node["metadata"]["labels"] = {}
    scene.stage(api, node)
    return ["--kubeconfig", str(kubeconfig.for_api(api))]


@pytest.mark.parametrize(
    ("arrange", "sentence", "step"),
    [
        (named("nobody"), "there is no context 'nobody'", "kubeconfig has"),
        (with_user({"token": "expired"}), "refuses the credentials", "az aks get-credentials"),
        (with_user(PLUGIN), "no-such-plugin", "install"),
        (nobody_there, "127.0.0.1", "authorized IP ranges"),
        (another_vendors, "aws", "Azure Arc"),
    ],
    ids=["unknown context", "expired credentials", "missing plug-in", "unreachable", "another vendor"],
)
def test_one_sentence_and_the_rest_is_checked(
    api: Api, tmp_path: Path, arrange: Arrange, sentence: str, step: str
) -> None:
    saved = tmp_path / "run.json"
    with DnsServer({}, otherwise=Says(rcode="NXDOMAIN")) as dns:
        given = ["--cloud", "AzureCloud", "--resolver", f"{dns.address}:{dns.port}", "--proxy", "none"]
        main(["check", *arrange(api), *given, "--timeout", "1", "--format", "json", "-o", str(saved)])
    run = from_json(json.loads(saved.read_text()), "run")
    assert len(run.undone) == 1
    assert sentence in run.undone[0]
    assert step in run.undone[0]
    assert "Traceback" not in saved.read_text()
    assert len(run.observations) > 10
    assert exit_code(without_broken(run)) == UNCHECKED


def without_broken(run: Run) -> Run:
    """The same run on a network where everything is well."""
    return Run(run.started, run.version, (), (), (), verdicts=tuple(
        each for each in run.verdicts if each.state is State.FINE
    ), undone=run.undone)  # fmt: skip
