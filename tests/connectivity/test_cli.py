"""The command line, run as a user runs it."""

import json
import os
import pty
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from connectivity.cli import main
from tests.connectivity.network.authority import trusted
from tests.connectivity.network.dns_server import DnsServer, Says

KUBECONFIG = """
current-context: myaks
contexts:
  - {name: myaks, context: {cluster: myaks, user: me}}
  - {name: myaks-admin, context: {cluster: myaks, user: admin}}
  - {name: plugin, context: {cluster: myaks, user: plugin}}
  - {name: other, context: {cluster: elsewhere, user: me}}
  - {name: insecure, context: {cluster: plain, user: me}}
clusters:
  - {name: myaks, cluster: {server: "https://my-1a.hcp.westeurope.azmk8s.io:443"}}
  - {name: elsewhere, cluster: {server: "https://api.example.com:6443"}}
  - {name: plain, cluster: {server: "http://api.example.com"}}
users:
  - {name: me, user: {token: very-secret-token}}
  - {name: plugin, user: {exec: {command: no-such-plugin-anywhere}}}
"""
OFF = ["--timeout", "0.3", "--time-limit", "2", "--proxy", "none"]


@pytest.fixture
def kubeconfig(tmp_path: Path) -> str:
    path = tmp_path / "config"
    path.write_text(KUBECONFIG)
    return str(path)


def test_help_and_usage_import_nothing_heavy() -> None:
    code = (
        "import sys\nfrom connectivity.cli import main\ntry:\n    main(['--help'])\nexcept SystemExit: pass\n"
    )
    code += "print(sorted({'yaml','rich','dns','kubernetes','ssl','asyncio'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("[]\n")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["check", "--region", "West Europe"], "region 'West Europe' (--region) is not"),
        (["check", "--resolver", "dns.example"], "--resolver 'dns.example' is not an address"),
        (["check", "--proxy", "https://p.example"], "--proxy must be a URL such as http://"),
        (["check", "--hosts-file", "absent.yaml"], "absent.yaml: cannot be read"),
        (["check", "--offline", "absent.json"], "absent.json: cannot be read"),
        (["check", "--baseline", "absent.json"], "absent.json: cannot be read"),
        (["explain", "nonsense"], "there is no code 'nonsense'"),
        (["hosts", "--cloud", "mars"], "cloud 'mars' (--cloud) is not one of AzureCloud"),
    ],
)
def test_wrong_usage_is_one_sentence_and_exit_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    assert main(arguments) == 2
    told = capsys.readouterr()
    assert sentence in told.err
    assert told.err.count("\n") == 1
    assert told.out == ""


