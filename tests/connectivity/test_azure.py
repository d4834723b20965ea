"""Azure asked through a real process in place of az: what it says, may not say, and lists beyond us."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from connectivity.azure import CLUSTERS, WORKSPACES, ask, beyond_catalogue
from connectivity.cli import main

ROOT = "/subscriptions/sub-1/resourceGroups/rg/providers"
CLUSTER = f"{ROOT}/{CLUSTERS}/myaks"
WORKSPACE = f"{ROOT}/{WORKSPACES}/ws"
REGISTRY = f"{ROOT}/Microsoft.ContainerRegistry/registries/myreg"
STORAGE = f"{ROOT}/Microsoft.Storage/storageAccounts/mystore"
VAULT = f"{ROOT}/Microsoft.KeyVault/vaults/myvault"
APPROVED = [{"properties": {"privateLinkServiceConnectionState": {"status": "Approved"}}}]
AZ = """#!{python}
import json, sys
answers = json.load(open({file!r}))
arguments = sys.argv[1:]
if arguments[:2] == ["account", "show"]:
    key = "account"
else:
    assert arguments[:4] == ["rest", "--method", "get", "--url"], arguments
    key = arguments[4].partition("?")[0]
answer = answers.get(key)
if answer is None:
    sys.exit("ERROR: (AuthorizationFailed) The client does not have authorization.")
