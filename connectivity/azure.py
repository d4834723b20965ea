"""What Azure itself says about the cluster and the workspace, asked through the Azure CLI that is logged in.

The CLI keeps the credentials; only GET requests are made. Shapes of the answers: ARM's managedClusters,
Microsoft.MachineLearningServices/workspaces (api-version 2025-12-01), and their lists of outbound
dependencies. What the caller may not read becomes a sentence, never a value.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from connectivity.run import Known

if TYPE_CHECKING:
    from connectivity.codec import Json

CLUSTERS, WORKSPACES = (
    "Microsoft.ContainerService/managedClusters",
    "Microsoft.MachineLearningServices/workspaces",
)
CLUSTER_API, WORKSPACE_API, NETWORK_API = "2024-05-01", "2025-12-01", "2023-11-01"
# A resource of the workspace, the setting of its private endpoint, and an API version of it.
PARTS = (
    ("containerRegistry", "private_registry", "2023-07-01"),
    ("storageAccount", "private_storage", "2023-01-01"),
    ("keyVault", "private_vault", "2023-07-01"),
)
SECONDS = 60


@dataclass
class Answers:
    """What was learned: values, sentences about what was not, and the hosts of the live lists with a port."""

    known: list[Known] = field(default_factory=list)
    undone: list[str] = field(default_factory=list)
    live: list[tuple[str, int]] = field(default_factory=list)


class AzureError(Exception):
    """The CLI could not answer; the message is its first line."""


def ask(group: str, cluster: str | None, workspace: str | None, program: str = "az") -> Answers:
    """Everything about the cluster and the workspace that the caller may read."""
    answers = Answers()
    if shutil.which(program) is None:
        answers.undone.append(f"Azure was not asked: {program} is not installed")
        return answers
    try:
        subscription = _text(_call(program, "account", "show"), "id")
    except AzureError as error:
        answers.undone.append(f"Azure was not asked: {error}; run az login")
        return answers
    root = f"/subscriptions/{subscription}/resourceGroups/{group}/providers"
    if cluster is not None:
        found = _learn(answers, program, f"{root}/{CLUSTERS}/{cluster}", CLUSTER_API, _cluster)
        _subnet(answers, program, found)
    if workspace is not None:
        found = _learn(answers, program, f"{root}/{WORKSPACES}/{workspace}", WORKSPACE_API, _workspace)
        _parts(answers, program, found)
    return answers


def _learn(answers: Answers, program: str, path: str, version: str, read: Reader) -> dict[str, Json]:
    """The answer about a resource, with its values taken; its list of dependencies is kept as well."""
    name = path.rpartition("/")[2]
    try:
        found = _get(program, path, version)
    except AzureError as error:
        answers.undone.append(f"Azure did not tell about {name}: {error}")
        return {}
    answers.known += [
        Known(setting, value, f"Azure, {name}") for setting, value in read(found).items() if value
    ]
    try:
        answers.live += _hosts(_get(program, f"{path}/outboundNetworkDependenciesEndpoints", version))
    except AzureError as error:
        answers.undone.append(f"Azure did not tell what {name} depends on: {error}")
    return found


def _get(program: str, path: str, version: str) -> dict[str, Json]:
    return _call(program, "rest", "--method", "get", "--url", f"{path}?api-version={version}")


def _call(program: str, *arguments: str) -> dict[str, Json]:
    try:
        done = subprocess.run(
            [shutil.which(program) or program, *arguments, "--output", "json"],
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise AzureError(f"{program} {arguments[0]} did not answer") from error
    if done.returncode != 0:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        raise AzureError((lines or [f"{program} {arguments[0]} failed"])[0].removeprefix("ERROR: ")[:200])
    try:
        document = json.loads(done.stdout)
    except ValueError as error:
        raise AzureError(f"{program} {arguments[0]} wrote something that is not JSON") from error
    return document if isinstance(document, dict) else {}


def _cluster(found: dict[str, Json]) -> dict[str, str]:
    """Settings in the answer about a managed cluster."""
    properties = _below(found, "properties")
    private = _below(properties, "apiServerAccessProfile").get("enablePrivateCluster") is True
    addons: dict[str, Json] = {
        name.lower(): value for name, value in _below(properties, "addonProfiles").items()
    }
    return {
        "region": _text(found, "location").replace(" ", ""),
        "api_server": _text(properties, "privateFQDN" if private else "fqdn") or _text(properties, "fqdn"),
        "outbound_type": _text(_below(properties, "networkProfile"), "outboundType"),
        "private_cluster": _yes(private),
        "vnet_integration": _yes(_integrated(found)),
        "monitoring": _yes(_below(addons, "omsagent").get("enabled") is True),
        "policy": _yes(_below(addons, "azurepolicy").get("enabled") is True),
        "platform": "aks",
    }


def _integrated(found: dict[str, Json]) -> bool:
    access = _below(_below(found, "properties"), "apiServerAccessProfile")
    return access.get("enableVnetIntegration") is True


def _subnet(answers: Answers, program: str, cluster: dict[str, Json]) -> None:
    """The range of the API server's own subnet, where it has one."""
    access = _below(_below(cluster, "properties"), "apiServerAccessProfile")
    path = _text(access, "subnetId")
    if not _integrated(cluster) or not path:
        return
    name = path.rpartition("/")[2]
    try:
        properties = _below(_get(program, path, NETWORK_API), "properties")
    except AzureError as error:
        answers.undone.append(f"Azure did not tell about {name}: {error}")
        return
    listed = properties.get("addressPrefixes")
    several = [each for each in listed if isinstance(each, str)] if isinstance(listed, list) else []
    ranges = _text(properties, "addressPrefix") or ",".join(several)
    if ranges:
        answers.known.append(Known("api_server_subnet", ranges, f"Azure, {name}"))


