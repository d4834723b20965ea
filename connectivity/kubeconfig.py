"""What kubeconfig says about a cluster, read without the Kubernetes client and without credentials."""

from __future__ import annotations

import base64
import binascii
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from connectivity.catalogue.document import read_yaml
from connectivity.catalogue.field import CatalogueError

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT = Path.home() / ".kube" / "config"
MOST_NAMED = 8
# Fields that name a file, relative to the kubeconfig they stand in.
FILES = ("certificate-authority", "client-certificate", "client-key", "tokenFile")


class KubeconfigError(Exception):
    """The cluster cannot be found; the message says what to do next."""


@dataclass(frozen=True)
class ClusterEntry:
    """`authority` is PEM text, or None where the machine's own authorities apply.

    `missing_plugin` names the credential plug-in that is not installed, empty when all is well.
    """

    context: str
    host: str
    port: int
    authority: str | None
    missing_plugin: str = ""
    file: str = ""


def locate(given: str | None, environment: Mapping[str, str]) -> tuple[Path, ...]:
    """The files to read: the one given, those of KUBECONFIG, or the usual one."""
    if given:
        return (Path(given),)
    listed = environment.get("KUBECONFIG", "")
    return tuple(Path(each) for each in listed.split(":") if each) or (DEFAULT,)


def find(files: tuple[Path, ...], context: str | None, cluster: str | None) -> ClusterEntry:
    """The cluster by context, by the name AKS gave it, or the current one. Raises KubeconfigError."""
    merged = sections(files)
    if not merged["contexts"]:
        names = ", ".join(str(file) for file in files)
        raise KubeconfigError(f"no context in {names}; run az aks get-credentials -g <group> -n <cluster>")
    chosen = _context(merged, context, cluster)
    details = _mapping(merged["contexts"][chosen])
    name = str(details.get("cluster", ""))
    entry = _mapping(merged["clusters"].get(name))
    parts = urlsplit(str(entry.get("server", "")))
    if parts.scheme != "https" or not parts.hostname:
        raise KubeconfigError(f"context {chosen!r} names no https API server (cluster {name!r})")
    user = _mapping(merged["users"].get(str(details.get("user", ""))))
    return ClusterEntry(
        chosen,
        parts.hostname,
        parts.port or 443,
        _authority(entry, chosen),
        _plugin(user),
        str(files[0]),
    )


def _context(merged: dict[str, dict[str, object]], context: str | None, cluster: str | None) -> str:
    contexts = merged["contexts"]
    if context is not None:
        if context in contexts:
            return context
        raise KubeconfigError(f"there is no context {context!r}; kubeconfig has {_list(contexts)}")
    if cluster is not None:
        for name, details in contexts.items():
            if cluster in {name, _mapping(details).get("cluster")}:
                return name
        raise KubeconfigError(
            f"there is no cluster {cluster!r}; kubeconfig has {_list(contexts)}; "
            f"run az aks get-credentials -g <group> -n {cluster}"
        )
    current = merged["current"].get("name")
    if isinstance(current, str) and current in contexts:
        return current
    raise KubeconfigError(f"kubeconfig has no current context; give --context, one of {_list(contexts)}")


def _list(contexts: dict[str, object]) -> str:
    names = sorted(contexts)
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"{', '.join(names[:MOST_NAMED])}{more}"


def sections(files: tuple[Path, ...]) -> dict[str, dict[str, object]]:
    """Bodies by name under ``contexts``, ``clusters`` and ``users``; the current context's name.

    The first file that names a thing wins, as kubectl does it. Users hold credentials.
    Raises KubeconfigError.
    """
    merged: dict[str, dict[str, object]] = {"contexts": {}, "clusters": {}, "users": {}, "current": {}}
    for file in files:
        if not file.exists() and len(files) > 1:
            continue
        try:
            document = _mapping(read_yaml(file))
        except CatalogueError as error:
            raise KubeconfigError(f"kubeconfig {error}") from error
        for kind, inner in (("contexts", "context"), ("clusters", "cluster"), ("users", "user")):
            items = document.get(kind)
            for item in items if isinstance(items, list) else []:
                each = _mapping(item)
                merged[kind].setdefault(str(each.get("name")), _absolute(each.get(inner), file.parent))
        if document.get("current-context"):
            merged["current"].setdefault("name", document["current-context"])
    return merged


def _absolute(body: object, folder: Path) -> object:
    if not isinstance(body, dict):
        return body
    return {
        key: str(folder / value) if key in FILES and isinstance(value, str) and value else value
        for key, value in body.items()
    }


def _authority(entry: dict[str, object], chosen: str) -> str | None:
    data, file = entry.get("certificate-authority-data"), entry.get("certificate-authority")
    try:
        if data:
            return base64.b64decode(str(data), validate=True).decode("ascii")
        return Path(str(file)).read_text(encoding="ascii") if file else None
    except (OSError, ValueError, binascii.Error) as error:
        raise KubeconfigError(f"context {chosen!r}: its certificate authority cannot be read") from error


def _plugin(user: dict[str, object]) -> str:
    command = _mapping(user.get("exec")).get("command")
    if isinstance(command, str) and shutil.which(command) is None:
        return command
    return ""


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}