print(answer if isinstance(answer, str) else json.dumps(answer))
"""


def answers() -> dict[str, Any]:
    endpoint = {"domainName": "MCR.microsoft.com", "endpointDetails": [{"port": 443, "protocol": "Https"}]}
    other = {"domainName": "new.example.com", "endpointDetails": [{"port": 443}]}
    return {
        "account": {"id": "sub-1"},
        CLUSTER: {
            "location": "westeurope",
            "properties": {
                "fqdn": "my-1a.hcp.westeurope.azmk8s.io",
                "networkProfile": {"outboundType": "userDefinedRouting"},
                "addonProfiles": {"omsAgent": {"enabled": True}, "azurepolicy": {"enabled": False}},
            },
        },
        f"{CLUSTER}/outboundNetworkDependenciesEndpoints": {
            "value": [{"category": "images", "endpoints": [endpoint, other]}]
        },
        WORKSPACE: {
            "location": "northeurope",
            "properties": {
                "workspaceId": "1111",
                "containerRegistry": REGISTRY,
                "storageAccount": STORAGE,
                "keyVault": VAULT,
                "publicNetworkAccess": "Disabled",
                "privateEndpointConnections": APPROVED,
            },
        },
        f"{WORKSPACE}/outboundNetworkDependenciesEndpoints": {
            "value": [{"properties": {"category": "ml", "endpoints": [endpoint]}}]
        },
        REGISTRY: {"properties": {"privateEndpointConnections": [], "dataEndpointEnabled": False}},
        STORAGE: {"properties": {"privateEndpointConnections": APPROVED, "publicNetworkAccess": "Enabled"}},
        VAULT: {"properties": {"privateEndpointConnections": APPROVED, "publicNetworkAccess": "Disabled"}},
    }


def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: dict[str, Any]) -> None:
    file = tmp_path / "answers.json"
    file.write_text(json.dumps(given))
    program = tmp_path / "az"
    program.write_text(AZ.format(python=sys.executable, file=str(file)))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))


def test_the_real_names_come_from_azure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, monkeypatch, answers())
    found = ask("rg", "myaks", "ws")
    assert found.undone == []
    known = {each.setting: each.value for each in found.known}
    assert known == {
        "region": "westeurope", "api_server": "my-1a.hcp.westeurope.azmk8s.io", "platform": "aks",
        "outbound_type": "userDefinedRouting", "private_cluster": "no", "monitoring": "yes", "policy": "no",
        "vnet_integration": "no",
        "workspace_region": "northeurope", "workspace_id": "1111", "registry": "myreg", "storage": "mystore",
        "vault": "myvault", "hbi": "no", "private_workspace": "yes", "private_registry": "no",
        "registry_data_endpoint": "no", "private_vault": "yes",
    }  # fmt: skip
    assert "private_storage" not in known, "an endpoint beside open public access may lie in another network"
    assert found.live == [("mcr.microsoft.com", 443), ("new.example.com", 443), ("mcr.microsoft.com", 443)]


def test_the_subnet_of_the_api_server_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    subnet = f"{ROOT}/Microsoft.Network/virtualNetworks/net/subnets/api"
    given = answers()
    given[CLUSTER]["properties"]["apiServerAccessProfile"] = {
        "enableVnetIntegration": True,
        "subnetId": subnet,
    }
    install(tmp_path, monkeypatch, {**given, subnet: {"properties": {"addressPrefix": "10.226.0.0/28"}}})
    known = {each.setting: (each.value, each.origin) for each in ask("rg", "myaks", None).known}
    assert known["api_server_subnet"] == ("10.226.0.0/28", "Azure, api")
    assert known["vnet_integration"] == ("yes", "Azure, myaks")
    install(tmp_path, monkeypatch, given)
    assert "Azure did not tell about api" in ask("rg", "myaks", None).undone[0]


def test_a_list_that_may_not_be_read_costs_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = answers()
    del given[f"{WORKSPACE}/outboundNetworkDependenciesEndpoints"]
    install(tmp_path, monkeypatch, given)
    found = ask("rg", None, "ws")
    assert len(found.undone) == 1
    assert "what ws depends on" in found.undone[0]
    assert {"workspace_id", "private_vault"} <= {each.setting for each in found.known}


@pytest.mark.parametrize(
    "denied", [CLUSTER, WORKSPACE, REGISTRY, f"{CLUSTER}/outboundNetworkDependenciesEndpoints"]
)
def test_what_may_not_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, denied: str) -> None:
    given = answers()
    del given[denied]
    install(tmp_path, monkeypatch, given)
    found = ask("rg", "myaks", "ws")
    assert len(found.undone) == 1
    assert "(AuthorizationFailed)" in found.undone[0]
    assert found.known


@pytest.mark.parametrize(
    ("given", "sentence"),
    [({}, "run az login"), ({"account": "not json"}, "is not JSON"), ({"account": {"id": "sub-1"}}, "myaks")],
)
def test_azure_that_does_not_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: dict[str, Any], sentence: str
) -> None:
    install(tmp_path, monkeypatch, given)
    found = ask("rg", "myaks", None)
    assert sentence in found.undone[0]
    assert found.known == []


def test_without_the_cli_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert ask("rg", "myaks", "ws").undone == ["Azure was not asked: az is not installed"]


def test_the_command_line_merges_azure_and_compares_its_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    install(tmp_path, monkeypatch, answers())
    given = ["--no-kubeconfig", "--resource-group", "rg", "--cluster", "myaks", "--workspace", "ws"]
    assert main(["hosts", *given, "--region", "eastus"]) == 0
    told = capsys.readouterr()
    assert "myreg.azurecr.io:443" in told.out
    assert "1111.workspace.northeurope.api.azureml.ms:443" in told.out
    assert "Azure lists new.example.com:443 for this cluster, and the catalogue does not" in told.err
    assert "mcr.microsoft.com:443 for this cluster" not in told.err
    assert "region is 'eastus' (--region) and 'westeurope' (Azure, myaks); the first is used" in told.err


def test_a_workspace_needs_its_group(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["hosts", "--workspace", "ws", "--no-kubeconfig"]) == 2
    assert "--workspace needs --resource-group" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("pattern", "host", "covered"),
    [
        ("*.data.mcr.microsoft.com", "eastus.data.mcr.microsoft.com", True),
        ("*.data.mcr.microsoft.com", "*.data.mcr.microsoft.com", True),
        ("mcr.microsoft.com", "mcr.microsoft.com", True),
        ("mcr.microsoft.com", "eastus.data.mcr.microsoft.com", False),
        ("*.azure.com", "evilazure.com", False),
    ],
)
def test_what_a_pattern_covers(pattern: str, host: str, *, covered: bool) -> None:
    assert (beyond_catalogue([(host, 443)], {(pattern, 443)}) == []) is covered
    assert beyond_catalogue([(host, 8443)], {(pattern, 443)})
