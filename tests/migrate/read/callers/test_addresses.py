from __future__ import annotations

import pytest

from compat.v1 import ServiceKind
from migrate.read.callers.addresses import WORDS, Address, addresses
from migrate.read.registry import CALLERS


def one(text: str) -> Address:
    (found,) = addresses(text)
    return found


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("http://52.170.1.9:80/api/v1/service/churn-svc/score", "churn-svc"),
        ("https://leaf01.westeurope.cloudapp.azure.com/api/v1/service/churn/score?x=1", "churn"),
        ("https://ml.contoso.com:443/api/v1/service/Churn/swagger.json", "churn"),
        ('const u = base + "/api/v1/service/churn/score";', "churn"),
        ("http://{ip}:80/api/v1/service/churn/score", "churn"),
        ('f"http://{ip}/api/v1/service/{service_name}/score"', ""),
        ("`http://${host}/api/v1/service/${name}/score`", ""),
        ('curl "http://$IP/api/v1/service/$NAME/score"', ""),
        ('"http://" + ip + "/api/v1/service/" + name + "/score"', ""),
        ("http://%HOST%/api/v1/service/%NAME%/score", ""),
    ],
)
def test_a_service_on_a_cluster_is_found_by_its_path(text: str, name: str) -> None:
    found = one(text)
    assert (found.kind, found.name) == (ServiceKind.AKS, name)
    assert text[found.start :].startswith(found.shown)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("http://churn-test.westeurope.azurecontainer.io/score", "churn-test"),
        ("http://1f2e-33.eastus2.azurecontainer.io:80/score", "1f2e-33"),
        ('base = "https://Churn.westus.azurecontainer.io"; post(base + "/score")', "churn"),
        ("http://{label}.{region}.azurecontainer.io/score", ""),
        ("churn.westus.azurecontainer.io/swagger.json", "churn"),
    ],
)
def test_a_service_in_a_container_is_found_by_its_host_and_path(text: str, label: str) -> None:
    found = one(text)
    assert (found.kind, found.label) == (ServiceKind.ACI, label)


@pytest.mark.parametrize(
    "text",
    [
        "https://api.contoso.com/api/v1/service/list",
        "https://api.contoso.com/api/v1/service/42/scores",
        "http(s)://<host>/api/v1/service/<name>/score",
        "http(s)://<label>.<region>.azurecontainer.io/score",
        '"/api/v1/service/" + id + "/status"',
        "http://x.westus.azurecontainer.io/health",
        "http://x.westus.azurecontainer.io",
        "https://leaf.westeurope.cloudapp.azure.com/score",
        "http://router/api/v1/endpoint/churn/score",
        "https://churn.westeurope.inference.ml.azure.com/score",
        "azurecontainer.io is the domain of container instances",
        "",
    ],
)
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    assert not list(addresses(text))


def test_several_addresses_stand_in_order() -> None:
    text = "http://a.westus.azurecontainer.io/score http://h/api/v1/service/b/score http://h/api/v1/service/c/score"
    assert [(item.label, item.name) for item in addresses(text)] == [("a", ""), ("", "b"), ("", "c")]


def test_the_words_are_what_the_search_in_bytes_looks_for() -> None:
    assert tuple(word.encode() for word in WORDS) == CALLERS


@pytest.mark.parametrize("part", ["http://", "a.", "/api/v1/service/", "{", "a-"])
def test_long_text_without_an_address_is_read_in_time(part: str) -> None:
    assert not list(addresses("azurecontainer.io /api/v1/service/ " + part * 40_000))
