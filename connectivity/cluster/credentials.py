"""Gets the credentials a kubeconfig user stands for. A plugin is run here, so that its failure has a name.

The Kubernetes client would run it too, but it logs a plugin's failure and goes on without credentials.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from typing import TYPE_CHECKING

from connectivity.cluster.problem import ClusterError, ProblemKind
from connectivity.cluster.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from connectivity.cluster.kubeconfig import Document, Entry

# A plugin that asks a person to log in never ends on its own.
PLUGIN_SECONDS = 30.0
HINTS = {"kubelogin": "install it with 'az aks install-cli'", "aws": "install the AWS command line"}


def user_for(
    entry: Entry, environ: Mapping[str, str] = os.environ, seconds: float = PLUGIN_SECONDS
) -> Document:
    """The user as plain token or certificate, what a plugin gives put in its place.

    Raises ClusterError when the plugin is missing, fails, or does not end.
    """
    user = entry.user
    provider = user.get("auth-provider")
    if isinstance(provider, dict) and provider.get("name") == "azure":
        sentence = (
            f"Context {entry.context!r} uses the auth-provider 'azure', which clients no longer support; "
            f"run 'kubelogin convert-kubeconfig' and try again."
        )
        raise ClusterError(ProblemKind.PLUGIN_MISSING, sentence)
    command = user.get("exec")
    if not isinstance(command, dict) or user.get("token") or user.get("tokenFile"):
        return {key: value for key, value in user.items() if key != "exec"}
    status = _status(_run(entry, command, environ, seconds), str(command.get("command")), entry)
    kept = {key: value for key, value in user.items() if key != "exec"}
    return kept | _as_user(status)


def _run(entry: Entry, command: Document, environ: Mapping[str, str], seconds: float) -> str:
    name = str(command.get("command") or "")
    variables = {str(each["name"]): str(each["value"]) for each in command.get("env") or []}
    info = {
        "apiVersion": str(command.get("apiVersion")),
        "kind": "ExecCredential",
        "spec": {"interactive": False},
    }
    inside = {**environ, **variables, "KUBERNETES_EXEC_INFO": json.dumps(info)}
    found = shutil.which(name, path=inside.get("PATH")) if os.sep not in name else _beside(entry, name)
    if found is None:
        hint = HINTS.get(name, "install it, or put it on PATH")
        sentence = (
            f"Context {entry.context!r} gets its credentials from {name!r}, which is not there; {hint}."
        )
        raise ClusterError(ProblemKind.PLUGIN_MISSING, sentence)
    try:
        done = subprocess.run(
            [found, *map(str, command.get("args") or [])],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            env=inside,
            timeout=seconds,
            check=False,
            text=True,
            errors="replace",
        )
    except subprocess.TimeoutExpired:
        sentence = (
            f"The credential plugin {name!r} did not end within {seconds:g} s; it may wait for a login: "
            f"run 'kubectl --context {entry.context} get nodes' once, then try again."
        )
        raise ClusterError(ProblemKind.PLUGIN_SILENT, sentence) from None
    except OSError as error:
        sentence = f"The credential plugin {name!r} cannot be run ({error.strerror}); reinstall it."
        raise ClusterError(ProblemKind.PLUGIN_MISSING, sentence) from error
    if done.returncode != 0:
        raise _failed(name, f"ended with {done.returncode}: {clean(done.stderr) or 'no message'}", entry)
    return done.stdout


def _beside(entry: Entry, name: str) -> str | None:
    """A command with a path in it is relative to the kubeconfig."""
    return shutil.which(str(entry.folder / name))


def _status(output: str, name: str, entry: Entry) -> Document:
    try:
        status = json.loads(output)["status"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _failed(name, "gave no ExecCredential with a status", entry) from None
    if not isinstance(status, dict) or not (
        isinstance(status.get("token"), str) or isinstance(status.get("clientCertificateData"), str)
    ):
        raise _failed(name, "gave neither a token nor a certificate", entry)
    return status


def _failed(name: str, how: str, entry: Entry) -> ClusterError:
    sentence = (
        f"The credential plugin {name!r} {how}. Log in again ('az login'), check with "
        f"'kubectl --context {entry.context} get nodes', then try again."
    )
    return ClusterError(ProblemKind.PLUGIN_FAILED, sentence)


def _as_user(status: Document) -> Document:
    user: Document = {"token": status["token"]} if isinstance(status.get("token"), str) else {}
    for key, name in (
        ("clientCertificateData", "client-certificate-data"),
        ("clientKeyData", "client-key-data"),
    ):
        if isinstance(status.get(key), str):
            user[name] = base64.b64encode(status[key].encode()).decode()
    return user