@pytest.mark.parametrize(
    "arguments", [[], ["check", "--timeout", "0"], ["check", "--format", "pdf"], ["nonsense"]]
)
def test_what_argparse_refuses_is_exit_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["--context", "nobody"],
            "there is no context 'nobody'; kubeconfig has insecure, ",
        ),
        (["--cluster", "nobody"], "run az aks get-credentials -g <group> -n nobody"),
        (["--context", "insecure"], "context 'insecure' names no https API server"),
    ],
)
def test_an_unknown_cluster_is_exit_3_and_the_rest_is_still_listed(
    kubeconfig: str, capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    code = main(
        ["hosts", "--kubeconfig", kubeconfig, "--cloud", "AzureCloud", "--region", "eastus", *arguments]
    )
    told = capsys.readouterr()
    assert code == 3
    assert sentence in told.err
    assert "mcr.microsoft.com:443" in told.out


@pytest.mark.parametrize("text", ["", "[]", "a: [", "contexts: 3"])
def test_a_kubeconfig_of_something_else_is_exit_3(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    path = tmp_path / "config"
    path.write_text(text)
    assert main(["hosts", "--kubeconfig", str(path), "--cloud", "AzureCloud"]) == 3
    assert "the cluster was not found: " in capsys.readouterr().err


def test_the_cluster_tells_its_own_names(kubeconfig: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["hosts", "--kubeconfig", kubeconfig, "--cluster", "myaks", "--format", "csv"]) == 0
    told = capsys.readouterr()
    assert "my-1a.hcp.westeurope.azmk8s.io" in told.out
    assert "very-secret-token" not in told.out + told.err


def test_another_vendors_cluster_is_said_to_be_one(
    kubeconfig: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["hosts", "--kubeconfig", kubeconfig, "--context", "other"])
    assert "api.example.com is not the name of an AKS API server" in capsys.readouterr().err


def test_a_missing_login_plugin_is_named(kubeconfig: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["hosts", "--kubeconfig", kubeconfig, "--context", "plugin"])
    assert "no-such-plugin-anywhere, which is not installed" in capsys.readouterr().err


def test_explain_lists_and_explains(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain"]) == 0
    assert "tls-reset" in capsys.readouterr().out
    assert main(["explain", "private-zone-not-seen"]) == 0
    assert "168.63.129.16" in capsys.readouterr().out


def check(*arguments: str, dns: DnsServer) -> int:
    resolver = f"{dns.address}:{dns.port}"
    return main(
        ["check", "--no-kubeconfig", "--cloud", "AzureCloud", "--resolver", resolver, *OFF, *arguments]
    )


def test_a_broken_network_is_exit_1_and_can_be_judged_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = tmp_path / "run.json"
    with DnsServer({}, otherwise=Says(rcode="SERVFAIL")) as dns:
        assert check("--format", "json", "-o", str(saved), dns=dns) == 1
    assert main(["check", "--offline", str(saved)]) == 1
    told = capsys.readouterr().out
    assert "BROKEN attach: The DNS server failed" in told
    assert "--region" in told
    assert main(["check", "--offline", str(saved), "--baseline", str(saved)]) == 1
    assert "changed:" not in capsys.readouterr().out
    assert {each["setting"]: each["origin"] for each in json.loads(saved.read_text())["context"]}[
        "cloud"
    ] == "--cloud"


def test_what_changed_since_it_worked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, now = tmp_path / "before.json", tmp_path / "now.json"
    with DnsServer({}, otherwise=Says(rcode="SERVFAIL")) as dns:
        check("--format", "json", "-o", str(before), dns=dns)
    with DnsServer({}, otherwise=Says(rcode="NXDOMAIN")) as dns:
        check("--format", "json", "-o", str(now), "--baseline", str(before), dns=dns)
    assert len(json.loads(now.read_text())["changes"]) > 5
    assert main(["check", "--offline", str(now)]) == 1, "a report with changes is still a report"
    capsys.readouterr()


def test_a_users_file_that_is_all_that_matters(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "sources: {own: {url: 'https://wiki.example', checked: 2026-01-01}}\nhosts:\n"
        "  - {id: x, names: {all: x.example}, port: 443, protocol: https, who: [model], phases: [served],\n"
        "     purpose: p, breaks: b, symptom: s, source: own, expect: blocked}\n"
    )
    with DnsServer({}, otherwise=Says(rcode="NXDOMAIN")) as dns:
        saved = tmp_path / "run.json"
        check("--hosts-file", str(own), "--format", "json", "-o", str(saved), dns=dns)
    verdicts = {each["subject"]: each["code"] for each in json.loads(saved.read_text())["verdicts"]}
    assert verdicts["x/x.example:443"] == "blocked-as-wanted"


def test_the_whole_program_as_a_process(tmp_path: Path) -> None:
    authority = tmp_path / "ca.pem"
    authority.write_text(trusted().pem)
    with DnsServer({}, otherwise=Says(("127.0.0.1",))) as dns:
        command = [
            sys.executable,
            "-m",
            "connectivity.cli",
            "check",
            "--no-kubeconfig",
            "--cloud",
            "AzureCloud",
        ]
        command += ["--resolver", f"{dns.address}:{dns.port}", "--ca-file", str(authority), *OFF]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "HTTPS_PROXY": "http://user:pa55word@127.0.0.1:1"},
        )
    assert done.returncode == 1
    assert done.stderr == ""
    assert "The name is blocked in DNS" in done.stdout
    assert "Traceback" not in done.stdout
    assert "pa55word" not in done.stdout


def test_on_a_terminal_a_line_tells_how_far_it_is_and_goes_away(tmp_path: Path) -> None:
    near, far = pty.openpty()
    with DnsServer({}, otherwise=Says(rcode="NXDOMAIN")) as dns:
        command = [sys.executable, "-m", "connectivity.cli", "check", "--no-kubeconfig", "--cloud"]
        command += ["AzureCloud", "--resolver", f"{dns.address}:{dns.port}", *OFF]
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=far, check=False)
    os.close(far)
    shown = b""
    with suppress(OSError):  # the end of a terminal whose other side is closed
        while chunk := os.read(near, 65536):
            shown += chunk
    os.close(near)
    steps = re.findall(r"\r(\d+) of (\d+) hosts", shown.decode())
    total = int(steps[0][1])
    assert [int(done) for done, _ in steps] == list(range(1, total + 1))
    assert shown.endswith(b"\r\x1b[K")


def test_a_password_in_the_proxys_url_is_never_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://user:pa55word@127.0.0.1:1")
    saved = tmp_path / "run.json"
    with DnsServer({}, otherwise=Says(rcode="NXDOMAIN")) as dns:
        arguments = ["--resolver", f"{dns.address}:{dns.port}", "--timeout", "0.3", "--format", "json"]
        main(["check", "--no-kubeconfig", "--cloud", "AzureCloud", *arguments, "-o", str(saved)])
    assert "pa55word" not in saved.read_text()
    assert "proxy-unreachable" in saved.read_text()