def _workspace(found: dict[str, Json]) -> dict[str, str]:
    """Settings in the answer about a workspace."""
    properties = _below(found, "properties")
    return {
        "workspace_region": _text(found, "location").replace(" ", ""),
        "workspace_id": _text(properties, "workspaceId"),
        "registry": _text(properties, "containerRegistry").rpartition("/")[2],
        "storage": _text(properties, "storageAccount").rpartition("/")[2],
        "vault": _text(properties, "keyVault").rpartition("/")[2],
        "hbi": _yes(properties.get("hbiWorkspace") is True),
        "private_workspace": private(properties),
    }


def private(properties: dict[str, Json]) -> str:
    """``yes`` where public access is off and an endpoint approved, ``no`` without endpoints, else empty.

    An endpoint beside open public access says nothing about this network: it may lie in another one.
    """
    listed = properties.get("privateEndpointConnections")
    connections = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    approved = [
        each
        for each in connections
        if _text(_below(_below(each, "properties"), "privateLinkServiceConnectionState"), "status")
        == "Approved"
    ]
    if not approved:
        return "no"
    return "yes" if _text(properties, "publicNetworkAccess") == "Disabled" else ""


def _parts(answers: Answers, program: str, workspace: dict[str, Json]) -> None:
    """Private endpoints of registry, storage and vault, read from the resources themselves."""
    for part, setting, version in PARTS:
        path = _text(_below(workspace, "properties"), part)
        if not path:
            continue
        name = path.rpartition("/")[2]
        try:
            found = _below(_get(program, path, version), "properties")
        except AzureError as error:
            answers.undone.append(f"Azure did not tell about {name}: {error}")
            continue
        value = private(found)
        if value:
            answers.known.append(Known(setting, value, f"Azure, {name}"))
        if part == "containerRegistry" and isinstance(found.get("dataEndpointEnabled"), bool):
            enabled = found["dataEndpointEnabled"] is True or value == "yes"
            answers.known.append(Known("registry_data_endpoint", _yes(enabled), f"Azure, {name}"))


def _hosts(live: dict[str, Json]) -> list[tuple[str, int]]:
    """Hosts and ports of a list of outbound dependencies; the workspace wraps each category once more."""
    found = []
    for category in _each(live, "value"):
        for endpoint in _each(_below(category, "properties") or category, "endpoints"):
            name = _text(endpoint, "domainName").lower().strip()
            for detail in _each(endpoint, "endpointDetails"):
                port = detail.get("port")
                if name and isinstance(port, int):
                    found.append((name, port))
    return list(dict.fromkeys(found))


def beyond_catalogue(live: list[tuple[str, int]], names: set[tuple[str, int]]) -> list[str]:
    """Sentences about hosts that Azure lists and the catalogue does not cover."""
    return [
        f"Azure lists {host}:{port} for this cluster, and the catalogue does not; add it with --hosts-file"
        for host, port in live
        if not any(port == known_port and _covers(pattern, host) for pattern, known_port in names)
    ]


def _covers(pattern: str, host: str) -> bool:
    if pattern == host:
        return True
    return pattern.startswith("*.") and host.removeprefix("*").endswith(pattern.removeprefix("*"))


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _text(value: dict[str, Json], key: str) -> str:
    found = value.get(key)
    return found if isinstance(found, str) else ""


def _below(value: dict[str, Json], key: str) -> dict[str, Json]:
    found = value.get(key)
    return found if isinstance(found, dict) else {}


def _each(value: dict[str, Json], key: str) -> list[dict[str, Json]]:
    found = value.get(key)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


if TYPE_CHECKING:
    from collections.abc import Callable

    Reader = Callable[[dict[str, Json]], dict[str, str]]
