"""Values are merged by layer, each with its origin; a value of the wrong shape is refused."""

import pytest

from connectivity.context import Context, ContextError, build, from_flags, is_aks_name
from connectivity.host import Cloud
from connectivity.run import Known


def context(**flags: str) -> Context:
    return build(from_flags(flags))


def origin(context: Context, name: str) -> str:
    return next(known.origin for known in context.values if known.setting == name)


def test_the_first_layer_wins_and_the_contradiction_is_told() -> None:
    merged = build(from_flags({"region": "westeurope"}), [Known("region", "eastus", "kubeconfig")])
    assert merged.get("region") == "westeurope"
    assert merged.conflicts == (
        "region is 'westeurope' (--region) and 'eastus' (kubeconfig); the first is used",
    )


def test_layers_that_agree_are_no_contradiction() -> None:
    assert build(from_flags({"region": "EastUS"}), [Known("region", "eastus", "Azure")]).conflicts == ()


@pytest.mark.parametrize(
    ("api_server", "cloud", "region", "private"),
    [
        ("my-1a2b.hcp.westeurope.azmk8s.io", Cloud.PUBLIC, "westeurope", None),
        ("my-1a2b.0f0f.privatelink.westeurope.azmk8s.io", Cloud.PUBLIC, "westeurope", "yes"),
        ("my.sub.privatelink.eastus2.azmk8s.io", Cloud.PUBLIC, "eastus2", "yes"),
        ("my.hcp.usgovvirginia.cx.aks.containerservice.azure.us", Cloud.USGOV, "usgovvirginia", None),
        ("my.hcp.chinaeast2.cx.prod.service.azk8s.cn", Cloud.CHINA, "chinaeast2", None),
    ],
)
def test_the_api_servers_name_tells_cloud_and_region(
    api_server: str, cloud: Cloud, region: str, private: str | None
) -> None:
    told = context(api_server=api_server)
    assert (told.cloud, told.get("region"), told.get("private_cluster")) == (cloud, region, private)
    assert origin(told, "region") == "follows from api_server"


@pytest.mark.parametrize(
    "name",
    [
        "api.example.com",
        "10.0.0.1",
        "evil-azmk8s.io",
        "x.hcp.azmk8s.io",
        "a.hcp.eastus.azmk8s.io.example.com",
    ],
)
def test_another_vendors_cluster_tells_nothing(name: str) -> None:
    told = context(api_server=name)
    assert told.cloud is None
    assert told.get("region") is None
    assert not is_aks_name(name)


def test_what_is_typed_stands_above_what_follows() -> None:
    told = context(api_server="my.hcp.westeurope.azmk8s.io", region="northeurope")
    assert told.get("region") == "northeurope"


def test_nothing_is_made_up() -> None:
    empty = build()
    assert {known.origin for known in empty.values} == {"assumed"}
    assert empty.get("token_auth") is None


@pytest.mark.parametrize(
    ("flags", "name", "value"),
    [
        ({"dns_server": "10.0.0.4, 10.0.0.5"}, "custom_dns", "yes"),
        ({"endpoint_host": "leaf1a.westeurope.cloudapp.azure.com"}, "generated_name", "yes"),
        ({"outbound_type": "block"}, "isolated", "yes"),
        ({"private_registry": "yes"}, "registry_data_endpoint", "yes"),
        ({"registry": "MyReg.azurecr.io"}, "registry", "myreg"),
        ({"endpoint_host": "score.example.com"}, "generated_name", None),
        ({"private_registry": "no"}, "registry_data_endpoint", None),
        ({"outbound_type": "userDefinedRouting"}, "isolated", "no"),
    ],
)
def test_what_follows_from_what(flags: dict[str, str], name: str, value: str | None) -> None:
    assert context(**flags).get(name) == value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("region", "West Europe"),
        ("region", ""),
        ("registry", "reg;rm -rf"),
        ("api_server", "https://x.example"),
        ("api_server", "nodots"),
        ("cloud", "azure"),
        ("dns_server", "10.0.0"),
        ("private_range", "10.0.0.0/33"),
        ("token_auth", "perhaps"),
        ("storage", "a" * 64),
        ("endpoint_host", "-a.example"),
    ],
)
def test_a_value_of_the_wrong_shape_names_setting_and_origin(name: str, value: str) -> None:
    with pytest.raises(ContextError, match=rf"^{name} .*--{name.replace('_', '-')}"):
        context(**{name: value})
