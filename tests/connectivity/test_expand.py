"""A context turns the catalogue into exact names; what is missing is said, never guessed."""

import pytest

from connectivity.catalogue.loader import built_in
from connectivity.context import build, from_flags
from connectivity.expand import expand
from connectivity.host import Expectation, Phase
from connectivity.judge.survey import judge
from connectivity.target import Target

FULL = {
    "api_server": "my-1a2b.hcp.westeurope.azmk8s.io",
    "generation": "v1",
    "registry": "myreg",
    "storage": "mystore",
    "workspace_id": "11111111-2222-3333-4444-555555555555",
    "workspace_region": "northeurope",
}


def targets(**flags: str) -> dict[str, Target]:
    return {target.id: target for target in expand(built_in(), build(from_flags({**FULL, **flags})))}


def hosts(**flags: str) -> set[str | None]:
    return {target.host for target in targets(**flags).values()}


@pytest.mark.parametrize(
    "host",
    [
        "my-1a2b.hcp.westeurope.azmk8s.io",
        "mcr.microsoft.com",
        "westeurope.data.mcr.microsoft.com",
        "myreg.azurecr.io",
        "mystore.table.core.windows.net",
        "mystore.blob.core.windows.net",
        "api.azureml.ms",
        "northeurope.api.azureml.ms",
        "11111111-2222-3333-4444-555555555555.workspace.northeurope.api.azureml.ms",
        "ingest-viennawesteurope.kusto.windows.net",
        "login.microsoftonline.com",
        "management.azure.com",
    ],
)
def test_a_v1_cluster_needs(host: str) -> None:
    assert host in hosts(token_auth="yes")


def test_targets_that_lack_the_same_value_are_one_question_to_the_user() -> None:
    found = judge(expand(built_in(), build(from_flags({"registry": "myreg"}))), ())
    missing = [each for each in found if each.code == "missing-value"]
    assert len(missing) == len({each.fix for each in missing})
    assert max(len(each.also) for each in missing) > 5
    whole = judge(tuple(targets(token_auth="yes").values()), ())
    assert not [each for each in whole if "--cloud" in each.fix]


def test_a_range_is_asked_by_the_name_of_what_is_in_it() -> None:
    private = {"api_server": "my.privatelink.westeurope.azmk8s.io", "api_server_subnet": "10.226.0.0/28"}
    found = targets(**private)["api-server-subnet/10.226.0.0/28:4443"]
    assert (found.host, found.witness_for) == ("my.privatelink.westeurope.azmk8s.io", "10.226.0.0/28")
    assert targets(**private)["api-server-balancer-udp/10.226.0.0/28:9988"].host is None
    assert not any("9988" in each for each in targets())


@pytest.mark.parametrize(
    ("flags", "absent"),
    [
        ({"token_auth": "no"}, "api.azureml.ms"),
        ({"generation": "v2"}, "ingest-viennawesteurope.kusto.windows.net"),
        ({"outbound_type": "block"}, "mcr.microsoft.com"),
        ({"platform": "arc"}, "packages.aks.azure.com"),
        ({"gpu": "no"}, "nvidia.github.io"),
        ({}, "westeurope.dp.kubernetesconfiguration.azure.com"),
        ({}, "gbl.his.arc.azure.com"),
    ],
)
def test_what_a_condition_rules_out_is_not_asked_for(flags: dict[str, str], absent: str) -> None:
    assert absent not in hosts(**flags)


def test_the_clouds_have_their_own_names() -> None:
    china = hosts(api_server="my.hcp.chinaeast2.cx.prod.service.azk8s.cn")
    assert {"myreg.azurecr.cn", "mystore.blob.core.chinacloudapi.cn", "mcr.azure.cn"} <= china
    government = hosts(api_server="my.hcp.usgovvirginia.cx.aks.containerservice.azure.us")
    assert {"myreg.azurecr.us", "login.microsoftonline.us"} <= government
    assert "mcr.azure.cn" not in government


def test_a_missing_value_names_its_setting_and_is_not_probed() -> None:
    unknown = next(
        t for t in expand(built_in(), build(from_flags({"cloud": "AzureCloud"}))) if t.entry == "registry"
    )
    assert (unknown.host, unknown.missing, unknown.pattern) == (None, ("registry",), "{registry}.azurecr.io")


def test_an_unknown_cloud_leaves_everything_unprobed() -> None:
    found = expand(built_in(), build())
    assert found
    assert all(target.host is None and target.missing[0] == "cloud" for target in found)


def test_an_unknown_condition_is_kept_and_named() -> None:
    assert targets()["token-authentication/api.azureml.ms:443"].uncertain == ("token_auth",)
    assert targets(token_auth="yes")["token-authentication/api.azureml.ms:443"].uncertain == ()


def test_a_wildcard_is_probed_through_its_witness_or_not_at_all() -> None:
    layers = targets()["microsoft-image-layers/*.data.mcr.microsoft.com:443"]
    assert (layers.host, layers.witness_for) == (
        "westeurope.data.mcr.microsoft.com",
        "*.data.mcr.microsoft.com",
    )
    shared = targets(registry_data_endpoint="no")["registry-layers-shared/*.blob.core.windows.net:443"]
    assert (shared.host, shared.missing, shared.witness_for) == (None, (), None)


def test_a_private_endpoint_changes_the_expectation() -> None:
    registry = targets(private_registry="yes", private_range="10.1.0.0/16")["registry/myreg.azurecr.io:443"]
    assert registry.expectation is Expectation.PRIVATE
    assert registry.private is not None
    assert registry.private.zones == ("privatelink.azurecr.io",)
    assert registry.private.ranges == ("10.1.0.0/16",)


def test_without_a_private_endpoint_a_public_answer_is_right() -> None:
    registry = targets(private_registry="no")["registry/myreg.azurecr.io:443"]
    assert registry.expectation is Expectation.REACHABLE
    assert registry.private is None
    unknown = targets()["registry/myreg.azurecr.io:443"]
    assert unknown.expectation is Expectation.REACHABLE
    assert unknown.private is not None


def test_each_custom_dns_server_is_its_own_target() -> None:
    assert {"10.0.0.4", "10.0.0.5"} <= hosts(dns_server="10.0.0.4,10.0.0.5")


def test_ids_are_unique_and_phases_known() -> None:
    found = expand(built_in(), build(from_flags(FULL)))
    assert len({target.id for target in found}) == len(found)
    assert targets()["microsoft-images/mcr.microsoft.com:443"].phase is Phase.ATTACH
